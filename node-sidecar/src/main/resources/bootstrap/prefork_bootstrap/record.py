"""The record of one worker: a file of 432 bytes, workers/<pid>.rec on the shared volume, mapped into memory.

It appears under that name only when it is complete.
All numbers are little endian; the 64-bit ones are written whole, by one store each.

======  ==========  ==========================================================================================
offset  type        content
======  ==========  ==========================================================================================
     0  char[4]     "PFWR"
     4  u16         version of this layout, 3
     6  u16         size of the record, 432
     8  u32         process id
    12  u32         sys.hexversion
    16  u64         start time of the process: field 22 of /proc/PID/stat, clock ticks since boot (proc(5))
    24  u64         collections of generation 0 since the fork
    32  u64         collections of generation 1
    40  u64         collections of generation 2
    48  u64         minor page faults of the collecting threads inside collections
    56  u64         nanoseconds inside collections
    64  u64         objects collected
    72  u64         calls that switch the collector back on, or would; not counted under gc.reenable Allow
    80  u64         objects frozen, as counted in this worker or in an earlier one of the same master
    88  u32         collector mode in force: 0 untreated, 1 Freeze, 2 ThresholdZero, 3 Immortal
    92  u32         shutdown mode in force: 0 Finalize, 1 SkipFinalization
    96  char[32]    server and its version, "gunicorn 27.0.1"; empty when not known
   128  char[124]   what was most of these: "OUTCOME gc.FUNCTION MODULE (FILE:LINE)", printable ASCII.  OUTCOME is
                    Noticed (it undid no mode), HeldBack or Undone (the mode above is 0 since); a "?" stands for a
                    caller that is not known.  Earlier bootstraps wrote "module:line" of the last
   252  u32         1 when the worker ends between two requests once it is told to, else 0
   256  u64         objects that the master had made immortal before it forked this worker
   264  char[120]   why the collector mode in force is not the declared one; empty when it is
   384  u64         collections that the cycle guard made
   392  u64         objects that those collected
   400  u64         nanoseconds inside those
   408  u64         private bytes after the first requests, of which the guard's limit is a percentage; 0 before
   416  u64         bytes of memory of its own that the worker had more when the guard last looked than then
   424  u32         the cycle guard: 0 none, 1 collects between two requests, 2 would bring the collector back,
                    3 has brought it back
   428  u32         0
======  ==========  ==========================================================================================

Text is UTF-8, padded with NUL, and always ends with one.
"""

import mmap
import os
import sys

from . import RECORD_PATH

SIZE = 432
VERSION = 3
MAGIC = b"PFWR"

GC_UNTREATED, GC_FREEZE, GC_THRESHOLD_ZERO, GC_IMMORTAL = 0, 1, 2, 3
SHUTDOWN_FINALIZE, SHUTDOWN_SKIP_FINALIZATION = 0, 1
GUARD_NONE, GUARD_COLLECTS, GUARD_BRINGS_BACK, GUARD_BROUGHT_BACK = 0, 1, 2, 3

# Indices of 64-bit words.
START_TIME, COLLECTIONS, FAULTS, NANOSECONDS, COLLECTED, REENABLED, FROZEN, IMMORTAL = 2, 3, 6, 7, 8, 9, 10, 32
GUARD_COLLECTIONS, GUARD_COLLECTED, GUARD_NANOSECONDS, GUARD_BASELINE, GUARD_GROWTH = 48, 49, 50, 51, 52
# Indices of 32-bit words.
_PID, _HEXVERSION, GC_MODE, SHUTDOWN_MODE, ENDS, GUARD = 2, 3, 22, 23, 63, 106
# Indices of 16-bit words.
_VERSION, _SIZE = 2, 3
_SERVER = (96, 32)
_REENABLER = (128, 124)
REENABLER_LENGTH = _REENABLER[1] - 1
_REASON = (264, 120)


class WorkerRecord:
    """A worker's mapped record.  The counters are words of the memory views that it hands out."""

    __slots__ = ("_memory", "_hidden_path", "_path", "words64", "words32")

    def __init__(self, memory, hidden_path, path):
        self._memory = memory
        self._hidden_path = hidden_path
        self._path = path
        view = memoryview(memory)
        self.words64 = view.cast("Q")
        self.words32 = view.cast("I")

    def describe(self, pid, start_time, server):
        """Writes who this worker is."""
        words16 = memoryview(self._memory).cast("H")
        words16[_VERSION], words16[_SIZE] = VERSION, SIZE
        self.words32[_PID] = pid
        self.words32[_HEXVERSION] = sys.hexversion
        self.words64[START_TIME] = start_time
        self._write_text(_SERVER, server)
        self._memory[0:4] = MAGIC

    def publish(self):
        """Lets readers see the record, in place of one that an earlier process of the same id has left."""
        os.rename(self._hidden_path, self._path)

    def name_reenabler(self, call):
        """Writes which call it was that switched the collector back on, or would have."""
        self._write_text(_REENABLER, call)

    def explain_mode(self, reason):
        """Writes why the collector mode in force is not the declared one."""
        self._write_text(_REASON, reason)

    def _write_text(self, field, text):
        offset, size = field
        content = text.encode("utf-8", "replace")[: size - 1]
        self._memory[offset : offset + size] = content.ljust(size, b"\0")


def path_of(volume, pid):
    """The path of the record of process pid."""
    return RECORD_PATH % (volume, pid)


def create(volume, pid, server):
    """A new record for this process, unpublished; None where the volume has no room or no place for one."""
    if sys.byteorder != "little":
        return None
    hidden_path = "%s/workers/.%d.new" % (volume, pid)
    try:
        _remove(hidden_path)
        descriptor = os.open(
            hidden_path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644
        )
    except OSError:
        return None
    try:
        # Allocated, not merely sized: touching a page that a full tmpfs cannot give kills the process by SIGBUS.
        os.posix_fallocate(descriptor, 0, SIZE)
        record = WorkerRecord(mmap.mmap(descriptor, SIZE), hidden_path, path_of(volume, pid))
        record.describe(pid, start_time(), server)
        return record
    except (OSError, ValueError):
        _remove(hidden_path)
        return None
    finally:
        os.close(descriptor)


def is_open_here(volume):
    """Whether this process has a record of its own: then this is another interpreter in a worker."""
    path = path_of(volume, os.getpid())
    if not os.path.exists(path):
        return False
    with open("/proc/self/maps", "rb") as maps:
        return any(line.endswith(path.encode() + b"\n") for line in maps)


def discard(volume, pid):
    """Removes a record that an earlier process, or this one before it called exec, left under the same pid."""
    _remove(path_of(volume, pid))


def _remove(path):
    try:
        os.unlink(path)
    except OSError:
        pass


def start_time():
    """When this process started, clock ticks after boot."""
    descriptor = os.open("/proc/self/stat", os.O_RDONLY | os.O_CLOEXEC)
    try:
        stat = os.read(descriptor, 4096)
    finally:
        os.close(descriptor)
    # The command name, field 2, may hold blanks and parentheses; what follows its last ")" starts at field 3.
    return int(stat[stat.rindex(b")") + 2 :].split()[22 - 3])
