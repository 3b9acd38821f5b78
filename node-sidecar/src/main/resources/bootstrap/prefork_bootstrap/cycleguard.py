"""Keeps unreachable cycles from piling up in a worker in which the collector does not run by itself.

So it is under gc.mode ThresholdZero, and under Freeze and Immortal where the application has disabled the collector.
When a request has ended, the guard looks at the memory that the worker has of its own: what is resident and belongs to
no file and to no shared memory (/proc/self/statm, proc(5)).  It grows by what the worker allocates, and not by pages of
the master that are copied.  The baseline is taken after the first requests, and the limit is a percentage of the private
memory that the worker has then.  Beyond it, cycles may be the reason:

* Where the server says that one request has ended and no other one runs (uWSGI with one core, Gunicorn's sync workers)
  there is a collection then and there.  All that was preloaded is frozen, so it visits what the worker has made.
* Where other requests may be running (threads, greenlets) the collector is back for good, with the thresholds that it
  had, as under gc.mode Freeze.
"""

import gc
import mmap
import os
import sys
import time

from . import record, reenable, uwsgi

# What an application loads and caches late is no growth.
FIRST_REQUESTS = 20

# A look takes some microseconds, which is much for a request of a hundred; one is due after either of the two.
LOOK_SECONDS = 0.2
LOOK_OBJECTS = 1000

# Less is the breath of one request, bytes.
SMALLEST_GROWTH = 1 << 20

YOUNG, FULL = 0, 2

# Where the master had none: CPython's own.
_THRESHOLDS = (700, 10, 10)


class Growth:
    """Decides from a worker's memory of its own, bytes, and gc.get_count()[0], objects, what is to be collected.

    When memory has grown by the limit, everything the worker has made.  The allocator keeps what that frees, so memory
    does not tell how much piles up in there next; objects do.  So from then on what is young is collected whenever as
    many objects were gained as made up that growth: those that survive it stay until memory has grown once more.
    """

    __slots__ = ("_limit", "_baseline", "_reference", "_objects_before", "_objects_allowed")

    def __init__(self, percent, private, memory, objects):
        self._limit = max(private * percent // 100, SMALLEST_GROWTH)
        self._baseline = self._reference = memory
        self._objects_before, self._objects_allowed = objects, None

    def due(self, memory, objects):
        """FULL, YOUNG, or None for nothing."""
        if memory - self._reference > self._limit:
            return FULL
        if self._objects_allowed is None or memory - self._baseline <= self._limit:
            return None
        return YOUNG if objects >= self._objects_allowed else None

    def collected(self, generation, memory, objects, found):
        """There was a collection that found so many of objects unreachable, and left memory."""
        gained, self._objects_before = max(objects - self._objects_before, 1), 0
        if generation == FULL:
            # What is left is in use, or waits to be used again.
            self._reference = max(memory, self._baseline)
            if found:
                self._objects_allowed = min(self._objects_allowed or gained, gained)


class CycleGuard:
    """The guard of this process; to be made before the collector's thresholds are changed."""

    __slots__ = (
        "_percent", "_thresholds", "_words32", "_words64", "_on_return", "_requests", "_collects", "_growth",
        "_baseline", "_next_objects", "_next_look",
    )

    def __init__(self, percent):
        self._percent = percent
        self._thresholds = gc.get_threshold()
        self._words32 = self._words64 = self._on_return = self._growth = self._collects = None
        self._requests = self._baseline = self._next_objects = self._next_look = 0

    def watch(self, worker_record, on_return):
        """This process is a worker; worker_record is to say what is done, and may be None.

        on_return: called when the collector is brought back, before it is.
        """
        if worker_record is None:
            worker_record = _Unseen()
        self._words32, self._words64 = worker_record.words32, worker_record.words64
        self._on_return = on_return
        _have_gunicorn_tell(self)

    def forget(self):
        """This process is not to be guarded any longer."""
        self._words32 = self._words64 = None

    def request_ended(self, gunicorn_worker=None):
        """A request of uWSGI has ended, in this thread, or gunicorn_worker goes round its loop again."""
        if self._words32 is None or (gc.isenabled() and gc.get_threshold()[0]):
            return
        try:
            if self._collects is None:
                self._collects = _serves_one_at_a_time(gunicorn_worker)
                self._words32[record.GUARD] = record.GUARD_COLLECTS if self._collects else record.GUARD_BRINGS_BACK
            self._requests = self._requests + 1 if gunicorn_worker is None else gunicorn_worker.nr
            if self._requests >= FIRST_REQUESTS:
                self._look(gc.get_count()[0], time.monotonic())
        except Exception:
            # The application goes on.
            self._words32[record.GUARD] = record.GUARD_NONE
            self.forget()

    def _look(self, objects, now):
        if objects < self._next_objects and now < self._next_look:
            return
        memory = _own_memory()
        if self._growth is None:
            private = _private_memory()
            self._growth, self._baseline = Growth(self._percent, private, memory, objects), memory
            self._words64[record.GUARD_BASELINE] = private
        self._words64[record.GUARD_GROWTH] = max(memory - self._baseline, 0)
        generation = self._growth.due(memory, objects)
        if generation is not None:
            if self._collects:
                self._collect(generation, objects)
                objects = 0
            else:
                self._bring_the_collector_back()
        self._next_objects, self._next_look = objects + LOOK_OBJECTS, now + LOOK_SECONDS

    def _collect(self, generation, objects):
        began = time.perf_counter_ns()
        found = gc.collect(generation)
        words = self._words64
        words[record.GUARD_NANOSECONDS] += time.perf_counter_ns() - began
        words[record.GUARD_COLLECTIONS] += 1
        words[record.GUARD_COLLECTED] += found
        self._growth.collected(generation, _own_memory(), objects, found)

    def _bring_the_collector_back(self):
        self._on_return()
        # Not reenable's replacements: these calls are neither to be counted nor to be held back.
        reenable.set_threshold(*(self._thresholds if self._thresholds[0] else _THRESHOLDS))
        reenable.enable()
        self._words32[record.GUARD] = record.GUARD_BROUGHT_BACK


class _Unseen:
    """In place of a record that could not be made."""

    __slots__ = ("words32", "words64")

    def __init__(self):
        view = memoryview(bytearray(record.SIZE))
        self.words32, self.words64 = view.cast("I"), view.cast("Q")


def _have_gunicorn_tell(guard):
    worker_class = getattr(sys.modules.get("gunicorn.workers.base"), "Worker", None)
    # Every kind of worker calls it in its loop, so that the arbiter does not take it for dead.
    notify = getattr(worker_class, "notify", None)
    if notify is None:
        return

    def notify_and_look(worker):
        notify(worker)
        guard.request_ended(worker)

    worker_class.notify = notify_and_look


def _serves_one_at_a_time(gunicorn_worker):
    if gunicorn_worker is None:
        return uwsgi.module().cores == 1
    sync = sys.modules.get("gunicorn.workers.sync")
    return sync is not None and isinstance(gunicorn_worker, sync.SyncWorker)


def _own_memory():
    """Bytes that are resident and belong to no file and to no shared memory: fields 2 and 3 of /proc/self/statm."""
    _, resident, shared = _read("/proc/self/statm").split(maxsplit=3)[:3]
    return (int(resident) - int(shared)) * mmap.PAGESIZE


def _private_memory():
    """Bytes of Private_Clean and Private_Dirty of /proc/self/smaps_rollup, which takes milliseconds."""
    lines = _read("/proc/self/smaps_rollup").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith((b"Private_Clean:", b"Private_Dirty:")))


def _read(path):
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, 4096)
    finally:
        os.close(descriptor)
