"""What uWSGI needs: it forks without telling Python, and exits in C."""

import os
import sys


def is_host():
    """Whether this interpreter is embedded in uWSGI, as far as can be told before uWSGI has set it up."""
    if "uwsgi" in sys.builtin_module_names:
        return True
    try:
        return os.path.basename(os.readlink("/proc/self/exe")).startswith("uwsgi")
    except OSError:
        return False


def module():
    """uWSGI's own module, which exists only inside its processes; None elsewhere, and as long as it is not loaded."""
    found = sys.modules.get("uwsgi")
    return found if hasattr(found, "version_info") else None


class ForkHook:
    """Keeps a function in uwsgi.post_fork_hook, which uWSGI calls in every process that it has forked.

    There is one such hook, and uwsgidecorators assigns its own when the application imports it: keep() puts
    ours back in front, and calls on what was there.
    """

    __slots__ = ("_function", "_hook")

    def __init__(self, function):
        self._function = function
        self._hook = None

    def keep(self):
        """Installs the hook, unless it is in place or uWSGI has no module yet."""
        uwsgi = module()
        if uwsgi is None:
            return
        current = getattr(uwsgi, "post_fork_hook", None)
        if self._hook is None or current is not self._hook:
            self._hook = self._in_front_of(current)
            uwsgi.post_fork_hook = self._hook

    def _in_front_of(self, theirs):
        function = self._function

        def post_fork_hook():
            function()
            if theirs is not None:
                return theirs()

        return post_fork_hook


def load_exit_status_support():
    """Loads what exit_status_source() needs: in the master, so that workers share its memory."""
    try:
        import ctypes  # noqa: F401
    except ImportError:
        pass


def exit_status_source():
    """A function that returns the status given to exit(3) in this process, or None before that or when not known.

    uWSGI calls exit(3), and finalizes Python from an atexit(3) function registered before it forked.  on_exit(3)
    functions run in reverse order, so one registered now is told the status first.  It is libc's own putw(3) into
    a stream in memory: exit may be called in a signal handler, where no Python code should run.
    None where the C library has no on_exit (musl), or ctypes is missing.
    """
    try:
        import ctypes

        libc = ctypes.CDLL(None)
        on_exit, putw, open_memstream, ftell, fflush = (
            libc.on_exit,
            libc.putw,
            libc.open_memstream,
            libc.ftell,
            libc.fflush,
        )
    except (ImportError, OSError, AttributeError):
        return None
    content, size = ctypes.POINTER(ctypes.c_int)(), ctypes.c_size_t()
    open_memstream.restype = ctypes.c_void_p
    stream = ctypes.c_void_p(open_memstream(ctypes.byref(content), ctypes.byref(size)))
    ftell.restype = ctypes.c_long
    if not stream or on_exit(putw, stream) != 0:
        return None

    def status():
        if ftell(stream) < ctypes.sizeof(ctypes.c_int) or fflush(stream) != 0:
            return None
        return content[0] & 0xFF

    return status
