"""What the bootstrap costs a process that never forks: little is loaded, and nothing is compiled twice."""

import os
import subprocess

from bootstrap_case import FORK, BootstrapCase, on_every_interpreter

LOADED = "print(' '.join(sorted(sys.modules)), flush=True)\n"
PARTS = {"settings", "standby", "exitcode", "handlers", "reenable"}
WAITING = {"prefork_bootstrap"} | {"prefork_bootstrap." + name for name in PARTS}


class Modules(BootstrapCase):
    def added(self, interpreter, volume):
        """The modules that are loaded because of the bootstrap, at the start and in a forked child."""
        alone = [interpreter.path, "-c", "import sys\n" + LOADED]
        plain = set(subprocess.run(alone, stdout=subprocess.PIPE, universal_newlines=True).stdout.split())
        script = "import sys\n" + LOADED + FORK + "forked(lambda: " + LOADED.strip() + ")\n"
        start, child, _ = self.succeeded(volume.run(interpreter, script)).splitlines()
        return set(start.split()) - plain, set(child.split()) - plain

    @on_every_interpreter
    def test_until_a_fork_only_what_waits_for_one_is_loaded(self, interpreter, volume):
        volume.policy()
        start, child = self.added(interpreter, volume)
        self.assertLessEqual(start, WAITING | {"_thread", "atexit", "gc", "mmap", "resource", "sitecustomize"})
        self.assertIn("prefork_bootstrap.process", child)
        heavy = {name for name in child - start if not name.startswith("prefork_bootstrap")}
        self.assertLessEqual(heavy, {"io", "time"})

    @on_every_interpreter
    def test_the_cycle_guard_is_loaded_by_the_master_right_before_its_first_fork(self, interpreter, volume):
        volume.policy(gc="ThresholdZero", max_growth_percent=20)
        say = "print('prefork_bootstrap.cycleguard' in sys.modules, flush=True)\n"
        out = self.succeeded(volume.run(interpreter, FORK + say + "forked(int)\n" + say))
        self.assertEqual(out, "False\ncode 0\nTrue\n")

    @on_every_interpreter
    def test_where_uwsgi_is_an_extension_module_the_master_loads_the_rest_before_it_forks_in_c(self, interpreter, volume):
        volume.policy()
        script = (
            "import gc, sys, types\n"
            "sys.modules['uwsgi'] = types.ModuleType('uwsgi')\n"
            "gc.collect()\n"
            "print('prefork_bootstrap.process' in sys.modules)\n"
        )
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "True\n")

    @on_every_interpreter
    def test_without_a_policy_hardly_anything_is_loaded(self, interpreter, volume):
        start, _ = self.added(interpreter, volume)
        self.assertLessEqual(start, {"prefork_bootstrap", "prefork_bootstrap.settings", "sitecustomize"})


class ByteCode(BootstrapCase):
    def kept(self, volume):
        """The names of the modules whose byte code lies on the volume."""
        return {
            file.split(".")[0] for _, _, files in os.walk(volume.path) for file in files if file.endswith(".pyc")
        }

    def run_with_a_module(self, interpreter, volume, **environment):
        """Runs a program that has a module beside it, and says whether byte code is unwanted."""
        volume.policy()
        with open(os.path.join(volume.path, "theirs.py"), "w", encoding="utf-8"):
            pass
        script = "import sys; print(sys.dont_write_bytecode)\nsys.path.insert(0, %r)\nimport theirs\n" % volume.path
        return self.succeeded(volume.run(interpreter, script, **environment))

    @on_every_interpreter
    def test_ours_is_kept_although_the_applications_is_not_to_be(self, interpreter, volume):
        self.assertEqual(self.run_with_a_module(interpreter, volume, PYTHONDONTWRITEBYTECODE="1"), "True\n")
        self.assertEqual(self.kept(volume), {"sitecustomize", "__init__"} | PARTS)

    @on_every_interpreter
    def test_where_it_is_kept_elsewhere_the_applications_wish_holds_for_ours_too(self, interpreter, volume):
        elsewhere = os.path.join(volume.path, "elsewhere")
        self.run_with_a_module(interpreter, volume, PYTHONDONTWRITEBYTECODE="1", PYTHONPYCACHEPREFIX=elsewhere)
        self.assertEqual(self.kept(volume), set())

    @on_every_interpreter
    def test_byte_code_of_another_text_is_not_used(self, interpreter, volume):
        """As when a newer sidecar lays its files."""
        self.run_with_a_module(interpreter, volume, PYTHONDONTWRITEBYTECODE="1")
        with open(os.path.join(volume.python, "prefork_bootstrap", "standby.py"), "a", encoding="utf-8") as standby:
            standby.write("print('newer')\n")
        out = self.run_with_a_module(interpreter, volume, PYTHONDONTWRITEBYTECODE="1")
        self.assertEqual(out, "newer\nTrue\n")
