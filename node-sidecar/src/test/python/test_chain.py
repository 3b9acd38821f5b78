"""Another sitecustomize on the path still runs, as if ours were not there."""

import os

from bootstrap_case import BootstrapCase, on_every_interpreter


class Chain(BootstrapCase):
    def run_with(self, interpreter, volume, theirs, script):
        """Runs script with a second sitecustomize, theirs, further down PYTHONPATH."""
        folder = os.path.join(volume.path, "theirs")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "sitecustomize.py"), "w", encoding="utf-8") as file:
            file.write(theirs)
        volume.policy()
        both = volume.python + os.pathsep + folder
        return volume.run(interpreter, script, PYTHONPATH=both)

    @on_every_interpreter
    def test_the_hidden_module_is_the_one_that_the_application_sees(self, interpreter, volume):
        done = self.run_with(
            interpreter, volume, "import sys\nhere = __name__, __file__, __spec__.name\nsys.theirs = 1\n",
            "import sitecustomize as module, sys\n"
            "print(module.here[0], module.here[2], module.here[1].endswith('theirs/sitecustomize.py'))\n"
            "print(sys.theirs, module.__spec__.origin == module.__file__)\n",
        )
        self.assertEqual((done.stdout, done.stderr), ("sitecustomize sitecustomize True\n1 True\n", ""))

    @on_every_interpreter
    def test_an_error_in_it_is_reported_as_python_reports_it_and_ours_is_in_place(self, interpreter, volume):
        script = "import gc; print(len(gc.callbacks))"
        done = self.run_with(interpreter, volume, "raise ValueError('theirs is broken')\n", script)
        self.assertEqual(done.stdout, "1\n")
        self.assertEqual(
            done.stderr, "Error in sitecustomize; set PYTHONVERBOSE for traceback:\nValueError: theirs is broken\n"
        )

    @on_every_interpreter
    def test_an_import_error_in_it_is_not_swallowed(self, interpreter, volume):
        done = self.run_with(interpreter, volume, "import no_such_module_of_theirs\n", "")
        self.assertIn("No module named 'no_such_module_of_theirs'", done.stderr)

    @on_every_interpreter
    def test_the_path_is_as_without_us(self, interpreter, volume):
        show = (
            "import sys\n"
            "print([entry for entry in sys.path if 'prefork-volume' in entry], 'sitecustomize' in sys.modules)\n"
        )
        volume.policy()
        self.assertEqual(self.succeeded(volume.run(interpreter, show)), "[] True\n")

    @on_every_interpreter
    def test_python_programs_that_the_application_starts_are_unharmed(self, interpreter, volume):
        volume.policy()
        out = self.succeeded(volume.run(interpreter, (
            "import subprocess, sys\n"
            "print(subprocess.check_output([sys.executable, '-c', 'print(1)'], preexec_fn=int))\n"
            "sys.exit(subprocess.call([sys.executable, '-c', 'import sys; sys.exit(0)']))\n"
        )))
        self.assertEqual(out, "b'1\\n'\n")
