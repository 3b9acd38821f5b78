"""The containers of one pod: the sidecar as its image has it, and a uWSGI or a Gunicorn with what injection gives it."""

import http.client
import json
import os
import subprocess
import threading
import urllib.request

from cgroups import USER, Cgroup

VOLUME = "/run/prefork.io"
IMAGE = "/sidecar"
REPORT_PORT, SERVER_PORT = 9797, 8000
MEBIBYTE = 1 << 20
FEWEST, MOST = 2, 4
DIRECTIVE = {
    "version": 1, "policy": "vm/web", "generation": 1, "container": "app", "server": "Auto", "mode": "Enforce",
    "gc": "Freeze", "shutdown": "SkipFinalization", "reclaim": "Auto", "workers": {"min": FEWEST, "max": MOST},
}
JAVA = ["/opt/java/bin/java", "@/opt/java/lib/sidecar.options", "-XX:AOTCache=/opt/java/lib/sidecar.aot"]
CLIENT_SECONDS = 120


def mount_volume():
    """The volume that both containers have."""
    os.makedirs(VOLUME, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,uid=%d,gid=%d" % (USER, USER), "tmpfs", VOLUME], check=True)


class Sidecar:
    """Its image's content as root directory, its own group, no privilege."""

    def __init__(self):
        subprocess.run(["mount", "-t", "proc", "proc", IMAGE + "/proc"], check=True)
        subprocess.run(["mount", "-o", "bind", VOLUME, IMAGE + VOLUME], check=True)
        with open(IMAGE + "/etc/prefork.io/directive.json", "w", encoding="utf-8") as file:
            json.dump(DIRECTIVE, file)
        enter = ["unshare", "--cgroup", "--root=" + IMAGE, "--wd=/", "--setgid=%d" % USER, "--setuid=%d" % USER]
        self.log_path = "/tmp/sidecar.log"
        with open(self.log_path, "wb") as log:
            self._process = Cgroup("sidecar", memory_max=64 * MEBIBYTE).join(
                enter + JAVA + ["-m", "io.prefork.sidecar/io.prefork.sidecar.Main"],
                env={"PATH": os.environ["PATH"], "MALLOC_ARENA_MAX": "1"},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )

    def is_up(self):
        return self._process.poll() is None

    def report(self):
        """Its report, or None while it does not answer."""
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d/report" % REPORT_PORT, timeout=30) as answer:
                return json.load(answer)
        except OSError:
            return None


class Server:
    """A server in a container with a group of its own."""

    def __init__(self, line, name, limit_bytes):
        self.cgroup = Cgroup(name, memory_max=limit_bytes, cpu_max="150000 100000")
        self.log_path = "/tmp/%s.log" % name
        with open(self.log_path, "wb") as log:
            self._process = self.cgroup.start(
                line,
                env={
                    "PATH": os.environ["PATH"], "HOME": "/tmp", "PREFORK_DIR": VOLUME, "PYTHONPATH": VOLUME + "/python",
                    "UWSGI_STATS": VOLUME + "/uwsgi-stats.sock",
                },
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )

    def answers(self):
        """Whether the application does."""
        try:
            return ask() == 200
        except OSError:
            return False

    def is_up(self):
        return self._process.poll() is None


def uwsgi(program):
    """Its command line, as injection has it: room for more, the user's number to start with, and a FIFO."""
    line = [program, "--virtualenv", os.path.dirname(os.path.dirname(program)), "--master", "--need-app", "--disable-logging"]
    line += ["--http-socket", "127.0.0.1:%d" % SERVER_PORT, "--pythonpath", "/cgroup2", "--module", "application"]
    line += ["--processes", str(MOST), "--cheaper", "1", "--cheaper-initial", str(FEWEST), "--cheaper-algo", "manual"]
    return line + ["--master-fifo", VOLUME + "/uwsgi.fifo"]


def gunicorn(program):
    """Its command line, as a user has it."""
    line = [program, "--bind", "127.0.0.1:%d" % SERVER_PORT, "--workers", str(FEWEST), "--preload"]
    return line + ["--pythonpath", "/cgroup2", "application:application"]


def ask():
    """The status of one answer of the application, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", SERVER_PORT, timeout=CLIENT_SECONDS)
    try:
        connection.request("GET", "/")
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


class Load:
    """Clients that ask again and again; none at first. Use it in a with statement."""

    def __init__(self):
        self.answers, self._clients = [], []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.clients(0)

    def clients(self, count):
        """So many from now on; those that leave have got their last answer."""
        leaving, self._clients = self._clients[count:], self._clients[:count]
        for stop, _ in leaving:
            stop.set()
        for _, thread in leaving:
            thread.join()
        while len(self._clients) < count:
            stop = threading.Event()
            thread = threading.Thread(target=self._client, args=(stop,), daemon=True)
            self._clients.append((stop, thread))
            thread.start()

    def _client(self, stop):
        while not stop.is_set():
            try:
                self.answers.append(ask())
            except (OSError, http.client.HTTPException) as failure:
                self.answers.append(repr(failure))
                stop.wait(1)

    def lost(self):
        """What came instead of an answer."""
        return [answer for answer in self.answers if answer != 200]
