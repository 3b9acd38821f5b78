"""An application of objects of every common kind, and what a worker does with them."""

from bootstrap_case import FORK, HEAP

# Each object is reached from module `shop`, as an application's would be.
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

# The function `use` changes, drops and replaces them in every usual way.
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
