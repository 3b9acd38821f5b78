"""How workers end under SkipFinalization: code, hooks and output as before, and no teardown where that is certain."""

import os

from bootstrap_case import FORK, BootstrapCase, on_every_interpreter

# `torn_down` speaks when the interpreter destroys what modules hold, that is, when it finalizes.
WITNESS = FORK + (
    "class Witness:\n"
    "    def __del__(self, write=os.write): write(1, b'torn down\\n')\n"
    "sys.witness = Witness()\n"
    "def forked_at_the_top(child):\n"
    "    sys.stdout.flush()\n"
    "    if os.fork() == 0:\n"
    "        child()\n"
    "    else:\n"
    "        status = os.wait()[1]\n"
    "        print('code %d' % (status >> 8) if not status & 127 else 'signal %d' % status, flush=True)\n"
    "        os._exit(0)\n"
)


class ExitCodes(BootstrapCase):
    def exit_of(self, interpreter, volume, body, mode="Enforce"):
        """(code or signal, whether it was torn down, output, stderr) of a worker that runs body at the top level."""
        script = WITNESS + "\ndef child():\n" + "".join("    %s\n" % line for line in body.splitlines())
        volume.policy(mode=mode, shutdown="SkipFinalization")
        done = volume.run(interpreter, script + "forked_at_the_top(child)\n")
        lines = done.stdout.splitlines()
        return lines[-1], "torn down" in lines, done.stdout, done.stderr

    @on_every_interpreter
    def test_the_code_given_to_sys_exit_is_kept_and_nothing_is_torn_down(self, interpreter, volume):
        for argument, code in (("0", 0), ("3", 3), ("4", 4), ("22", 22), ("-1", 255), ("256", 0), ("None", 0), ("", 0)):
            with self.subTest(argument):
                end, torn_down, _, _ = self.exit_of(interpreter, volume, "sys.exit(%s)" % argument)
                self.assertEqual((end, torn_down), ("code %d" % code, False))

    @on_every_interpreter
    def test_a_code_that_is_no_number_is_left_to_python(self, interpreter, volume):
        for argument in ("'broken'", "True", "(7,)", "(1, 2)", "1 << 80"):
            with self.subTest(argument):
                treated = self.exit_of(interpreter, volume, "sys.exit(%s)" % argument)
                observed = self.exit_of(interpreter, volume, "sys.exit(%s)" % argument, mode="Observe")
                self.assertEqual(treated, observed)

    @on_every_interpreter
    def test_what_is_not_certain_is_finalized_with_its_own_code(self, interpreter, volume):
        for body, code in (
            ("raise SystemExit(3)", 3),
            ("try: sys.exit(0)\nfinally: raise SystemExit(4)", 4),
            ("try: sys.exit(0)\nexcept SystemExit: pass\nraise SystemExit(5)", 5),
            ("raise ValueError('unexpected')", 1),
            ("pass", 0),
            ("import builtins\ngetattr(builtins, 'exit', sys.exit)(6)", 6),
        ):
            with self.subTest(body):
                end, torn_down, _, _ = self.exit_of(interpreter, volume, body)
                self.assertEqual(end, "code %d" % code)

    @on_every_interpreter
    def test_the_last_of_several_exits_counts(self, interpreter, volume):
        for body, code in (
            ("try: sys.exit(0)\nfinally: sys.exit(3)", 3),
            ("try: sys.exit(0)\nexcept SystemExit as error: error.code = 4; raise", 4),
            ("try: sys.exit(9)\nexcept SystemExit as error: caught = error.code\nsys.exit(caught - 1)", 8),
        ):
            with self.subTest(body):
                end, torn_down, _, _ = self.exit_of(interpreter, volume, body)
                self.assertEqual((end, torn_down), ("code %d" % code, False))

    @on_every_interpreter
    def test_a_signal_stays_a_signal(self, interpreter, volume):
        end, _, _, _ = self.exit_of(interpreter, volume, "import signal\nos.kill(os.getpid(), signal.SIGTERM)")
        self.assertEqual(end, "signal 15")

    @on_every_interpreter
    def test_sys_exit_in_a_thread_ends_that_thread_only(self, interpreter, volume):
        body = (
            "import threading\n"
            "thread = threading.Thread(target=sys.exit, args=(7,)); thread.start(); thread.join()\n"
            "sys.exit(3)"
        )
        end, torn_down, _, said = self.exit_of(interpreter, volume, body)
        self.assertEqual((end, torn_down, said), ("code 3", False, ""))
        body = body.replace("sys.exit(3)", "raise SystemExit(2)")
        self.assertEqual(self.exit_of(interpreter, volume, body)[0], "code 2")

    @on_every_interpreter
    def test_the_exception_looks_like_any_other_to_who_catches_it(self, interpreter, volume):
        body = (
            "import copy, pickle\n"
            "try: sys.exit(5)\n"
            "except SystemExit as error: pass_on = error\n"
            "again = pickle.loads(pickle.dumps(pass_on))\n"
            "print(repr(pass_on), pass_on.code, pass_on.args, end=' ')\n"
            "print(type(again) is SystemExit, again.code, copy.copy(pass_on).code, flush=True)\n"
            "os._exit(0)"
        )
        _, _, out, _ = self.exit_of(interpreter, volume, body)
        self.assertIn("SystemExit(5) 5 (5,) True 5 5\n", out)


class WhatRunsBefore(BootstrapCase):
    def out_of(self, interpreter, volume, script):
        volume.policy(shutdown="SkipFinalization")
        done = volume.run(interpreter, WITNESS + script)
        self.assertEqual(done.stderr, "")
        return done.stdout

    @on_every_interpreter
    def test_atexit_functions_run_in_their_order_and_output_is_flushed(self, interpreter, volume):
        out = self.out_of(interpreter, volume, (
            "import atexit\n"
            "atexit.register(print, 'registered in the master')\n"
            "def child():\n"
            "    atexit.register(print, 'registered in the worker')\n"
            "    sys.stdout.write('no newline, ')\n"
            "    sys.exit(0)\n"
            "forked_at_the_top(child)\n"
        ))
        self.assertEqual(out, "no newline, registered in the worker\nregistered in the master\ncode 0\n")

    @on_every_interpreter
    def test_threads_are_waited_for(self, interpreter, volume):
        out = self.out_of(interpreter, volume, (
            "import threading, time\n"
            "def child():\n"
            "    threading.Thread(target=lambda: (time.sleep(0.2), print('thread done'))).start()\n"
            "    sys.exit(0)\n"
            "forked_at_the_top(child)\n"
        ))
        self.assertEqual(out, "thread done\ncode 0\n")

    @on_every_interpreter
    def test_logging_and_open_files_are_written_out(self, interpreter, volume):
        out = self.out_of(interpreter, volume, (
            "import gzip, logging, logging.handlers\n"
            "folder = os.environ['PREFORK_DIR'] + '/'\n"
            "def child():\n"
            "    target = logging.FileHandler(folder + 'log')\n"
            "    logging.getLogger().addHandler(logging.handlers.MemoryHandler(100, target=target))\n"
            "    logging.warning('buffered')\n"
            "    global text, binary, packed\n"
            "    text = open(folder + 'text', 'w'); text.write('text')\n"
            "    binary = open(folder + 'binary', 'wb'); binary.write(b'binary')\n"
            "    packed = gzip.open(folder + 'packed', 'wb'); packed.write(b'packed')\n"
            "    sys.exit(0)\n"
            "import time\n"
            "forked_at_the_top(child)\n"
        ))
        self.assertEqual(out, "code 0\n")
        for name, content in (("log", "buffered\n"), ("text", "text"), ("binary", "binary")):
            with open(os.path.join(volume.path, name), encoding="utf-8") as file:
                self.assertEqual(file.read(), content)
        import gzip

        with gzip.open(os.path.join(volume.path, "packed")) as file:
            self.assertEqual(file.read(), b"packed")

    @on_every_interpreter
    def test_a_file_that_the_master_has_open_is_left_to_the_master(self, interpreter, volume):
        self.out_of(interpreter, volume, (
            "journal = open(os.environ['PREFORK_DIR'] + '/journal', 'w'); journal.write('once')\n"
            "if os.fork() == 0: sys.exit(0)\n"
            "os.wait()\n"
            "journal.close()\n"
        ))
        with open(os.path.join(volume.path, "journal"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "once")

    @on_every_interpreter
    def test_output_that_cannot_be_written_is_reported_as_python_does(self, interpreter, volume):
        volume.policy(shutdown="SkipFinalization")
        done = volume.run(interpreter, WITNESS + (
            "def child():\n"
            "    sys.stdout = open('/dev/full', 'w'); print('lost')\n"
            "    sys.exit(0)\n"
            "forked_at_the_top(child)\n"
        ))
        self.assertIn("No space left", done.stderr)
        self.assertEqual(done.stdout, "torn down\ncode 120\n")


class OnlyWorkers(BootstrapCase):
    @on_every_interpreter
    def test_the_first_process_and_a_workers_own_children_finalize(self, interpreter, volume):
        volume.policy(shutdown="SkipFinalization")
        done = volume.run(interpreter, WITNESS + (
            "if os.fork() == 0:\n"
            "    if os.fork() == 0: sys.exit(0)\n"
            "    os.wait(); print('worker', flush=True); sys.exit(0)\n"
            "os.wait(); print('first', flush=True)\n"
            "sys.exit(6)\n"
        ))
        self.assertEqual((done.returncode, done.stderr), (6, ""))
        self.assertEqual(done.stdout, "torn down\nworker\nfirst\ntorn down\n")

    @on_every_interpreter
    def test_in_mode_observe_workers_finalize(self, interpreter, volume):
        volume.policy(mode="Observe", shutdown="SkipFinalization")
        done = volume.run(interpreter, WITNESS + "if os.fork() == 0: sys.exit(0)\nos.wait(); os._exit(0)\n")
        self.assertEqual(done.stdout, "torn down\n")

    @on_every_interpreter
    def test_multiprocessing_keeps_its_codes_and_results(self, interpreter, volume):
        volume.policy(shutdown="SkipFinalization")
        out = self.succeeded(volume.run(interpreter, (
            "import multiprocessing, sys\n"
            "context = multiprocessing.get_context('fork')\n"
            "child = context.Process(target=sys.exit, args=(5,)); child.start(); child.join()\n"
            "with context.Pool(2) as pool: print(child.exitcode, pool.map(abs, [-1, -2]))\n"
        )))
        self.assertEqual(out, "5 [1, 2]\n")


class RegisteredEarlier(BootstrapCase):
    @on_every_interpreter
    def test_finalizes_when_an_atexit_function_came_before_ours(self, interpreter, volume):
        """A .pth file in site-packages runs before sitecustomize; what it registers would be skipped."""
        volume.policy(shutdown="SkipFinalization")
        script = "import site, sys; print(site.getsitepackages()[0])"
        packages = volume.run(interpreter, script).stdout.strip()
        path = os.path.join(packages, "earlier.pth")
        with open(path, "w", encoding="utf-8") as file:
            file.write("import atexit, os; atexit.register(lambda: os.write(1, b'earlier\\n'))\n")
        try:
            done = volume.run(interpreter, WITNESS + "if os.fork() == 0: sys.exit(0)\nos.wait(); os._exit(0)\n")
        finally:
            os.unlink(path)
        self.assertEqual(set(done.stdout.splitlines()), {"earlier", "torn down"})
        self.assertEqual(volume.only_record().shutdown_mode, 0)
