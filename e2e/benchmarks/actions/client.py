"""A client that hides nothing: one connection a request, and every way in which an answer can be missing has a name."""

import collections
import multiprocessing
import socket
import threading
import time

TIMEOUT_SECONDS = 60

PAUSE_SECONDS = 0.005

#: What the application answers.
BODY = b"done\n"

#: The server took the connection and did not answer, or did not take it.
DROPPED = ("refused", "reset", "closed without an answer", "timeout", "other")
#: It answered, but not with what was asked for.
FAILED = ("short answer", "not 200")


class Load:
    """Clients in a process of their own, from start() to stop()."""

    def __init__(self, port, clients, targets):
        """targets: paths that each client asks for in turn."""
        self._stop = multiprocessing.Event()
        self._receive, send = multiprocessing.Pipe(duplex=False)
        self._process = multiprocessing.Process(target=_clients, args=(port, clients, targets, self._stop, send))

    def start(self):
        self._process.start()
        return self

    def stop(self):
        """Ends the load; how many requests ended in which way: "ok", or one of DROPPED and FAILED."""
        self._stop.set()
        counts = self._receive.recv()
        self._process.join()
        return counts


def _clients(port, clients, targets, stop, send):
    counters = [collections.Counter() for _ in range(clients)]
    threads = [
        threading.Thread(target=_client, args=(port, targets[number:] + targets[:number], stop, counter))
        for number, counter in enumerate(counters)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send.send(sum(counters, collections.Counter()))


def _client(port, targets, stop, counter):
    while not stop.is_set():
        for target in targets:
            counter[outcome(port, target)] += 1
            time.sleep(PAUSE_SECONDS)


def outcome(port, target):
    """Asks once for target: "ok", or how it went wrong."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS) as connection:
            connection.sendall(b"GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" % target.encode())
            answer = b""
            while True:
                part = connection.recv(65536)
                if not part:
                    return judge(answer)
                answer += part
    except ConnectionRefusedError:
        return "refused"
    except ConnectionError:
        return "reset"
    except socket.timeout:
        return "timeout"
    except OSError:
        return "other"


def judge(answer):
    """What all that the server has sent amounts to."""
    if not answer:
        return "closed without an answer"
    head, blank, body = answer.partition(b"\r\n\r\n")
    if not blank:
        return "short answer"
    if head.split(b" ", 2)[1:2] != [b"200"]:
        return "not 200"
    return "ok" if body == BODY else "short answer"
