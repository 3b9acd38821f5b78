"""What every Python process of the pod loads: it waits for the first fork, and loads the rest right before it.

Most of them never fork a worker (a `python -c`, a command of manage.py) and are not to be kept waiting.  Only that is
in place from the start which has to be before anything else is loaded: the functions that others import by name, and
the first atexit function, which runs last.

The rest is loaded by the process that forks, so that its workers share that memory.  Where Python is embedded, as in
uWSGI, the host may fork in C without a word, and all is loaded at once.  uWSGI as an extension module (pyuwsgi) is seen
at a garbage collection of the master's.  Any other extension module that forks in C, which is rare, leaves it to the
child: at its first garbage collection it sees another process id.
"""

import atexit
import gc
import os
import sys
from _thread import RLock

# For the rest: by the first fork, the application may have put modules of its own by these names on the path.
import mmap  # noqa: F401
import resource  # noqa: F401

from . import exitcode, handlers, reenable

# With another thread that loads the rest, in much less.  It may wait for a lock that is held by who forks, hence an end.
_PATIENCE_SECONDS = 10


class Standby:
    """Stands in for the Process of this interpreter until there is one, and passes on to it what happens."""

    __slots__ = (
        "_volume", "_policy", "_report", "_first_pid", "_exit_code", "_runs_last", "_process", "_tried", "_loading",
        "_plain_fork",
    )

    def __init__(self, volume, policy, report):
        """policy: the Settings that this process is started under; report: called with the error that prevents it."""
        self._volume = volume
        self._policy = policy
        self._report = report
        self._first_pid = os.getpid()
        self._exit_code = exitcode.ExitCode()
        self._runs_last = False
        self._process = None
        self._tried = False
        # Reentrant: a signal's handler may fork, and a collection come.
        self._loading = RLock()
        self._plain_fork = os.fork

    def install(self):
        """Puts everything in place in this process."""
        self._runs_last = getattr(atexit, "_ncallbacks", int)() == 0
        atexit.register(self._at_exit)
        exitcode.follow_sys_exit(self._exit_code)
        reenable.watch(self._guard)
        gc.callbacks.append(self._on_collection)
        os.register_at_fork(before=self._before_fork, after_in_child=self._on_fork)
        os.fork = self.fork
        if not _is_pythons_own_program():
            self._load()

    def fork(self):
        """Forks as os.fork does, after what is to be done before.

        Loading takes some hundredths of a second, and marking up to one, in which signals come.  Raised here, the
        exception of a signal's handler reaches the caller, as one that comes just before a fork does; Python drops it
        in what it calls by itself before a fork.
        """
        self._before_fork()
        return self._plain_fork()

    def _load(self):
        """The Process; None where it could not be loaded, which is reported once."""
        if self._process is None:
            # A child may have the lock from a thread that it has not.
            patience = _PATIENCE_SECONDS if os.getpid() == self._first_pid else 0
            if self._loading.acquire(timeout=patience):
                try:
                    self._load_once()
                finally:
                    self._loading.release()
        return self._process

    def _load_once(self):
        if self._tried:
            return
        codes = handlers.codes()
        self._tried = True
        try:
            from . import process

            self._process = process.prepare(
                self._volume, self._policy, self._first_pid, self._exit_code, self._runs_last
            )
        except BaseException as error:
            if not isinstance(error, Exception) or handlers.raised(error, codes):
                # A signal's handler has raised it: the next fork is as good.
                self._tried = False
                raise
            self._report(error)

    def _before_fork(self):
        process = self._load()
        if process is not None:
            process.before_fork()

    def _on_fork(self):
        if self._process is not None:
            self._process.on_fork()

    def _on_collection(self, phase, info):
        process = self._process
        if process is None and (os.getpid() != self._first_pid or "uwsgi" in sys.modules):
            process = self._load()
        if process is not None:
            process.on_collection(phase, info)

    def _guard(self):
        return None if self._process is None else self._process.guard()

    def _at_exit(self):
        if self._process is not None:
            self._process.at_exit()


def _is_pythons_own_program():
    try:
        return os.path.basename(os.readlink("/proc/self/exe")).startswith("python")
    except OSError:
        return False
