"""The newest uWSGI with the sample shop, in a cgroup of its own, as a container would be."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from rig.cgroups import Cgroup

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.join(HERE, "..", "..", "..")
sys.path += [os.path.join(REPOSITORY, "e2e/src/test/python"), os.path.join(REPOSITORY, "node-sidecar/src/test/python")]
import servers  # noqa: E402
from volume import Volume  # noqa: E402

APPLICATIONS = os.pathsep.join([os.path.join(HERE, "..", "application"), os.path.join(REPOSITORY, "deploy/samples/app")])
START_SECONDS = 180
STOP_SECONDS = 300
MEBIBYTE = 1 << 20
VISITS = os.path.join(REPOSITORY, "deploy/samples/app/load/visits.txt")


def paths():
    """What visitors ask for."""
    with open(VISITS, encoding="ascii") as file:
        return file.read().split()


def newest_uwsgi():
    found = [server for server in servers.installed() if server.name == "uwsgi"]
    if not found:
        raise SystemExit("no newest uWSGI on this machine: e2e/servers says what is missing")
    return found[0]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Pool:
    """A server that runs; use it in a with statement.

    policy: None for a stock server; "hand" for the bootstrap with Freeze and SkipFinalization laid by us; "ours" for what
    the sidecar lays. options: more of uWSGI's. settings: of bench_shop.
    """

    def __init__(self, name, workers, limit_bytes, policy=None, options=(), settings=()):
        self.name, self.workers, self.port = name, workers, free_port()
        self.cgroup, self.volume = Cgroup(name, limit_bytes), Volume()
        self.options, self._policy, self._settings, self._server = list(options), policy, dict(settings), None

    def __enter__(self):
        self.cgroup.__enter__()
        self.volume.__enter__()
        if self._policy == "hand":
            self.volume.policy()
        self.stats_path = os.path.join(self.volume.path, "uwsgi-stats.sock")
        self.log_path = os.path.join(tempfile.gettempdir(), "prefork-bench-%d-%s.log" % (os.getpid(), self.name))
        return self

    def __exit__(self, *_):
        self.cgroup.__exit__()
        if self._server is not None:
            self._server.wait()
        self.volume.__exit__()
        if os.path.exists(self.log_path):
            os.remove(self.log_path)

    def start(self):
        """Starts it and waits until the application answers; returns this."""
        environment = self.volume.environment(
            UWSGI_STATS=self.stats_path, HOME=self.volume.path, SHOP_SECRET_KEY="bench", **self._settings
        )
        if self._policy is None:
            del environment["PYTHONPATH"]
        with open(self.log_path, "wb") as log:
            self._server = subprocess.Popen(
                self.cgroup.command(self._command()), env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline and self.is_up():
                raise RuntimeError("%s does not answer after %d s:\n%s" % (self.name, START_SECONDS, self.log()))
            if not self.is_up():
                return self
            time.sleep(0.1)
        return self

    def _command(self):
        server = newest_uwsgi()
        line = [server.path, "--virtualenv", os.path.dirname(os.path.dirname(server.path)), "--master", "--need-app"]
        line += ["--http-socket", "127.0.0.1:%d" % self.port, "--processes", str(self.workers), "--disable-logging"]
        # SIGTERM, which is what Kubernetes sends, means a graceful stop only by this common setting.
        line += ["--hook-master-start", "unix_signal:15 gracefully_kill_them_all"]
        for directory in APPLICATIONS.split(os.pathsep):
            line += ["--pythonpath", directory]
        return line + ["--module", "bench_shop:application"] + self.options

    def _answers(self):
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d/healthz" % self.port, timeout=10) as answer:
                return answer.status == 200
        except OSError:
            return False

    def is_up(self):
        """Whether the master runs."""
        return self._server.poll() is None

    def master(self):
        """The master's process id."""
        return self._server.pid

    def stats(self):
        """What uWSGI's stats server tells; None when it does not answer."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(10)
            try:
                client.connect(self.stats_path)
                text = b"".join(iter(lambda: client.recv(65536), b""))
                return json.loads(text.decode("utf-8", "replace"))
            except (OSError, ValueError):
                return None

    def running(self):
        """Entries of the stats for the workers that run; None when the stats do not tell."""
        stats = self.stats()
        return None if stats is None else [worker for worker in stats["workers"] if worker["status"] != "cheap" and worker["pid"]]

    def count(self):
        """How many workers run, or None."""
        running = self.running()
        return None if running is None else len(running)

    def fewest_requests(self):
        """What the worker with the fewest requests has served in its life; 0 while one is missing."""
        running = self.running()
        return min((worker["delta_requests"] for worker in running), default=0) if running else 0

    def stop(self, is_decided=lambda: False):
        """Stops it gracefully, as Kubernetes would; returns whether it came to its end by itself.

        is_decided: asked meanwhile, whether there is nothing left to wait for.
        """
        if self.is_up():
            self._server.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self.is_up() and time.monotonic() < deadline and not is_decided():
            time.sleep(0.1)
        return not self.is_up()

    def log(self):
        """The end of what the server has logged."""
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-20:])
