"""One server under one mode for so many minutes."""

import collections
import os
import sys
import time

from rig.progress import say
from soak import plan
from soak.environment import HERE, libraries
from soak.pool import Pool, Stuck
from soak.processes import quiet_port

sys.path.append(os.path.join(HERE, "..", "actions"))
import client  # noqa: E402

#: One fewer than workers, so that there is an idle one for kill -9 again and again.
CLIENTS = 3
TARGETS = ["/"] * 40 + ["/?seconds=0.3"]
SAY_SECONDS = 60


class Shift:
    """Use run(); row() has what there is at any time."""

    def __init__(self, server, mode, minutes):
        self._server, self._mode, self._seconds = server, mode, minutes * 60
        self._counts, self._done, self._crashed = collections.Counter(), collections.Counter(), {}
        self._loaded_seconds = 0
        self.stuck = None

    @property
    def name(self):
        return "%s, %s" % (self._server, self._mode)

    def row(self):
        """The row of this shift."""
        label = "%s %s" % (self._server.kind, self._server.version)
        row = plan.row(self._mode, label, self._loaded_seconds / 60, self._counts, self._crashed, self._done)
        return row if self.stuck is None else {**row, "stuck": self.stuck}

    def stop(self):
        """Has run end soon, as if the time were up."""
        self._seconds = 0

    def run(self):
        """Loads it until the time is up, or something did not happen that was to."""
        with Pool(self._server, libraries(self._server), self._mode, quiet_port()) as pool:
            try:
                self._load_all(pool)
            except Stuck as why:
                self.stuck = str(why).splitlines()[0]
                say("%s: %s" % (self.name, why))
            finally:
                self._note_crashes(pool)
                for worker, what in pool.wrong().items():
                    say("%s: worker %s answered wrongly: %s" % (self.name, worker, what))

    def _load_all(self, pool):
        actions, said = plan.actions(), time.monotonic()
        while self._loaded_seconds < self._seconds:
            pool.start()
            load, began = client.Load(pool.port, CLIENTS, TARGETS).start(), time.monotonic()
            try:
                for action in actions:
                    if action == plan.SHUTDOWN or self._loaded_seconds + time.monotonic() - began >= self._seconds:
                        break
                    getattr(pool, action)()
                    self._done[action] += 1
                    self._note_crashes(pool)
                    time.sleep(plan.PAUSE_SECONDS)
                    if time.monotonic() - said >= SAY_SECONDS:
                        said = time.monotonic()
                        say("%s: %s, %d crashes" % (self.name, dict(self._done), len(self._crashed)))
            finally:
                counts = load.stop()
                self._loaded_seconds += time.monotonic() - began
                self._counts.update(counts)
                self._say_losses(counts)
            outcomes = collections.Counter(pool.shutdown())
            self._done[plan.SHUTDOWN] += 1
            self._counts.update(outcomes)
            self._say_losses(outcomes)
            self._note_crashes(pool)

    def _say_losses(self, counts):
        for how, count in counts.items():
            if how != "ok":
                say("%s: %d requests: %s" % (self.name, count, how))

    def _note_crashes(self, pool):
        alive = pool.alive()
        for pid, why in plan.crashes(pool.crashed_by_signal(), pool.seen, alive, pool.hooked(), pool.killed).items():
            if pid not in self._crashed:
                self._crashed[pid] = why
                say("%s: worker %d: %s; the end of the server's log:\n%s" % (self.name, pid, why, pool.log()))
