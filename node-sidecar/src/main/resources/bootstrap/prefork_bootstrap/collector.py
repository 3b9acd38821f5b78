"""Garbage collection in a worker: what it costs is counted, and it is frozen or stopped as the policy says."""

import gc
import mmap
import resource
import sys
import time

from . import record, settings

# Free-threaded builds freeze by writing to every object, which is the copying that freezing is to prevent.
_CAN_FREEZE = hasattr(gc, "freeze") and "t" not in getattr(sys, "abiflags", "")

# As they are before reenable watches who calls them.
set_threshold, enable = gc.set_threshold, gc.enable


class Meter:
    """Counts the collections of one worker into its record."""

    __slots__ = ("_words", "_faults_before", "_nanoseconds_before")

    def __init__(self, worker_record):
        self._words = worker_record.words64
        self._faults_before = None
        self._nanoseconds_before = 0

    def begin(self):
        """A collection starts."""
        self._faults_before = _thread_faults()
        self._nanoseconds_before = time.perf_counter_ns()

    def end(self, info):
        """A collection, of which begin() was told, ends; info is what gc.callbacks are given."""
        if self._faults_before is None:
            return
        words = self._words
        words[record.COLLECTIONS + info["generation"]] += 1
        words[record.FAULTS] += _thread_faults() - self._faults_before
        words[record.NANOSECONDS] += time.perf_counter_ns() - self._nanoseconds_before
        words[record.COLLECTED] += info["collected"]
        self._faults_before = None


def mode_in_force(declared, preloaded):
    """The gc.mode that a worker gets where declared is asked for, and why it is another one, or "".

    preloaded: the immortal.Preloaded of the first process, or None where it was started without that mode.
    """
    if declared != settings.GC_DEFAULT and not _CAN_FREEZE:
        return settings.GC_DEFAULT, "this Python is a free-threaded build, which freezes by writing to every object"
    if preloaded is not None and preloaded.is_immortal:
        if declared in (settings.GC_IMMORTAL, settings.GC_THRESHOLD_ZERO):
            return declared, ""
        return settings.GC_IMMORTAL, "made immortal under an earlier policy, for good: restart the server"
    if declared != settings.GC_IMMORTAL:
        return declared, ""
    if preloaded is None:
        return settings.GC_FREEZE, "Immortal was not declared yet when the server was started: restart it"
    return settings.GC_FREEZE, preloaded.reason


def treat(gc_mode):
    """Puts gc_mode in force in this worker; returns its number in the record."""
    if gc_mode == settings.GC_DEFAULT:
        return record.GC_UNTREATED
    # After the master has frozen what is immortal, too: there is what it has made since.
    gc.freeze()
    if gc_mode == settings.GC_THRESHOLD_ZERO:
        # Unlike gc.disable(), this outlasts a library's gc.enable().
        gc.set_threshold(0)
        return record.GC_THRESHOLD_ZERO
    return record.GC_FREEZE if gc_mode == settings.GC_FREEZE else record.GC_IMMORTAL


def forget_the_size_of_what_was_frozen():
    """Lets full collections happen again in a process that was just frozen; not for use inside a collection.

    CPython defers them until a quarter of the objects that survived the last one are new (gcmodule.c,
    long_lived_total), and freezing does not lower that number: a worker's own cycles would pile up.  Everything
    is frozen at this point, so the collection visits nothing and copies nothing.
    """
    if gc.isenabled():
        collect_unnoticed()


def collect_unnoticed():
    """A full collection that is none of the application's: nobody's callbacks are to count it, or to run so near a fork."""
    callbacks = gc.callbacks[:]
    gc.callbacks.clear()
    try:
        gc.collect()
    finally:
        gc.callbacks[:] = callbacks


class FrozenCount:
    """How many objects the workers of one master find frozen.

    Counting takes some 80 ms for a million, so a worker that is started later takes an earlier one's number.
    """

    __slots__ = ("_shared",)

    def __init__(self):
        # Memory shared with every process that is forked from here on.
        self._shared = memoryview(mmap.mmap(-1, mmap.PAGESIZE)).cast("Q")

    def count(self):
        """The number of frozen objects in this worker or in one like it."""
        if not self._shared[0]:
            self._shared[0] = gc.get_freeze_count()
        return self._shared[0]


def _thread_faults():
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
