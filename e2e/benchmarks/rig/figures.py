"""What a benchmark has measured, printed as one JSON object whatever it was that ended the measuring."""

import json
import signal
import sys
import traceback

from rig.progress import say

BROKEN_OFF = 1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)


class BrokenOff(Exception):
    """Nothing more can be measured, and the message says why: a server has ended, a time is up."""


class _Told(BaseException):
    """By a signal. No Exception: who tries again after a failure is not to catch it."""

    def __init__(self, number, at_most_seconds):
        super().__init__(number)
        self._number, self._at_most_seconds = number, at_most_seconds

    def code(self):
        return BROKEN_OFF if self._number == signal.SIGALRM else 128 + self._number

    def __str__(self):
        if self._number == signal.SIGALRM:
            return "not done within %g s" % self._at_most_seconds
        return "ended by " + signal.Signals(self._number).name


def printed(figures, measure, at_most_seconds, show=None):
    """Has measure fill figures in, then prints them; returns the exit code, which is not 0 when it was broken off.

    figures: a dict, nested or not, with None for what is not measured yet. measure: called with it; what it returns is the
    exit code, None for 0. at_most_seconds: after which it is broken off; what it started has to be stopped on top of that.
    show: called with the figures before the last line, to show them to a person.
    Whatever breaks it off, SIGINT, SIGTERM and SIGHUP included, unwinds measure's stack once, so that all that was started is
    stopped; a second signal does not disturb that. Why is said on standard error.
    """
    before = [signal.getsignal(number) for number in SIGNALS]
    try:
        for number in SIGNALS:
            signal.signal(number, _once(at_most_seconds))
        signal.setitimer(signal.ITIMER_REAL, at_most_seconds)
        code = measure(figures) or 0
    except BaseException as why:  # the figures are printed, and the code tells
        code = _explain(why)
    finally:
        _ignore_signals()
    if show is not None:
        show(figures)
    print(json.dumps(figures), flush=True)
    for number, handler in zip(SIGNALS, before):
        signal.signal(number, handler)
    return code


def _once(at_most_seconds):
    def unwind(number, _):
        _ignore_signals()
        raise _Told(number, at_most_seconds)

    return unwind


def _ignore_signals():
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number in SIGNALS:
        # Not SIG_IGN, which the processes that are started to clean up would inherit.
        signal.signal(number, lambda *_: None)


def _explain(why):
    if isinstance(why, (_Told, BrokenOff)):
        say("broken off: %s" % why)
    elif isinstance(why, SystemExit):
        if isinstance(why.code, int):
            return why.code
        say("broken off: %s" % why)
    else:
        traceback.print_exception(type(why), why, why.__traceback__)
        say("broken off by a %s" % type(why).__name__)
    return why.code() if isinstance(why, _Told) else BROKEN_OFF
