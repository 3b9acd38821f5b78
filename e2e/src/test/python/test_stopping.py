"""How workers and servers end under the policy."""

import concurrent.futures
import memory
import servers
from server_case import FREEZE, OBSERVE, ServerCase, on_every_server
from servers import Running, await_true


class ExitCodes(ServerCase):
    @on_every_server("gunicorn")
    def test_gunicorn_stops_on_a_worker_that_cannot_boot(self, server):
        """Gunicorn gives up on a worker's 3 or 4; any other code would be respawned for ever.

        One worker: of several that fail together, Gunicorn reaps the second one while it is halting for the first
        and exits with 1, with or without a policy.
        """
        with Running(server, FREEZE, module="broken", preload=False, workers=1) as running:
            self.assertEqual(running.ended(), 3, running.log())

    @on_every_server("gunicorn")
    def test_gunicorn_stops_on_an_application_that_is_not_there(self, server):
        with Running(server, FREEZE, module="shop:nothing", preload=False, workers=1) as running:
            self.assertEqual(running.ended(), 4, running.log())

    @on_every_server("gunicorn")
    def test_a_workers_own_code_reaches_gunicorn(self, server):
        with Running(server, FREEZE, EXIT_AT_START="42") as running:
            await_true(lambda: any(running.notes("reaped").values()), servers.START_SECONDS, running)
            self.assertEqual({int(status) >> 8 for status in running.notes("reaped").values() if status}, {42})

    @on_every_server("uwsgi")
    def test_uwsgi_that_needs_an_application_exits_with_22(self, server):
        for preload in (True, False):
            with self.subTest(preload=preload):
                with Running(server, FREEZE, module="broken", preload=preload, options=["--need-app"]) as running:
                    self.assertEqual(running.ended(), 22, running.log())


class GracefulStop(ServerCase):
    @on_every_server()
    def test_hooks_run_and_nothing_is_torn_down(self, server):
        with Running(server, FREEZE) as running:
            running.ready()
            await_true(running.all_recorded, servers.START_SECONDS, running)
            workers = set(running.workers())
            running.terminate()
            self.assertEqual(running.ended(), 0, running.log())
            self.assertEqual({pid: running.notes("hook").get(pid) for pid in workers}, dict.fromkeys(workers, "ran\n"))
            self.assertEqual(set(running.notes("torn-down")) & workers, set())

    @on_every_server()
    def test_a_request_in_flight_is_answered(self, server):
        with Running(server, FREEZE) as running, concurrent.futures.ThreadPoolExecutor(1) as client:
            running.ready()
            answer = client.submit(running.get, "/slow?seconds=1.5")
            await_true(lambda: running.notes("slow"), servers.START_SECONDS, running)
            running.terminate()
            self.assertEqual(answer.result(), "done")
            self.assertEqual(running.ended(), 0)

    @on_every_server()
    def test_no_request_fails_while_workers_are_recycled(self, server):
        options = ["--max-requests", "15"] + ([] if server.kind == "gunicorn" else ["--min-worker-lifetime", "0"])
        with Running(server, FREEZE, options=options) as running:
            first = set(running.ready().workers())
            running.work_until(lambda: not first & set(running.workers()))


class PeakOfTheStop(ServerCase):
    def peak(self, server, policy):
        """The pool's highest PSS during a graceful stop over that before it."""
        with Running(server, policy, workers=4) as running:
            running.ready()
            await_true(running.all_recorded, servers.START_SECONDS, running)
            running.get_many("/work", 40)
            pids = [running.process.pid] + running.workers()
            before = highest = memory.pool_pss(pids)
            running.terminate()
            while running.process.poll() is None:
                highest = max(highest, memory.pool_pss(pids) or 0)
            return highest / before

    @on_every_server()
    def test_the_pool_does_not_grow_when_it_stops(self, server):
        self.assertLessEqual(self.peak(server, FREEZE), 1.05)

    @on_every_server()
    def test_an_untreated_pool_does_which_shows_that_the_measurement_sees_it(self, server):
        self.assertGreater(self.peak(server, OBSERVE), 1.2)
