"""SkipFinalization: a worker ends after its last atexit function, without tearing its heap down.

Finalization destroys every object, so every page that is still shared with the master is copied just before the
worker gives it back: a graceful stop of a pool can triple its memory.
"""

import os

from . import files


class Shutdown:
    """Ends this process, where it is a worker; to be run as its last atexit function."""

    __slots__ = ("_pid", "_exit_code", "_sources", "_translate")

    def __init__(self, exit_code):
        self._pid = None
        self._exit_code = exit_code
        self._sources = ()
        self._translate = None

    def arm(self, other_sources, translate=None):
        """Makes this process, a worker, skip finalization when its exit code is known.

        other_sources are functions that return the exit code or None; they are asked before sys.exit's.
        translate turns the code that is known into the one to exit with.
        """
        self._sources = tuple(other_sources) + (self._exit_code.value,)
        self._translate = translate
        self._pid = os.getpid()
        self._exit_code.watch()

    def disarm(self):
        """Makes this process end as Python does by itself."""
        self._pid = None
        self._exit_code.ignore()

    def run(self):
        """Ends the process, or leaves that to Python where it is no worker or the exit code is not known."""
        if self._pid != os.getpid():
            return
        code = self._known_code()
        if code is None:
            return
        files.flush_open_files()
        if files.flush_standard_streams():
            os._exit(code if self._translate is None else self._translate(code))

    def _known_code(self):
        for source in self._sources:
            code = source()
            if code is not None:
                return code
        return None
