"""What the server tests have in common."""

import functools
import sys
import unittest

import servers

FREEZE = {"gc": "Freeze", "shutdown": "SkipFinalization"}
IMMORTAL = {"gc": "Immortal", "shutdown": "SkipFinalization"}
THRESHOLD_ZERO = {"gc": "ThresholdZero", "shutdown": "SkipFinalization"}
OBSERVE = {"mode": "Observe", "gc": "Freeze", "shutdown": "SkipFinalization"}


def on_every_server(*kinds):
    """Makes a test, a method of (server), run on every installed server, or on those of the kinds given."""

    def decorate(test):
        @functools.wraps(test)
        def run(self):
            for server in servers.installed():
                if not kinds or server.kind in kinds:
                    with self.subTest(str(server)):
                        test(self, server)

        return run

    return decorate


def has_immortal_objects(server):
    """Whether the server's Python is one in which gc.mode Immortal can be in force."""
    return tuple(map(int, server.python.split(".")[:2])) >= (3, 12)


class ServerCase(unittest.TestCase):
    """A test on real servers."""

    maxDiff = None

    def skipTest(self, reason):
        """Skips, saying so: the runner's own summary only counts."""
        sys.stderr.write("skipped: %s: %s\n" % (self.id(), reason))
        super().skipTest(reason)
