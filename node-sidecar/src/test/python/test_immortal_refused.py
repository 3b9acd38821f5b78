"""gc.mode Immortal where it cannot be had: the workers are frozen, and the record says why."""

from bootstrap_case import BootstrapCase, on_every_interpreter
from shop import SHOP, USE
from volume import Volume


class Refused(BootstrapCase):
    def frozen_because(self, interpreter, volume, file, old, new):
        """The reason in the record where old is replaced by new in one of the bootstrap's files."""
        volume.replace(file, old, new)
        volume.policy(gc="Immortal", shutdown="Finalize")
        out = self.succeeded(volume.run(interpreter, SHOP + USE + "forked(use)\nprint(gc.isenabled())\n"))
        self.assertEqual(out, "code 0\nTrue\n")
        record = volume.only_record()
        self.assertEqual(record.gc_mode, 1)
        self.assertGreater(record.frozen, 30000)
        return record.reason

    @on_every_interpreter
    def test_a_layout_other_than_expected_freezes_and_names_what_differs(self, interpreter, volume):
        if not interpreter.has_immortal_objects:
            return
        known = "(3, 14): b" if interpreter.release >= (3, 14) else "(3, %d): b" % interpreter.release[1]
        for old, new, named in (
            (known + '"\\x', known + '"\\x01\\x', "self-check: the count of None is "),
            ("_HEAD_BYTES = 16", "_HEAD_BYTES = 24", "self-check: an object's head has 16 bytes, expected 24"),
            ("!= len(held)", "== len(held)", "are no reference count"),
            ("!= id(list)", "!= id(dict)", "are not its type"),
            ("ctypes.memmove(id(probe), mark, len(mark))", "pass", "references to a marked list are still counted"),
        ):
            with self.subTest(named), Volume() as another:
                self.assertIn(named, self.frozen_because(interpreter, another, "layout.py", old, new))

    @on_every_interpreter
    def test_a_kernel_that_refuses_half_way_leaves_all_in_order(self, interpreter, volume):
        if not interpreter.has_immortal_objects:
            return
        reason = self.frozen_because(
            interpreter, volume, "marking.py", "            if written != ", "            if len(some) < 1024 or written != "
        )
        self.assertRegex(reason, r"\AOSError: .*marked \d+ bytes of \d+")
