"""The contestants whose number of workers is fixed: how many survive a load and its graceful stop within the limit."""

import time

from capacity.plan import DEPLOYED_WORKERS, LIMIT_BYTES, MOST_WORKERS, VISITORS
from capacity.search import largest
from rig import vegeta
from rig.pool import Pool, paths
from rig.progress import mib, say


class Probe:
    """What became of one number of workers: whether it held the load, and the stop after it."""

    def __init__(self, held_load, held_stop, cold_bytes, warm_bytes):
        self.held_load, self.held_stop = held_load, held_stop
        self.cold_bytes, self.warm_bytes = cold_bytes, warm_bytes


class Fixed:
    """policy: as of Pool. Each number of workers is tried once."""

    def __init__(self, name, policy, settings, plan):
        self._name, self._policy, self._settings, self._plan = name, policy, settings, plan
        self._probes = {}

    def pool(self, workers):
        """A Pool with so many workers, not yet entered."""
        return Pool(self._name, workers, LIMIT_BYTES, self._policy, settings=self._settings)

    def most(self):
        """The most workers that hold the load and the stop; None when not even one does."""
        return self._most(lambda probe: probe.held_load and probe.held_stop)

    def most_until_stop(self):
        """The most that hold the load, whatever the stop brings."""
        return self._most(lambda probe: probe.held_load)

    def _most(self, holds):
        return largest(lambda workers: holds(self._probe(workers)), self._guess(), 1, MOST_WORKERS)

    def _guess(self):
        first = self._probe(DEPLOYED_WORKERS)
        each = (first.warm_bytes - first.cold_bytes) / DEPLOYED_WORKERS
        return int(DEPLOYED_WORKERS + (LIMIT_BYTES - first.warm_bytes) / each) if each > 0 else DEPLOYED_WORKERS

    def _probe(self, workers):
        if workers not in self._probes:
            self._probes[workers] = self._try(workers)
        return self._probes[workers]

    def _try(self, workers):
        with self.pool(workers) as pool:
            pool.start()
            cold = pool.cgroup.used_bytes()
            held = warm_up(pool, self._plan)
            warm = pool.cgroup.used_bytes()
            stopped = held and pool.stop() and pool.cgroup.oom_kills() == 0
            outcome = "held" if stopped else "did not hold the stop" if held else "did not hold the load"
            say("%s: %d workers %s; %s cold, %s warm, %d OOM kills" % (
                self._name, workers, outcome, mib(cold), mib(warm), pool.cgroup.oom_kills()))
            return Probe(held, stopped, cold, warm)


def warm_up(pool, plan):
    """Loads the pool until each worker has served its requests; whether nothing was killed meanwhile."""
    with vegeta.Load(pool.port, paths(), VISITORS) as load:
        deadline = time.monotonic() + plan.probe_seconds
        while pool.is_up() and pool.cgroup.oom_kills() == 0:
            if pool.fewest_requests() >= plan.requests_each:
                return load.stop().failed == 0 and pool.cgroup.oom_kills() == 0
            if time.monotonic() > deadline:
                raise RuntimeError("%s: %d workers did not serve %d requests each within %d s" % (
                    pool.name, pool.workers, plan.requests_each, plan.probe_seconds))
            time.sleep(0.5)
    return False
