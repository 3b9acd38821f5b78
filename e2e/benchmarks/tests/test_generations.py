"""How often workers are replaced, wherever the watching begins and ends."""

import os
import random
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from respawns.generations import Generations, per_hour  # noqa: E402


def seen(workers, at_requests, requests_per_second=100):
    """Generations of respawns after so many requests, each seen at once."""
    generations = Generations(workers)
    for count, requests in enumerate(at_requests, 1):
        generations.see(count, requests, requests / requests_per_second)
    return generations


class WholeGenerations(unittest.TestCase):
    def test_the_first_does_not_count(self):
        generations = seen(2, [10, 12])
        self.assertEqual((generations.whole(), generations.requests_each(), generations.requests_per_hour()), (0, None, None))

    def test_respawns_together_and_evenly_spread_ones_are_the_same_rate(self):
        together = [1000 * generation + worker for generation in range(1, 6) for worker in range(4)]
        spread = [1000 + 250 * count for count in range(20)]
        self.assertEqual(seen(4, together).requests_each(), 250)
        self.assertEqual(seen(4, spread).requests_each(), 250)

    def test_it_does_not_matter_when_the_watching_ends(self):
        generator = random.Random(20170117)
        for _ in range(200):
            workers, life = generator.randint(2, 8), generator.randint(100, 1000) * 8
            together = [life * generation for generation in range(1, 9) for _ in range(workers)]
            cut = generator.randint(2 * workers, len(together))
            self.assertEqual(seen(workers, together[:cut]).requests_each(), life / workers)

    def test_several_between_two_looks_are_several(self):
        generations = Generations(2)
        for respawns, requests in ((0, 500), (2, 1000), (2, 1500), (5, 2000)):
            generations.see(respawns, requests, requests / 50)
        self.assertEqual((generations.whole(), generations.requests_each()), (1, 500))
        self.assertEqual(generations.requests_per_hour(), 50 * 3600)


class Rates(unittest.TestCase):
    def test_a_slower_contestant_is_given_the_pace_of_the_other(self):
        hand = seen(2, [100, 200, 300, 400], requests_per_second=20)
        ours = seen(2, [400, 800, 1200, 1600], requests_per_second=5)
        self.assertEqual((per_hour(hand, hand), per_hour(ours, hand)), (720.0, 180.0))

    def test_what_was_not_seen_is_not_measured(self):
        hand = seen(2, [100, 200, 300, 400])
        self.assertIsNone(per_hour(Generations(2), hand))
        self.assertIsNone(per_hour(hand, Generations(2)))


if __name__ == "__main__":
    unittest.main()
