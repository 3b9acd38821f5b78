"""What comes while the bootstrap loads most of itself, right before the first fork: signals, and other threads' forks."""

from bootstrap_case import FORK, BootstrapCase, on_every_interpreter
from volume import Volume

MODES = (("Default", 0), ("Freeze", 1), ("ThresholdZero", 2), ("Immortal", None))

# A signal that comes once, in the middle of the loading.
SIGNALLED = """import gc
import _signal
import __main__
if not __main__.came:
    __main__.came.append(True)
    _signal.raise_signal(_signal.SIGTERM)
"""

SERVER = FORK + """
import signal
came = []
class Stop(Exception): pass
def stop(number, frame): RAISE
signal.signal(signal.SIGTERM, stop)
try: forked(lambda: os._exit(0))
except BaseException as error: print("raised", repr(error))
forked(lambda: os._exit(0))
"""

# One thread comes to its fork while the other one loads, which goes on when that fork has not waited for it.
LOADING = """import gc
import __main__
__main__.loading.set()
__main__.waits.wait(0.2)
"""

THREADS = """
import gc, os, sys, threading
loading, waits = threading.Event(), threading.Event()
def fork():
    pid = os.fork()
    if pid == 0:
        gc.collect()
        os._exit(0)
    waits.set()
    os.waitpid(pid, 0)
first = threading.Thread(target=fork)
first.start()
loading.wait()
fork()
first.join()
"""


class Loading(BootstrapCase):
    @on_every_interpreter
    def test_what_a_handler_raises_reaches_who_forks_and_the_next_fork_makes_a_worker(self, interpreter, volume):
        for mode, number in MODES:
            for reaction, error in (("sys.exit(3)", "SystemExit(3)"), ("raise Stop('now')", "Stop('now')")):
                with self.subTest(mode=mode, reaction=reaction), Volume() as another:
                    another.replace("process.py", "import gc\n", SIGNALLED)
                    another.policy(gc=mode)
                    out = self.succeeded(another.run(interpreter, SERVER.replace("RAISE", reaction)))
                    self.assertEqual(out, "raised %s\ncode 0\n" % error)
                    self.assertIn(another.only_record().gc_mode, range(4) if number is None else (number,))

    @on_every_interpreter
    def test_a_fork_of_another_thread_waits_and_makes_a_worker_too(self, interpreter, volume):
        volume.replace("process.py", "import gc\n", LOADING)
        volume.policy(shutdown="Finalize")
        self.succeeded(volume.run(interpreter, THREADS))
        self.assertEqual(len(volume.records()), 2)
