"""A pool under a load that takes all processors, watched from one generation of workers to the next."""

import time
from dataclasses import dataclass

from rig import vegeta
from rig.pool import paths
from rig.progress import mib, say

LOOK_SECONDS = 0.25
SAY_SECONDS = 15


@dataclass(frozen=True)
class Lives:
    """What was seen from the first to the last respawn that count, in all that time the highest use of memory."""

    respawns: int
    requests: int
    seconds: float
    peak_bytes: int
    tally: vegeta.Tally

    def per_request(self):
        """Respawns a request; None when none was seen."""
        return self.respawns / self.requests if self.respawns and self.requests else None

    def requests_per_hour(self):
        return self.requests / self.seconds * 3600


def watch(pool, generations, visitors, at_most_seconds):
    """Loads the pool; once each worker was replaced on average, the next generations count, or what comes in the time."""
    first, last = pool.workers, pool.workers * (1 + generations)
    began = end = said = time.monotonic()
    start, now, peak = None, (0, 0, began), 0
    with vegeta.Load(pool.port, paths(), visitors) as load:
        while now[0] < last and end - began < at_most_seconds:
            time.sleep(LOOK_SECONDS)
            end, peak = time.monotonic(), max(peak, pool.cgroup.used_bytes())
            now = _counts(pool, end) or now
            start = start or (now if now[0] >= first else None)
            if end - said >= SAY_SECONDS:
                said = end
                say("%s: %d respawns, %d requests, %s used at most" % (pool.name, now[0], now[1], mib(peak)))
        tally = load.stop()
    start = start or now
    return Lives(now[0] - start[0], now[1] - start[1], now[2] - start[2], peak, tally)


def _counts(pool, at):
    """Respawns, requests and the time; None when the server does not tell."""
    stats = pool.stats()
    if stats is None:
        return None
    workers = stats["workers"]
    respawns = sum(max(0, worker["respawn_count"] - 1) for worker in workers)
    # Of a slot, not of a process: it goes on when the worker is replaced.
    return respawns, sum(worker["requests"] for worker in workers), at
