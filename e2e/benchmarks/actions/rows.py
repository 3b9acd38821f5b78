"""One row a server: started, loaded, acted upon, counted."""

import concurrent.futures
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

import client
from build import REPOSITORY

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.join(REPOSITORY, "e2e", "src", "test", "python")
sys.path.insert(0, TESTS)

import servers  # noqa: E402

#: Short requests, and now and then one that is longer than a server needs to end a worker.
TARGETS = ["/fast"] * 60 + ["/slow?0.5"]
START_SECONDS = 60
WORKERS, MOST_WORKERS = 4, 6


def measure(java, arguments):
    """The rows of all servers, which are measured beside one another: mostly they wait."""
    chosen = [each for each in servers.installed() if not arguments.server or each.name in arguments.server]
    with concurrent.futures.ThreadPoolExecutor(max(1, len(chosen))) as pool:
        return list(pool.map(lambda server: row(server, java, arguments), chosen))


def row(server, java, arguments):
    """Runs one server through all actions."""
    with tempfile.TemporaryDirectory(prefix="prefork-actions-") as folder:
        port = free_port()
        process = start(server, port, folder)
        try:
            await_answer(process, port, folder)
            load = client.Load(port, arguments.clients, TARGETS).start()
            try:
                drive(java, folder, arguments)
            finally:
                counts = load.stop()
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    losses = {kind: count for kind, count in counts.items() if kind != "ok"}
    return {
        "server": server.name,
        "version": server.version,
        "recycles": arguments.recycles,
        "resizes": arguments.resizes,
        "requests": sum(counts.values()),
        "failedRequests": sum(losses.get(kind, 0) for kind in client.FAILED),
        "droppedConnections": sum(losses.get(kind, 0) for kind in client.DROPPED),
        "losses": losses,
    }


def start(server, port, folder):
    """The server with 4 workers, of which uWSGI can have 6; only its workers listen, no router."""
    options = ["--pythonpath", HERE]
    if server.kind == "uwsgi":
        options += ["--cheaper", "1", "--cheaper-initial", str(WORKERS), "--cheaper-algo", "manual"]
        options += ["--master-fifo", os.path.join(folder, "fifo"), "--stats", os.path.join(folder, "stats")]
        # One that is forked 200 times in a row is slowed down otherwise.
        options += ["--forkbomb-delay", "0"]
    workers = MOST_WORKERS if server.kind == "uwsgi" else WORKERS
    line = server.command("answering", "127.0.0.1:%d" % port, workers, True, options)
    # The tests have their servers on a socket in the file system.
    line = [part.replace("unix:127.0.0.1", "127.0.0.1") for part in line]
    # Their configuration of Gunicorn notes things in a folder.
    environment = {"PATH": os.environ["PATH"], "HOME": folder, "PREFORK_DIR": folder, "NOTES_FOLDER": folder}
    with open(os.path.join(folder, "log"), "wb") as log:
        return subprocess.Popen(
            line, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def drive(java, folder, arguments):
    """Has the sidecar's classes do it all."""
    line = java + ["io.prefork.e2e.ActionsDriver", folder, str(arguments.recycles), str(arguments.resizes)]
    done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    if done.returncode != 0:
        with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as log:
            raise RuntimeError("the actions ended with %s\nthe server's log:\n%s" % (done.stdout, log.read()[-4000:]))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_answer(process, port, folder):
    """Waits until the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while client.outcome(port, "/fast") != "ok":
        if process.poll() is not None or time.monotonic() > deadline:
            with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as log:
                raise RuntimeError("the server does not answer:\n" + log.read()[-4000:])
        time.sleep(0.1)
