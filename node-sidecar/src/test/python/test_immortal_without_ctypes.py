"""gc.mode Immortal where ctypes, or the C library through it, is not to be had: the rest of the policy holds, and Freeze."""

from bootstrap_case import FORK, HEAP, BootstrapCase, on_every_interpreter
from volume import Volume

MISSING = "ctypes is missing, without which no object can be marked"


def forbidden(event, first):
    """An audit hook that forbids event where its first argument is first, or "any"."""
    return (
        "def forbid(event, arguments):\n"
        "    if event == %r and (%r == 'any' or arguments[0] == %r): raise RuntimeError('forbidden here')\n"
        "sys.addaudithook(forbid)\n" % (event, first, first)
    )


# As an interpreter that has no dlopen(3) fails: importing ctypes opens the program itself.
STATIC = """
class Static:
    @staticmethod
    def find_spec(name, *_):
        if name == "ctypes": raise OSError("Dynamic loading not supported")
sys.meta_path.insert(0, Static)
"""
CLOSED = """
import ctypes
def refuse(*_, **__): raise OSError("Dynamic loading not supported")
"""

# What is wrong from the start of the interpreter on, and the reason in the record.
FAULTS = {
    "no ctypes": ("sys.modules['ctypes'] = None\n", MISSING),
    "no _ctypes": ("sys.modules['_ctypes'] = None\n", MISSING),
    "static": (STATIC, "ctypes cannot be loaded: OSError: Dynamic loading not supported"),
    "closed": (
        CLOSED + "ctypes.CDLL = ctypes.PyDLL = refuse\n",
        "ctypes cannot open the C library: OSError: Dynamic loading not supported",
    ),
    "_ctypes forbidden": (forbidden("import", "_ctypes"), "ctypes cannot be loaded: RuntimeError: forbidden here"),
    "dlopen forbidden": (forbidden("ctypes.dlopen", "any"), "ctypes cannot be loaded: RuntimeError: forbidden here"),
    "dlsym forbidden": (forbidden("ctypes.dlsym", "any"), "RuntimeError: forbidden here"),
}


class WithoutCtypes(BootstrapCase):
    def record_with(self, fault, interpreter, volume):
        """The record of a worker whose server was started with fault."""
        volume.policy(gc="Immortal")
        volume.replace("__init__.py", "def prepare(", "import sys\n" + fault + "def prepare(")
        script = FORK + HEAP + "forked(lambda: sys.exit(0))\n"
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "code 0\n")
        return volume.only_record()

    def leave_alone(self, volume):
        """Python's own program, which forks in Python."""

    def embed_in_uwsgi(self, volume):
        """Has the bootstrap take the host for uWSGI, whose forks in C it is to notice."""
        volume.replace("uwsgi.py", 'basename(os.readlink("/proc/self/exe")).startswith("uwsgi")', "abspath('/')")
        volume.replace("standby.py", 'startswith("python")', 'startswith("uwsgi")')

    def check(self, record, reason, interpreter):
        if not interpreter.has_immortal_objects:
            reason = "CPython %s has no immortal objects, which came with 3.12" % interpreter.version
        self.assertEqual((record.gc_mode, record.reason, record.immortal, record.shutdown_mode), (1, reason, 0, 1))
        self.assertGreater(record.frozen, 30000)

    @on_every_interpreter
    def test_each_fault_ends_in_freeze_and_is_named(self, interpreter, _):
        for name, (fault, reason) in FAULTS.items():
            for embed in (self.leave_alone, self.embed_in_uwsgi):
                with self.subTest(name, host=embed.__name__), Volume() as volume:
                    embed(volume)
                    self.check(self.record_with(fault, interpreter, volume), reason, interpreter)

    @on_every_interpreter
    def test_without_a_fault_it_is_in_force_in_either(self, interpreter, _):
        for embed in (self.leave_alone, self.embed_in_uwsgi):
            with self.subTest(host=embed.__name__), Volume() as volume:
                embed(volume)
                record = self.record_with("", interpreter, volume)
                self.assertEqual(record.gc_mode, 3 if interpreter.has_immortal_objects else 1)

    @on_every_interpreter
    def test_it_is_in_force_although_free_pages_cannot_be_given_back(self, interpreter, volume):
        record = self.record_with(CLOSED + "ctypes.CDLL = refuse\n", interpreter, volume)
        self.assertEqual(record.gc_mode, 3 if interpreter.has_immortal_objects else 1)
