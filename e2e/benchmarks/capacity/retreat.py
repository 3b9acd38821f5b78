"""How long until the pool is back within its margin, after the limit was lowered and after a neighbour has taken memory."""

import subprocess
import sys
import time

from capacity.plan import LOWER_SHARE, MARGIN_SHARE, NEIGHBOUR_BYTES, NEIGHBOUR_BYTES_PER_SECOND, RETREAT_SECONDS
from rig.progress import mib, say

STAYS_SECONDS = 3
PAGE_BYTES = 4096
NEIGHBOUR = """
import sys, time
rate, total, held = int(sys.argv[1]), int(sys.argv[2]), []
for _ in range(0, total, rate // 10):
    held.append(b"x" * (rate // 10))
    time.sleep(0.1)
print("taken", flush=True)
sys.stdin.read()
"""


def after_lower_limit(watch):
    """Resizes the limit below what is used; seconds until the kernel has it and usage is within its margin, None when not.

    As on a node: the pod declares the lower limit at once; the kubelet tries again and again until the kernel accepts it.
    """
    cgroup, before = watch.pool.cgroup, watch.pool.cgroup.limit_bytes()
    lower = int(cgroup.used_bytes() * LOWER_SHARE) // PAGE_BYTES * PAGE_BYTES
    say("ours: limit resized from %s to %s, with %s used" % (mib(before), mib(lower), mib(cgroup.used_bytes())))
    watch.sidecar.declare_limit(lower)
    try:
        return _seconds_until(lambda: cgroup.used_bytes() <= (1 - MARGIN_SHARE) * lower and cgroup.limit(lower))
    finally:
        cgroup.limit(before)
        watch.sidecar.declare_limit(before)


def after_neighbour(watch):
    """Lets a neighbour take memory at its pace; seconds from its last byte until usage is within the margin, or None."""
    workers = watch.look()
    numbers = [str(NEIGHBOUR_BYTES_PER_SECOND), str(NEIGHBOUR_BYTES)]
    line = watch.pool.cgroup.command([sys.executable, "-S", "-c", NEIGHBOUR] + numbers)
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as neighbour:
        try:
            if neighbour.stdout.readline() != b"taken\n":
                say("ours: the neighbour was killed before it had all")
                return None
            say("ours: a neighbour has taken %s; %s used" % (mib(NEIGHBOUR_BYTES), mib(watch.pool.cgroup.used_bytes())))
            seconds = _seconds_until(lambda: watch.pool.cgroup.used_bytes() <= (1 - MARGIN_SHARE) * watch.pool.cgroup.limit_bytes())
            if watch.look() >= workers:
                say("ours: there was room for the neighbour beside %d workers: nothing was measured" % workers)
                return None
            return seconds
        finally:
            neighbour.kill()


def _seconds_until(holds):
    """Seconds until it held and went on holding; None when that did not come."""
    began, since = time.monotonic(), None
    while time.monotonic() - began < RETREAT_SECONDS:
        since = (since or time.monotonic()) if holds() else None
        if since and time.monotonic() - since >= STAYS_SECONDS:
            return since - began
        time.sleep(0.1)
    return None
