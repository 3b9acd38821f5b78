"""gc.mode Immortal: signals that come while objects are marked, which may take a second."""

from bootstrap_case import FORK, HEAP, BootstrapCase, on_every_interpreter
from volume import Volume

# The handler of SIGUSR1 is called in the middle of the marking, each time that some objects have been marked.
MARKED = "        self.marked += len(addresses)\n"
SIGNALLED = MARKED + "        _signal.raise_signal(_signal.SIGUSR1)\n"

PROGRAM = FORK + HEAP + """
import signal
class Stop(Exception): pass
calls = []
class Server:
    def handle(self, number, frame):
        calls.append(number)
        if len(calls) == 3: react()
def react(): REACTION
server = Server()
signal.signal(signal.SIGUSR1, HANDLER)
seen = []
gc.callbacks.append(lambda phase, info: seen.append(phase))
try: forked(lambda: os._exit(0))
except BaseException as error: print("raised", repr(error))
print(gc.isenabled(), len(gc.callbacks), len(calls) > 2)
forked(lambda: (gc.collect(), print(len(seen) > 1, sys.getrefcount(heap[7]) > 1 << 31)))
"""

INTERRUPTED = FORK + HEAP + """
import signal
class Stop(Exception): pass
left = 3
def handle(number, frame):
    global left
    if left:
        left -= 1
        raise Stop
signal.signal(signal.SIGUSR1, handle)
for _ in range(4):
    try: forked(lambda: os._exit(0))
    except Stop: print("raised")
"""


class Signals(BootstrapCase):
    def run_with(self, reaction, interpreter, volume, handler="server.handle", program=PROGRAM):
        """What a server prints whose handler does that in the middle of the marking before the first fork."""
        volume.replace("marking.py", MARKED, SIGNALLED)
        volume.replace("marking.py", "import _io\n", "import _io\nimport _signal\n")
        volume.policy(gc="Immortal")
        out = self.succeeded(volume.run(interpreter, program.replace("REACTION", reaction).replace("HANDLER", handler)))
        self.assertEqual({record.gc_mode for record in volume.records().values()}, {3})
        return out.splitlines()

    @on_every_interpreter
    def test_what_a_handler_raises_reaches_who_forks_and_the_next_fork_marks_the_rest(self, interpreter, volume):
        if not interpreter.has_immortal_objects:
            return
        for reaction, error in (
            ("sys.exit(3)", "SystemExit(3)"),
            ("raise KeyboardInterrupt", "KeyboardInterrupt()"),
            ("raise Stop('now')", "Stop('now')"),
        ):
            with self.subTest(reaction), Volume() as another:
                out = self.run_with(reaction, interpreter, another)
                self.assertEqual(out, ["raised " + error, "True 2 True", "True True", "code 0"])

    @on_every_interpreter
    def test_however_often_it_was_interrupted_the_next_fork_marks_the_rest(self, interpreter, volume):
        if not interpreter.has_immortal_objects:
            return
        out = self.run_with("", interpreter, volume, program=INTERRUPTED)
        self.assertEqual(out, ["raised"] * 3 + ["code 0"])

    @on_every_interpreter
    def test_whatever_kind_of_handler_it_was(self, interpreter, volume):
        if not interpreter.has_immortal_objects:
            return
        another_one = "signal.signal(signal.SIGUSR1, signal.SIG_IGN); raise Stop('now')"
        for handler, reaction in (
            ("__import__('functools').partial(server.handle)", "raise Stop('now')"),
            ("type('Handler', (), {'__call__': lambda self, *of: server.handle(*of)})()", "raise Stop('now')"),
            ("server.handle", another_one),
        ):
            with self.subTest(handler=handler, reaction=reaction), Volume() as another:
                out = self.run_with(reaction, interpreter, another, handler)
                self.assertEqual(out, ["raised Stop('now')", "True 2 True", "True True", "code 0"])

    @on_every_interpreter
    def test_a_handler_that_returns_disturbs_nothing(self, interpreter, volume):
        if not interpreter.has_immortal_objects:
            return
        out = self.run_with("pass", interpreter, volume)
        self.assertEqual(out, ["code 0", "True 2 True", "True True", "code 0"])

    @on_every_interpreter
    def test_the_function_that_forks_is_as_before_otherwise(self, interpreter, volume):
        script = FORK + (
            "class Spawner: fork = os.fork\n"
            "os.fork = fork = Spawner().fork\n"
            "print(fork.__name__, callable(fork))\n"
            "forked(int)\n"
            "try: fork(1)\n"
            "except TypeError: print('refused')\n"
        )
        volume.policy(gc="Immortal")
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "fork True\ncode 0\nrefused\n")
