"""Real uWSGI and Gunicorn servers, as e2e/servers prepares them, started on a Unix socket with or without the policy."""

import concurrent.futures
import functools
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.join(HERE, "..", "..", "..", "..")
APPLICATION = os.path.join(HERE, "application")

sys.path.append(os.path.join(REPOSITORY, "node-sidecar", "src", "test", "python"))
from volume import Volume  # noqa: E402

START_SECONDS = STOP_SECONDS = 60


class Server:
    """An installed server: its kind, "uwsgi" or "gunicorn", its version, its Python and its path."""

    def __init__(self, name, version, python, path):
        self.name, self.version, self.python, self.path = name, version, python, path
        self.kind = name.split("-")[0]

    def __str__(self):
        return "%s %s, Python %s" % (self.name, self.version, self.python)

    def command(self, module, address, workers, preload, options):
        """The command line that serves module's application on the Unix socket address."""
        if self.kind == "gunicorn":
            line = [self.path, "--bind", "unix:" + address, "--workers", str(workers), "--graceful-timeout", "20"]
            line += ["--config", os.path.join(HERE, "gunicorn_configuration.py"), "--chdir", APPLICATION]
            line += ["--preload"] if preload else []
            return line + list(options) + [module if ":" in module else module + ":application"]
        line = [self.path]
        if self.name == "uwsgi":
            line += ["--virtualenv", os.path.dirname(os.path.dirname(self.path))]
        else:
            line += ["--plugin-dir", "/usr/lib/uwsgi/plugins", "--plugin", "python3"]
        line += ["--http-socket", address, "--master", "--processes", str(workers), "--disable-logging"]
        line += ["--module", module + ":application", "--chdir", APPLICATION, "--pythonpath", APPLICATION]
        # SIGTERM, which is what Kubernetes sends, means a graceful stop only by this common setting.
        line += ["--hook-master-start", "unix_signal:15 gracefully_kill_them_all"]
        return line + ([] if preload else ["--lazy-apps"]) + list(options)


@functools.lru_cache(maxsize=None)
def installed():
    """The Servers of this machine."""
    listed = subprocess.run(
        [os.path.join(REPOSITORY, "e2e", "servers")], stdout=subprocess.PIPE, universal_newlines=True, check=True
    )
    found = [Server(*line.split(" ", 3)) for line in listed.stdout.splitlines()]
    if not found:
        raise RuntimeError("no server to test on this machine: e2e/servers says what is missing")
    return found


class Running:
    """A server that runs, on a Volume of its own; use it in a with statement."""

    def __init__(self, server, policy=None, module="shop", workers=2, preload=True, options=(), behind=None, **environment):
        """policy: arguments of Volume.policy, or None to inject nothing; behind: a folder further down PYTHONPATH."""
        self.server, self.volume, self.policy = server, Volume(), policy
        self._arguments = (module, workers, preload, options)
        self._behind, self._environment = behind, environment
        self._workers = workers

    def __enter__(self):
        self.volume.__enter__()
        if self.policy is not None:
            self.volume.policy(**self.policy)
        self.notes_folder = tempfile.mkdtemp(prefix="prefork-notes-")
        self.address = os.path.join(self.notes_folder, "http")
        self.log_path = os.path.join(self.notes_folder, "log")
        module, workers, preload, options = self._arguments
        environment = self.volume.environment(
            NOTES_FOLDER=self.notes_folder, HOME=self.notes_folder, **self._environment
        )
        environment.pop("XDG_RUNTIME_DIR", None)
        if self.policy is None:
            del environment["PYTHONPATH"]
        elif self._behind is not None:
            environment["PYTHONPATH"] += os.pathsep + self._behind
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                self.server.command(module, self.address, workers, preload, options),
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.notes_folder, ignore_errors=True)
        self.volume.__exit__()

    def ready(self):
        """Waits until every worker has answered a request; returns this.

        A uWSGI worker that has just been forked still has its master's signal handlers: a SIGHUP that reaches it
        then is lost, and the server's graceful stop with it (it kills such a worker after 60 seconds).
        """
        answered = set()

        def all_have_answered():
            answered.update(self._answering())
            workers = self.workers()
            return len(workers) == self._workers and answered.issuperset(workers)

        await_true(all_have_answered, START_SECONDS, self)
        return self

    def _answering(self):
        """The process ids of the workers that answer as many requests at once as there are workers."""
        if self.process.poll() is not None:
            raise AssertionError("the server ended with %d instead of serving:\n%s" % (self.process.returncode, self.log()))
        try:
            return {state["pid"] for state in self.get_many("/state", self._workers)}
        except OSError:
            return set()

    def get(self, target):
        """The answer to GET target: its JSON, or its text; an error unless it is 200."""
        connection = _Connection(self.address)
        try:
            connection.request("GET", target)
            response = connection.getresponse()
            body = response.read().decode("utf-8")
        finally:
            connection.close()
        if response.status != 200:
            raise AssertionError("GET %s answered %d" % (target, response.status))
        return json.loads(body) if response.getheader("Content-Type") == "application/json" else body

    def get_many(self, target, count):
        """The answers to GET target, count times, four at a time, so that no worker stays idle."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return list(pool.map(self.get, [target] * count))

    def work_until(self, condition, at_most=4000):
        """Sends requests until condition() holds."""
        for _ in range(0, at_most, 40):
            if condition():
                return
            self.get_many("/work", 40)
        raise AssertionError("not reached within %d requests" % at_most)

    def workers(self):
        """The process ids of the workers."""
        path = "/proc/%d/task/%d/children" % (self.process.pid, self.process.pid)
        try:
            with open(path, encoding="ascii") as file:
                return [int(pid) for pid in file.read().split()]
        except OSError:
            return []

    def records(self):
        """The workers' Records by pid; those that are not written yet are missing."""
        recorded = self.volume.records()
        return {pid: recorded[pid] for pid in self.workers() if pid in recorded and recorded[pid].magic == b"PFWR"}

    def all_recorded(self):
        """Whether every worker has its record."""
        return len(self.records()) == len(self.workers()) == self._workers

    def notes(self, name):
        """What the application noted under name, by process id."""
        found = {}
        for entry in os.listdir(self.notes_folder):
            if entry.startswith(name + "."):
                with open(os.path.join(self.notes_folder, entry), encoding="utf-8") as file:
                    found[int(entry[len(name) + 1 :])] = file.read()
        return found

    def log(self):
        """What the server has logged."""
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def terminate(self):
        """Asks the server to stop, as Kubernetes would."""
        self.process.send_signal(signal.SIGTERM)

    def ended(self):
        """The server's exit code, after it has ended by itself."""
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise AssertionError("still there after %d s; the server's log:\n%s" % (STOP_SECONDS, self.log()))


class _Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def await_true(condition, seconds, running):
    """Waits until condition() holds; the server's log explains a failure."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("not reached within %d s; the server's log:\n%s" % (seconds, running.log()))
        time.sleep(0.02)
