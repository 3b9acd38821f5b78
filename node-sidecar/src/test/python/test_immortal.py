"""gc.mode Immortal: when it is in force, what the record says of it, and that pages stay shared."""

from bootstrap_case import FORK, HEAP, BootstrapCase, on_every_interpreter


class InForce(BootstrapCase):
    @on_every_interpreter
    def test_the_record_says_what_is_in_force_and_why(self, interpreter, volume):
        volume.policy(gc="Immortal")
        self.succeeded(volume.run(interpreter, FORK + HEAP + "forked(gc.collect)\n"))
        record = volume.only_record()
        self.assertGreater(record.frozen, 30000)
        if interpreter.has_immortal_objects:
            self.assertEqual((record.gc_mode, record.reason), (3, ""))
            self.assertGreater(record.immortal, 60000)
        else:
            expected = "CPython %s has no immortal objects, which came with 3.12" % interpreter.version
            self.assertEqual((record.gc_mode, record.reason, record.immortal), (1, expected, 0))

    @on_every_interpreter
    def test_references_and_collections_copy_nothing(self, interpreter, volume):
        script = FORK + (
            "def dirty():\n"
            "    for line in open('/proc/self/smaps_rollup'):\n"
            "        if line.startswith('Private_Dirty'): return int(line.split()[1])\n"
            "heap = [[str(number), (number + 0.5,)] for number in range(200000)]\n"
            "before = dirty()\n"
            "def work():\n"
            "    for _ in range(3):\n"
            "        kept = [(one, one[0], one[1], one[1][0]) for one in heap]\n"
            "        del kept\n"
            "    gc.collect()\n"
            "    kept = []\n"
            "    for one in heap: kept.append(one[0]); kept.append(one[1][0]); kept.clear()\n"
            "    print(dirty() / before)\n"
            "print(dirty()); forked(work)\n"
        )
        copied = {}
        for mode in ("Freeze", "Immortal"):
            volume.policy(gc=mode)
            copied[mode] = float(self.succeeded(volume.run(interpreter, script)).splitlines()[1])
        self.assertGreater(copied["Freeze"], 0.7)
        if interpreter.has_immortal_objects:
            self.assertLess(copied["Immortal"], copied["Freeze"] / 2)

    @on_every_interpreter
    def test_what_is_loaded_late_is_marked_before_the_next_fork(self, interpreter, volume):
        script = FORK + (
            "forked(int)\n" + HEAP + "forked(int)\n"
            "more = [[number] for number in range(30000)]\n"
            "forked(lambda: print(sys.getrefcount(more[1]) > 1 << 31))\n"
        )
        volume.policy(gc="Immortal")
        out = self.succeeded(volume.run(interpreter, script))
        records = sorted(volume.records().items())
        self.assertEqual(out, "code 0\ncode 0\n%s\ncode 0\n" % interpreter.has_immortal_objects)
        if interpreter.has_immortal_objects:
            first, second, third = [record for _, record in records]
            self.assertLess(len(first.reason), 119)
            self.assertRegex(first.reason, r"\Aonly \d+ objects that the collector tracks were loaded before the fork: .*preloaded\?\Z")
            self.assertEqual((first.gc_mode, second.gc_mode, third.gc_mode), (1, 3, 3))
            self.assertGreater(third.immortal, second.immortal + 30000)

    @on_every_interpreter
    def test_a_program_that_forks_again_and_again_frees_what_it_drops(self, interpreter, volume):
        script = FORK + (
            "for _ in range(5):\n"
            "    data = [[number] for number in range(60000)]\n"
            "    forked(int)\n"
            "    print(sys.getrefcount(data[1]) > 1 << 31)\n"
        )
        volume.policy(gc="Immortal")
        out = self.succeeded(volume.run(interpreter, script))
        self.assertEqual(out.replace("code 0\n", "").split(), [str(interpreter.has_immortal_objects)] * 2 + ["False"] * 3)

    @on_every_interpreter
    def test_a_policy_that_comes_after_the_start_freezes_and_says_so(self, interpreter, volume):
        script = FORK + HEAP + (
            "path = os.environ['PREFORK_DIR'] + '/policy.conf'\n"
            "text = open(path).read().replace('=Freeze', '=Immortal')\n"
            "with open(path, 'w') as file: file.write(text)\n"
            "forked(int)\n"
        )
        volume.policy(gc="Freeze")
        self.succeeded(volume.run(interpreter, script))
        record = volume.only_record()
        self.assertEqual(
            (record.gc_mode, record.reason), (1, "Immortal was not declared yet when the server was started: restart it")
        )

    @on_every_interpreter
    def test_a_policy_that_is_taken_back_is_reported_as_still_in_force(self, interpreter, volume):
        if not interpreter.has_immortal_objects:
            return
        script = FORK + HEAP + (
            "forked(int)\n"
            "path = os.environ['PREFORK_DIR'] + '/policy.conf'\n"
            "text = open(path).read().replace('=Enforce', '=Observe')\n"
            "with open(path, 'w') as file: file.write(text)\n"
            "forked(int)\n"
        )
        volume.policy(gc="Immortal")
        self.succeeded(volume.run(interpreter, script))
        _, (_, second) = sorted(volume.records().items())
        self.assertEqual(
            (second.gc_mode, second.reason), (3, "made immortal under an earlier policy, for good: restart the server")
        )

    @on_every_interpreter
    def test_in_mode_observe_nothing_is_marked(self, interpreter, volume):
        volume.policy(mode="Observe", gc="Immortal")
        show = "forked(lambda: print(sys.getrefcount(heap) < 100, gc.get_freeze_count() < 30000))\n"
        out = self.succeeded(volume.run(interpreter, FORK + HEAP + show))
        self.assertEqual(out, "True True\ncode 0\n")
        self.assertEqual((volume.only_record().gc_mode, volume.only_record().immortal), (0, 0))

    @on_every_interpreter
    def test_where_nothing_is_preloaded_no_module_is_loaded_for_it(self, interpreter, volume):
        volume.policy(gc="Immortal")
        show = "forked(lambda: print([name for name in ('ctypes', 'weakref', 'array') if name in sys.modules]))\n"
        plain = "import os; " + show.replace("forked(lambda: ", "(")
        expected = self.succeeded(volume.run(interpreter, "import sys\n" + plain))
        self.assertEqual(self.succeeded(volume.run(interpreter, FORK + show)), expected + "code 0\n")
