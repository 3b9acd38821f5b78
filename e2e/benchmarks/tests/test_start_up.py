"""Figures of starts and first forks that were measured in turn."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "start-up"))
from turns import row, seconds_per_million, slowest  # noqa: E402


def turn(alone, cached, uncached):
    return {"alone": alone, "cached": cached, "uncached": uncached}


def fork(freeze, immortal, objects):
    return {"Freeze": freeze, "Immortal": immortal, "objects": objects}


class Rows(unittest.TestCase):
    def test_what_is_added_is_seen_although_the_machine_gets_slower_all_the_time(self):
        turns = [turn(0.010 * number, 0.010 * number + 0.001, 0.010 * number + 0.005) for number in range(1, 8)]
        self.assertEqual(
            row("3.13.0", turns),
            {"python": "3.13.0", "withoutMillis": 40, "withMillis": 41, "addedMillis": 1, "addedUncachedMillis": 5},
        )

    def test_one_start_that_was_disturbed_changes_nothing(self):
        calm = [turn(0.01, 0.012, 0.016)] * 4
        self.assertEqual(row("3.8.18", calm + [turn(0.01, 9, 9)]), row("3.8.18", calm))

    def test_what_was_not_measured_is_absent(self):
        self.assertEqual(set(row("3.9.18", []).values()), {"3.9.18", None})


class Forks(unittest.TestCase):
    def test_the_time_is_of_a_million_of_those_that_were_made_immortal(self):
        self.assertEqual(seconds_per_million([fork(0.02, 0.22, 400_000)] * 3), 0.5)

    def test_without_an_immortal_object_there_is_no_figure(self):
        self.assertIsNone(seconds_per_million([]))
        self.assertIsNone(seconds_per_million([fork(0.02, 0.03, 0)]))

    def test_the_slowest_counts_among_those_that_can(self):
        self.assertEqual(slowest([0.4, None, 0.9]), 0.9)
        self.assertIsNone(slowest([None]))


if __name__ == "__main__":
    unittest.main()
