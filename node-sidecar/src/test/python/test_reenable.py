"""Calls in a worker that switch the collector back on: who is named, and what gc.reenable lets them do."""

from bootstrap_case import FORK, BootstrapCase, on_every_interpreter

# library.pause() is what a library does that disables the collector for a while, rearm() and thaw() undo a gc.mode.
LIBRARY = FORK + """
import types
library = types.ModuleType("fast.codec")
exec(compile('''
import gc
def pause():
    was_enabled = gc.isenabled()
    gc.disable()
    if was_enabled: gc.enable()
    return was_enabled
def rearm(*thresholds):
    gc.set_threshold(*thresholds)
def thaw():
    gc.unfreeze()
def freeze_for_a_while():
    gc.collect()
    gc.freeze()
    gc.unfreeze()
''', "/app/fast/codec.py", "exec"), library.__dict__)
heap = [[number] for number in range(20000)]
def cycles(count):
    for _ in range(count):
        cycle = []; cycle.append(cycle)
"""
PAUSED = "gc.enable fast.codec (/app/fast/codec.py:6)"
REARMED = "gc.set_threshold fast.codec (/app/fast/codec.py:9)"
THAWED = "gc.unfreeze fast.codec (/app/fast/codec.py:11)"


class Reenabling(BootstrapCase):
    def printed_by_worker(self, interpreter, volume, work):
        """What one worker prints that runs the lines of work."""
        script = LIBRARY + "def work():\n" + "".join("    %s\n" % line for line in work.splitlines()) + "forked(work)\n"
        lines = self.succeeded(volume.run(interpreter, script)).splitlines()
        self.assertEqual(lines[-1], "code 0")
        return lines[:-1]


class Naming(Reenabling):
    @on_every_interpreter
    def test_a_worker_counts_and_names_the_caller_where_the_first_process_does_not(self, interpreter, volume):
        script = LIBRARY + "forked(lambda: (library.pause(), library.pause()))\nlibrary.pause()\n"
        volume.policy(mode="Observe")
        self.succeeded(volume.run(interpreter, script))
        record = volume.only_record()
        self.assertEqual((record.reenabled, record.reenabler), (2, "Noticed " + PAUSED))

    @on_every_interpreter
    def test_the_call_that_did_most_is_named_whenever_it_came(self, interpreter, volume):
        volume.policy(gc="ThresholdZero")
        self.printed_by_worker(
            interpreter, volume, "library.pause()\nlibrary.rearm(700)\nlibrary.pause()\nlibrary.rearm(800)"
        )
        record = volume.only_record()
        self.assertEqual((record.reenabled, record.reenabler), (4, "Undone " + REARMED))

    @on_every_interpreter
    def test_of_a_long_path_the_end_is_named(self, interpreter, volume):
        script = FORK + (
            "long = {'__name__': 'm\\u00fc' * 200, 'gc': gc}\n"
            "call = compile('gc.enable()', '/deep' * 100 + '/last.py', 'exec')\n"
            "forked(lambda: exec(call, long))\n"
        )
        volume.policy(mode="Observe")
        self.succeeded(volume.run(interpreter, script))
        named = volume.only_record().reenabler
        self.assertTrue(named.startswith("Noticed gc.enable m?m?m?"), named)
        self.assertTrue(named.endswith("/deep/deep/last.py:1)"), named)
        self.assertEqual(len(named), 123)

    @on_every_interpreter
    def test_a_caller_without_a_frame_or_a_name_is_a_question_mark(self, interpreter, volume):
        script = FORK + "import atexit\nforked(lambda: atexit.register(gc.enable))\n"
        volume.policy(mode="Observe")
        self.succeeded(volume.run(interpreter, script))
        self.assertEqual(volume.only_record().reenabler, "Noticed gc.enable ?")
        with_no_name = FORK + "forked(lambda: exec(compile('gc.enable()', 'x', 'exec'), {'gc': gc, '__name__': 7}))\n"
        self.succeeded(volume.run(interpreter, with_no_name))
        self.assertIn("Noticed gc.enable ? (x:1)", {record.reenabler for record in volume.records().values()})

    @on_every_interpreter
    def test_a_caller_in_a_hot_loop_is_looked_up_once(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", reenable="Block")
        printed = self.printed_by_worker(
            interpreter,
            volume,
            "looked_up, frame = [], sys._getframe\n"
            "sys._getframe = lambda depth: looked_up.append(depth) or frame(depth + 1)\n"
            "for _ in range(20000): gc.enable(); gc.set_threshold(700)\n"
            "sys._getframe = frame\n"
            "print(len(looked_up), gc.get_threshold()[0])",
        )
        self.assertEqual((printed, volume.only_record().reenabled), (["2 0"], 40000))


class Calls(Reenabling):
    @on_every_interpreter
    def test_outside_of_workers_they_do_what_they_say(self, interpreter, volume):
        script = (
            "import gc\n"
            "from gc import set_threshold, enable, freeze, unfreeze\n"
            "gc.disable(); enable(); assert gc.isenabled()\n"
            "set_threshold(5, 6); assert gc.get_threshold()[:2] == (5, 6)\n"
            "freeze(); assert gc.get_freeze_count(); unfreeze(); assert not gc.get_freeze_count()\n"
            "for name in 'enable', 'set_threshold', 'freeze', 'unfreeze':\n"
            "    function = getattr(gc, name)\n"
            "    assert (function.__name__, function.__module__) == (name, 'gc') and function.__doc__\n"
        )
        for policy in ({"mode": "Observe"}, {"gc": "ThresholdZero", "reenable": "Block"}):
            volume.policy(**policy)
            self.succeeded(volume.run(interpreter, script))

    @on_every_interpreter
    def test_wrong_arguments_are_refused_as_ever_and_change_nothing(self, interpreter, volume):
        # Python itself takes the first of these thresholds before it refuses the second.
        by_halves = ["set_threshold(7, 'x')", "set_threshold(True, 'x')"]
        calls = ["enable(1)", "unfreeze(1)", "freeze(1)", "set_threshold()", "set_threshold('x')", "set_threshold(1 << 40)"]
        for reenable, refused in (("Allow", calls), ("Report", calls), ("Block", calls + by_halves)):
            volume.policy(gc="ThresholdZero", reenable=reenable)
            printed = self.printed_by_worker(
                interpreter,
                volume,
                "for call in %r:\n"
                "    try: exec('gc.' + call)\n"
                "    except (TypeError, OverflowError): pass\n"
                "    else: print(call, 'was taken')\n"
                "print(gc.get_threshold()[0], gc.get_freeze_count() > 20000)" % refused,
            )
            self.assertEqual(printed, ["0 True"])

    @on_every_interpreter
    def test_a_workers_own_child_may_do_as_it_likes(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", reenable="Block")
        printed = self.printed_by_worker(
            interpreter, volume, "forked(lambda: (library.rearm(700), print(gc.get_threshold()[0])))"
        )
        self.assertEqual(printed, ["700", "code 0"])
        self.assertEqual(volume.only_record().reenabled, 0)


class Allow(Reenabling):
    @on_every_interpreter
    def test_nobody_is_counted_or_named_and_the_record_stays_true(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", reenable="Allow")
        printed = self.printed_by_worker(
            interpreter, volume, "library.pause(); library.rearm(700)\nprint(gc.get_threshold()[0])"
        )
        record = volume.only_record()
        self.assertEqual((printed, record.gc_mode, record.reenabled, record.reenabler), (["700"], 0, 0, ""))

    @on_every_interpreter
    def test_it_holds_under_observe_too(self, interpreter, volume):
        volume.policy(mode="Observe", reenable="Allow")
        self.printed_by_worker(interpreter, volume, "library.pause()")
        self.assertEqual(volume.only_record().reenabled, 0)


class Report(Reenabling):
    @on_every_interpreter
    def test_a_threshold_that_is_set_again_undoes_threshold_zero(self, interpreter, volume):
        volume.policy(gc="ThresholdZero")
        printed = self.printed_by_worker(interpreter, volume, "library.rearm(700)\nprint(gc.get_threshold()[0])")
        record = volume.only_record()
        self.assertEqual((printed, record.gc_mode, record.reenabler), (["700"], 0, "Undone " + REARMED))

    @on_every_interpreter
    def test_unfreezing_undoes_freeze(self, interpreter, volume):
        volume.policy(gc="Freeze")
        printed = self.printed_by_worker(interpreter, volume, "library.thaw()\nprint(gc.get_freeze_count())")
        record = volume.only_record()
        self.assertEqual((printed, record.gc_mode, record.reenabler), (["0"], 0, "Undone " + THAWED))

    @on_every_interpreter
    def test_thresholds_do_not_undo_freeze(self, interpreter, volume):
        volume.policy(gc="Freeze")
        printed = self.printed_by_worker(interpreter, volume, "library.rearm(600)\nprint(gc.get_threshold()[0])")
        record = volume.only_record()
        self.assertEqual((printed, record.gc_mode, record.reenabler), (["600"], 1, "Noticed " + REARMED))

    @on_every_interpreter
    def test_a_policy_of_an_earlier_sidecar_means_it(self, interpreter, volume):
        volume.raw_policy("version=1\nmode=Enforce\ngc.mode=ThresholdZero\nshutdown.mode=Finalize\n")
        printed = self.printed_by_worker(interpreter, volume, "library.rearm(700)\nprint(gc.get_threshold()[0])")
        self.assertEqual((printed, volume.only_record().reenabler), (["700"], "Undone " + REARMED))


class Block(Reenabling):
    @on_every_interpreter
    def test_no_threshold_that_is_set_brings_collections_back(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", reenable="Block")
        printed = self.printed_by_worker(
            interpreter,
            volume,
            "class Number:\n"
            "    def __index__(self): return 700\n"
            "before = sum(stat['collections'] for stat in gc.get_stats())\n"
            "for thresholds in (700, 5, 6), (True,), (Number(),), (-1,):\n"
            "    library.rearm(*thresholds)\n"
            "    cycles(5000)\n"
            "print(gc.get_threshold()[0], gc.isenabled(), sum(stat['collections'] for stat in gc.get_stats()) - before)",
        )
        record = volume.only_record()
        self.assertEqual(printed, ["0 True 0"])
        self.assertEqual((record.gc_mode, record.reenabled, record.reenabler), (2, 4, "HeldBack " + REARMED))

    @on_every_interpreter
    def test_thresholds_that_are_kept_and_put_back_and_older_generations_are_taken(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", reenable="Block")
        printed = self.printed_by_worker(
            interpreter,
            volume,
            "kept = gc.get_threshold()\n"
            "library.rearm(5000, 7)\n"
            "print(gc.get_threshold()[:2])\n"
            "library.rearm(*kept)\n"
            "print(gc.get_threshold() == kept)",
        )
        self.assertEqual(printed, ["(0, 7)", "True"])

    @on_every_interpreter
    def test_a_library_that_pauses_the_collector_finds_it_as_it_was(self, interpreter, volume):
        for gc_mode in ("Freeze", "ThresholdZero"):
            volume.policy(gc=gc_mode, reenable="Block")
            printed = self.printed_by_worker(
                interpreter,
                volume,
                "print(library.pause(), library.pause(), gc.isenabled())\n"
                "gc.disable()\n"
                "print(library.pause(), gc.isenabled())",
            )
            self.assertEqual(printed, ["True True True", "False False"])

    @on_every_interpreter
    def test_what_the_application_collects_itself_is_collected(self, interpreter, volume):
        for gc_mode in ("Freeze", "ThresholdZero"):
            volume.policy(gc=gc_mode, reenable="Block")
            printed = self.printed_by_worker(
                interpreter, volume, "gc.collect()\ngc.disable()\ncycles(100)\nprint(gc.collect() >= 100)"
            )
            self.assertEqual(printed, ["True"])

    @on_every_interpreter
    def test_a_worker_whose_application_had_disabled_the_collector_may_enable_it_under_freeze(self, interpreter, volume):
        script = LIBRARY + (
            "gc.disable(); gc.freeze()\n"
            "def work():\n"
            "    gc.enable()\n"
            "    before = gc.get_stats()[0]['collections']\n"
            "    kept = [[] for _ in range(20000)]\n"
            "    print(gc.get_stats()[0]['collections'] > before)\n"
            "forked(work)\n"
        )
        volume.policy(gc="Freeze", reenable="Block")
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "True\ncode 0\n")

    @on_every_interpreter
    def test_what_is_frozen_stays_frozen(self, interpreter, volume):
        for gc_mode, number in (("Freeze", 1), ("ThresholdZero", 2)):
            volume.policy(gc=gc_mode, reenable="Block")
            printed = self.printed_by_worker(interpreter, volume, "library.thaw()\nprint(gc.get_freeze_count() > 20000)")
            self.assertEqual(printed, ["True"])
            records = {record.gc_mode: record for record in volume.records().values()}
            self.assertEqual(records[number].reenabler, "HeldBack " + THAWED)

    @on_every_interpreter
    def test_who_freezes_for_a_while_again_and_again_freezes_once(self, interpreter, volume):
        volume.policy(gc="Freeze", reenable="Block")
        printed = self.printed_by_worker(
            interpreter,
            volume,
            "library.freeze_for_a_while()\n"
            "frozen = gc.get_freeze_count()\n"
            "cycle = [[] for _ in range(1000)]; cycle.append(cycle)\n"
            "library.freeze_for_a_while()\n"
            "print(gc.get_freeze_count() - frozen)\n"
            "del cycle\n"
            "print(gc.collect() >= 1001)",
        )
        self.assertEqual(printed, ["0", "True"])

    @on_every_interpreter
    def test_it_holds_where_there_is_no_room_for_records(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", reenable="Block")
        script = LIBRARY + (
            "os.rmdir(os.environ['PREFORK_DIR'] + '/workers')\n"
            "forked(lambda: (library.rearm(700), print(gc.get_threshold()[0])))\n"
        )
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "0\ncode 0\n")

    @on_every_interpreter
    def test_nothing_is_held_back_under_observe_or_default(self, interpreter, volume):
        for policy in ({"mode": "Observe", "gc": "ThresholdZero"}, {"gc": "Default"}):
            volume.policy(reenable="Block", **policy)
            printed = self.printed_by_worker(
                interpreter,
                volume,
                "gc.freeze(); library.thaw(); library.rearm(600)\n"
                "print(gc.get_freeze_count(), gc.get_threshold()[0])",
            )
            self.assertEqual(printed, ["0 600"])

    @on_every_interpreter
    def test_a_changed_policy_reaches_the_next_worker(self, interpreter, volume):
        script = LIBRARY + (
            "show = lambda: (library.rearm(700), print(gc.get_threshold()[0]))\n"
            "path = os.environ['PREFORK_DIR'] + '/policy.conf'\n"
            "text = open(path).read()\n"
            "for word in 'Report', 'Block', 'Allow':\n"
            "    open(path, 'w').write(text.replace('gc.reenable=Report', 'gc.reenable=' + word))\n"
            "    forked(show)\n"
        )
        volume.policy(gc="ThresholdZero")
        out = self.succeeded(volume.run(interpreter, script))
        self.assertEqual(out, "700\ncode 0\n0\ncode 0\n700\ncode 0\n")

    @on_every_interpreter
    def test_a_broken_record_costs_the_application_nothing(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", reenable="Block")
        printed = self.printed_by_worker(
            interpreter,
            volume,
            "from prefork_bootstrap import record\n"
            "def fail(*_): raise RuntimeError('broken')\n"
            "record.WorkerRecord.name_reenabler = fail\n"
            "library.rearm(700)\n"
            "print(gc.get_threshold()[0])",
        )
        self.assertEqual(printed, ["0"])
