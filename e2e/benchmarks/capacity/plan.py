"""What is measured, and for how long."""

from dataclasses import dataclass

LIMIT_BYTES = 1228 << 20
AT_MOST_SECONDS = 4500  # after which whatever is left is not measured
DEPLOYED_WORKERS = 4
MOST_WORKERS = 96
VISITORS = 100  # more than workers, so that there is always demand; less than uWSGI's listen queue holds
WAIT_SECONDS = 0.25  # sixty workers are bound by waiting, not by two cores, only when a request waits that long
HOT_SHARE = 1 / 3
LOWER_SHARE = 0.9  # of what is used: the limit that it is resized to
MARGIN_SHARE = 0.01  # of the limit: usage beyond it is a retreat that has not happened yet
NEIGHBOUR_BYTES = 300_000_000
NEIGHBOUR_BYTES_PER_SECOND = 10_000_000
RETREAT_SECONDS = 120  # until it is given up
APPLICATIONS = {
    "seedLike": {"BENCH_WAIT_SECONDS": str(WAIT_SECONDS)},
    "hotHeap": {"BENCH_WAIT_SECONDS": str(WAIT_SECONDS), "BENCH_HOT_SHARE": str(HOT_SHARE)},
}


@dataclass(frozen=True)
class Plan:
    """requests_each: of each worker, after which its memory is what it stays; the rest is seconds, but for rounds."""

    requests_each: int = 150
    probe_seconds: int = 600
    idle_seconds: int = 60
    settled_seconds: int = 100
    settle_seconds: int = 900
    slice_seconds: int = 20
    rounds: int = 3


QUICK = Plan(requests_each=100, idle_seconds=30, settled_seconds=40, settle_seconds=420, slice_seconds=10, rounds=1)
