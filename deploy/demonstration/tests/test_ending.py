"""However the quickstart ends, it ends what it has started; the programs that it calls are stand-ins that say so."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

DEMONSTRATION = pathlib.Path(__file__).resolve().parents[1]
DEV_CLUSTER = """#!/bin/sh
echo "$1" >>"$CALLS"
case $1 in
  status) exit 3 ;;
  up) echo "the cluster starts" >&2; exec sleep 600 ;;
  down) grep -q 'SigIgn:.*[2367abef]$' "/proc/$PPID/status" && echo "undisturbed" >>"$CALLS" ;; # SIGINT is bit 1 of the mask
esac
"""


class Ending(unittest.TestCase):

    def setUp(self):
        if os.geteuid() != 0:
            sys.stderr.write("skipped: %s: the quickstart refuses to start without root\n" % self.id())
            self.skipTest("no root")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.calls, self.demonstration = self.root / "calls", self.root / "deploy/demonstration"
        shutil.copytree(DEMONSTRATION, self.demonstration, ignore=shutil.ignore_patterns("tests", "__pycache__"))
        self.program("deploy/dev-cluster", DEV_CLUSTER)
        self.program("deploy/samples/build-image", "#!/bin/sh\n")

    def program(self, path, text):
        (self.root / path).parent.mkdir(exist_ok=True)
        (self.root / path).write_text(text)
        (self.root / path).chmod(0o755)

    def start(self, *arguments):
        running = subprocess.Popen(
            [sys.executable, "-B", str(self.demonstration), *arguments], env={**os.environ, "CALLS": str(self.calls)},
            # Where the tests themselves run in the background, SIGINT is ignored, which a child inherits.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(running.stderr.close)
        self.addCleanup(running.kill)
        return running

    def ends_by(self, number, *arguments):
        """The last line on stderr and the exit code, of a quickstart that is told to end while the cluster starts."""
        self.program("mvnw", "#!/bin/sh\nexec sleep 600\n")
        running = self.start(*arguments)
        while "the cluster starts" not in running.stderr.readline():
            self.assertIsNone(running.poll())
        running.send_signal(number)
        return running.communicate(timeout=60)[1].splitlines()[-1], running.returncode

    def test_ctrl_c_takes_the_cluster_down_and_a_second_one_does_not_stop_that(self):
        last, code = self.ends_by(signal.SIGINT)
        self.assertEqual(code, 130)
        self.assertIn("interrupted; what it had started is gone", last)
        self.assertEqual(self.calls.read_text().split(), ["check", "status", "up", "down", "undisturbed"])

    def test_being_terminated_does_the_same_with_keep_too(self):
        last, code = self.ends_by(signal.SIGTERM, "--keep")
        self.assertEqual(code, 130)
        self.assertIn("interrupted", last)
        self.assertEqual(self.calls.read_text().split()[-2], "down")

    def test_a_failure_is_told_with_its_last_words(self):
        self.program("mvnw", "#!/bin/sh\necho no JDK here >&2\nexit 1\n")
        running = self.start()
        lines = running.communicate(timeout=60)[1].splitlines()
        self.assertEqual(running.returncode, 1)
        self.assertIn("failed: ", lines[-1])
        self.assertIn("exit code 1: no JDK here", lines[-1])
        self.assertEqual(self.calls.read_text().split()[-2], "down")

    def test_what_is_missing_is_said_before_anything_starts(self):
        self.program("deploy/samples/build-image", "#!/bin/sh\necho not Debian >&2\nexit 1\n")
        running = self.start()
        lines = running.communicate(timeout=60)[1].splitlines()
        self.assertEqual((running.returncode, len(lines)), (1, 1))
        self.assertIn("not Debian", lines[0])
        self.assertFalse(self.calls.exists())


if __name__ == "__main__":
    unittest.main()
