"""The application of the benchmark: a heap of about 250 MB, which the master loads and its workers share."""

import gc

ITEMS = [{"id": number, "name": "item %d" % number, "tags": ["t%d" % (number % 97), [number]]} for number in range(460000)]
gc.collect()


def application(environment, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d items\n" % len(ITEMS)]
