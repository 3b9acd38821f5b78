"""A master of its own: loads one module of CPython's tests, forks, and runs the tests in the child, as in a worker.

usage: python launcher.py MODULE OUTCOMES [PATTERN...]

What the bootstrap treats are forked children of the process that an interpreter was started as, so only in such a child
is the policy in force.  The tests are loaded before the fork, with a heap as large as an application's, so that what the
tests use is what was preloaded.  With or without the bootstrap, everything here is the same.
OUTCOMES gets one line for each test as it ends, tab-separated: "test", id, outcome; "policy" with what the child's
record says, where it has one; and "ended", how the child did.  Tests whose id matches a PATTERN (fnmatch) are left out.
Runs on CPython 3.8 to 3.14, on the standard library.
"""

import faulthandler
import importlib
import os
import struct
import sys
import unittest
from fnmatch import fnmatchcase

# More than Immortal needs to find before it marks anything.
PRELOADED = 40000


class Outcomes(unittest.TestResult):
    """Writes each test's outcome at once: a process that crashes has told what came before."""

    def __init__(self, note):
        super().__init__()
        self._note, self._worst = note, {}

    def startTest(self, test):
        super().startTest(test)
        self._worst[test.id()] = "ok"

    def stopTest(self, test):
        super().stopTest(test)
        # Some releases do not tell of the start of a test that is skipped.
        if test.id() in self._worst:
            self._note("test", test.id(), self._worst.pop(test.id()))

    def addError(self, test, err):
        super().addError(test, err)
        self._ended(test, "error", err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._ended(test, "failure", err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._ended(test, "skipped")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self._ended(test, "expected failure")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._ended(test, "unexpected success")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._ended(test, "failure" if issubclass(err[0], test.failureException) else "error", err)

    def _ended(self, test, outcome, err=None):
        if err is not None:
            print("%s of %s" % (outcome, test.id()), self._exc_info_to_string(err, test), sep="\n", flush=True)
        if test.id() in self._worst:
            self._worst[test.id()] = outcome
        else:
            # setUpClass or setUpModule, which are no tests that were started, or such a skipped one.
            self._note("test", test.id(), outcome)


def main():
    name, path, *left_out = sys.argv[1:]
    # The tests are to find what they find elsewhere, and not this folder's modules.
    del sys.path[0]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(*fields):
        os.write(descriptor, ("\t".join(" ".join(field.split()) for field in fields) + "\n").encode("utf-8", "replace"))

    faulthandler.enable()
    import test.support

    test.support.use_resources = ["subprocess"]
    test.support.verbose = False
    module = importlib.import_module(name)
    # Referred to, so that it lives as long as an application's data does.
    sys.modules["__main__"].preloaded = [[number] for number in range(PRELOADED)]
    sys.argv[1:] = []
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        sys.exit(tested(module, left_out, note))
    _, status = os.waitpid(child, 0)
    note("ended", "signal %d" % os.WTERMSIG(status) if os.WIFSIGNALED(status) else "code %d" % os.WEXITSTATUS(status))


def tested(module, left_out, note):
    """Runs the module's tests in this process; the code to exit with, 1 when one has failed."""
    note_policy(note)
    result = Outcomes(note)
    from test import support

    if hasattr(module, "test_main") and hasattr(support, "_run_suite"):
        # What such a module prepares is in test_main, before it has its classes run.
        support._run_suite = lambda suite: wanted(suite, left_out).run(result)
        try:
            module.test_main()
        except Exception as error:
            note("test", module.__name__ + ".test_main", "raised " + type(error).__name__)
    else:
        wanted(unittest.defaultTestLoader.loadTestsFromModule(module), left_out).run(result)
    return 0 if result.wasSuccessful() else 1


def wanted(tests, left_out):
    """The suite tests, without those that are left out."""
    if not isinstance(tests, unittest.TestSuite):
        return unittest.TestSuite() if any(fnmatchcase(tests.id(), pattern) for pattern in left_out) else tests
    return unittest.TestSuite(wanted(test, left_out) for test in tests)


def note_policy(note):
    """Notes the modes that this process's record says are in force; its layout is record.py's."""
    try:
        with open("%s/workers/%d.rec" % (os.environ["PREFORK_DIR"], os.getpid()), "rb") as file:
            content = file.read()
    except OSError:
        return
    gc_mode, shutdown_mode = struct.unpack_from("<II", content, 88)
    note("policy", str(gc_mode), str(shutdown_mode), content[264:384].rstrip(b"\0").decode("utf-8"))


if __name__ == "__main__":
    main()
