"""The vendored MessagePack module, and the habit that makes the sample what it is."""

import gc
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "app"))

from shop._vendor import smallpack  # noqa: E402


class Smallpack(unittest.TestCase):
    def test_reads_what_it_wrote(self):
        value = {"none": None, "yes": True, "no": False, "small": 7, "large": -(2**40), "text": "ä" * 40, "list": list(range(20)), "map": {}}
        self.assertEqual(smallpack.unpackb(smallpack.packb(value)), value)

    def test_writes_what_the_specification_says(self):
        self.assertEqual(smallpack.packb({"compact": True, "schema": 0}), b"\x82\xa7compact\xc3\xa6schema\x00")

    def test_switches_the_collector_on_whether_or_not_it_was(self):
        self.addCleanup(gc.enable)
        gc.disable()
        smallpack.unpackb(b"\x01")
        self.assertTrue(gc.isenabled())

    def test_refuses_what_is_cut_short(self):
        for data in (b"", b"\xa3ab", b"\x92\x01", b"\xd3\x00"):
            with self.subTest(data=data), self.assertRaisesRegex(ValueError, "cut short"):
                smallpack.unpackb(data)

    def test_refuses_what_is_left_over(self):
        with self.assertRaisesRegex(ValueError, "1 bytes are left over"):
            smallpack.unpackb(b"\x01\x02")

    def test_refuses_an_unknown_type(self):
        with self.assertRaisesRegex(ValueError, "0xc1"):
            smallpack.unpackb(b"\xc1")


if __name__ == "__main__":
    unittest.main()
