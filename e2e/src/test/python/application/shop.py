"""A small Django shop whose catalogue the master loads: the application of the server tests.

It runs on Django 3.2 (Debian 12) to the newest, without a database.
"""

import atexit
import collections
import gc
import os
import sys
import time

from django.conf import settings

settings.configure(
    SECRET_KEY="test", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], LOGGING_CONFIG=None
)

import django  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402

CATALOGUE = [
    {"id": number, "name": "item %d" % number, "tags": ["t%d" % (number % 97), [number]], "price": {"eur": number / 7}}
    for number in range(60000)
]
NOTES = os.environ.get("NOTES_FOLDER", "")
recent = collections.deque(maxlen=80000)


def note(name, text, open=os.open, write=os.write, close=os.close, pid=os.getpid, folder=NOTES,
         flags=os.O_WRONLY | os.O_CREAT | os.O_APPEND):
    """Leaves text in a file of the test's folder, under the name and this process's id.

    It also runs while the interpreter is being torn down, when no module has its globals any more: hence the defaults.
    """
    descriptor = open("%s/%s.%d" % (folder, name, pid()), flags)
    write(descriptor, text.encode())
    close(descriptor)


class Witness:
    """Notes that the interpreter tore itself down."""

    def __del__(self, note=note):
        note("torn-down", "yes")


if NOTES:
    sys.shop_witness = Witness()
    atexit.register(note, "hook", "ran\n")


def work(request):
    """A request as the catalogue's users make them: reads a little, keeps a little, leaves cycles behind."""
    for item in CATALOGUE[: 200]:
        item["name"]
    recent.extend([number] for number in range(1000))
    for _ in range(500):
        cycle = []
        cycle.append(cycle)
    return HttpResponse("done")


def read(request):
    """A request that reads the whole catalogue, as a search or a report does."""
    total = 0
    for item in CATALOGUE:
        name, tags, price = item["name"], item["tags"], item["price"]["eur"]
        total += len(name) + len(tags[0]) + price
    return HttpResponse("%d" % total)


def slow(request):
    """Answers after the seconds asked for; notes when it has begun."""
    note("slow", "begun")
    time.sleep(float(request.GET["seconds"]))
    return HttpResponse("done")


def become(request):
    """This worker becomes another program, whose name and handlers are its own."""
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bystander.py")
    os.execvp("python3", ["python3", "-I", program, NOTES])


def collect(request):
    """A full collection, as each worker has one sooner or later."""
    gc.collect()
    return HttpResponse("done")


def cycles(request):
    """A request that leaves a thousand cycles behind; says how many collections there were meanwhile."""
    before = sum(generation["collections"] for generation in gc.get_stats())
    for _ in range(1000):
        cycle = [None] * 60
        cycle.append(cycle)
    return JsonResponse({"collections": sum(generation["collections"] for generation in gc.get_stats()) - before})


def enable(request):
    """What a library does that switches the collector off for a while."""
    gc.disable()
    gc.enable()
    return HttpResponse("done")


def rearm(request):
    """What a library does that has thresholds of its own."""
    gc.set_threshold(700, 10, 10)
    return HttpResponse("done")


def thaw(request):
    """What a library does that freezes what is there for a while."""
    gc.unfreeze()
    return HttpResponse("done")


def state(request):
    """What this worker's interpreter looks like."""
    return JsonResponse(
        {
            "pid": os.getpid(),
            "threshold": gc.get_threshold(),
            "enabled": gc.isenabled(),
            "frozen": gc.get_freeze_count(),
            "theirs": getattr(sys, "theirs", None),
            "django": django.get_version(),
        }
    )


urlpatterns = [
    path("work", work),
    path("read", read),
    path("slow", slow),
    path("become", become),
    path("collect", collect),
    path("cycles", cycles),
    path("enable", enable),
    path("rearm", rearm),
    path("thaw", thaw),
    path("state", state),
]
application = get_wsgi_application()
gc.collect()
