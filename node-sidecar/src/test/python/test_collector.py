"""What happens to the collector in workers, and what their records say of it."""

from bootstrap_case import FORK, HEAP, BootstrapCase, on_every_interpreter

STATE = "print(gc.get_freeze_count() > 20000, gc.get_threshold()[0], gc.isenabled())\n"


class Freeze(BootstrapCase):
    @on_every_interpreter
    def test_freezes_the_child_and_leaves_the_first_process_alone(self, interpreter, volume):
        script = FORK + HEAP + "def show():\n    " + STATE + "forked(show)\nshow()\n"
        volume.policy(gc="Freeze")
        child, _, parent = self.succeeded(volume.run(interpreter, script)).splitlines()
        self.assertTrue(child.startswith("True") and child.endswith("True"), child)
        self.assertTrue(parent.startswith("False") and parent.endswith("True"), parent)
        record = volume.only_record()
        self.assertEqual((record.gc_mode, record.frozen > 20000), (1, True))

    @on_every_interpreter
    def test_full_collections_of_what_is_new_go_on(self, interpreter, volume):
        script = FORK + HEAP + (
            "gc.collect()\n"
            "def work():\n"
            "    kept = [[[]] for _ in range(400000)]\n"
            "forked(work)\n"
        )
        volume.policy(gc="Freeze")
        self.succeeded(volume.run(interpreter, script))
        self.assertGreater(volume.only_record().collections[2], 0)

    @on_every_interpreter
    def test_a_child_forked_without_pythons_knowledge_is_frozen_at_its_first_collection(self, interpreter, volume):
        script = FORK + HEAP + (
            "import ctypes\n"
            "os.fork = ctypes.PyDLL(None).fork\n"
            "def work():\n"
            "    kept = [[] for _ in range(5000)]\n"
            "    print(gc.get_freeze_count() > 20000)\n"
            "forked(work)\n"
        )
        volume.policy(gc="Freeze")
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "True\ncode 0\n")
        self.assertEqual(volume.only_record().gc_mode, 1)

    @on_every_interpreter
    def test_what_is_frozen_is_counted_once_for_all_workers(self, interpreter, volume):
        script = FORK + HEAP + "for _ in range(3): forked(gc.collect)\n"
        volume.policy(gc="Freeze")
        self.succeeded(volume.run(interpreter, script))
        counts = {record.frozen for record in volume.records().values()}
        self.assertEqual(len(counts), 1)
        self.assertGreater(counts.pop(), 20000)

    @on_every_interpreter
    def test_the_applications_own_collector_callbacks_do_not_see_the_freeze(self, interpreter, volume):
        script = FORK + (
            "forked(int)\n"
            "seen = []\n"
            "callback = lambda phase, info: seen.append(phase)\n"
            "gc.callbacks.append(callback)\n"
            "def work():\n"
            "    print(seen, callback in gc.callbacks, len(gc.callbacks))\n"
            "forked(work)\n"
        )
        volume.policy(gc="Freeze")
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "code 0\n[] True 2\ncode 0\n")

    @on_every_interpreter
    def test_a_collector_that_the_application_disabled_stays_disabled(self, interpreter, volume):
        script = FORK + "gc.disable()\nforked(lambda: print(gc.isenabled()))\n"
        volume.policy(gc="Freeze")
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "False\ncode 0\n")


class ThresholdZero(BootstrapCase):
    @on_every_interpreter
    def test_holds_although_a_library_enables_the_collector(self, interpreter, volume):
        script = FORK + (
            "def work():\n"
            "    gc.enable()\n"
            "    kept = [[] for _ in range(50000)]\n"
            "    print(gc.get_threshold()[0])\n"
            "forked(work)\n"
        )
        volume.policy(gc="ThresholdZero", shutdown="SkipFinalization")
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "0\ncode 0\n")
        record = volume.only_record()
        # One collection may have been due already when the worker was forked.
        self.assertEqual((record.gc_mode, record.reenabled), (2, 1))
        self.assertLessEqual(sum(record.collections), 1)


class Counting(BootstrapCase):
    @on_every_interpreter
    def test_collections_their_faults_and_their_finds_are_counted(self, interpreter, volume):
        script = FORK + HEAP + (
            "gc.collect()\n"
            "def work():\n"
            "    gc.collect(0)\n"
            "    for _ in range(100):\n"
            "        cycle = []; cycle.append(cycle)\n"
            "    del cycle\n"
            "    gc.collect()\n"
            "    os._exit(0)\n"
            "forked(work)\n"
        )
        volume.policy(mode="Observe")
        self.succeeded(volume.run(interpreter, script))
        record = volume.only_record()
        self.assertGreaterEqual(record.collections[0], 1)
        self.assertEqual(record.collections[2], 1)
        self.assertGreaterEqual(record.collected, 100)
        # The lists alone fill more pages than this; each one is copied by the collection.
        self.assertGreater(record.faults, 50)
        self.assertGreater(record.nanoseconds, 0)

    @on_every_interpreter
    def test_observing_changes_nothing(self, interpreter, volume):
        script = FORK + (
            "show = lambda: print(gc.get_freeze_count(), gc.get_threshold(), gc.isenabled())\n"
            "forked(show)\n"
            "show()\n"
        )
        volume.policy(mode="Observe", gc="ThresholdZero", shutdown="SkipFinalization")
        child, _, parent = self.succeeded(volume.run(interpreter, script)).splitlines()
        self.assertEqual(child, parent)
        record = volume.only_record()
        self.assertEqual((record.gc_mode, record.shutdown_mode, record.frozen), (0, 0, 0))

    @on_every_interpreter
    def test_a_workers_own_child_is_neither_counted_nor_recorded(self, interpreter, volume):
        script = FORK + (
            "def work():\n"
            "    print(forked(lambda: gc.collect()) > 0)\n"
            "    os._exit(0)\n"
            "forked(work)\n"
        )
        volume.policy(mode="Observe")
        self.succeeded(volume.run(interpreter, script))
        self.assertEqual(volume.only_record().collections[2], 0)


class RecordLayout(BootstrapCase):
    @on_every_interpreter
    def test_says_who_the_worker_is(self, interpreter, volume):
        script = FORK + (
            "import types\n"
            "gunicorn = sys.modules['gunicorn'] = types.ModuleType('gunicorn')\n"
            "gunicorn.__version__ = '99.1'\n"
            "pid = forked(lambda: print(open('/proc/self/stat').read().rsplit(')', 1)[1].split()[19]))\n"
            "print(pid, sys.hexversion)\n"
        )
        volume.policy(mode="Observe")
        start_time, _, process = self.succeeded(volume.run(interpreter, script)).splitlines()
        pid, hexversion = map(int, process.split())
        record = volume.records()[pid]
        self.assertEqual((record.magic, record.version, record.stated_size, record.size), (b"PFWR", 3, 432, 432))
        self.assertEqual((record.pid, record.hexversion, record.start_time), (pid, hexversion, int(start_time)))
        self.assertEqual(record.server, "gunicorn 99.1")
        self.assertGreater(record.blocks, 0, "sparse: writing to it on a full volume would kill the worker")
