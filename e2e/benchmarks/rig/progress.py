"""What a benchmark says while it runs, on standard error, and how it ends when it is told to."""

import signal
import sys
import time

_started = time.monotonic()


def say(text):
    """One line with the seconds since the start."""
    print("%5.0f s  %s" % (time.monotonic() - _started, text), file=sys.stderr, flush=True)


def end_in_order():
    """Lets SIGTERM and SIGHUP unwind the stack as SIGINT does, so that all that was started is stopped."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def _interrupt(number, _):
    raise SystemExit(128 + number)


def mib(count):
    """Bytes as a person reads them."""
    return "unknown" if count is None else "%.0f MiB" % (count / 2**20)
