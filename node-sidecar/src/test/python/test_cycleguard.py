"""Cycles do not pile up where the collector does not run, and nothing is collected inside a request."""

import os
import shutil
import sys
import unittest

from bootstrap_case import FORK, BootstrapCase, on_every_interpreter
from volume import BOOTSTRAP

sys.path.insert(0, BOOTSTRAP)

from prefork_bootstrap import record as layout  # noqa: E402
from prefork_bootstrap.cycleguard import FULL, SMALLEST_GROWTH, YOUNG, Growth  # noqa: E402

MB = 1 << 20

# What of Gunicorn the guard sees, played: a sync worker is in its loop when it calls notify(), others at any time.
SERVER = FORK + """
import sys, types
base, sync = (types.ModuleType("gunicorn.workers." + name) for name in ("base", "sync"))
class Worker:
    def __init__(self): self.served, self.running = 0, False
    def notify(self): pass
    def serve(self, requests, request):
        for _ in range(requests):
            self.served, self.running = self.served + 1, True
            self.nr = self.served
            request()
            self.running = False
            self.notify()
class SyncWorker(Worker): pass
class ThreadWorker(Worker): pass
base.Worker, sync.SyncWorker = Worker, SyncWorker
sys.modules.update({base.__name__: base, sync.__name__: sync})

heap = [[number] for number in range(20000)]
kept = []
def make_cycles():
    for _ in range(1000):
        cycle = [None] * 20
        cycle.append({"cycle": cycle})
def keep():
    kept.append([[] for _ in range(3000)])
def memory():
    with open("/proc/self/statm") as statm:
        _, resident, shared = map(int, statm.read().split()[:3])
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE") >> 20
def work(worker, request, requests=150):
    during = []
    gc.callbacks.append(lambda phase, info: during.append(phase) if worker.running else None)
    worker.serve(20, request)
    before = memory()
    worker.serve(requests, request)
    print(memory() - before, len(during), flush=True)
"""


class Bounded(BootstrapCase):
    def grown(self, interpreter, volume, body):
        """(MB of memory that a worker got while it served, phases of collections meanwhile inside requests)."""
        out = self.succeeded(volume.run(interpreter, SERVER + "forked(lambda: %s)\n" % body))
        grown, during = out.splitlines()[0].split()
        self.assertEqual(out.splitlines()[1:], ["code 0"])
        return int(grown), int(during)

    @on_every_interpreter
    def test_without_a_guard_cycles_pile_up(self, interpreter, volume):
        volume.policy(gc="ThresholdZero")
        grown, during = self.grown(interpreter, volume, "work(SyncWorker(), make_cycles)")
        self.assertGreater(grown, 40)
        self.assertEqual((during, volume.only_record().guard), (0, layout.GUARD_NONE))

    @on_every_interpreter
    def test_they_are_collected_between_requests(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", max_growth_percent=20)
        grown, during = self.grown(interpreter, volume, "work(SyncWorker(), make_cycles)")
        self.assertLess(grown, 20)
        self.assertEqual(during, 0)
        record = volume.only_record()
        self.assertEqual((record.guard, record.gc_mode), (layout.GUARD_COLLECTS, 2))
        self.assertGreater(record.guard_collections, 1)
        # 170 requests, each with a thousand cycles of two members, but for those of the last ones.
        self.assertGreater(record.guard_collected, 250000)
        self.assertGreater(record.guard_nanoseconds, 0)
        self.assertGreater(record.guard_baseline, MB)
        self.assertLess(record.guard_growth, 20 * MB)
        # They are collections like others.
        self.assertGreaterEqual(sum(record.collections), record.guard_collections)

    @on_every_interpreter
    def test_where_requests_overlap_the_collector_comes_back(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", max_growth_percent=20)
        script = SERVER + (
            "before = gc.get_threshold()\n"
            "forked(lambda: (work(ThreadWorker(), make_cycles), print(gc.isenabled(), gc.get_threshold() == before)))\n"
        )
        out = self.succeeded(volume.run(interpreter, script))
        figures, back, code = out.splitlines()
        self.assertLess(int(figures.split()[0]), 20)
        self.assertEqual((back, code), ("True True", "code 0"))
        record = volume.only_record()
        self.assertEqual((record.guard, record.guard_collections), (layout.GUARD_BROUGHT_BACK, 0))
        # Who brought it back was no library.
        self.assertEqual((record.reenabled, record.gc_mode), (0, 2))

    @on_every_interpreter
    def test_it_acts_in_a_frozen_worker_whose_application_disabled_the_collector(self, interpreter, volume):
        volume.policy(gc="Freeze", max_growth_percent=20)
        grown, during = self.grown(interpreter, volume, "(gc.disable(), work(SyncWorker(), make_cycles))")
        self.assertLess(grown, 20)
        self.assertEqual((during, volume.only_record().guard), (0, layout.GUARD_COLLECTS))

    @on_every_interpreter
    def test_it_has_nothing_to_do_where_the_collector_runs(self, interpreter, volume):
        volume.policy(gc="Freeze", max_growth_percent=20)
        grown, _ = self.grown(interpreter, volume, "work(SyncWorker(), make_cycles)")
        self.assertLess(grown, 20)
        record = volume.only_record()
        self.assertEqual((record.guard, record.guard_collections, record.guard_baseline), (layout.GUARD_NONE, 0, 0))

    @on_every_interpreter
    def test_what_the_application_keeps_is_not_looked_through_again_and_again(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", max_growth_percent=20)
        grown, during = self.grown(interpreter, volume, "work(SyncWorker(), keep)")
        record = volume.only_record()
        self.assertGreater(grown, 20)
        self.assertEqual(during, 0)
        # One for each MB at the most, and not one for each of the 170 requests.
        self.assertLessEqual(record.guard_collections, grown + 1)
        self.assertLess(record.guard_collected, 1000)

    @on_every_interpreter
    def test_it_is_in_force_in_the_next_worker_of_a_server_that_was_started_without_it(self, interpreter, volume):
        volume.policy(gc="ThresholdZero")
        script = SERVER + (
            "with open(os.environ['PREFORK_DIR'] + '/policy.conf', 'a') as file:\n"
            "    file.write('gc.cycleGuard.maxGrowthPercent=20\\n')\n"
            "forked(lambda: work(SyncWorker(), make_cycles))\n"
        )
        grown, during = self.succeeded(volume.run(interpreter, script)).split()[:2]
        self.assertLess(int(grown), 20)
        self.assertEqual((during, volume.only_record().guard), ("0", layout.GUARD_COLLECTS))


class BesideBlock(BootstrapCase):
    """gc.reenable Block holds the application back, and not the guard."""

    def printed(self, interpreter, volume, work):
        """Lines that a worker of a policy with both prints, in which a library sets thresholds; its record."""
        volume.policy(gc="ThresholdZero", reenable="Block", max_growth_percent=20)
        library = "def request():\n    gc.set_threshold(700); gc.enable(); gc.unfreeze(); make_cycles()\n"
        out = self.succeeded(volume.run(interpreter, SERVER + library + "forked(lambda: (%s))\n" % work))
        self.assertEqual(out.splitlines()[-1], "code 0")
        return out.splitlines()[:-1], volume.only_record()

    @on_every_interpreter
    def test_the_guard_alone_collects_and_what_is_frozen_stays_frozen(self, interpreter, volume):
        (figures, state), record = self.printed(
            interpreter,
            volume,
            "work(SyncWorker(), request), print(gc.get_threshold()[0], gc.get_freeze_count() > 20000)",
        )
        grown, during = map(int, figures.split())
        self.assertLess(grown, 20)
        self.assertEqual((during, state), (0, "0 True"))
        self.assertEqual((record.gc_mode, record.guard), (2, layout.GUARD_COLLECTS))
        self.assertGreater(record.guard_collected, 250000)
        # Three calls in each of 170 requests, and none of the guard's.
        self.assertEqual(record.reenabled, 510)
        self.assertTrue(record.reenabler.startswith("HeldBack gc.unfreeze "), record.reenabler)

    @on_every_interpreter
    def test_the_guard_brings_back_what_the_application_must_not(self, interpreter, volume):
        (figures, state), record = self.printed(
            interpreter,
            volume,
            "work(ThreadWorker(), request),"
            " gc.set_threshold(600),"
            " print(gc.isenabled(), gc.get_threshold()[0], gc.get_freeze_count() > 20000)",
        )
        self.assertLess(int(figures.split()[0]), 20)
        # From then on a threshold undoes nothing, whereas to unfreeze still would.
        self.assertEqual(state, "True 600 True")
        self.assertEqual((record.gc_mode, record.guard), (2, layout.GUARD_BROUGHT_BACK))
        self.assertEqual((record.guard_collections, record.reenabled), (0, 511))

    @on_every_interpreter
    def test_a_collector_that_is_back_is_not_taken_for_undone(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", reenable="Report", max_growth_percent=20)
        work = "(work(ThreadWorker(), make_cycles), gc.set_threshold(600))"
        self.succeeded(volume.run(interpreter, SERVER + "forked(lambda: %s)\n" % work))
        record = volume.only_record()
        self.assertEqual((record.guard, record.gc_mode, record.reenabled), (layout.GUARD_BROUGHT_BACK, 2, 1))
        self.assertTrue(record.reenabler.startswith("Noticed gc.set_threshold "), record.reenabler)


class FailsOpen(BootstrapCase):
    @on_every_interpreter
    def test_a_worker_without_a_record_is_guarded(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", max_growth_percent=20)
        shutil.rmtree(volume.workers)
        out = self.succeeded(volume.run(interpreter, SERVER + "forked(lambda: work(SyncWorker(), make_cycles))\n"))
        self.assertLess(int(out.split()[0]), 20)

    @on_every_interpreter
    def test_a_server_that_is_made_otherwise_is_left_alone(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", max_growth_percent=20)
        unknown_count = "Worker.nr = property(lambda self: 1 // 0, lambda self, value: None)"
        for surprise in ("del Worker.notify", "base.Worker = None", unknown_count):
            with self.subTest(surprise):
                script = SERVER + surprise + "\nSyncWorker.notify = getattr(Worker, 'notify', lambda self: None)\n"
                script += "forked(lambda: work(SyncWorker(), make_cycles, 30))\n"
                self.assertEqual(self.succeeded(volume.run(interpreter, script)).splitlines()[1], "code 0")
        self.assertEqual({record.guard for record in volume.records().values()}, {layout.GUARD_NONE})

    @on_every_interpreter
    def test_without_a_guard_that_can_be_loaded_the_rest_of_the_policy_holds(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", max_growth_percent=20)
        with open(os.path.join(volume.python, "prefork_bootstrap", "cycleguard.py"), "w", encoding="utf-8") as file:
            file.write("raise RuntimeError\n")
        self.succeeded(volume.run(interpreter, SERVER + "forked(lambda: work(SyncWorker(), make_cycles, 30))\n"))
        record = volume.only_record()
        self.assertEqual((record.gc_mode, record.guard), (2, layout.GUARD_NONE))

    @on_every_interpreter
    def test_a_workers_own_child_is_not_guarded(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", max_growth_percent=20)
        script = SERVER + (
            "def child(worker):\n"
            "    worker.serve(100, make_cycles)\n"
            "    print(gc.get_count()[0] > 100000)\n"
            "def parent():\n"
            "    worker = SyncWorker()\n"
            "    worker.serve(25, keep)\n"
            "    forked(lambda: child(worker))\n"
            "forked(parent)\n"
        )
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "True\ncode 0\ncode 0\n")


class Decision(unittest.TestCase):
    def growth(self, percent=20, private=50 * MB, memory=200 * MB, objects=70000):
        return Growth(percent, private, memory, objects)

    def test_the_limit_is_a_percentage_of_the_private_memory(self):
        self.assertIsNone(self.growth().due(210 * MB, 10**9))
        self.assertEqual(self.growth().due(210 * MB + 1, 0), FULL)

    def test_no_limit_is_smaller_than_what_a_request_may_need(self):
        growth = self.growth(percent=1, private=MB)
        self.assertIsNone(growth.due(200 * MB + SMALLEST_GROWTH, 0))
        self.assertEqual(growth.due(200 * MB + SMALLEST_GROWTH + 1, 0), FULL)

    def test_while_memory_is_only_kept_for_reuse_objects_tell_what_piles_up(self):
        growth = self.growth()
        growth.collected(FULL, 211 * MB, 70000 + 30000, found=29000)
        self.assertIsNone(growth.due(211 * MB, 29999))
        self.assertEqual(growth.due(211 * MB, 30000), YOUNG)
        growth.collected(YOUNG, 211 * MB, 30000, found=30000)
        self.assertIsNone(growth.due(211 * MB, 29999))

    def test_memory_that_was_given_back_may_be_filled_again(self):
        growth = self.growth()
        growth.collected(FULL, 190 * MB, 70000 + 30000, found=30000)
        self.assertIsNone(growth.due(210 * MB, 10**9))
        self.assertEqual(growth.due(211 * MB, 0), FULL)

    def test_what_survives_is_looked_through_once_memory_has_grown_again(self):
        growth = self.growth()
        growth.collected(FULL, 211 * MB, 70000 + 30000, found=30000)
        growth.collected(YOUNG, 216 * MB, 30000, found=100)
        self.assertEqual(growth.due(221 * MB + 1, 5000), FULL)
        growth.collected(FULL, 221 * MB, 5000, found=5000)
        self.assertEqual(growth.due(221 * MB, 5000), YOUNG)

    def test_a_growth_without_cycles_only_raises_what_is_compared(self):
        growth = self.growth()
        growth.collected(FULL, 211 * MB, 10**6, found=0)
        self.assertIsNone(growth.due(221 * MB, 10**9))
        self.assertEqual(growth.due(221 * MB + 1, 0), FULL)


if __name__ == "__main__":
    unittest.main()
