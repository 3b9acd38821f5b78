"""What the soak's requests are answered by: libraries written in C, Rust and Cython, on data that the master has loaded.

Each answer is checked here against what it was in the master before the first fork, so that an object that was harmed
is a failed request.  Every worker notes that its atexit functions ran, in NOTES_FOLDER.
"""

import atexit
import hashlib
import os
import sqlite3
import time
import urllib.parse

import lxml.etree
import msgpack
import numpy
import pydantic
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, hmac

ROWS = 20000
ANSWER = b"done\n"


class Product(pydantic.BaseModel):
    number: int
    name: str
    tags: list[str]
    prices: dict[str, float]


PRODUCTS = [
    {"number": number, "name": "product %d" % number, "tags": ["t%d" % (number % 97)], "prices": {"eur": number / 7}}
    for number in range(ROWS)
]
MODELS = [Product.model_validate(product) for product in PRODUCTS[:2000]]
MATRIX = numpy.arange(250000, dtype="float64").reshape(500, 500)
COLUMNS = [MATRIX[:, column] for column in range(500)]
TREE = lxml.etree.fromstring(
    b"<shop>" + b"".join(b"<item n='%d'><name>product %d</name></item>" % (n, n) for n in range(3000)) + b"</shop>"
)
NAMES = lxml.etree.XPath("//item[@n=$n]/name/text()")
PACKED = msgpack.packb(PRODUCTS[:1000])
KEY = Fernet(Fernet.generate_key())
SECRET = KEY.encrypt(b"a session")
DATABASE = sqlite3.connect(":memory:", check_same_thread=False)
DATABASE.execute("create table product (number integer primary key, name text)")
DATABASE.executemany("insert into product values (:number, :name)", PRODUCTS[:5000])


def arrays(number):
    """numpy: views of preloaded arrays, and new ones."""
    column = COLUMNS[number % 500]
    return "%r %r" % (float(column.sum()), float((MATRIX @ column)[:10].sum()))


def trees(number):
    """lxml: searches in a preloaded tree, proxies made and dropped, a tree of the request's own."""
    found = NAMES(TREE, n=str(number % 3000))
    copy = lxml.etree.fromstring(lxml.etree.tostring(TREE[number % 3000]))
    return "%s %s %d" % (found[0], copy[0].text, len(TREE))


def models(number):
    """pydantic: preloaded models dumped, changed and validated again."""
    model = MODELS[number % 2000].model_copy(update={"name": "sold"})
    return Product.model_validate_json(model.model_dump_json()).name + str(MODELS[number % 2000].prices)


def packed(number):
    """msgpack: preloaded bytes unpacked, packed again."""
    unpacked = msgpack.unpackb(PACKED)
    return "%s %d" % (unpacked[number % 1000]["name"], len(msgpack.packb(PRODUCTS[number % ROWS])))


def secrets(number):
    """cryptography: a preloaded key opens what it has locked, before the fork and now."""
    mac = hmac.HMAC(b"key", hashes.SHA256())
    mac.update(b"%d" % number)
    return (KEY.decrypt(SECRET) + KEY.decrypt(KEY.encrypt(b"now"))).decode() + mac.finalize().hex()


def rows(number):
    """sqlite3: a connection that was opened before the fork, in memory, and one of the request's own."""
    with sqlite3.connect(":memory:") as own:
        own.execute("create table one (name text)")
        own.execute("insert into one values (?)", (PRODUCTS[number % ROWS]["name"],))
        (name,) = own.execute("select name from one").fetchone()
    own.close()
    return name + DATABASE.execute("select name from product where number = ?", (number % 5000,)).fetchone()[0]


def objects(number):
    """Python's own: a walk over what was preloaded, garbage in cycles, a digest."""
    start = number * 37 % (ROWS - 400)
    text = "".join(product["name"] + product["tags"][0] for product in PRODUCTS[start : start + 400])
    for _ in range(200):
        cycle = []
        cycle.append(cycle)
    return hashlib.sha256(text.encode()).hexdigest()


KINDS = (arrays, trees, models, packed, secrets, rows, objects)
NUMBERS = range(0, 5000, 191)
EXPECTED = {(kind.__name__, number): kind(number) for kind in KINDS for number in NUMBERS}


def note(name, text):
    """Leaves text in a file of the soak's folder, under the name and this process's id and start."""
    with open("%s/%s.%d.%s" % (os.environ["NOTES_FOLDER"], name, os.getpid(), start_time()), "a", encoding="utf-8") as file:
        file.write(text)


def start_time():
    """When this process started, clock ticks after boot: field 22 of /proc/PID/stat (proc(5))."""
    with open("/proc/self/stat", encoding="utf-8") as file:
        return file.read().rpartition(")")[2].split()[22 - 3]


served = 0
atexit.register(lambda: note("hook", "%d %s" % (os.getpid(), start_time())))


def application(environ, start_response):
    global served
    wait = urllib.parse.parse_qs(environ.get("QUERY_STRING", "")).get("seconds")
    if wait:
        time.sleep(float(wait[0]))
    served += 1
    number = NUMBERS[served % len(NUMBERS)]
    wrong = [kind.__name__ for kind in KINDS if kind(number) != EXPECTED[kind.__name__, number]]
    if wrong:
        note("wrong", "%d: %s\n" % (number, " ".join(wrong)))
    start_response("500 Wrong" if wrong else "200 OK", [("Content-Type", "text/plain")])
    return [ANSWER]
