"""What uWSGI needs: it forks without telling Python, and exits in C."""

import os
import sys

_MODULE = "uwsgi"
_HOOK = "post_fork_hook"


def is_host():
    """Whether this interpreter is embedded in uWSGI, as far as can be told before uWSGI has set it up."""
    if _MODULE in sys.builtin_module_names:
        return True
    try:
        return os.path.basename(os.readlink("/proc/self/exe")).startswith("uwsgi")
    except OSError:
        return False


def module():
    """uWSGI's own module, which exists only inside its processes; None elsewhere, and as long as it is not there."""
    if _MODULE in sys.builtin_module_names:
        import uwsgi

        return uwsgi
    # Distributions load Python as a plugin, which makes the module after the interpreter has started.
    found = sys.modules.get(_MODULE)
    return found if hasattr(found, "version_info") else None


class ForkHook:
    """Has uWSGI call a function in every process that it has forked.

    uWSGI calls uwsgi.post_fork_hook, of which there is one, and which the application may assign (uwsgidecorators
    does).  So the attribute becomes a property that remembers the application's hook and calls it after ours.
    """

    __slots__ = ("_function", "_theirs", "installed")

    def __init__(self, function):
        self._function = function
        self._theirs = None
        self.installed = False
        self.install()

    def install(self):
        """Installs the hook; installed tells whether that was possible already."""
        uwsgi = module()
        if uwsgi is None:
            return
        self._theirs = uwsgi.__dict__.get(_HOOK)
        uwsgi.__class__ = self._class_of_module()
        # uWSGI itself looks into the dictionary.
        uwsgi.__dict__[_HOOK] = self._run
        self.installed = True

    def _run(self):
        self._function()
        if self._theirs is not None:
            return self._theirs()

    def _class_of_module(self):
        hook = self

        class UwsgiModule(type(sys)):
            @property
            def post_fork_hook(self):
                if hook._theirs is None:
                    raise AttributeError("module 'uwsgi' has no attribute 'post_fork_hook'")
                return hook._theirs

            @post_fork_hook.setter
            def post_fork_hook(self, theirs):
                hook._theirs = theirs

            @post_fork_hook.deleter
            def post_fork_hook(self):
                hook._theirs = None

        UwsgiModule.__name__ = UwsgiModule.__qualname__ = "module"
        return UwsgiModule


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
