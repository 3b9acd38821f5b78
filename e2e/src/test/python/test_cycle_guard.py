"""What requests leave behind in cycles does not pile up in workers whose collector is stopped."""

import memory
import servers
from server_case import THRESHOLD_ZERO, ServerCase, on_every_server
from servers import Running, await_true

GUARDED = {**THRESHOLD_ZERO, "max_growth_percent": 20}
COLLECTS, BROUGHT_BACK = 1, 3


class CycleGuard(ServerCase):
    def after_many_cycles(self, server, policy, options=()):
        """(MB that a worker grew by, collections inside its requests, its Record, its CoW efficiency, its thresholds)."""
        with Running(server, policy, workers=1, options=options) as running:
            await_true(running.ready().all_recorded, servers.START_SECONDS, running)
            for _ in range(30):
                running.get("/cycles")
            (worker,) = running.workers()
            before = memory.private(worker)
            inside = sum(running.get("/cycles")["collections"] for _ in range(250))
            grown = (memory.private(worker) - before) // 1024
            thresholds = running.get("/state")["threshold"]
            efficiency = memory.cow_efficiency(worker, running.process.pid)
            return grown, inside, running.records()[worker], efficiency, thresholds

    @on_every_server()
    def test_they_are_collected_between_requests(self, server):
        unguarded, _, record, _, _ = self.after_many_cycles(server, THRESHOLD_ZERO)
        self.assertEqual((record.guard, record.guard_collections), (0, 0))
        grown, inside, record, efficiency, thresholds = self.after_many_cycles(server, GUARDED)
        self.assertLess(grown, unguarded / 3)
        self.assertEqual((inside, record.guard, record.gc_mode, thresholds[0]), (0, COLLECTS, 2, 0))
        self.assertGreater(record.guard_collections, 0)
        # Nearly all of a thousand for each request.
        self.assertGreater(record.guard_collected, 200000)
        self.assertGreater(efficiency, 0.85)

    def check_that_the_collector_comes_back(self, server, options):
        grown, _, record, efficiency, thresholds = self.after_many_cycles(server, GUARDED, options)
        self.assertLess(grown, 40)
        self.assertEqual((record.guard, record.guard_collections, record.reenabled), (BROUGHT_BACK, 0, 0))
        self.assertGreater(thresholds[0], 0)
        self.assertGreater(efficiency, 0.85)

    @on_every_server("gunicorn")
    def test_in_threaded_gunicorn_the_collector_comes_back(self, server):
        self.check_that_the_collector_comes_back(server, ["--worker-class", "gthread", "--threads", "3"])

    @on_every_server("uwsgi")
    def test_in_threaded_uwsgi_the_collector_comes_back(self, server):
        self.check_that_the_collector_comes_back(server, ["--enable-threads", "--threads", "3"])
