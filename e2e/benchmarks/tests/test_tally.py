"""What counts as a failed request.

recorded/vegeta-report.json is what vegeta 12.13.0 told of nine requests: three answered with 200, three with 404, three to
a port where nobody listens.
"""

import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from rig.vegeta import Tally  # noqa: E402


def recorded():
    with open(os.path.join(HERE, "recorded", "vegeta-report.json"), encoding="utf-8") as file:
        return Tally.of(json.load(file))


class Failures(unittest.TestCase):
    def test_other_answers_and_refused_connections_are_failed(self):
        self.assertEqual((recorded().requests, recorded().failed), (9, 6))

    def test_only_answers_make_throughput(self):
        self.assertAlmostEqual(recorded().per_second(), 3 / 0.888, places=2)

    def test_slices_add_up(self):
        both = recorded() + recorded()
        self.assertEqual((both.requests, both.failed, len(both.errors)), (18, 12, 2))
        self.assertAlmostEqual(both.per_second(), recorded().per_second())

    def test_no_time_is_no_rate(self):
        self.assertIsNone(Tally().per_second())


if __name__ == "__main__":
    unittest.main()
