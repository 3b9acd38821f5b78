"""A server under a policy, and everything that can be done to it from outside."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from rig.modes import NUMBERS
from soak.environment import HERE
from soak.plan import signals_in, signals_reaped
from soak.processes import children, has_connection, started, state
from volume import Volume

sys.path.append(os.path.join(HERE, "..", "actions"))
import client  # noqa: E402

WORKERS = 4
START_SECONDS = 120
EFFECT_SECONDS = 90
LOOK_SECONDS = 0.02


class Stuck(Exception):
    """What was to happen has not happened in time; the message has the end of the server's log."""


class Pool:
    """A server with the soak's application, and the bootstrap with gc.mode mode, on 127.0.0.1; use it in a with statement."""

    def __init__(self, server, libraries, mode, port):
        self.server, self.port = server, port
        self._libraries, self._mode, self._volume, self._process = libraries, mode, Volume(), None
        self.seen, self.killed = set(), set()

    def __enter__(self):
        self._volume.__enter__()
        self._volume.policy(gc=self._mode)
        self.log_path = os.path.join(self._volume.path, "log")
        return self

    def __exit__(self, *_):
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._volume.__exit__()

    def start(self):
        """Starts it, and waits until all workers run under the mode, each with its record."""
        environment = self._volume.environment(HOME=self._volume.path, NOTES_FOLDER=self._volume.path)
        environment.pop("XDG_RUNTIME_DIR", None)
        with open(self.log_path, "ab") as log:
            self._process = subprocess.Popen(
                self._command(), env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self.await_true("start", lambda: self.answers() and self.is_whole(), START_SECONDS)

    def _command(self):
        folders = [os.path.join(HERE, "application"), self._libraries]
        if self.server.kind == "gunicorn":
            options = ["--pythonpath", ",".join(folders)]
        else:
            options = ["--pythonpath", folders[0], "--pythonpath", folders[1], "--need-app"]
            options += ["--stats", os.path.join(self._volume.path, "stats"), "--forkbomb-delay", "0"]
        line = self.server.command("extensions", "127.0.0.1:%d" % self.port, WORKERS, True, options)
        # The tests have their servers on a socket in the file system.
        return [part.replace("unix:127.0.0.1", "127.0.0.1") for part in line]

    def answers(self):
        """Whether a request is answered as it should be."""
        return client.outcome(self.port, "/") == "ok"

    def workers(self):
        """The process ids of the workers there are."""
        found = children(self._process.pid)
        self.seen |= {started(pid) for pid in found} - {None}
        return found

    def alive(self):
        """The workers that have not ended, as (process id, start)."""
        return {worker for worker in self.seen if started(worker[0]) == worker and state(worker[0]) != "Z"}

    def is_whole(self):
        """Whether there are as many workers as there are to be, all under the mode and the exit policy."""
        workers, records = self.workers(), self._volume.records()
        return len(workers) == WORKERS and all(pid in records and self._is_in_force(records[pid]) for pid in workers)

    def _is_in_force(self, record):
        if (record.gc_mode, record.shutdown_mode) == (NUMBERS[self._mode], 1):
            return True
        raise Stuck("mode %s is not in force: %s" % (self._mode, record.reason or record.gc_mode))

    def await_true(self, what, condition, seconds=EFFECT_SECONDS):
        """Waits until condition() holds; raises Stuck, also when the server ends."""
        deadline = time.monotonic() + seconds
        while not condition():
            if self._process.poll() is not None:
                raise Stuck("%s: the server ended with %d:\n%s" % (what, self._process.returncode, self.log()))
            if time.monotonic() > deadline:
                raise Stuck("%s: not done within %d s:\n%s" % (what, seconds, self.log()))
            time.sleep(LOOK_SECONDS)

    def recycle(self):
        """The oldest worker ends between two requests, as the sidecar has it end; waits for the next one."""
        pid, start = min(map(started, self.workers()), key=lambda worker: worker[1])
        if self.server.kind == "gunicorn":
            os.kill(pid, signal.SIGTERM)
        else:
            with open(os.path.join(self._volume.workers, "%d.%d.end" % (pid, start)), "w", encoding="ascii"):
                pass
        self.await_true("recycling of worker %d" % pid, lambda: pid not in self.workers() and self.is_whole())

    def kill(self):
        """SIGKILL for a worker that has no connection: it is stopped before that is looked at, so no request is lost."""
        pid = self._stopped_idle_worker()
        self.killed.add(started(pid))
        os.kill(pid, signal.SIGKILL)
        self.await_true("replacing worker %d" % pid, lambda: pid not in self.workers() and self.is_whole())

    def _stopped_idle_worker(self):
        deadline = time.monotonic() + EFFECT_SECONDS
        while time.monotonic() < deadline:
            for pid in self.workers():
                os.kill(pid, signal.SIGSTOP)
                self.await_true("stopping worker %d" % pid, lambda pid=pid: state(pid) == "T")
                if not has_connection(pid, self.port):
                    return pid
                os.kill(pid, signal.SIGCONT)
            time.sleep(LOOK_SECONDS)
        raise Stuck("no worker was without a connection for a moment within %d s" % EFFECT_SECONDS)

    def reload(self):
        """All workers are replaced, in uWSGI with the application; waits for it."""
        before = self.workers()
        self._process.send_signal(signal.SIGHUP)
        self.await_true("reload", lambda: not before & self.workers() and self.is_whole() and self.answers())

    def shutdown(self):
        """Stops it gracefully with requests in its workers; how these requests ended. The server is to end with 0."""
        asked = []
        with ThreadPoolExecutor(WORKERS) as pool:
            try:
                self.await_true("slow requests", lambda: self._has_all(asked, pool))
            finally:
                self.workers()
                self._process.send_signal(signal.SIGTERM)
            outcomes = [one.result() for one in asked]
        try:
            code = self._process.wait(EFFECT_SECONDS)
        except subprocess.TimeoutExpired:
            raise Stuck("shutdown: not done within %d s:\n%s" % (EFFECT_SECONDS, self.log()))
        if code != 0:
            raise Stuck("the server ended with %d when it was told to stop:\n%s" % (code, self.log()))
        return outcomes

    def _has_all(self, asked, pool):
        """Whether every slow request that has no answer yet is in a worker, and there is one; asks again when there is none."""
        waiting = [one for one in asked if not one.done()]
        if not waiting:
            asked += [pool.submit(client.outcome, self.port, "/?seconds=2") for _ in range(WORKERS)]
            return False
        return len(waiting) == sum(has_connection(pid, self.port) for pid in self.workers())

    def crashed_by_signal(self):
        """(process id, why) of the workers that the server says ended by a signal."""
        if self.server.kind == "gunicorn":
            return signals_reaped({int(pid): int(text) for pid, text in self._notes("reaped").items() if text})
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return signals_in(file.read())

    def hooked(self):
        """The workers whose atexit functions ran, as (process id, start)."""
        return {tuple(map(int, text.split())) for text in self._notes("hook").values()}

    def wrong(self):
        """What the application found to be otherwise than before the fork, by worker."""
        return self._notes("wrong")

    def _notes(self, name):
        found = {}
        for entry in os.listdir(self._volume.path):
            kind, _, which = entry.partition(".")
            if kind == name:
                with open(os.path.join(self._volume.path, entry), encoding="utf-8") as file:
                    found[which] = file.read()
        return found

    def log(self):
        """The end of the server's log."""
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()[-6000:]
