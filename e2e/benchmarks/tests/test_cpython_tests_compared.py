"""What e2e/bench cpython-tests makes of the outcomes of tests."""

import os
import sys
import unittest

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", *more) for more in (["cpython-tests"], [])]

import compare  # noqa: E402
import known  # noqa: E402
from compare import PROCESS, Difference, Run  # noqa: E402
from rig.modes import NUMBERS  # noqa: E402


def run(ended="code 0", **outcomes):
    return Run({**outcomes, PROCESS: ended})


class Reading(unittest.TestCase):
    def test_the_launchers_lines(self):
        text = "policy\t3\t1\t\ntest\ta.b\tok\ntest\ta.c\tskipped\nended\tcode 0\n"
        self.assertEqual(compare.read(text), Run({"a.b": "ok", "a.c": "skipped", PROCESS: "code 0"}, (3, 1, "")))
        self.assertEqual(compare.read(text).tests, 2)

    def test_a_line_that_a_crash_cut_is_no_outcome(self):
        self.assertEqual(compare.read("test\ta.b\tok\ntest\ta.c").outcomes, {"a.b": "ok", PROCESS: "unknown"})

    def test_a_launcher_that_told_nothing(self):
        self.assertEqual(compare.read("", "not done within 9 s").outcomes, {PROCESS: "not done within 9 s"})

    def test_two_tests_of_one_id(self):
        self.assertEqual(compare.read("test\ta\tok\ntest\ta\tfailure\n").outcomes["a"], "failure, ok")


class Judging(unittest.TestCase):
    def test_the_same(self):
        self.assertTrue(compare.judge([run(a="ok")], [run(a="ok")]).is_same)

    def test_what_stock_runs_do_now_and_then_is_no_difference(self):
        self.assertTrue(compare.judge([run(a="ok"), run(a="error")], [run(a="error")]).is_same)

    def test_what_comes_back_is_a_difference(self):
        verdict = compare.judge([run(a="ok")] * 3, [run(a="error"), run(a="ok"), run(a="error")])
        self.assertEqual(verdict.different, [Difference("a", ("ok",) * 3, ("error", "ok", "error"))])

    def test_what_does_not_come_back_is_unsteady(self):
        verdict = compare.judge([run(a="ok")] * 3, [run(a="error"), run(a="ok"), run(a="ok")])
        self.assertEqual((verdict.different, [one.test for one in verdict.unsteady]), ([], ["a"]))

    def test_one_crash_is_a_difference(self):
        verdict = compare.judge([run(a="ok")] * 3, [run("signal 11", a="ok"), run(a="ok"), run(a="ok")])
        self.assertEqual([one.test for one in verdict.different], [PROCESS])

    def test_tests_that_were_not_run_are_a_difference(self):
        verdict = compare.judge([run(a="ok", b="ok")], [run(a="ok")])
        self.assertEqual(verdict.different, [Difference("b", ("ok",), (compare.ABSENT,))])

    def test_a_failed_test_explains_the_exit_code_and_nothing_else_does(self):
        failed = compare.judge([run(a="ok")], [run("code 1", a="failure")]).different
        self.assertEqual([one.test for one in compare.consequences_aside(failed)], ["a"])
        crashed = compare.judge([run(a="ok")], [run("signal 6", a="failure")]).different
        self.assertEqual([one.test for one in compare.consequences_aside(crashed)], ["a", PROCESS])
        alone = compare.judge([run(a="ok")], [run("code 1", a="ok")]).different
        self.assertEqual([one.test for one in compare.consequences_aside(alone)], [PROCESS])


class Explaining(unittest.TestCase):
    def test_a_reason_holds_for_its_tests_and_modes(self):
        table = (known.Known("test.test_gc.*.test_freeze", ("Immortal",), "because"),)
        self.assertEqual(known.reason("test.test_gc.GCTests.test_freeze", "Immortal", table), "because")
        self.assertIsNone(known.reason("test.test_gc.GCTests.test_freeze", "Freeze", table))
        self.assertIsNone(known.reason("test.test_gc.GCTests.test_list", "Immortal", table))

    def test_no_reason_covers_a_whole_module(self):
        for one in known.KNOWN:
            self.assertNotRegex(one.pattern, r"\Atest\.[\w.]+\.\*\Z|\A\*", one)
            self.assertLessEqual(set(one.modes), set(NUMBERS))


if __name__ == "__main__":
    unittest.main()
