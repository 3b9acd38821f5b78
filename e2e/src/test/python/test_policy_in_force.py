"""The policy reaches every worker of every server, and the memory stays shared."""

import os
import signal

import memory
import servers
from server_case import (
    FREEZE, IMMORTAL, OBSERVE, THRESHOLD_ZERO, ServerCase, has_immortal_objects, on_every_server,
)
from servers import Running, await_true


def call_in_shop(outcome, function):
    """What a record says of the shop's only call of function."""
    path = os.path.join(servers.APPLICATION, "shop.py")
    with open(path, encoding="utf-8") as file:
        (line,) = [number for number, text in enumerate(file, 1) if text.startswith("    %s(" % function)]
    words, place = "%s %s shop (" % (outcome, function), "%s:%d)" % (path, line)
    room = 123 - len(words)
    return words + (place if len(place) <= room else "..." + place[3 - room :])


class Sharing(ServerCase):
    def private_after_full_collections(self, server, policy):
        """(mean private kB of the workers, their lowest CoW efficiency) after each one's second full collection."""
        with Running(server, policy) as running:
            running.ready()
            running.work_until(
                lambda: running.all_recorded() and all(r.collections[2] >= 2 for r in running.records().values())
            )
            workers, master = running.workers(), running.process.pid
            return (
                sum(memory.private(pid) for pid in workers) / len(workers),
                min(memory.cow_efficiency(pid, master) for pid in workers),
                {record.gc_mode for record in running.records().values()},
            )

    @on_every_server()
    def test_frozen_workers_stay_shared_where_stock_ones_do_not(self, server):
        stock, _, untreated = self.private_after_full_collections(server, OBSERVE)
        frozen, efficiency, treated = self.private_after_full_collections(server, FREEZE)
        self.assertEqual((untreated, treated), ({0}, {1}))
        self.assertGreater(efficiency, 0.85)
        # Half, for a catalogue of 65 MB: either keeps 80,000 recent lists and Django's warm caches of its own.
        self.assertLess(frozen, stock / 2)


class Immortal(ServerCase):
    def efficiency_after_reading_everything(self, server, policy, options=()):
        """(lowest CoW efficiency of the workers, their records) after each one has read all that was preloaded."""
        with Running(server, policy, options=options) as running:
            running.ready()
            await_true(running.all_recorded, servers.START_SECONDS, running)
            for _ in range(3):
                running.get_many("/read", 20)
                running.get_many("/collect", 20)
            workers, master = running.workers(), running.process.pid
            efficiency = min(memory.cow_efficiency(pid, master) for pid in workers)
            records = list(running.records().values())
            running.terminate()
            self.assertEqual(running.ended(), 0, running.log())
            self.assertLessEqual(set(workers), set(running.notes("hook")), running.log())
            return efficiency, records

    @on_every_server()
    def test_workers_stay_shared_although_requests_read_everything(self, server):
        frozen, _ = self.efficiency_after_reading_everything(server, FREEZE)
        efficiency, records = self.efficiency_after_reading_everything(server, IMMORTAL)
        if not has_immortal_objects(server):
            reason = "CPython %s has no immortal objects, which came with 3.12" % server.python
            self.assertEqual({(record.gc_mode, record.reason) for record in records}, {(1, reason)})
            return
        self.assertEqual({(record.gc_mode, record.reason) for record in records}, {(3, "")})
        self.assertGreater(min(record.immortal for record in records), 300000)
        self.assertGreater(efficiency, 0.85)
        self.assertLess(1 - efficiency, (1 - frozen) / 2)

    @on_every_server("uwsgi")
    def test_threaded_uwsgi(self, server):
        if has_immortal_objects(server):
            options = ["--enable-threads", "--threads", "3"]
            efficiency, records = self.efficiency_after_reading_everything(server, IMMORTAL, options)
            self.assertEqual({record.gc_mode for record in records}, {3})
            self.assertGreater(efficiency, 0.85)

    @on_every_server()
    def test_where_each_worker_loads_the_application_there_is_nothing_to_mark(self, server):
        with Running(server, IMMORTAL, preload=False) as running:
            running.ready()
            await_true(running.all_recorded, servers.START_SECONDS, running)
            for record in running.records().values():
                self.assertEqual(record.gc_mode, 1)
                self.assertIn("preloaded?" if has_immortal_objects(server) else "CPython", record.reason)


class InForce(ServerCase):
    @on_every_server()
    def test_threshold_zero_stops_collections(self, server):
        with Running(server, THRESHOLD_ZERO) as running:
            running.ready()
            running.work_until(running.all_recorded)
            running.get_many("/work", 100)
            for record in running.records().values():
                self.assertEqual((record.gc_mode, record.shutdown_mode), (2, 1))
                self.assertLessEqual(sum(record.collections), 1)
            self.assertEqual(running.get("/state")["threshold"][0], 0)

    @on_every_server()
    def test_the_record_names_the_server_and_exists_before_any_request(self, server):
        with Running(server, FREEZE) as running:
            await_true(running.all_recorded, servers.START_SECONDS, running)
            for record in running.records().values():
                self.assertEqual(record.server, "%s %s" % (server.kind, server.version))
                self.assertGreater(record.frozen, 100000)

    @on_every_server()
    def test_a_killed_worker_is_replaced_by_one_under_the_policy(self, server):
        with Running(server, FREEZE) as running:
            running.ready()
            await_true(running.all_recorded, servers.START_SECONDS, running)
            victim = running.workers()[0]
            os.kill(victim, signal.SIGKILL)
            await_true(lambda: victim not in running.workers() and running.all_recorded(), servers.START_SECONDS, running)
            self.assertEqual({record.gc_mode for record in running.records().values()}, {1})

    @on_every_server("gunicorn")
    def test_threaded_gunicorn(self, server):
        with Running(server, FREEZE, options=["--worker-class", "gthread", "--threads", "3"]) as running:
            running.ready().get_many("/work", 60)
            await_true(running.all_recorded, servers.START_SECONDS, running)
            self.assertEqual([record.gc_mode for record in running.records().values()], [1, 1])
            running.terminate()
            self.assertEqual((running.ended(), set(running.notes("torn-down"))), (0, {running.process.pid}), running.log())

    @on_every_server("uwsgi")
    def test_threaded_uwsgi(self, server):
        with Running(server, FREEZE, options=["--enable-threads", "--threads", "3"]) as running:
            running.ready().get_many("/work", 60)
            await_true(running.all_recorded, servers.START_SECONDS, running)
            self.assertEqual([record.gc_mode for record in running.records().values()], [1, 1])
            running.terminate()
            self.assertEqual((running.ended(), running.notes("torn-down")), (0, {}), running.log())

    @on_every_server("uwsgi")
    def test_the_applications_own_post_fork_functions_still_run(self, server):
        with Running(server, FREEZE, module="decorated") as running:
            await_true(running.all_recorded, servers.START_SECONDS, running)
            await_true(lambda: set(running.notes("postfork")) == set(running.workers()), servers.START_SECONDS, running)

    @on_every_server("uwsgi")
    def test_pythons_own_fork_handling_in_uwsgi(self, server):
        if tuple(map(int, server.python.split(".")[:2])) >= (3, 13):
            self.skipTest("uWSGI 2.0.31 itself aborts here: _PyRecursiveMutex_Unlock, with or without a policy")
        with Running(server, FREEZE, options=["--enable-threads", "--py-call-osafterfork"]) as running:
            running.ready().get_many("/work", 60)
            await_true(running.all_recorded, servers.START_SECONDS, running)
            self.assertEqual([record.gc_mode for record in running.records().values()], [1, 1])


class Reenabling(ServerCase):
    def after_rearming(self, server, reenable):
        """(records, thresholds, whether the collector is enabled) once each worker has been rearmed, and has worked."""
        with Running(server, dict(THRESHOLD_ZERO, reenable=reenable)) as running:
            running.ready().get_many("/enable", 20)
            await_true(running.all_recorded, servers.START_SECONDS, running)
            for _ in range(200):
                if all("set_threshold" in record.reenabler for record in running.records().values()):
                    break
                running.get_many("/rearm", 20)
            running.get_many("/work", 100)
            state = running.get("/state")
            records = running.records()
            # What the application asks for itself is collected under any policy.
            await_true(
                lambda: running.get("/collect") == "done"
                and any(now.collections[2] > records[pid].collections[2] for pid, now in running.records().items()),
                servers.START_SECONDS, running,
            )
            return list(records.values()), state["threshold"], state["enabled"]

    @on_every_server()
    def test_a_library_switches_collections_on_unless_that_is_blocked(self, server):
        records, threshold, _ = self.after_rearming(server, "Report")
        self.assertEqual(threshold[0], 700)
        for record in records:
            self.assertEqual((record.gc_mode, record.reenabler), (0, call_in_shop("Undone", "gc.set_threshold")))
            self.assertGreater(sum(record.collections), 1)
        records, threshold, enabled = self.after_rearming(server, "Block")
        self.assertEqual((threshold[0], enabled), (0, True))
        for record in records:
            self.assertEqual((record.gc_mode, record.reenabler), (2, call_in_shop("HeldBack", "gc.set_threshold")))
            self.assertLessEqual(sum(record.collections), 1)

    @on_every_server()
    def test_what_is_frozen_stays_frozen_where_unfreezing_is_blocked(self, server):
        with Running(server, dict(FREEZE, reenable="Block")) as running:
            running.ready()
            await_true(running.all_recorded, servers.START_SECONDS, running)
            running.get_many("/thaw", 20)
            self.assertGreater(running.get("/state")["frozen"], 100000)
            named = [record.reenabler for record in running.records().values() if record.reenabled]
            self.assertTrue(named)
            self.assertEqual(set(named), {call_in_shop("HeldBack", "gc.unfreeze")})
            self.assertEqual({record.gc_mode for record in running.records().values()}, {1})


class Observing(ServerCase):
    @on_every_server()
    def test_observing_leaves_the_workers_as_they_are(self, server):
        states = []
        for policy in (None, OBSERVE):
            with Running(server, policy) as running:
                running.ready().get_many("/work", 20)
                state = running.get("/state")
                del state["pid"]
                states.append(state)
                workers = set(running.workers())
                running.terminate()
                self.assertEqual(running.ended(), 0)
                self.assertEqual(set(running.notes("torn-down")) & workers, workers)
        self.assertEqual(*states)

    @on_every_server()
    def test_who_switches_the_collector_back_on_is_named(self, server):
        with Running(server, OBSERVE) as running:
            running.ready().get_many("/enable", 20)
            named = [record.reenabler for record in running.records().values() if record.reenabled]
            self.assertTrue(named)
            self.assertEqual(set(named), {call_in_shop("Noticed", "gc.enable")})

    @on_every_server()
    def test_another_sitecustomize_runs(self, server):
        with Running(server, FREEZE, behind=os.path.join(servers.APPLICATION, "theirs")) as running:
            self.assertEqual(running.ready().get("/state")["theirs"], "sitecustomize of the image")
