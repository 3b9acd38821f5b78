"""The sample shop, as the benchmarks load it: behind a backend that takes its time, hot, or leaking.

Environment: BENCH_WAIT_SECONDS before each answer, as if a backend were asked; BENCH_HOT_SHARE of the catalogue, 0 to 1,
that the requests of a worker read again and again; BENCH_LEAK_BYTES that each request leaves behind; BENCH_PAGE_SIZE of a
page, products.
"""

import os
import time

from shop import views
from shop.catalogue import CATALOGUE
from shop.wsgi import application as shop

REQUESTS_PER_ROUND = 100  # after so many, a worker has read all that is hot

wait_seconds = float(os.environ.get("BENCH_WAIT_SECONDS", "0"))
hot = int(len(CATALOGUE.products) * float(os.environ.get("BENCH_HOT_SHARE", "0")))
leak_bytes = int(os.environ.get("BENCH_LEAK_BYTES", "0"))
views.PAGE_SIZE = int(os.environ.get("BENCH_PAGE_SIZE", views.PAGE_SIZE))

leaked = []
place = 0


def read_hot():
    """Reads the next part of the hot products: every field, which is what counts references."""
    global place
    for number in range(place, min(place + hot // REQUESTS_PER_ROUND + 1, hot)):
        product = CATALOGUE.products[number]
        list(product)
        for variant in product.variants:
            list(variant)
    place = (place + hot // REQUESTS_PER_ROUND + 1) % hot


def application(environ, start_response):
    if environ["PATH_INFO"] != "/healthz":
        if wait_seconds:
            time.sleep(wait_seconds)
        if hot:
            read_hot()
        if leak_bytes:
            leaked.append(os.urandom(leak_bytes))
    return shop(environ, start_response)
