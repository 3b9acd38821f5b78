"""A pool under a load that takes all processors, watched from one generation of workers to the next."""

import time

from respawns.generations import Generations
from rig import vegeta
from rig.figures import BrokenOff
from rig.pool import paths
from rig.progress import mib, say

LOOK_SECONDS = 0.25
SAY_SECONDS = 15


class Contestant:
    """What is seen of one pool: its generations, the most memory that it used, and the Tally of its load."""

    def __init__(self, pool):
        self.pool, self.generations, self.peak_bytes, self.tally = pool, Generations(pool.workers), None, None

    def failed(self):
        """Requests that failed; None when there were none at all."""
        return self.tally.failed if self.tally and self.tally.requests else None

    def run(self, whole, visitors, at_most_seconds):
        """Starts the pool and loads it until it has had so many whole generations, or the time is up."""
        self.pool.start()
        load = vegeta.Load(self.pool.port, paths(), visitors)
        try:
            with load:
                self._watch(whole, at_most_seconds)
        finally:
            self.tally = load.tally()
            for error in self.tally.errors:
                say("%s: failed: %s" % (self.pool.name, error))

    def _watch(self, whole, at_most_seconds):
        began = said = now = time.monotonic()
        while self.generations.whole() < whole:
            if now - began >= at_most_seconds:
                say("%s: %d of %d whole generations within %d s" % (
                    self.pool.name, self.generations.whole(), whole, at_most_seconds))
                return
            time.sleep(LOOK_SECONDS)
            now = time.monotonic()
            self._look(now)
            if now - said >= SAY_SECONDS:
                said = now
                say("%s: %d respawns, %s used at most" % (
                    self.pool.name, len(self.generations.marks), mib(self.peak_bytes)))

    def _look(self, now):
        if not self.pool.is_up():
            raise BrokenOff("%s: the server has ended, %d OOM kills; the end of its log:\n%s" % (
                self.pool.name, self.pool.cgroup.oom_kills(), self.pool.log()))
        self.peak_bytes = max(self.peak_bytes or 0, self.pool.cgroup.used_bytes())
        stats = self.pool.stats()
        if stats is not None:
            workers = stats["workers"]
            respawns = sum(max(0, worker["respawn_count"] - 1) for worker in workers)
            # Of a slot, not of a process: it goes on when the worker is replaced.
            self.generations.see(respawns, sum(worker["requests"] for worker in workers), now)
