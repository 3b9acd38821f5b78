"""In which interpreters objects may be made immortal, and how."""

import os
import sys
import unittest

from volume import BOOTSTRAP

sys.path.append(os.path.abspath(BOOTSTRAP))
from prefork_bootstrap.layout import Build, Refused, mark_of  # noqa: E402

USUAL = {
    "implementation": "cpython", "free_threaded": False, "debug": False, "pointer_bytes": 8, "byte_order": "little"
}


class Marks(unittest.TestCase):
    def refusal(self, version, **unusual):
        with self.assertRaises(Refused) as raised:
            mark_of(version, Build(**{**USUAL, **unusual}))
        reason = str(raised.exception)
        self.assertLess(len(reason.encode("utf-8")), 120, "the record has no room for more")
        return reason

    def test_each_known_release_has_its_own(self):
        for version, mark in (
            ((3, 12, 0), "ffffffff"),
            ((3, 13, 9), "ffffffff"),
            ((3, 14, 5), "000000c000000100"),
            ((3, 14, 10), "000000c000000100"),
        ):
            self.assertEqual(mark_of(version, Build(**USUAL)).hex(), mark)

    def test_a_release_that_nobody_has_looked_at_is_refused(self):
        self.assertIn("CPython 3.15.0", self.refusal((3, 15, 0)))
        self.assertIn("CPython 4.0.0", self.refusal((4, 0, 0)))

    def test_a_release_without_immortal_objects_is_refused(self):
        self.assertIn("CPython 3.11.9 has no immortal objects", self.refusal((3, 11, 9)))

    def test_other_builds_are_refused_by_name(self):
        for unusual, named in (
            ({"implementation": "pypy"}, "pypy"),
            ({"free_threaded": True}, "free-threaded"),
            ({"debug": True}, "debug"),
            ({"pointer_bytes": 4}, "32-bit"),
            ({"byte_order": "big"}, "big endian"),
        ):
            with self.subTest(named):
                self.assertIn(named, self.refusal((3, 13, 0), **unusual))

    def test_the_releases_with_the_incremental_collector_are_refused(self):
        for micro in range(5):
            self.assertIn("incremental collector", self.refusal((3, 14, micro)))
