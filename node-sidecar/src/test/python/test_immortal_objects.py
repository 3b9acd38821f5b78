"""gc.mode Immortal: what is marked and what is not, and that all of it can be used as before."""

from bootstrap_case import FORK, HEAP, BootstrapCase, on_every_interpreter
from shop import SHOP, USE


class Objects(BootstrapCase):
    @on_every_interpreter
    def test_what_is_marked_and_what_is_left_alone(self, interpreter, volume):
        if not interpreter.has_immortal_objects:
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
        expected = "True" if interpreter.has_immortal_objects else "False"
        self.assertEqual(
            self.succeeded(volume.run(interpreter, script)), "%s [] False True\ncode 0\nFalse\n" % expected
        )

    @on_every_interpreter
    def test_what_the_application_froze_itself_is_marked_too(self, interpreter, volume):
        volume.policy(gc="Immortal")
        script = FORK + HEAP + "gc.freeze()\nforked(lambda: print(sys.getrefcount(heap[5]) > 1 << 31))\n"
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "%s\ncode 0\n" % interpreter.has_immortal_objects)

    @on_every_interpreter
    def test_unfreeze_is_counted_and_does_nothing(self, interpreter, volume):
        if not interpreter.has_immortal_objects:
            return
        volume.policy(gc="Immortal")
        script = FORK + HEAP + "forked(lambda: print(gc.unfreeze(), gc.get_freeze_count() > 30000))\n"
        self.assertEqual(self.succeeded(volume.run(interpreter, script)), "None True\ncode 0\n")
        self.assertEqual((volume.only_record().gc_mode, volume.only_record().reenabled), (3, 1))
