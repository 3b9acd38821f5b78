"""The code that a worker is about to exit with, known with certainty or not at all.

Python finalizes itself before it tells the C library the exit code, and an atexit function is not told it.  A code
guessed wrongly is worse than a slow exit: Gunicorn stops on a worker's 3 and 4, and respawns for ever on others.
So sys.exit raises a SystemExit whose `code` is a property.  The interpreter's own top level, and nothing else, reads
it with no Python frame on the main thread's stack: from then on the code is settled.  Where SystemExit is raised by
other means than sys.exit, nobody asks, and the code stays unknown.
"""

import sys

# By name: gevent replaces the function in its module, and what counts here is the thread.
from _thread import get_ident


class ExitCode:
    """The exit code of the process that remembers it: None as long as it is not certain."""

    __slots__ = ("_watching_thread", "_asked")

    def __init__(self):
        self._watching_thread = None
        self._asked = None

    def watch(self):
        """Starts to follow this process, from its main thread."""
        self._watching_thread = get_ident()
        self._asked = None

    def ignore(self):
        """Stops following; the code is unknown from now on."""
        self._watching_thread = None
        self._asked = None

    @property
    def watching(self):
        """Whether sys.exit is to be followed here.

        In another thread it ends but that, and threading.excepthook is silent about SystemExit alone, not about a
        subclass of it.
        """
        return self._watching_thread == get_ident()

    def asked_by_the_interpreter(self, code):
        """The interpreter's top level was given code: an int, or None for 0."""
        if self._watching_thread == get_ident() and not _in_a_greenlet():
            self._asked = 0 if code is None else code

    def value(self):
        """The code, 0 to 255, or None when it is not known."""
        if type(self._asked) is not int or not -(2**31) <= self._asked < 2**31:
            return None
        return self._asked & 0xFF


def follow_sys_exit(exit_code):
    """Makes sys.exit tell exit_code, where it watches, what the interpreter will exit with."""
    original = sys.exit
    tracked = _tracked_exception(exit_code)

    def exit(status=None, /):
        if exit_code.watching:
            if status is None:
                raise tracked()
            if type(status) is int:
                raise tracked(status)
        original(status)

    exit.__doc__ = original.__doc__
    exit.__module__ = original.__module__
    exit.__qualname__ = "exit"
    sys.exit = exit


def _tracked_exception(exit_code):
    plain_code = SystemExit.code

    class TrackedExit(SystemExit):
        @property
        def code(self):
            code = plain_code.__get__(self)
            if sys._getframe().f_back is None:
                exit_code.asked_by_the_interpreter(code)
            return code

        @code.setter
        def code(self, code):
            plain_code.__set__(self, code)

        def __reduce__(self):
            return SystemExit, self.args

    # What prints or compares names sees the exception that the application meant to raise.
    TrackedExit.__name__ = TrackedExit.__qualname__ = "SystemExit"
    TrackedExit.__module__ = "builtins"
    return TrackedExit


def _in_a_greenlet():
    greenlet = sys.modules.get("greenlet")
    return greenlet is not None and greenlet.getcurrent().parent is not None
