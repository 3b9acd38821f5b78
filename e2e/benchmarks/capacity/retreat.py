"""How long until the pool is back within its margin, after the limit was lowered and after a neighbour has taken memory."""

import subprocess
import sys
import time

from capacity.plan import MARGIN_SHARE, NEIGHBOUR_BYTES, NEIGHBOUR_BYTES_PER_SECOND, RETREAT_SECONDS
from rig.progress import mib, say

STAYS_SECONDS = 3
ABOVE_USED_SHARE = MARGIN_SHARE / 2  # the kernel takes no limit below usage, and usage moves
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
    """Lowers the limit to just above what is used; seconds until usage is within its margin, None when it is not."""
    cgroup, before = watch.pool.cgroup, watch.pool.cgroup.limit_bytes()
    lower = _lower(cgroup, before)
    if lower is None:
        say("ours: no lower limit than %s was accepted, with %s used" % (mib(before), mib(cgroup.used_bytes())))
        return None
    say("ours: limit lowered from %s to %s" % (mib(before), mib(lower)))
    try:
        return _seconds_until_back(watch)
    finally:
        cgroup.limit(before)


def _lower(cgroup, before):
    """The limit that the kernel has accepted, or None."""
    end = time.monotonic() + RETREAT_SECONDS
    while time.monotonic() < end:
        lower = int(cgroup.used_bytes() * (1 + ABOVE_USED_SHARE)) // PAGE_BYTES * PAGE_BYTES
        if lower < before and cgroup.limit(lower):
            return lower
        time.sleep(0.05)
    return None


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
            seconds = _seconds_until_back(watch)
            if watch.look() >= workers:
                say("ours: there was room for the neighbour beside %d workers: nothing was measured" % workers)
                return None
            return seconds
        finally:
            neighbour.kill()


def _seconds_until_back(watch):
    cgroup, began, back = watch.pool.cgroup, time.monotonic(), None
    while time.monotonic() - began < RETREAT_SECONDS:
        within = cgroup.used_bytes() <= (1 - MARGIN_SHARE) * cgroup.limit_bytes()
        back = (back or time.monotonic()) if within else None
        if back and time.monotonic() - back >= STAYS_SECONDS:
            return back - began
        time.sleep(0.1)
    return None
