"""gc.mode Immortal under hosts that fork without telling Python."""

from bootstrap_case import FORK, HEAP, BootstrapCase, on_every_interpreter


class ForksInC(BootstrapCase):
    @on_every_interpreter
    def test_a_fork_without_pythons_knowledge_is_only_frozen(self, interpreter, volume):
        script = FORK + HEAP + "import ctypes\nos.fork = ctypes.PyDLL(None).fork\nforked(gc.collect)\n"
        volume.policy(gc="Immortal")
        self.succeeded(volume.run(interpreter, script))
        record = volume.only_record()
        self.assertEqual(record.gc_mode, 1)
        self.assertIn("without its fork handlers being called", record.reason)

    @on_every_interpreter
    def test_a_host_that_forks_in_c_is_noticed_and_may_fork_when_python_has_gone(self, interpreter, volume):
        """As uWSGI does both; fork is registered with exit(3), which is after the interpreter's end."""
        script = FORK + HEAP + (
            "import ctypes\n"
            "from prefork_bootstrap import immortal\n"
            "preloaded = immortal.Preloaded(os.environ['PREFORK_DIR'], os.getpid())\n"
            "preloaded.notice_forks_in_c()\n"
            "libc = ctypes.PyDLL(None)\n"
            "libc.on_exit(libc.fork, None)\n"
            "if libc.fork() == 0:\n"
            "    print(preloaded.is_immortal, sys.getrefcount(heap) > 1 << 31, preloaded.reason, flush=True)\n"
            "    os._exit(0)\n"
            "os.wait()\n"
        )
        volume.policy(gc="Immortal", shutdown="Finalize")
        out = self.succeeded(volume.run(interpreter, script))
        if interpreter.has_immortal_objects:
            self.assertEqual(out, "True True None\n")
        else:
            self.assertEqual(out, "False False CPython %s has no immortal objects, which came with 3.12\n" % interpreter.version)

    @on_every_interpreter
    def test_python_may_fork_beside_a_thread_that_starts_threads_where_forks_in_c_are_noticed(self, interpreter, volume):
        """CPython 3.13 holds a lock during os.fork that starting a thread takes: no Python code may run meanwhile."""
        script = (
            "import faulthandler; faulthandler.dump_traceback_later(60, exit=True)\n"
            "import warnings; warnings.simplefilter('ignore')\n"
        ) + FORK + HEAP + """
import ctypes, threading
from prefork_bootstrap import immortal
preloaded = immortal.Preloaded(os.environ["PREFORK_DIR"], os.getpid())
preloaded.notice_forks_in_c()
go_on = True
def start():
    while go_on:
        thread = threading.Thread(target=int)
        thread.start(); thread.join()
def work():
    while go_on: sum(range(100))
threads = [threading.Thread(target=target) for target in (start, work)]
for thread in threads: thread.start()
sys.setswitchinterval(1e-5)
for _ in range(100):
    pid = os.fork()
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
go_on = False
for thread in threads: thread.join()
late = [[number] for number in range(40000)]
if ctypes.PyDLL(None).fork() == 0:
    print(preloaded.is_immortal, sys.getrefcount(late[1]) > 1 << 31, flush=True)
    os._exit(0)
os.wait()
"""
        volume.policy(gc="Immortal")
        out = self.succeeded(volume.run(interpreter, script))
        self.assertEqual(out, "True True\n" if interpreter.has_immortal_objects else "False False\n")
