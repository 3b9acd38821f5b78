"""What the server serves: it waits, as for a backend, and each worker takes memory of its own."""

import os
import time

SHARED_BYTES = 8 << 20
OWN_BYTES = 8 << 20
WAIT_SECONDS = 0.5

preloaded = [os.urandom(4000) for _ in range(SHARED_BYTES // 4000)]
own = []


def application(environ, start_response):
    if not own:
        own.append(b"w" * OWN_BYTES)
    time.sleep(WAIT_SECONDS)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
