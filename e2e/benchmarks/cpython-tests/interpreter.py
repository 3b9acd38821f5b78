"""The interpreters whose tests are run, and one run of one module in one of them."""

import os
import signal
import subprocess
import sys
import tempfile
import time

import compare

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "..", "..", "node-sidecar", "src", "test", "python"))
import interpreters  # noqa: E402
from modules import LEFT_OUT  # noqa: E402
from volume import Volume  # noqa: E402

AT_MOST_SECONDS = 600
_ASK = """
import platform, sys
from importlib.util import find_spec
import test.support
print(platform.python_version())
for name in sys.argv[1:]:
    try:
        print(name, find_spec("test." + name) is not None)
    except ImportError:
        print(name, False)
"""
LAUNCHER = os.path.join(HERE, "launcher.py")


class Interpreter:
    """A Python that has CPython's own tests: its path, its version, and which of the modules asked for it has.

    Raises LookupError where there are no tests.
    """

    def __init__(self, path, modules):
        self.path = path
        asked = subprocess.run(
            [path, "-c", _ASK] + list(modules), stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True
        )
        if asked.returncode != 0:
            raise LookupError("%s has no package test: %s" % (path, (asked.stderr.splitlines() or ["no reason"])[-1]))
        self.version, *answers = asked.stdout.splitlines()
        self.modules = [name for name, _, has in (answer.partition(" ") for answer in answers) if has == "True"]
        if not self.modules:
            raise LookupError("%s has no tests in its package test: its distribution has them in a package of its own" % path)

    def __str__(self):
        return "CPython " + self.version

    def run(self, module, mode):
        """Runs one module, under gc.mode mode and SkipFinalization, or None for without the bootstrap; (Run, output)."""
        with Volume() as volume, tempfile.TemporaryDirectory(prefix="prefork-tests-") as folder:
            outcomes, output = os.path.join(volume.path, "outcomes"), os.path.join(volume.path, "output")
            environment = volume.environment(HOME=folder)
            if mode is None:
                # An empty folder in its place: what tests see of the environment is the same.
                environment["PYTHONPATH"] = os.path.join(volume.path, "nothing")
                os.mkdir(environment["PYTHONPATH"])
            else:
                volume.policy(gc=mode)
            line = [self.path, "-W", "default", LAUNCHER, "test." + module, outcomes, *LEFT_OUT.get(module, ())]
            ended = _ended(line, folder, environment, output)
            return compare.read(_text(outcomes), ended), _text(output)


def _ended(line, folder, environment, output):
    """Runs line to its end; how it ended, None when its own exit code says that its child told."""
    with open(output, "wb") as file:
        process = subprocess.Popen(
            line, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
        )
    deadline, in_time = time.monotonic() + AT_MOST_SECONDS, False
    try:
        while not in_time and time.monotonic() < deadline:
            # Not reaped yet, so that nobody else can have its number when its session is ended.
            in_time = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
            time.sleep(0.05)
    finally:
        # Its children, too: tests leave some behind, and nobody else is in their session.
        os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
    if not in_time:
        return "not done within %d s" % AT_MOST_SECONDS
    return None if code == 0 else "launcher ended with %d" % code


def _text(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def chosen(paths, every, modules):
    """The Interpreters at paths; or every one of this machine that has tests; or the newest of them."""
    if paths:
        return [Interpreter(path, modules) for path in paths]
    found = []
    for candidate in reversed(interpreters.supported()):
        try:
            found.append(Interpreter(candidate.path, modules))
        except LookupError:
            continue
        if not every:
            break
    if not found:
        raise LookupError("no Python here has CPython's tests: name one with --python (Debian's are in libpython3-testsuite)")
    return found
