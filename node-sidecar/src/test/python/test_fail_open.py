"""Whatever is wrong with the volume, the interpreter or the bootstrap, the application runs as if it were not there."""

import os
import shutil
import subprocess
import tempfile

import interpreters
from bootstrap_case import FORK, HEAP, BootstrapCase, on_every_interpreter
from volume import Volume

FROZEN = FORK + HEAP + "forked(lambda: print('frozen', gc.get_freeze_count() > 20000))\n"


class Volumes(BootstrapCase):
    @on_every_interpreter
    def test_without_a_folder_for_records_the_policy_holds(self, interpreter, volume):
        volume.policy()
        os.rmdir(volume.workers)
        self.assertEqual(self.succeeded(volume.run(interpreter, FROZEN)), "frozen True\ncode 0\n")

    @on_every_interpreter
    def test_a_link_in_the_records_place_is_not_followed(self, interpreter, volume):
        volume.policy()
        victim = os.path.join(volume.path, "victim")
        with open(victim, "w", encoding="utf-8") as file:
            file.write("precious")
        script = FORK + (
            "workers = os.environ['PREFORK_DIR'] + '/workers/'\n"
            "for pid in range(os.getpid() + 1, os.getpid() + 400): os.symlink('../victim', workers + '%d.rec' % pid)\n"
            "forked(gc.collect)\n"
        )
        self.succeeded(volume.run(interpreter, script))
        with open(victim, encoding="utf-8") as file:
            self.assertEqual(file.read(), "precious")

    @on_every_interpreter
    def test_a_record_left_by_another_process_is_replaced(self, interpreter, volume):
        volume.policy()
        script = FORK + (
            "workers = os.environ['PREFORK_DIR'] + '/workers/'\n"
            "for pid in range(os.getpid() + 1, os.getpid() + 400):\n"
            "    open(workers + '%d.rec' % pid, 'w').write('stale' * 100)\n"
            "print(forked(gc.collect))\n"
        )
        pid = int(self.succeeded(volume.run(interpreter, script)).split()[-1])
        with open(os.path.join(volume.workers, "%d.rec" % pid), "rb") as file:
            self.assertEqual(file.read(4), b"PFWR")

    @on_every_interpreter
    def test_on_a_full_volume_the_policy_holds_without_a_record(self, interpreter, volume):
        volume.policy()
        small = tempfile.mkdtemp(prefix="prefork-full-")
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", small], stderr=subprocess.PIPE, universal_newlines=True
        )
        if mounted.returncode != 0:
            os.rmdir(small)
            self.skipTest("no tmpfs can be mounted here: " + mounted.stderr.strip())
        try:
            full = shutil.copytree(volume.path, os.path.join(small, "volume"))
            with open(os.path.join(small, "filler"), "wb", buffering=0) as filler:
                try:
                    while True:
                        filler.write(b"x" * 4096)
                except OSError:
                    pass
            done = volume.run(interpreter, FROZEN, PYTHONPATH=os.path.join(full, "python"), PYTHONDONTWRITEBYTECODE="1")
            self.assertEqual(self.succeeded(done), "frozen True\ncode 0\n")
            self.assertEqual(os.listdir(os.path.join(full, "workers")), [])
        finally:
            subprocess.run(["umount", small], check=True)
            os.rmdir(small)


class Interpreters(BootstrapCase):
    @on_every_interpreter
    def test_without_mmap_or_ctypes_the_application_starts(self, interpreter, volume):
        volume.policy()
        hide = os.path.join(volume.path, "hide")
        os.mkdir(hide)
        for name in ("mmap", "resource", "ctypes"):
            with open(os.path.join(hide, name + ".py"), "w", encoding="utf-8") as file:
                file.write("raise ImportError('%s is not built here')\n" % name)
        done = volume.run(interpreter, "print('started')", PYTHONPATH=hide + os.pathsep + volume.python)
        self.assertEqual((done.returncode, done.stdout), (0, "started\n"))
        self.assertRegex(done.stderr, r"\Aprefork: memory policy not applied in process \d+, [^\n]*not built here\n\Z")

    @on_every_interpreter
    def test_a_broken_bootstrap_costs_one_line(self, interpreter, volume):
        volume.policy()
        for file in ("process.py", "standby.py"):
            for damage in ("this is no Python\n", "import no_such_module\n", "raise RuntimeError('x')\n"):
                with self.subTest(file=file, damage=damage):
                    with open(os.path.join(volume.python, "prefork_bootstrap", file), "w", encoding="utf-8") as broken:
                        broken.write(damage)
                    done = volume.run(interpreter, FORK + "forked(int); forked(int)\n")
                    self.assertEqual((done.returncode, done.stdout), (0, "code 0\n" * 2))
                    self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    @on_every_interpreter
    def test_modules_of_the_application_do_not_stand_in_for_those_of_the_standard_library(self, interpreter, volume):
        volume.policy()
        theirs = os.path.join(volume.path, "theirs")
        os.mkdir(theirs)
        for name in ("mmap", "resource"):
            with open(os.path.join(theirs, name + ".py"), "w", encoding="utf-8") as file:
                file.write("print('run')\n")
        script = "import sys; sys.path.insert(0, %r)\n" % theirs
        self.assertEqual(self.succeeded(volume.run(interpreter, script + FROZEN)), "frozen True\ncode 0\n")

    def test_interpreters_that_are_too_old_start_as_if_it_were_not_there(self):
        if not interpreters.too_old():
            self.skipTest("no CPython older than %d.%d on this machine" % interpreters.OLDEST)
        for interpreter in interpreters.too_old():
            with self.subTest(str(interpreter)), Volume() as volume:
                volume.policy()
                self.assertEqual(self.succeeded(volume.run(interpreter, "print('started')")), "started\n")

    @on_every_interpreter
    def test_isolated_interpreters_do_not_see_it(self, interpreter, volume):
        volume.policy()
        for flag in ("-I", "-E", "-S"):
            done = subprocess.run(
                [interpreter.path, flag, "-c", "import gc; print(len(gc.callbacks))"],
                env=volume.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True,
            )
            self.assertEqual(done.stdout, "0\n")

    @on_every_interpreter
    def test_warnings_as_errors_and_verbose_flags_do_not_trip_it(self, interpreter, volume):
        volume.policy()
        for flags in (["-W", "error"], ["-bb"], ["-X", "dev"], ["-OO"], ["-s"], ["-B"]):
            done = subprocess.run(
                [interpreter.path, *flags, "-c", FROZEN],
                env=volume.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
            )
            with self.subTest(flags):
                self.assertIn("frozen True", done.stdout)
                self.assertNotIn("prefork", done.stderr)


    @on_every_interpreter
    def test_a_second_interpreter_in_a_worker_leaves_its_record_alone(self, interpreter, volume):
        volume.policy()
        script = FORK + (
            "def work():\n"
            "    try: import _interpreters as interpreters\n"
            "    except ImportError: import _xxsubinterpreters as interpreters\n"
            "    second = interpreters.create()\n"
            "    interpreters.run_string(second, 'import gc; gc.collect()')\n"
            "    interpreters.destroy(second)\n"
            "    gc.collect()\n"
            "print(forked(work))\n"
        )
        if interpreter.release >= (3, 13):
            script = script.replace("run_string", "exec")
        pid = int(self.succeeded(volume.run(interpreter, script)).split()[-1])
        self.assertGreaterEqual(volume.records()[pid].collections[2], 1)


