"""What counts as a policy, and what is ignored."""

import os

from bootstrap_case import FORK, BootstrapCase, on_every_interpreter

VALID = "version=1\nmode=Enforce\ngc.mode=Freeze\nshutdown.mode=Finalize\n"

UNUSABLE = {
    "empty": "",
    "binary garbage": "\x00\x01\ufffd" * 100,
    "a newer version": VALID.replace("version=1", "version=2"),
    "no version": VALID.replace("version=1\n", ""),
    "an unknown collector mode": VALID.replace("Freeze", "Sublimate"),
    "an unknown word for reenable": VALID + "gc.reenable=Forbid\n",
    "an unknown mode": VALID.replace("Enforce", "Enforced"),
    "no shutdown mode": VALID.replace("shutdown.mode=Finalize\n", ""),
    "a cycle guard without a number": VALID + "gc.cycleGuard.maxGrowthPercent=\n",
    "a cycle guard below its range": VALID + "gc.cycleGuard.maxGrowthPercent=0\n",
    "a cycle guard above its range": VALID + "gc.cycleGuard.maxGrowthPercent=1001\n",
    "a cycle guard with a sign": VALID + "gc.cycleGuard.maxGrowthPercent=+20\n",
    "too long": VALID + "x=" + "y" * 5000,
}

# Some interpreters are born with a few frozen objects.
SCRIPT = FORK + (
    "born = gc.get_freeze_count()\n"
    "forked(lambda: print('frozen', gc.get_freeze_count() > born, 'hooked', len(gc.callbacks)))"
)


class PolicyFile(BootstrapCase):
    @on_every_interpreter
    def test_an_unusable_policy_changes_nothing(self, interpreter, volume):
        for name, text in UNUSABLE.items():
            with self.subTest(name):
                volume.raw_policy(text)
                out = self.succeeded(volume.run(interpreter, SCRIPT))
                self.assertEqual(out, "frozen False hooked 0\ncode 0\n")

    @on_every_interpreter
    def test_a_missing_policy_changes_nothing(self, interpreter, volume):
        self.assertEqual(self.succeeded(volume.run(interpreter, SCRIPT)), "frozen False hooked 0\ncode 0\n")

    @on_every_interpreter
    def test_a_named_pipe_in_its_place_does_not_hang_the_application(self, interpreter, volume):
        os.mkfifo(os.path.join(volume.path, "policy.conf"))
        self.assertEqual(self.succeeded(volume.run(interpreter, SCRIPT)), "frozen False hooked 0\ncode 0\n")

    @on_every_interpreter
    def test_unknown_keys_blanks_and_order_do_not_matter(self, interpreter, volume):
        volume.raw_policy("future=1\n shutdown.mode = Finalize\ngc.mode=Freeze\r\n\nmode=Enforce\nversion=1")
        self.assertIn("frozen True", self.succeeded(volume.run(interpreter, SCRIPT)))

    @on_every_interpreter
    def test_a_changed_policy_reaches_the_next_worker(self, interpreter, volume):
        script = FORK + (
            "born = gc.get_freeze_count()\n"
            "show = lambda: print(gc.get_freeze_count() > born)\n"
            "forked(show)\n"
            "path = os.environ['PREFORK_DIR'] + '/policy.conf'\n"
            "text = open(path).read().replace('Observe', 'Enforce')\n"
            "open(path, 'w').write(text)\n"
            "forked(show)\n"
        )
        volume.policy(mode="Observe")
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "False\ncode 0\nTrue\ncode 0\n")
