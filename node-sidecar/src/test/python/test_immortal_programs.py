"""gc.mode Immortal: running code, other threads and the exit go on as before."""

import os

from bootstrap_case import BootstrapCase, on_every_interpreter
from shop import SHOP, USE


class RunningCode(BootstrapCase):
    @on_every_interpreter
    def test_a_fork_from_deep_inside_running_code(self, interpreter, volume):
        script = SHOP + USE + """
import contextlib
@contextlib.contextmanager
def entered():
    mine = ["local of a running generator"]
    yield mine
    print("left", mine, flush=True)
def deep(level, *arguments, **names):
    local = [level]
    if level:
        return deep(level - 1, *arguments, local, key=local)
    with entered():
        try: raise ValueError("in flight")
        except ValueError: forked(use)
    return local, arguments, names
print(len(deep(50)[1]))
forked(use)
"""
        volume.policy(gc="Immortal", shutdown="Finalize")
        out = self.succeeded(volume.run(interpreter, script))
        left = "left ['local of a running generator']\n"
        self.assertEqual(out, "code 0\n" + left + "50\ncode 0\n")

    @on_every_interpreter
    def test_other_threads_go_on_while_it_is_marked(self, interpreter, volume):
        script = SHOP + USE + """
import threading
go_on, turns = True, [0, 0, 0]
def busy(which):
    while go_on:
        local = {number: [str(number)] for number in range(50)}
        tuple(value for value in local.values()), sorted(local), "".join(map(str, local)), (*local, *local)
        turns[which] += 1
threads = [threading.Thread(target=busy, args=(which,)) for which in range(3)]
for thread in threads: thread.start()
while not all(turns): pass
before = list(turns)
forked(use)
while any(now <= then + 10 for now, then in zip(turns, before)): pass
go_on = False
for thread in threads: thread.join()
print("joined")
"""
        volume.policy(gc="Immortal", shutdown="Finalize")
        done = volume.run(interpreter, "import warnings; warnings.simplefilter('ignore')\n" + script)
        self.assertEqual(self.succeeded(done), "code 0\njoined\n")


class Exit(BootstrapCase):
    @on_every_interpreter
    def test_files_that_only_immortal_objects_hold_are_written_out(self, interpreter, volume):
        script = SHOP + """
class Journal: pass
folder = os.environ["PREFORK_DIR"] + "/"
shop.journal, shop.later = Journal(), Journal()
shop.journal.file = open(folder + "master", "w"); shop.journal.file.write("the master's")
def work():
    shop.later.file = open(folder + "worker", "w"); shop.later.file.write("a worker's")
forked(work)
shop.later.file = open(folder + "late", "w"); shop.later.file.write("the master's later")
"""
        for shutdown in ("Finalize", "SkipFinalization"):
            with self.subTest(shutdown):
                volume.policy(gc="Immortal", shutdown=shutdown)
                volume.run(interpreter, script)
                for name, content in (
                    ("master", "the master's"), ("worker", "a worker's"), ("late", "the master's later")
                ):
                    with open(os.path.join(volume.path, name), encoding="utf-8") as file:
                        self.assertTrue(file.read().startswith(content), name)

    @on_every_interpreter
    def test_the_masters_exit_code_and_its_modules_finalizers_are_kept(self, interpreter, volume):
        script = SHOP + (
            "class Witness:\n"
            "    def __del__(self, write=os.write): write(1, b'torn down\\n')\n"
            "shop.witness = Witness()\n"
            "forked(lambda: os._exit(0))\n"
            "sys.exit(7)\n"
        )
        volume.policy(gc="Immortal")
        done = volume.run(interpreter, script)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (7, "code 0\ntorn down\n", ""))
