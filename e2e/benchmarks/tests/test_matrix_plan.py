"""What e2e/bench matrix makes of its measurements, and which cells there are."""

import dataclasses
import glob
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from matrix import plan  # noqa: E402
from matrix.plan import Figures  # noqa: E402

LABELS = dict(zip(plan.KEYS, ("uwsgi", "2.0.31", "sync", "3.12.1", "seedLike", "Freeze")))
STOCK = Figures((0.5, 0.7), (100, 300), 1000, 400, None, 1500, frozenset({7, 8}), frozenset({7, 8}), 0, 0)
FROZEN = dataclasses.replace(
    STOCK, worker_anonymous_shared=(0.9, 0.96), worker_private=(20, 31), pool_pss=600, collector_faults=100, stop_peak=600
)


def cell(**changed):
    return plan.cell(LABELS, dataclasses.replace(FROZEN, **changed), {42}, STOCK, {42})


class Cells(unittest.TestCase):
    def test_all_that_is_measured(self):
        self.assertEqual(cell(), {
            **LABELS, "cowEfficiency": 0.93, "privatePerWorkerBytes": 26, "poolPssBytes": 600, "stockPoolPssBytes": 1000,
            "collectorFaultShare": 0.25, "exitCodeKept": True, "hooksRun": True, "stopPeakRatio": 1.0, "failedRequests": 0,
        })
        self.assertEqual(set(cell()), set(plan.KEYS + plan.MEASURED))
        self.assertFalse(plan.is_bad(cell()))

    def test_what_nobody_counted_is_null_and_not_zero(self):
        self.assertIsNone(cell(collector_faults=None)["collectorFaultShare"])
        self.assertIsNone(cell(faults=0, collector_faults=0)["collectorFaultShare"])

    def test_another_exit_code_of_a_worker_or_of_the_server_is_a_lost_one(self):
        self.assertFalse(plan.cell(LABELS, FROZEN, {0}, STOCK, {42})["exitCodeKept"])
        self.assertFalse(cell(stop_code=1)["exitCodeKept"])
        self.assertTrue(plan.is_bad(cell(stop_code=1)))

    def test_one_worker_without_its_hooks_is_too_many(self):
        self.assertFalse(cell(hooked=frozenset({7}))["hooksRun"])
        self.assertTrue(plan.is_bad(cell(hooked=frozenset({7}))))

    def test_the_masters_own_hook_does_no_harm(self):
        self.assertTrue(cell(hooked=frozenset({1, 7, 8}))["hooksRun"])

    def test_a_failed_request_and_a_broken_cell_are_bad_and_an_absent_one_is_not(self):
        self.assertTrue(plan.is_bad(cell(failed_requests=1)))
        self.assertTrue(plan.is_bad({**LABELS, **dict.fromkeys(plan.MEASURED), "broken": "no answer"}))
        self.assertFalse(plan.is_bad(plan.absent(LABELS, "CPython 3.8.18 has no immortal objects")))


class Choosing(unittest.TestCase):
    def test_older_gunicorns_run_on_the_oldest_and_the_newest_python_that_can(self):
        releases = [(3, 8), (3, 10), (3, 12), (3, 13)]
        self.assertEqual(plan.on_these("20.1.0", releases), [(3, 8), (3, 13)])
        self.assertEqual(plan.on_these("24.1.1", releases), [(3, 10), (3, 13)])
        self.assertEqual(plan.on_these("24.1.1", [(3, 8)]), [])
        self.assertEqual(plan.on_these("24.1.1", [(3, 12)]), [(3, 12)])

    def test_each_has_its_requirements(self):
        files = glob.glob(os.path.join(HERE, "..", "matrix", "requirements", "gunicorn-*.txt"))
        self.assertEqual({os.path.basename(file)[len("gunicorn-") : -len(".txt")] for file in files}, set(plan.OLDER_GUNICORN))

    def test_a_filter(self):
        wanted = plan.only("python=3.1,python=3.12,mode=Freeze")
        self.assertTrue(plan.passes(wanted, python="3.12.1", mode="Freeze"))
        self.assertFalse(plan.passes(wanted, python="3.12.1", mode="Default"))
        self.assertFalse(plan.passes(wanted, python="3.13.0"))
        self.assertFalse(plan.passes(plan.only("server=uwsgi"), server="uwsgi-distribution"))
        self.assertTrue(plan.passes({}, python="3.13.0"))

    def test_what_is_no_filter_is_refused(self):
        for text in ("python", "colour=red", ""):
            with self.assertRaises(ValueError):
                plan.only(text)

    def test_the_untouched_server_has_no_policy_and_default_is_only_observed(self):
        self.assertIsNone(plan.policy_of(None))
        self.assertEqual(plan.policy_of("Default")["mode"], "Observe")
        self.assertEqual(plan.policy_of("Immortal")["gc"], "Immortal")


if __name__ == "__main__":
    unittest.main()
