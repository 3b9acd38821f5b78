"""Notices that this process is a forked child of the first one, and makes it a worker under the policy.

A fork is noticed in three ways, whichever comes first.  os.register_at_fork fires in servers that fork in Python
(Gunicorn, Celery): at once, so what is frozen is what the master loaded and nothing else.  uWSGI forks in C and calls
its post_fork_hook.  And whoever forked, the child's first garbage collection finds another process id.
"""

import gc
import os
import sys

from . import callguard, collector, ending, leaving, record, settings, shutdown, uwsgi

# Of a process that is no worker, where what the master loaded is immortal.
_NO_WORKERS_GUARD = callguard.Guard(record.GC_UNTREATED, settings.ALLOW, is_immortal=True)


def prepare(volume, policy, first_pid, exit_code, runs_last):
    """The Process of an interpreter that was started as process first_pid.

    policy: what it was started under; workers read their own.  exit_code: an ExitCode.  runs_last: whether at_exit is
    the last atexit function.
    """
    in_uwsgi = uwsgi.is_host()
    if in_uwsgi:
        uwsgi.load_exit_status_support()
    last_hook = shutdown.Shutdown(exit_code) if runs_last else None
    # Loads what it needs in the master, so that workers share its memory.
    _new_cycle_guard(policy)
    return Process(volume, first_pid, last_hook, in_uwsgi, _preloaded(volume, policy, first_pid, in_uwsgi))


def _preloaded(volume, policy, first_pid, in_uwsgi):
    if policy.gc_mode != settings.GC_IMMORTAL:
        return None
    from . import immortal

    preloaded = immortal.Preloaded(volume, first_pid)
    if in_uwsgi:
        preloaded.notice_forks_in_c()
    return preloaded


class Process:
    """This process: the first one, or a child of it, which becomes a worker, or neither (a worker's own child)."""

    __slots__ = (
        "_volume", "_first_pid", "_pid", "_worker", "_guard", "_cycle_guard", "_unsettled", "_frozen", "_preloaded",
        "_shutdown", "_ending", "_uwsgi_hooks",
    )

    def __init__(self, volume, first_pid, last_hook, in_uwsgi, preloaded):
        self._volume = volume
        self._first_pid = self._pid = first_pid
        self._worker = self._guard = self._cycle_guard = None
        self._unsettled = False
        self._frozen = collector.FrozenCount()
        self._preloaded = preloaded
        self._shutdown = last_hook
        self._ending, self._uwsgi_hooks = None, ()
        if in_uwsgi:
            self._ending = ending.Ending()
            after_request = uwsgi.Hook(uwsgi.AFTER_REQUEST, self._on_request_end)
            self._uwsgi_hooks = (uwsgi.Hook(uwsgi.POST_FORK, self.on_fork), after_request)

    def before_fork(self):
        """Called before Python forks."""
        # In uWSGI, what notices forks in C notices these, too.
        if self._preloaded is not None and not self._uwsgi_hooks:
            self._preloaded.before_fork()

    def on_fork(self):
        """Called in a child after a fork; a collection may have noticed it before."""
        self._recognise()
        if self._unsettled:
            self._unsettled = False
            collector.forget_the_size_of_what_was_frozen()

    def _on_request_end(self):
        self._ending.request_ended()
        if self._cycle_guard is not None:
            self._cycle_guard.request_ended()

    def on_collection(self, phase, info):
        """For gc.callbacks."""
        if phase == "start":
            self._recognise()
            if self._worker is not None:
                self._worker.meter.begin()
        else:
            if self._worker is not None:
                self._worker.meter.end(info)
            for hook in self._uwsgi_hooks:
                if not hook.installed:
                    hook.install()

    def at_exit(self):
        """The atexit function."""
        if self._preloaded is not None:
            self._preloaded.flush_files()
        if self._shutdown is not None:
            self._shutdown.run()

    def guard(self):
        """The callguard.Guard of this process, or None where the application may do as it likes."""
        if self._guard is not None and self._pid == os.getpid():
            return self._guard
        return _NO_WORKERS_GUARD if self._is_immortal() else None

    def _is_immortal(self):
        return self._preloaded is not None and self._preloaded.is_immortal

    def _recognise(self):
        pid = os.getpid()
        if pid == self._pid:
            return
        self._pid = pid
        self._worker = self._guard = None
        self._unsettled = False
        if self._cycle_guard is not None:
            self._cycle_guard.forget()
            self._cycle_guard = None
        try:
            if self._preloaded is not None:
                self._preloaded.forked()
            if self._ending is not None:
                self._ending.forget()
            if self._shutdown is not None:
                self._shutdown.disarm()
            if os.getppid() == self._first_pid:
                self._become_worker()
        except Exception:
            # The application goes on; the sidecar reports a worker without a record.
            self._worker = None

    def _become_worker(self):
        policy = settings.load(self._volume)
        if policy is None:
            return
        mode, reason = collector.mode_in_force(policy.gc_mode, self._preloaded)
        cycle_guard = None if mode == settings.GC_DEFAULT else _new_cycle_guard(policy)
        gc_mode = collector.treat(mode)
        self._guard = callguard.Guard(gc_mode, policy.reenable, self._is_immortal())
        self._unsettled = gc_mode in (record.GC_FREEZE, record.GC_IMMORTAL) or cycle_guard is not None
        shutdown_mode = self._choose_shutdown(policy.shutdown_mode)
        worker_record = record.create(self._volume, self._pid, _server())
        if worker_record is not None:
            frozen = self._frozen.count() if gc_mode != record.GC_UNTREATED else 0
            worker_record.words64[record.IMMORTAL] = 0 if self._preloaded is None else self._preloaded.count
            worker_record.explain_mode(reason)
            self._guard.count_into(worker_record)
            if self._ending is not None:
                self._ending.watch(self._volume, self._pid, worker_record)
            self._worker = Worker(worker_record, gc_mode, shutdown_mode, frozen)
        if cycle_guard is not None:
            cycle_guard.watch(worker_record, self._guard.collector_is_back)
            self._cycle_guard = cycle_guard

    def _choose_shutdown(self, mode):
        if mode != settings.SKIP_FINALIZATION or self._shutdown is None:
            return record.SHUTDOWN_FINALIZE
        if not self._uwsgi_hooks:
            self._shutdown.arm(())
        else:
            status = uwsgi.exit_status_source()
            leave = leaving.exit_code(self._volume, self._pid, record.start_time())
            self._shutdown.arm(() if status is None else (status,), leave)
        return record.SHUTDOWN_SKIP_FINALIZATION


class Worker:
    """A worker that is counted; its meter is to be told of every collection."""

    __slots__ = ("meter",)

    def __init__(self, worker_record, gc_mode, shutdown_mode, frozen):
        self.meter = collector.Meter(worker_record)
        words64, words32 = worker_record.words64, worker_record.words32
        words32[record.GC_MODE] = gc_mode
        words32[record.SHUTDOWN_MODE] = shutdown_mode
        words64[record.FROZEN] = frozen
        worker_record.publish()


def _new_cycle_guard(policy):
    if policy.max_growth_percent is None:
        return None
    try:
        from . import cycleguard

        return cycleguard.CycleGuard(policy.max_growth_percent)
    except Exception:
        # The rest of the policy holds; the worker's record says that there is no guard.
        return None


def _server():
    """The server that forked this process, and its version, as far as it is loaded."""
    uwsgi_module = uwsgi.module()
    if uwsgi_module is not None:
        version = getattr(uwsgi_module, "version", b"")
        return "uwsgi " + (version.decode("ascii", "replace") if isinstance(version, bytes) else str(version))
    for name in ("gunicorn", "celery"):
        version = getattr(sys.modules.get(name), "__version__", None)
        if isinstance(version, str):
            return "%s %s" % (name, version)
    return ""
