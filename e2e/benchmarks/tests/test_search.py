"""The search for the largest number that holds."""

import os
import random
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from capacity.search import largest  # noqa: E402


class Largest(unittest.TestCase):
    def test_it_is_found_from_any_guess(self):
        generator = random.Random(20170117)
        for _ in range(2000):
            least, edge = generator.randint(1, 9), generator.randint(0, 120)
            most, guess = generator.randint(least, 120), generator.randint(-5, 150)
            wanted = min(edge, most) if edge >= least else None
            self.assertEqual(largest(lambda number: number <= edge, guess, least, most), wanted)

    def test_a_good_guess_takes_two_trials(self):
        tried = []
        self.assertEqual(largest(lambda number: tried.append(number) or number <= 60, 60, 1, 96), 60)
        self.assertEqual(tried, [60, 61])

    def test_nothing_is_tried_twice_or_out_of_bounds(self):
        for edge in range(0, 100):
            tried = []
            largest(lambda number: tried.append(number) or number <= edge, 30, 1, 96)
            self.assertEqual(len(tried), len(set(tried)))
            self.assertLessEqual(set(tried), set(range(1, 97)))


if __name__ == "__main__":
    unittest.main()
