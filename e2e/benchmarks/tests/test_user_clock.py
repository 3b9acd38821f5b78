"""That the benchmark's clock of user time counts user time, of all threads, and no system time: held against getrusage of a
process that takes enough of both for the kernel's own figure to mean something."""

import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "sidecar"))
import userclock  # noqa: E402

PROGRAM = """
import os, resource, threading
used = lambda: resource.getrusage(resource.RUSAGE_SELF)
def calculate():
    while used().ru_utime < 0.5:
        sum(range(2000))
def ask_the_kernel():
    file = os.open("/proc/self/smaps", os.O_RDONLY)
    while used().ru_stime < 0.25:
        os.pread(file, 1 << 16, 0)
%s
print(used().ru_utime, used().ru_stime, flush=True)
input()
"""


def run(work):
    """Microseconds: by the clock, user time, system time."""
    line = [*userclock.STOPPED, sys.executable, "-c", PROGRAM % work]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            clock = userclock.UserClock(process.pid)
            user, system = [float(word) * 1e6 for word in process.stdout.readline().split()]
            counted = clock.micros()
            clock.stop()
        finally:
            process.kill()
    return counted, user, system


@unittest.skipIf(os.geteuid() != 0, "perf_event_open of another process: the benchmark runs as root")
class Clock(unittest.TestCase):
    def test_counts_user_time_of_every_thread(self):
        counted, user, _ = run("thread = threading.Thread(target=calculate); thread.start(); thread.join()")
        self.assertAlmostEqual(counted / user, 1, delta=0.25)

    def test_leaves_system_time_out(self):
        counted, user, system = run("ask_the_kernel()")
        self.assertLess(abs(counted - user), 0.5 * system)


if __name__ == "__main__":
    unittest.main()
