"""Workers of uWSGI that are told to end while they are busy."""

import concurrent.futures
import os
import socket
import threading

import servers
from server_case import FREEZE, ServerCase, on_every_server
from servers import Running, await_true

CONNECTING = "02"
REQUEST = b"GET /state HTTP/1.0\r\nHost: localhost\r\n\r\n"


def tell(running, pid):
    """Tells worker pid to end, as the sidecar does."""
    path = "%s/%d.%d.end" % (running.volume.workers, pid, running.records()[pid].start_time)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT))


def await_replaced(running, pid):
    await_true(lambda: pid not in running.workers() and running.all_recorded(), servers.STOP_SECONDS, running)


def all_accepted(address):
    """Whether no connection to the Unix socket waits to be accepted; one that does is "connecting" in /proc/net/unix."""
    with open("/proc/net/unix") as table:
        return not any(words[5] == CONNECTING and words[7:] == [address] for words in map(str.split, table))


class Load:
    """Requests at a time of all that they find to do; use it in a with statement, whose end fails when one failed."""

    def __init__(self, running, clients):
        self._running, self._clients, self._stopped = running, clients, threading.Event()

    def __enter__(self):
        self._pool = concurrent.futures.ThreadPoolExecutor(self._clients)
        self._all = [self._pool.submit(self._ask) for _ in range(self._clients)]
        return self

    def _ask(self):
        while not self._stopped.is_set():
            self._running.get("/work")

    def __exit__(self, *_):
        self._stopped.set()
        self._pool.shutdown()
        for one in self._all:
            one.result()


class BetweenRequests(ServerCase):
    def all_end_when_told(self, server, **arguments):
        with Running(server, FREEZE, **arguments) as running:
            running.ready()
            with Load(running, 6):
                await_true(lambda: all(one.ends for one in running.records().values()), servers.START_SECONDS, running)
                for pid in running.workers():
                    tell(running, pid)
                    await_replaced(running, pid)
                    # A worker that is born after the first has shown it knows it from the start.
                    self.assertEqual({one.ends for one in running.records().values()}, {1})

    @on_every_server("uwsgi")
    def test_whoever_is_never_idle_is_replaced_and_no_request_fails(self, server):
        for preload in (True, False):
            with self.subTest(preload=preload):
                self.all_end_when_told(server, preload=preload)

    @on_every_server("uwsgi")
    def test_a_request_that_is_still_coming_in_is_answered(self, server):
        with Running(server, FREEZE, workers=1) as running, socket.socket(socket.AF_UNIX) as client:
            (worker,) = running.ready().workers()
            client.settimeout(servers.START_SECONDS)
            client.connect(running.address)
            client.sendall(REQUEST[:20])
            await_true(lambda: all_accepted(running.address), servers.START_SECONDS, running)
            tell(running, worker)
            client.sendall(REQUEST[20:])
            answer = b"".join(iter(lambda: client.recv(65536), b""))
            self.assertIn(b'"pid": %d' % worker, answer)
            # It looks for what it is told once in a while, so not after each request.
            await_true(lambda: running.get("/state")["pid"] != worker, servers.STOP_SECONDS, running)

    @on_every_server("uwsgi")
    def test_where_its_end_would_cut_off_others_it_says_so_and_stays(self, server):
        with Running(server, FREEZE, workers=1, options=["--async", "2"]) as running:
            (worker,) = running.ready().workers()
            running.get_many("/work", 40)
            self.assertEqual(running.records()[worker].ends, 0)
            tell(running, worker)
            running.get_many("/work", 200)
            self.assertEqual(running.workers(), [worker])

    @on_every_server("uwsgi")
    def test_threads_finish_their_requests_where_uwsgi_lets_them(self, server):
        options = ["--threads", "3"]
        if tuple(int(part) for part in server.version.split(".")[:3] if part.isdecimal()) >= (2, 0, 27):
            self.all_end_when_told(server, options=options)
            return
        with Running(server, FREEZE, workers=1, options=options) as running:
            (worker,) = running.ready().workers()
            running.get_many("/work", 40)
            self.assertEqual(running.records()[worker].ends, 0)

    @on_every_server("uwsgi")
    def test_the_applications_own_hook_is_still_called(self, server):
        with Running(server, FREEZE, module="decorated", workers=1) as running:
            (worker,) = running.ready().workers()
            await_true(lambda: running.notes("after-request"), servers.START_SECONDS, running)
            tell(running, worker)
            running.work_until(lambda: worker not in running.workers())
