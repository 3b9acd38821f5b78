"""The contestant whose number of workers the sidecar chooses, from the Deployment's own on."""

import contextlib
import os
import time

from capacity.plan import DEPLOYED_WORKERS, LIMIT_BYTES, MOST_WORKERS
from rig.figures import BrokenOff
from rig.pool import Pool
from rig.progress import mib, say
from rig.sidecar import Sidecar

LOOK_SECONDS = 1
CEILING = """[uwsgi]
processes = %d
cheaper = 1
cheaper-initial = %d
cheaper-algo = manual
master-fifo = %s
"""


@contextlib.contextmanager
def started(settings):
    """A Watch over a pool with its sidecar, both running."""
    pool = Pool("ours", DEPLOYED_WORKERS, LIMIT_BYTES, "ours", settings=settings)
    bounds = {"min": DEPLOYED_WORKERS, "max": MOST_WORKERS}
    with pool, Sidecar(pool.volume.path, LIMIT_BYTES, workers=bounds) as sidecar:
        pool.options += ceiling(pool.volume.path)
        yield Watch(pool.start(), sidecar)


def ceiling(volume):
    """Writes what injection gives uWSGI, so that the pool can grow, and returns what it appends to the command line.

    The file is that of io.prefork.operator.ceiling.CeilingFile for a number of workers that the command line shows,
    with the FIFO on this pool's volume.
    """
    path = os.path.join(volume, "uwsgi.ini")
    with open(path, "w", encoding="utf-8") as file:
        file.write(CEILING % (MOST_WORKERS, DEPLOYED_WORKERS, os.path.join(volume, "uwsgi.fifo")))
    return [path]


class Watch:
    """Follows the number of workers, and says when the sidecar has something new to say."""

    def __init__(self, pool, sidecar):
        self.pool, self.sidecar, self.workers = pool, sidecar, pool.count()
        self._said = None

    def look(self):
        """The number of workers now."""
        time.sleep(LOOK_SECONDS)
        if not self.pool.is_up():
            raise BrokenOff("the server has ended:\n%s\n%s" % (self.pool.log(), self.sidecar.log()))
        count = self.pool.count()
        self.workers = self.workers if count is None else count
        self._tell()
        return self.workers

    def _tell(self):
        report = self.sidecar.report() or {}
        decision = report.get("decision") or {}
        latest = (self.workers, decision.get("action"), decision.get("bound"), len(report.get("actions") or []))
        if latest != self._said:
            self._said = latest
            say("ours: %d workers, %s used; %s: %s" % (
                self.workers, mib(self.pool.cgroup.used_bytes()), decision.get("action"), decision.get("reason")))

    def idle(self, seconds):
        """Whether the pool kept its size for so many seconds."""
        before, end = self.look(), time.monotonic() + seconds
        while time.monotonic() < end:
            if self.look() > before:
                return False
        return True

    def settle(self, settled_seconds, at_most_seconds):
        """Seconds until the last change of the pool's size before it kept it so long; None when it never did.

        A pool that has not changed yet is not settled: it is still learning what a worker costs.
        """
        began, changed = time.monotonic(), None
        before = self.look()
        while changed is None or time.monotonic() - changed < settled_seconds:
            if time.monotonic() - began > at_most_seconds + (settled_seconds if changed else 0):
                return None
            if self.look() != before:
                before, changed = self.workers, time.monotonic()
        seconds = changed - began
        return seconds if seconds <= at_most_seconds else None
