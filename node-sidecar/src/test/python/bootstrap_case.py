"""What the bootstrap's tests have in common: a volume, and the same script run on every interpreter."""

import functools
import sys
import unittest

import interpreters
from volume import Volume


def on_every_interpreter(test):
    """Makes test, a method of (interpreter, volume), run on every supported interpreter, each with a new volume."""

    @functools.wraps(test)
    def run(self):
        for interpreter in interpreters.supported():
            with self.subTest(str(interpreter)), Volume() as volume:
                test(self, interpreter, volume)

    return run


class BootstrapCase(unittest.TestCase):
    """A test of the bootstrap."""

    def skipTest(self, reason):
        """Skips, saying so: the runner's own summary only counts."""
        sys.stderr.write("skipped: %s: %s\n" % (self.id(), reason))
        super().skipTest(reason)

    def succeeded(self, completed):
        """completed, after checking that it printed nothing on stderr and exited with 0."""
        self.assertEqual((completed.returncode, completed.stderr), (0, ""), completed.stdout)
        return completed.stdout


# Forks a child that runs the function `child`, waits for it, and prints "code N" or "signal N".
FORK = """
import gc, os, sys
def forked(child):
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        child()
        sys.exit(0)
    status = os.waitpid(pid, 0)[1]
    print("signal %d" % os.WTERMSIG(status) if os.WIFSIGNALED(status) else "code %d" % os.WEXITSTATUS(status), flush=True)
    return pid
"""

# More objects than gc.mode Immortal needs.
HEAP = "heap = [[number] for number in range(30000)]\n"
