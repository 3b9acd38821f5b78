"""Load by vegeta (github.com/tsenart/vegeta), built from its Go module into the cache. 127.0.0.1 only."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from rig import cache
from rig.progress import say

HERE = os.path.dirname(os.path.abspath(__file__))
MODULE = os.path.join(HERE, "..", "load")
SLICE_SECONDS = 10
FAILURES_TOLD = 5  # of a slice
REQUEST_SECONDS = 60  # until a request that has no answer has failed


def binary():
    """The path of vegeta, which is built when it is not in the cache."""
    with open(os.path.join(MODULE, "go.mod"), encoding="utf-8") as file:
        version = next(line.split()[1] for line in file if "tsenart/vegeta/v12 v" in line)
    path = cache.folder("load", "vegeta-" + version)
    if not os.path.exists(path):
        go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin:/usr/lib/go/bin")
        if go is None:
            raise SystemExit("no go on the PATH: install Go 1.24 or newer; vegeta, the load generator, is built with it")
        environment = {**os.environ, "GOWORK": "off", "CGO_ENABLED": "0", "GOFLAGS": "-buildvcs=false -trimpath -mod=readonly"}
        part = "%s.%d" % (path, os.getpid())
        subprocess.run([go, "build", "-o", part, "github.com/tsenart/vegeta/v12"], cwd=MODULE, env=environment, check=True)
        os.rename(part, path)
    return path


class Tally:
    """Requests that were made, those that were not answered with 200, and the seconds that it took."""

    def __init__(self, requests=0, failed=0, seconds=0.0, errors=()):
        self.requests, self.failed, self.seconds, self.errors = requests, failed, seconds, list(errors)

    @classmethod
    def of(cls, report):
        """From vegeta's JSON report, whose durations are nanoseconds."""
        answered = report["status_codes"].get("200", 0)
        seconds = (report["duration"] + report["wait"]) / 1e9
        return cls(report["requests"], report["requests"] - answered, seconds, report["errors"] or [])

    def __add__(self, other):
        errors = self.errors + [error for error in other.errors if error not in self.errors]
        return Tally(self.requests + other.requests, self.failed + other.failed, self.seconds + other.seconds, errors)

    def per_second(self):
        """Answers with 200 a second; None when no time has passed."""
        return (self.requests - self.failed) / self.seconds if self.seconds else None


class Load:
    """Visitors who wait for each answer before they ask again, one connection a request; use it in a with statement.

    It is made of slices of SLICE_SECONDS, so that the figures of a long load can be read while it lasts.
    """

    def __init__(self, port, paths, visitors):
        self._port = port
        self._targets = "".join("GET http://127.0.0.1:%d%s\n" % (port, path) for path in paths)
        self._visitors, self._binary = visitors, binary()
        self._tally, self._lock, self._stopped, self._attack, self._broken = Tally(), threading.Lock(), False, None, None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Lets the requests that are on their way be answered, and returns the Tally of all."""
        with self._lock:
            self._stopped = True
            if self._attack is not None and self._attack.poll() is None:
                self._attack.send_signal(signal.SIGINT)
        self._thread.join(REQUEST_SECONDS + 30)
        return self.tally()

    def tally(self):
        """The Tally of all finished slices."""
        with self._lock:
            if self._broken is not None:
                raise RuntimeError("the load generator failed: %s" % self._broken)
            return self._tally

    def _run(self):
        while not self._stopped:
            try:
                with tempfile.TemporaryFile() as results:
                    self._slice(results)
            except Exception as broken:
                with self._lock:
                    self._broken = broken
                return

    def _slice(self, results):
        visitors = str(self._visitors)
        line = [self._binary, "attack", "-rate=0", "-workers=" + visitors, "-max-workers=" + visitors, "-keepalive=false"]
        line += ["-max-body=0", "-timeout=%ds" % REQUEST_SECONDS, "-duration=%ds" % SLICE_SECONDS]
        with self._lock:
            if self._stopped:
                return
            # A session of its own: an interrupt from the terminal is for us, who then stop it with care.
            self._attack = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=results, start_new_session=True)
        with self._attack as attack:
            attack.stdin.write(self._targets.encode())
            attack.stdin.close()
            attack.wait()
        interrupted_early = self._stopped and attack.returncode == -signal.SIGINT
        if attack.returncode != 0 and not interrupted_early:
            raise RuntimeError("vegeta attack ended with %d" % attack.returncode)
        results.seek(0)
        report = subprocess.run(
            [self._binary, "report", "-type=json"], stdin=results, stdout=subprocess.PIPE, check=True, start_new_session=True
        )
        tally = Tally.of(json.loads(report.stdout))
        if tally.failed:
            self._tell_failures(results)
        with self._lock:
            self._tally = self._tally + tally

    def _tell_failures(self, results):
        """Says of the failed requests when each began, so that it can be seen what else happened at that moment."""
        results.seek(0)
        line = [self._binary, "encode", "-to=json"]
        encoded = subprocess.run(line, stdin=results, stdout=subprocess.PIPE, check=True, start_new_session=True)
        failures = [failure for failure in map(json.loads, encoded.stdout.splitlines()) if failure["code"] != 200]
        for failure in failures[:FAILURES_TOLD]:
            say("failed: %s, begun at %s, ended after %.3f s: %s" % (
                failure["url"], failure["timestamp"], failure["latency"] / 1e9, failure["error"] or failure["code"]))
        if len(failures) > FAILURES_TOLD:
            say("failed: %d more to port %d" % (len(failures) - FAILURES_TOLD, self._port))


def attack(port, paths, visitors, seconds):
    """The Tally of a load of so many seconds."""
    with Load(port, paths, visitors) as load:
        time.sleep(seconds)
        return load.stop()
