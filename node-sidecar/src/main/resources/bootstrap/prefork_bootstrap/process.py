"""Notices that this process is a forked child of the first one, and makes it a worker under the policy.

A fork is noticed in three ways, whichever comes first.  os.register_at_fork fires in servers that fork in Python
(Gunicorn, Celery): at once, so what is frozen is what the master loaded and nothing else.  uWSGI forks in C and calls
its post_fork_hook.  And whoever forked, the child's first garbage collection finds another process id.
"""

import gc
import os
import sys

from . import collector, ending, exitcode, leaving, record, reenable, settings, shutdown, uwsgi


def prepare(volume, policy):
    """Installs the hooks in the first process; policy is what it is started under, and workers read their own."""
    if record.is_open_here(volume):
        return
    in_uwsgi = uwsgi.is_host()
    if in_uwsgi:
        uwsgi.load_exit_status_support()
    exit_code = exitcode.ExitCode()
    last_hook = shutdown.Shutdown.register(exit_code)
    process = Process(volume, last_hook, in_uwsgi, _preloaded(volume, policy, in_uwsgi))
    record.discard(volume, os.getpid())
    exitcode.follow_sys_exit(exit_code)
    reenable.watch(process.collector_switched_on, process.forbids)
    gc.callbacks.append(process.on_collection)
    os.register_at_fork(after_in_child=process.on_fork)
    # Loads what it needs in the master, so that workers share its memory.
    _cycle_guard(policy)


def _preloaded(volume, policy, in_uwsgi):
    if policy.gc_mode != settings.GC_IMMORTAL:
        return None
    from . import immortal

    preloaded = immortal.Preloaded(volume)
    preloaded.install(forks_in_c=in_uwsgi)
    return preloaded


class Process:
    """This process: the first one, or a child of it, which becomes a worker, or neither (a worker's own child)."""

    __slots__ = (
        "_volume", "_first_pid", "_pid", "_worker", "_unsettled", "_frozen", "_preloaded", "_shutdown", "_ending",
        "_uwsgi_hooks", "_guard",
    )

    def __init__(self, volume, last_hook, in_uwsgi, preloaded):
        self._volume = volume
        self._first_pid = self._pid = os.getpid()
        self._worker = None
        self._unsettled = False
        self._frozen = collector.FrozenCount()
        self._preloaded = preloaded
        self._shutdown = last_hook
        self._ending, self._uwsgi_hooks, self._guard = None, (), None
        if in_uwsgi:
            self._ending = ending.Ending()
            after_request = uwsgi.Hook(uwsgi.AFTER_REQUEST, self._on_request_end)
            self._uwsgi_hooks = (uwsgi.Hook(uwsgi.POST_FORK, self.on_fork), after_request)

    def on_fork(self):
        """Called in a child after a fork; a collection may have noticed it before."""
        self._recognise()
        if self._unsettled:
            self._unsettled = False
            collector.forget_the_size_of_what_was_frozen()

    def _on_request_end(self):
        self._ending.request_ended()
        if self._guard is not None:
            self._guard.request_ended()

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

    def forbids(self, function):
        """Whether the application's calls of gc.function are to do nothing."""
        return function == "unfreeze" and self._preloaded is not None and self._preloaded.is_immortal

    def collector_switched_on(self, function, place):
        """The application called gc.function at place, "module:line"."""
        if self._worker is not None and self._pid == os.getpid():
            self._worker.collector_switched_on(function, place, self.forbids(function))

    def _recognise(self):
        pid = os.getpid()
        if pid == self._pid:
            return
        self._pid = pid
        self._worker = None
        self._unsettled = False
        if self._guard is not None:
            self._guard.forget()
            self._guard = None
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
        guard = None if mode == settings.GC_DEFAULT else _cycle_guard(policy)
        gc_mode = collector.treat(mode)
        self._unsettled = gc_mode in (record.GC_FREEZE, record.GC_IMMORTAL) or guard is not None
        shutdown_mode = self._choose_shutdown(policy.shutdown_mode)
        worker_record = record.create(self._volume, self._pid, _server())
        if worker_record is not None:
            frozen = self._frozen.count() if gc_mode != record.GC_UNTREATED else 0
            worker_record.words64[record.IMMORTAL] = 0 if self._preloaded is None else self._preloaded.count
            worker_record.explain_mode(reason)
            if self._ending is not None:
                self._ending.watch(self._volume, self._pid, worker_record)
            self._worker = Worker(worker_record, gc_mode, shutdown_mode, frozen)
        if guard is not None:
            guard.watch(worker_record)
            self._guard = guard

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

    __slots__ = ("_record", "meter")

    def __init__(self, worker_record, gc_mode, shutdown_mode, frozen):
        self._record = worker_record
        self.meter = collector.Meter(worker_record)
        words64, words32 = worker_record.words64, worker_record.words32
        words32[record.GC_MODE] = gc_mode
        words32[record.SHUTDOWN_MODE] = shutdown_mode
        words64[record.FROZEN] = frozen
        worker_record.publish()

    def collector_switched_on(self, function, place, prevented):
        """Counts an attempt, and says so when it undid the policy."""
        words64, words32 = self._record.words64, self._record.words32
        words64[record.REENABLED] += 1
        self._record.name_reenabler(place)
        undone = function == "unfreeze" or (
            function == "set_threshold" and words32[record.GC_MODE] == record.GC_THRESHOLD_ZERO
        )
        if undone and not prevented:
            words32[record.GC_MODE] = record.GC_UNTREATED


def _cycle_guard(policy):
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
