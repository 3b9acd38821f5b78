"""What uWSGI needs: it forks without telling Python, and exits in C."""

import os
import sys

_MODULE = "uwsgi"
POST_FORK = "post_fork_hook"
AFTER_REQUEST = "after_req_hook"


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


class Hook:
    """Has uWSGI call a function at one of the places where it calls what an attribute of its module names.

    There is one such attribute for each, and the application may assign it (uwsgidecorators does post_fork_hook).  So
    the attribute becomes a property that remembers the application's function and calls it after ours.
    """

    __slots__ = ("_name", "_function", "_theirs", "installed")

    def __init__(self, name, function):
        self._name = name
        self._function = function
        self._theirs = None
        self.installed = False
        self.install()

    def install(self):
        """Installs the hook; installed tells whether that was possible already."""
        uwsgi = module()
        if uwsgi is None:
            return
        self._theirs = uwsgi.__dict__.get(self._name)
        uwsgi.__class__ = self._class_of(uwsgi)
        # uWSGI itself looks into the dictionary.
        uwsgi.__dict__[self._name] = self._run
        self.installed = True

    def _run(self):
        self._function()
        if self._theirs is not None:
            return self._theirs()

    def _class_of(self, uwsgi):
        hook = self

        def get(module):
            if hook._theirs is None:
                raise AttributeError("module 'uwsgi' has no attribute '%s'" % hook._name)
            return hook._theirs

        def assign(module, theirs):
            hook._theirs = theirs

        def delete(module):
            hook._theirs = None

        return type("module", (type(uwsgi),), {self._name: property(get, assign, delete)})


def lets_requests_finish():
    """Whether a worker that sends itself SIGHUP in its main thread, at the end of a request, ends no other one with it.

    Under --async the handler ends the process at once, whatever its other cores do.  With threads it only notes that
    they are to take no other request, but before 2.0.27 it waited for them while Python's lock was held here.
    """
    uwsgi = module()
    if uwsgi.cores == 1:
        return True
    threads = uwsgi.opt.get("threads", 1)
    return uwsgi.version_info[:3] >= (2, 0, 27) and isinstance(threads, bytes) and int(threads) > 1


def load_exit_status_support():
    """Loads what exit_status_source() needs: in the master, so that workers share its memory."""
    try:
        import ctypes  # noqa: F401
    except Exception:
        # exit_status_source() does without.
        pass


def exit_status_source():
    """A function that returns the status given to exit(3) in this process, or None before that or when not known.

    uWSGI calls exit(3), and finalizes Python from an atexit(3) function registered before it forked.  on_exit(3)
    functions run in reverse order, so one registered now is told the status first.  It is libc's own putw(3) into
    a stream in memory: exit may be called in a signal handler, where no Python code should run.
    None where the C library has no on_exit (musl), or ctypes is missing or does not let us at the library.
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
    except Exception:
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
