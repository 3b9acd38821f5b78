"""The JSON object at the end of a benchmark, whatever ended it."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from rig.figures import BrokenOff, printed  # noqa: E402

LONG = 600


def run(measure, at_most_seconds=LONG, show=None):
    """The exit code, the object on the last line of standard output, and what standard error has."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = printed({"first": None, "nested": {"second": None}}, measure, at_most_seconds, show)
    return code, json.loads(out.getvalue().splitlines()[-1]), err.getvalue()


def first_then(act):
    """Measures the first figure, and not the second."""

    def measure(figures):
        figures["first"] = 1
        act()
        figures["nested"]["second"] = 2

    return measure


def fail(exception):
    raise exception


class WhateverEndsIt(unittest.TestCase):
    def test_all_is_measured(self):
        self.assertEqual(run(first_then(lambda: None)), (0, {"first": 1, "nested": {"second": 2}}, ""))

    def test_the_code_is_what_the_measuring_returns(self):
        self.assertEqual(run(lambda figures: 3)[0], 3)

    def broken(self, act, code, why):
        got = run(first_then(act))
        self.assertEqual(got[:2], (code, {"first": 1, "nested": {"second": None}}))
        self.assertIn(why, got[2])

    def test_a_signal_leaves_what_was_measured(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self.broken(lambda number=number: os.kill(os.getpid(), number), 128 + number, "ended by " + number.name)

    def test_the_time_is_up(self):
        self.broken(lambda: os.kill(os.getpid(), signal.SIGALRM), 1, "not done within 600 s")

    def test_the_time_is_kept(self):
        self.assertEqual(run(lambda figures: signal.pause(), 0.01)[0], 1)

    def test_a_contestant_ends(self):
        self.broken(lambda: fail(BrokenOff("ours has ended")), 1, "ours has ended")

    def test_something_is_missing_on_this_machine(self):
        self.broken(lambda: fail(SystemExit("no uWSGI")), 1, "no uWSGI")

    def test_a_defect_shows_where_it_is(self):
        self.broken(lambda: fail(KeyError("x")), 1, "in fail")

    def test_a_person_sees_it_too(self):
        seen = []
        run(first_then(lambda: fail(BrokenOff("x"))), show=lambda figures: seen.append(figures["first"]))
        self.assertEqual(seen, [1])


class Unwinding(unittest.TestCase):
    def test_a_second_signal_does_not_disturb_it(self):
        stopped = []

        def act():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            finally:
                os.kill(os.getpid(), signal.SIGINT)
                stopped.append(True)

        self.assertEqual(run(first_then(act))[0], 128 + signal.SIGTERM)
        self.assertEqual(stopped, [True])

    def test_who_tries_again_after_a_failure_ends_too(self):
        def act():
            with contextlib.suppress(Exception):
                os.kill(os.getpid(), signal.SIGTERM)

        self.assertEqual(run(first_then(act))[1]["nested"], {"second": None})

    def test_what_is_started_while_stopping_heeds_signals(self):
        caught = []

        def act():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            finally:
                line = [sys.executable, "-c", "import signal; print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)"]
                caught.append(subprocess.check_output(line, text=True).strip())

        run(first_then(act))
        self.assertEqual(caught, ["True"])

    def test_signals_are_as_before_afterwards(self):
        before = signal.getsignal(signal.SIGINT)
        run(first_then(lambda: None))
        self.assertIs(signal.getsignal(signal.SIGINT), before)


if __name__ == "__main__":
    unittest.main()
