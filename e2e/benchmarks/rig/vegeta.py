"""Load by vegeta (github.com/tsenart/vegeta), built from its Go module into the cache. 127.0.0.1 only."""

import json
import os
import shutil
import signal
import subprocess
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
MODULE = os.path.join(HERE, "..", "load")
SLICE_SECONDS = 10
REQUEST_SECONDS = 60  # until a request that has no answer has failed


def binary():
    """The path of vegeta, which is built when it is not in the cache."""
    with open(os.path.join(MODULE, "go.mod"), encoding="utf-8") as file:
        version = next(line.split()[1] for line in file if "tsenart/vegeta/v12 v" in line)
    cache = os.environ.get("PREFORK_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "prefork"
    )
    path = os.path.join(cache, "load", "vegeta-" + version)
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
                self._slice()
            except Exception as broken:
                with self._lock:
                    self._broken = broken
                return

    def _slice(self):
        visitors = str(self._visitors)
        line = [self._binary, "attack", "-rate=0", "-workers=" + visitors, "-max-workers=" + visitors, "-keepalive=false"]
        line += ["-max-body=0", "-timeout=%ds" % REQUEST_SECONDS, "-duration=%ds" % SLICE_SECONDS]
        with self._lock:
            if self._stopped:
                return
            # A session of its own: an interrupt from the terminal is for us, who then stop it with care.
            self._attack = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        with self._attack as attack:
            summary = [self._binary, "report", "-type=json"]
            report = subprocess.Popen(summary, stdin=attack.stdout, stdout=subprocess.PIPE, start_new_session=True)
            attack.stdin.write(self._targets.encode())
            attack.stdin.close()
            attack.stdout.close()
            answer, _ = report.communicate()
        interrupted_early = self._stopped and attack.returncode == -signal.SIGINT
        if report.returncode != 0 or (attack.returncode != 0 and not interrupted_early):
            raise RuntimeError("vegeta attack ended with %d, vegeta report with %d" % (attack.returncode, report.returncode))
        with self._lock:
            self._tally = self._tally + Tally.of(json.loads(answer))


def attack(port, paths, visitors, seconds):
    """The Tally of a load of so many seconds."""
    with Load(port, paths, visitors) as load:
        time.sleep(seconds)
        return load.stop()
