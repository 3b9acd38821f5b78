"""Progress on stderr, one line a step, and the one way to fail: a message that names the object and the remedy."""

import sys
import time

_STARTED = time.monotonic()


class Failed(Exception):
    """Something the user can act on; its text is all that is printed."""


def say(text):
    """Print one line with the seconds since the start."""
    print(f"[{time.monotonic() - _STARTED:4.0f} s] {text}", file=sys.stderr, flush=True)
