"""The contestants whose number of workers is fixed: how many survive a load and its graceful stop within the limit."""

import contextlib
import time

from capacity.plan import DEPLOYED_WORKERS, LIMIT_BYTES, MOST_WORKERS, VISITORS
from capacity.search import largest
from rig import vegeta
from rig.figures import BrokenOff
from rig.pool import Pool, paths
from rig.progress import mib, say


class Probe:
    """What became of one number of workers: whether it held the load, and the stop after it.

    fits: how many workers it makes believe that the limit has room for.
    """

    def __init__(self, held_load, held_stop, fits):
        self.held_load, self.held_stop, self.fits = held_load, held_stop, fits


class Fixed:
    """policy: as of Pool. Each number of workers is tried once."""

    def __init__(self, name, policy, settings, plan):
        self._name, self._policy, self._settings, self._plan = name, policy, settings, plan
        self._probes = {}

    def pool(self, workers):
        """A Pool with so many workers, not yet entered."""
        return Pool(self._name, workers, LIMIT_BYTES, self._policy, settings=self._settings)

    def most_until_stop(self):
        """The most that hold the load, whatever the stop brings; None when not even one does."""
        return largest(lambda workers: self._probe(workers).held_load, self._guess(), 1, MOST_WORKERS)

    def most(self):
        """The most workers that hold the load and the stop; None when not even one does."""
        guess = self.most_until_stop()
        if guess is None:
            return None
        # Who does not hold the load has no stop to hold.
        return largest(lambda workers: self._probe(workers).held_stop, guess, 1, guess)

    def _guess(self):
        return self._probe(DEPLOYED_WORKERS).fits or DEPLOYED_WORKERS

    def _probe(self, workers):
        if workers not in self._probes:
            self._probes[workers] = self._try(workers)
        return self._probes[workers]

    def _try(self, workers):
        with self.pool(workers) as pool:
            pool.start()
            held = bool(warm_up([pool], self._plan))
            used, fits = pool.cgroup.used_bytes(), _fits(pool) if held else None
            stopped = held and pool.stop(lambda: pool.cgroup.oom_kills() > 0) and pool.cgroup.oom_kills() == 0
            outcome = "held" if stopped else "did not hold the stop" if held else "did not hold the load"
            say("%s: %d workers %s; %s used under load, %d OOM kills" % (
                self._name, workers, outcome, mib(used), pool.cgroup.oom_kills()))
            return Probe(held, stopped, fits)


def warm_up(pools, plan):
    """Loads pools that run until each worker has served its requests; those of them in which nothing failed or was killed."""
    held = []
    with contextlib.ExitStack() as stack:
        loads = {pool: stack.enter_context(vegeta.Load(pool.port, paths(), VISITORS)) for pool in pools}
        deadline = time.monotonic() + plan.probe_seconds
        while loads:
            for pool in list(loads):
                over = not pool.is_up() or pool.cgroup.oom_kills() > 0
                if over or pool.fewest_requests() >= plan.requests_each:
                    failed = loads.pop(pool).stop().failed
                    if not over and failed == 0 and pool.cgroup.oom_kills() == 0:
                        held.append(pool)
            if loads and time.monotonic() > deadline:
                raise BrokenOff("%s did not serve %d requests with each worker within %d s" % (
                    ", ".join("%d %s" % (pool.workers, pool.name) for pool in loads), plan.requests_each, plan.probe_seconds))
            time.sleep(0.5)
    return held


def _fits(pool):
    """How many such workers the limit has room for, by what those that run have of their own; None when it cannot be told."""
    running = pool.running()
    if not running:
        return None
    each = sum(_own_bytes(worker["pid"]) for worker in running) / len(running)
    return int(len(running) + (LIMIT_BYTES - pool.cgroup.used_bytes()) / each)


def _own_bytes(pid):
    """Private memory and page tables of a process."""
    kilobytes = 0
    for name, keys in (("smaps_rollup", ("Private_Clean:", "Private_Dirty:")), ("status", ("VmPTE:",))):
        with open("/proc/%d/%s" % (pid, name), encoding="ascii", errors="replace") as file:
            for words in map(str.split, file):
                kilobytes += int(words[1]) if words and words[0] in keys else 0
    return kilobytes << 10
