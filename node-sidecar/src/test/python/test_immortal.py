"""gc.mode Immortal: what the master has loaded is shared however it is used, and everything else goes on as before."""

import os

from bootstrap_case import FORK, BootstrapCase, on_every_interpreter
from volume import Volume

HEAP = "heap = [[number] for number in range(30000)]\n"

# Objects of every common kind, each reached from module `shop` as an application's would be.
SHOP = FORK + HEAP + """
import types, weakref
shop = types.ModuleType("shop")
exec(compile('''
import collections, decimal, enum, functools, logging, re, threading
class Item:
    def __init__(self, number):
        self.number, self.name, self.tags = number, "item %d" % number, (number, ["a", "b"])
    def label(self):
        return f"{self.name}: {self.number}"
class Slotted:
    __slots__ = ("left", "right", "__weakref__")
Point = collections.namedtuple("Point", "x y")
class Colour(enum.Enum):
    RED = "red"
items = [Item(number) for number in range(5000)]
by_name = {item.name: item for item in items}
slotted = Slotted(); slotted.left = slotted.right = slotted
points = [Point(x, x * 1.5) for x in range(1000)]
ordered = collections.OrderedDict((x, str(x)) for x in range(1000))
queue = collections.deque(range(1000), maxlen=1000)
counts = collections.Counter("shop")
lock, local = threading.RLock(), threading.local()
local.value = "the master's"
log = logging.getLogger("shop")
pattern = re.compile("item [0-9]+")
@functools.lru_cache(maxsize=100)
def squared(number): return number * number
for number in range(200): squared(number)
def closure(bound):
    def inner(more=("default", 7.25)): return bound, more
    return inner
inner = closure(["bound"])
partial = functools.partial(pow, 2)
whole = frozenset(["one", "two"]), bytes(100), bytearray(b"x"), 1 << 100, 2.5, complex(1, 2), decimal.Decimal("1.5"), None, 7
''', "shop.py", "exec"), shop.__dict__)
sys.modules["shop"] = shop
"""

USE = """
def use():
    for item in shop.items: item.label(); item.number += 1; item.tags = item.name, item
    for key in list(shop.by_name)[:1000]: del shop.by_name[key]
    shop.items.reverse(); shop.items.sort(key=lambda item: item.number); del shop.items[:2000]
    for number in range(300): shop.squared(number)
    shop.squared.cache_clear()
    for point in shop.points: point._replace(x=7)
    shop.ordered.move_to_end(0); shop.ordered.popitem(); shop.queue.append(1); shop.counts.update("more")
    with shop.lock: shop.local.value = "a worker's"
    shop.log.error("%s", shop.pattern.sub("x", "item 1")) if False else shop.log.debug("x")
    assert shop.inner() == (["bound"], ("default", 7.25)) and shop.partial(10) == 1024
    shop.slotted.left = None
    shop.Item.label = lambda self: "replaced"; shop.Item(1).label()
    class Special(shop.Item): pass
    Special(1); del Special
    exec("import json, string; json.dumps([1])", {})
    shop.Colour.RED.value; shop.whole = None
    del shop.Point, shop.inner
    gc.collect()
"""


def can(interpreter):
    return interpreter.release >= (3, 12)


def replace(volume, file, old, new):
    """Replaces old by new in one of the bootstrap's files."""
    path = os.path.join(volume.python, "prefork_bootstrap", file)
    with open(path, encoding="utf-8") as source:
        text = source.read()
    if old not in text:
        raise AssertionError("%s does not contain %s" % (file, old))
    with open(path, "w", encoding="utf-8") as source:
        source.write(text.replace(old, new))


class InForce(BootstrapCase):
    @on_every_interpreter
    def test_the_record_says_what_is_in_force_and_why(self, interpreter, volume):
        volume.policy(gc="Immortal")
        self.succeeded(volume.run(interpreter, FORK + HEAP + "forked(gc.collect)\n"))
        record = volume.only_record()
        self.assertGreater(record.frozen, 30000)
        if can(interpreter):
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
        if can(interpreter):
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
        self.assertEqual(out, "code 0\ncode 0\n%s\ncode 0\n" % can(interpreter))
        if can(interpreter):
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
        self.assertEqual(out.replace("code 0\n", "").split(), [str(can(interpreter))] * 2 + ["False"] * 3)

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
        if not can(interpreter):
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
    def test_a_fork_without_pythons_knowledge_is_only_frozen(self, interpreter, volume):
        script = FORK + HEAP + "import ctypes\nos.fork = ctypes.PyDLL(None).fork\nforked(gc.collect)\n"
        volume.policy(gc="Immortal")
        self.succeeded(volume.run(interpreter, script))
        record = volume.only_record()
        self.assertEqual(record.gc_mode, 1)
        self.assertIn("without its fork handlers being called", record.reason)

    @on_every_interpreter
    def test_a_host_that_forks_in_c_is_noticed_and_may_fork_when_python_has_gone(self, interpreter, volume):
        """As uWSGI does both; fork is registered with exit(3), which is after the interpreter's end."""
        script = FORK + HEAP + (
            "import ctypes\n"
            "from prefork_bootstrap import immortal\n"
            "preloaded = immortal.Preloaded(os.environ['PREFORK_DIR'], os.getpid())\n"
            "preloaded.notice_forks_in_c()\n"
            "libc = ctypes.PyDLL(None)\n"
            "libc.on_exit(libc.fork, None)\n"
            "if libc.fork() == 0:\n"
            "    print(preloaded.is_immortal, sys.getrefcount(heap) > 1 << 31, preloaded.reason, flush=True)\n"
            "    os._exit(0)\n"
            "os.wait()\n"
        )
        volume.policy(gc="Immortal", shutdown="Finalize")
        out = self.succeeded(volume.run(interpreter, script))
        if can(interpreter):
            self.assertEqual(out, "True True None\n")
        else:
            self.assertEqual(out, "False False CPython %s has no immortal objects, which came with 3.12\n" % interpreter.version)

    @on_every_interpreter
    def test_python_may_fork_beside_a_thread_that_starts_threads_where_forks_in_c_are_noticed(self, interpreter, volume):
        """CPython 3.13 holds a lock during os.fork that starting a thread takes: no Python code may run meanwhile."""
        script = (
            "import faulthandler; faulthandler.dump_traceback_later(60, exit=True)\n"
            "import warnings; warnings.simplefilter('ignore')\n"
        ) + FORK + HEAP + """
import ctypes, threading
from prefork_bootstrap import immortal
preloaded = immortal.Preloaded(os.environ["PREFORK_DIR"], os.getpid())
preloaded.notice_forks_in_c()
go_on = True
def start():
    while go_on:
        thread = threading.Thread(target=int)
        thread.start(); thread.join()
def work():
    while go_on: sum(range(100))
threads = [threading.Thread(target=target) for target in (start, work)]
for thread in threads: thread.start()
sys.setswitchinterval(1e-5)
for _ in range(100):
    pid = os.fork()
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
go_on = False
for thread in threads: thread.join()
late = [[number] for number in range(40000)]
if ctypes.PyDLL(None).fork() == 0:
    print(preloaded.is_immortal, sys.getrefcount(late[1]) > 1 << 31, flush=True)
    os._exit(0)
os.wait()
"""
        volume.policy(gc="Immortal")
        out = self.succeeded(volume.run(interpreter, script))
        self.assertEqual(out, "True True\n" if can(interpreter) else "False False\n")

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


class Objects(BootstrapCase):
    @on_every_interpreter
    def test_what_is_marked_and_what_is_left_alone(self, interpreter, volume):
        if not can(interpreter):
            return
        script = SHOP + """
class Finalized:
    def __del__(self): pass
class Derived(Finalized): pass
class Reference(weakref.ref): pass
def endless():
    inside = ["only the generator has this"]
    while True: yield inside
async def coroutine(): pass
import socket
greenlets = sys.modules["greenlet"] = types.ModuleType("greenlet")
class greenlet: pass
greenlets.greenlet = greenlet; shop.greenlet = greenlet()
greenlets.getcurrent = lambda: types.SimpleNamespace(parent=None)
shop.finalized, shop.derived, shop.generator, shop.coroutine = Finalized(), Derived(), endless(), coroutine()
shop.inside = id(next(shop.generator))
shop.reference, shop.subclassed = weakref.ref(shop.items[0]), Reference(shop.items[0])
shop.proxy, shop.method = weakref.proxy(shop.items[0]), weakref.WeakMethod(shop.items[0].label)
shop.file, shop.binary, shop.socket = open(os.devnull, "w"), open(os.devnull, "rb"), socket.socket()
shop.watched = shop.Slotted(); weakref.finalize(shop.watched, int)
shop.frame = (lambda: sys._getframe())()
class Counting(type):
    def __eq__(cls, other): raise RuntimeError("the application's own")
    __hash__ = None
class Odd(metaclass=Counting): pass
shop.odd = [Odd() for _ in range(3)]
def immortal(thing): return sys.getrefcount(thing) >= 1 << 31
def show():
    label = shop.Item.label
    for thing in (
        shop.items, shop.items[7], shop.items[7].name, shop.items[7].tags, shop.items[7].tags[1], shop.Item, label,
        label.__code__, label.__code__.co_consts, label.__code__.co_names, label.__code__.co_filename,
        label.__code__.co_linetable, shop.inner, shop.inner.__code__.co_consts, shop.points[3], shop.whole[3],
        shop.by_name, shop.local, shop.lock, shop.log, shop.pattern, shop.squared, shop.partial, shop, Odd, shop.odd[0],
        shop.inner.__closure__, shop.inner.__closure__[0], shop.inner.__defaults__, shop.ordered, shop.queue, shop.frame.f_code,
    ): assert immortal(thing), thing
    for thing in (
        shop.finalized, shop.derived, shop.generator, shop.coroutine, shop.reference, shop.subclassed, shop.method,
        shop.file, shop.binary, shop.socket, shop.watched, shop.frame, next(shop.generator), shop.greenlet,
    ): assert not immortal(thing), thing
    assert id(next(shop.generator)) == shop.inside
    shop.coroutine.close()
forked(show)
shop.coroutine.close()
shop.socket.close(), shop.file.close(), shop.binary.close()
"""
        volume.policy(gc="Immortal")
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "code 0\n")

    @on_every_interpreter
    def test_workers_and_master_use_it_all_as_before_and_exit_cleanly(self, interpreter, volume):
        script = SHOP + USE + (
            "for _ in range(3): forked(use)\n"
            "use()\n"
            "forked(lambda: [gc.collect() for _ in range(3)])\n"
            "print(shop.local.value, len(shop.items))\n"
        )
        for shutdown in ("Finalize", "SkipFinalization"):
            with self.subTest(shutdown):
                volume.policy(gc="Immortal", shutdown=shutdown)
                out = self.succeeded(volume.run(interpreter, script))
                self.assertEqual(out, "code 0\n" * 4 + "a worker's 3000\n")

    @on_every_interpreter
    def test_finalizers_run_when_the_last_reference_goes(self, interpreter, volume):
        script = SHOP + """
class Finalized:
    def __init__(self, name): self.name = name
    def __del__(self, write=os.write): write(1, self.name.encode() + b" ")
shop.one = Finalized("direct"); shop.listed = [Finalized("listed")]; shop.watched = shop.Slotted()
weakref.finalize(shop.watched, os.write, 1, b"watched ")
shop.kept = {"key": Finalized("torn-down")}
def work():
    del shop.one
    shop.listed.clear()
    del shop.watched
    os.write(1, b"end ")
    os._exit(0)
forked(work)
"""
        volume.policy(gc="Immortal")
        out = self.succeeded(volume.run(interpreter, script))
        self.assertTrue(out.startswith("direct listed watched end code 0\n"), out)

    @on_every_interpreter
    def test_garbage_is_collected_and_not_kept_for_ever(self, interpreter, volume):
        script = SHOP + """
gc.disable()
class Node: pass
cycle = Node(); cycle.self = cycle
gone = weakref.ref(cycle)
seen = []
callback = lambda phase, info: seen.append(phase)
gc.callbacks.append(callback)
del cycle
forked(lambda: print(gone() is None, seen, gc.isenabled(), callback in gc.callbacks))
print(gc.isenabled())
"""
        volume.policy(gc="Immortal")
        expected = "True" if can(interpreter) else "False"
        self.assertEqual(
            self.succeeded(volume.run(interpreter, script)), "%s [] False True\ncode 0\nFalse\n" % expected
        )

    @on_every_interpreter
    def test_what_the_application_froze_itself_is_marked_too(self, interpreter, volume):
        volume.policy(gc="Immortal")
        script = FORK + HEAP + "gc.freeze()\nforked(lambda: print(sys.getrefcount(heap[5]) > 1 << 31))\n"
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "%s\ncode 0\n" % can(interpreter))

    @on_every_interpreter
    def test_unfreeze_is_counted_and_does_nothing(self, interpreter, volume):
        if not can(interpreter):
            return
        volume.policy(gc="Immortal")
        script = FORK + HEAP + "forked(lambda: print(gc.unfreeze(), gc.get_freeze_count() > 30000))\n"
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "None True\ncode 0\n")
        self.assertEqual((volume.only_record().gc_mode, volume.only_record().reenabled), (3, 1))


class RunningCode(BootstrapCase):
    @on_every_interpreter
    def test_a_fork_from_deep_inside_running_code(self, interpreter, volume):
        script = SHOP + USE + """
import contextlib
@contextlib.contextmanager
def entered():
    mine = ["local of a running generator"]
    yield mine
    print("left", mine, flush=True)
def deep(level, *arguments, **names):
    local = [level]
    if level:
        return deep(level - 1, *arguments, local, key=local)
    with entered():
        try: raise ValueError("in flight")
        except ValueError: forked(use)
    return local, arguments, names
print(len(deep(50)[1]))
forked(use)
"""
        volume.policy(gc="Immortal", shutdown="Finalize")
        out = self.succeeded(volume.run(interpreter, script))
        left = "left ['local of a running generator']\n"
        self.assertEqual(out, "code 0\n" + left + "50\ncode 0\n")

    @on_every_interpreter
    def test_other_threads_go_on_while_it_is_marked(self, interpreter, volume):
        script = SHOP + USE + """
import threading
go_on, turns = True, [0, 0, 0]
def busy(which):
    while go_on:
        local = {number: [str(number)] for number in range(50)}
        tuple(value for value in local.values()), sorted(local), "".join(map(str, local)), (*local, *local)
        turns[which] += 1
threads = [threading.Thread(target=busy, args=(which,)) for which in range(3)]
for thread in threads: thread.start()
while not all(turns): pass
before = list(turns)
forked(use)
while any(now <= then + 10 for now, then in zip(turns, before)): pass
go_on = False
for thread in threads: thread.join()
print("joined")
"""
        volume.policy(gc="Immortal", shutdown="Finalize")
        done = volume.run(interpreter, "import warnings; warnings.simplefilter('ignore')\n" + script)
        self.assertEqual(self.succeeded(done), "code 0\njoined\n")


class Exit(BootstrapCase):
    @on_every_interpreter
    def test_files_that_only_immortal_objects_hold_are_written_out(self, interpreter, volume):
        script = SHOP + """
class Journal: pass
folder = os.environ["PREFORK_DIR"] + "/"
shop.journal, shop.later = Journal(), Journal()
shop.journal.file = open(folder + "master", "w"); shop.journal.file.write("the master's")
def work():
    shop.later.file = open(folder + "worker", "w"); shop.later.file.write("a worker's")
forked(work)
shop.later.file = open(folder + "late", "w"); shop.later.file.write("the master's later")
"""
        for shutdown in ("Finalize", "SkipFinalization"):
            with self.subTest(shutdown):
                volume.policy(gc="Immortal", shutdown=shutdown)
                volume.run(interpreter, script)
                for name, content in (
                    ("master", "the master's"), ("worker", "a worker's"), ("late", "the master's later")
                ):
                    with open(os.path.join(volume.path, name), encoding="utf-8") as file:
                        self.assertTrue(file.read().startswith(content), name)

    @on_every_interpreter
    def test_the_masters_exit_code_and_its_modules_finalizers_are_kept(self, interpreter, volume):
        script = SHOP + (
            "class Witness:\n"
            "    def __del__(self, write=os.write): write(1, b'torn down\\n')\n"
            "shop.witness = Witness()\n"
            "forked(lambda: os._exit(0))\n"
            "sys.exit(7)\n"
        )
        volume.policy(gc="Immortal")
        done = volume.run(interpreter, script)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (7, "code 0\ntorn down\n", ""))


class Unexpected(BootstrapCase):
    def frozen_because(self, interpreter, volume, file, old, new):
        """The reason in the record where old is replaced by new in one of the bootstrap's files."""
        replace(volume, file, old, new)
        volume.policy(gc="Immortal", shutdown="Finalize")
        out = self.succeeded(volume.run(interpreter, SHOP + USE + "forked(use)\nprint(gc.isenabled())\n"))
        self.assertEqual(out, "code 0\nTrue\n")
        record = volume.only_record()
        self.assertEqual(record.gc_mode, 1)
        self.assertGreater(record.frozen, 30000)
        return record.reason

    @on_every_interpreter
    def test_a_layout_other_than_expected_freezes_and_names_what_differs(self, interpreter, volume):
        if not can(interpreter):
            return
        known = "(3, 14): b" if interpreter.release >= (3, 14) else "(3, %d): b" % interpreter.release[1]
        for old, new, named in (
            (known + '"\\x', known + '"\\x01\\x', "self-check: the count of None is "),
            ("_HEAD_BYTES = 16", "_HEAD_BYTES = 24", "self-check: an object's head has 16 bytes, expected 24"),
            ("!= len(held)", "== len(held)", "are no reference count"),
            ("!= id(list)", "!= id(dict)", "are not its type"),
            ("ctypes.memmove(id(probe), mark, len(mark))", "pass", "references to a marked list are still counted"),
        ):
            with self.subTest(named), Volume() as another:
                self.assertIn(named, self.frozen_because(interpreter, another, "layout.py", old, new))

    @on_every_interpreter
    def test_without_ctypes_it_freezes(self, interpreter, volume):
        if not can(interpreter):
            return
        reason = self.frozen_because(interpreter, volume, "layout.py", "        import ctypes", "        raise ImportError")
        self.assertEqual(reason, "ctypes is missing, without which no object can be marked")

    @on_every_interpreter
    def test_in_uwsgi_the_rest_of_the_policy_needs_no_ctypes(self, interpreter, volume):
        script = FORK + HEAP + "forked(lambda: sys.exit(0))\n"
        replace(volume, "uwsgi.py", 'basename(os.readlink("/proc/self/exe")).startswith("uwsgi")', "abspath('/')")
        replace(volume, "standby.py", 'startswith("python")', 'startswith("uwsgi")')
        with open(os.path.join(volume.python, "ctypes.py"), "w", encoding="utf-8") as missing:
            missing.write("raise ImportError\n")
        volume.policy(gc="Immortal")
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "code 0\n")
        record = volume.only_record()
        self.assertEqual(record.gc_mode, 1)
        if can(interpreter):
            self.assertEqual(record.reason, "ctypes is missing, without which no object can be marked")

    @on_every_interpreter
    def test_a_kernel_that_refuses_half_way_leaves_all_in_order(self, interpreter, volume):
        if not can(interpreter):
            return
        reason = self.frozen_because(
            interpreter, volume, "marking.py", "            if written != ", "            if len(some) < 1024 or written != "
        )
        self.assertRegex(reason, r"\AOSError: .*marked \d+ bytes of \d+")
