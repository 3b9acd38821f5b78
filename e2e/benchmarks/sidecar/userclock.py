"""Time in user mode of a process and of all that it starts, measured rather than scaled.

/proc/PID/stat and getrusage(2) tell user from system time by what a processor does at the kernel's own tick, mostly 250 times a
second: of 20 us in each 2 s that sees one or two in ten minutes. So a timer of the kernel's runs here whenever the process does,
and every PERIOD_MICROS of its processor time it counts one where it finds it in user mode. Sources: perf_event_open(2), and
perf_swevent_hrtimer in kernel/events/core.c.
"""

import ctypes
import mmap
import os
import platform
import signal
import struct
import time

PERIOD_MICROS = 100
STOPPED = ["sh", "-c", 'kill -STOP $$; exec "$@"', "sh"]  # words before a command: it waits for its clock before it begins
PATIENCE_SECONDS = 10

_CALL = {"x86_64": 298, "aarch64": 241}
_SOFTWARE, _TASK_CLOCK = 1, 1
_INHERIT, _NO_KERNEL, _NO_HYPERVISOR = 1 << 1, 1 << 5, 1 << 6
_ATTRIBUTES = "<IIQQQQQ"  # type, size, config, period, fields of a sample, fields of a reading, flags
_ATTRIBUTES_BYTES = 64  # PERF_ATTR_SIZE_VER0
_CLOSE_ON_EXEC = 8
_HEAD_AT = 1024  # data_head of struct perf_event_mmap_page: bytes written since the beginning
_SAMPLE_BYTES = 8  # a sample without fields is its header


class UserClock:
    """Of a process that is held by STOPPED, which goes on once this is there: nothing that it starts is missed.

    A process that was started without STOPPED, or on a kernel that refuses, ends the benchmark."""

    def __init__(self, pid):
        _await_stop(pid)
        # What inherits may write into a buffer only where each processor has its own.
        self._rings = [_ring(pid, processor) for processor in sorted(os.sched_getaffinity(0))]
        os.kill(pid, signal.SIGCONT)

    def stop(self):
        for ring in self._rings:
            ring.close()

    def micros(self):
        """Since the start, a multiple of PERIOD_MICROS: right in the mean, and off by the root of n periods after n."""
        return sum(struct.unpack_from("<Q", ring, _HEAD_AT)[0] // _SAMPLE_BYTES for ring in self._rings) * PERIOD_MICROS


def _ring(pid, processor):
    number = _CALL.get(platform.machine())
    if number is None:
        raise SystemExit("time in user mode: the number of perf_event_open on %s is not known here" % platform.machine())
    attributes = struct.pack(
        _ATTRIBUTES, _SOFTWARE, _ATTRIBUTES_BYTES, _TASK_CLOCK, PERIOD_MICROS * 1000, 0, 0, _INHERIT | _NO_KERNEL | _NO_HYPERVISOR
    ).ljust(_ATTRIBUTES_BYTES, b"\0")
    library = ctypes.CDLL(None, use_errno=True)
    none = ctypes.c_long(-1)
    event = library.syscall(
        ctypes.c_long(number), attributes, ctypes.c_long(pid), ctypes.c_long(processor), none, ctypes.c_long(_CLOSE_ON_EXEC)
    )
    if event < 0:
        why = os.strerror(ctypes.get_errno())
        raise SystemExit("time in user mode: perf_event_open of process %d: %s; run this where the kernel allows it" % (pid, why))
    # Read-only: the kernel then writes over what nobody has read, and goes on counting. The mapping keeps the event.
    ring = mmap.mmap(event, 2 * mmap.PAGESIZE, prot=mmap.PROT_READ)
    os.close(event)
    return ring


def _await_stop(pid):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with open("/proc/%d/stat" % pid, encoding="ascii") as file:
            if file.read().rpartition(")")[2].split()[0] == "T":
                return
        time.sleep(0.005)
    raise SystemExit("time in user mode: process %d was not started behind STOPPED" % pid)
