"""Notices a fork that Python is not told of, before it happens: uWSGI forks in C.

The C library tells: pthread_atfork(3), as __register_atfork, which alone can be taken back.  It must not while Python
itself forks.  From 3.13 on os.fork holds a lock of the interpreter meanwhile (PyOS_BeforeFork, HEAD_LOCK), Python code
that runs then may hand the GIL to a thread that waits for this lock without giving the GIL up (one that starts
another), and both wait for ever.  So the hook is taken back before Python forks, and registered again afterwards.
"""

import atexit
import os
from _thread import RLock

from . import clibrary


class ForkHook:
    """Has a function called before this process forks, whoever forks; not in children, which have no such hook.

    Raises clibrary.Unavailable.
    """

    __slots__ = ("_function", "_pid", "_register", "_unregister", "_lock", "_python_forks")

    def __init__(self, function):
        ctypes = clibrary.load_ctypes()
        # CDLL gives the GIL up while it calls: old C libraries hold a lock of their own while a hook runs.
        libc = clibrary.opened("CDLL")
        register = getattr(libc, "__register_atfork", None)
        if register is None:
            raise clibrary.Unavailable("the C library has no __register_atfork, by which a fork is noticed before it happens")
        hook = ctypes.CFUNCTYPE(None)(function)
        # What identifies the library that registers: any address that nobody else has.
        identity = ctypes.cast(hook, ctypes.c_void_p)
        self._function = function
        self._pid = os.getpid()
        self._register = lambda: register(hook, None, None, identity)
        # Not looked up anew: what forbids a look-up may come later.
        finalize = libc["__cxa_finalize"]
        self._unregister = lambda: finalize(identity)
        # Reentrant: a signal handler may fork.
        self._lock, self._python_forks = RLock(), 0
        self._register()
        os.register_at_fork(before=self._before_python_forks, after_in_parent=self._after_python_forked)
        # Called by a process that has no interpreter any more, the hook would crash it.
        atexit.register(self._unregister)

    def remove_in_child(self):
        """To be called in a child after a fork."""
        self._unregister()

    def _before_python_forks(self):
        if os.getpid() == self._pid:
            with self._lock:
                self._python_forks += 1
                self._unregister()
            self._function()

    def _after_python_forked(self):
        if os.getpid() == self._pid:
            with self._lock:
                self._python_forks -= 1
                if self._python_forks == 0:
                    self._register()
