"""Runs the sidecar for some seconds beside a server that is only played, so that the JVM notes what it needs into its cache.

    rehearse.py JAVA_HOME CACHE
"""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

PATIENCE_SECONDS = 60
DIRECTIVE = {
    "version": 1,
    "policy": "rehearsal/web",
    "generation": 1,
    "container": "app",
    "server": "Auto",
    "mode": "Observe",
    "gc": "Default",
    "shutdown": "Finalize",
}


def play_server(directory):
    """A master with two workers, their records, and a stats server; until it is killed."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.path.join(directory, "stats.sock"))
    listener.listen()
    workers = [fork_worker() for _ in range(2)]
    for pid in workers:
        write_record(directory, pid)
    answer = json.dumps({"version": "2.0.31", "pid": os.getpid(), "workers": [stats(pid) for pid in workers]})
    while True:
        client, _ = listener.accept()
        client.sendall(answer.encode())
        client.close()


def fork_worker():
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(0)
    return pid


def stats(pid):
    return {"id": 1, "pid": pid, "requests": 7, "delta_requests": 7, "status": "idle", "cores": [{"id": 0, "in_request": 0}]}


def write_record(directory, pid):
    with open(f"/proc/{pid}/stat") as stat:
        start = int(stat.read().rpartition(")")[2].split()[19])
    record = struct.pack("<4sHHII9QII32s128sQ120s5QQ", b"PFWR", 3, 432, pid, sys.hexversion, start, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, b"uwsgi 2.0.31", b"app:1", 0, b"", 1, 1, 1, 1, 1, 1)
    with open(os.path.join(directory, "workers", f"{pid}.rec"), "wb") as file:
        file.write(record)


def ask(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return answer.read().decode()


def wait_for(what, condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.2)
    sys.exit(f"rehearse: {what} did not happen within {PATIENCE_SECONDS} s")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def rehearse(java_home, cache, directory):
    port = free_port()
    directive = os.path.join(directory, "directive.json")
    with open(directive, "w") as file:
        json.dump(DIRECTIVE, file)
    environment = {"PREFORK_PORT": str(port), "PREFORK_VOLUME": directory, "PREFORK_DIRECTIVE": directive, "MALLOC_ARENA_MAX": "1"}
    command = [f"{java_home}/bin/java", f"@{java_home}/lib/sidecar.options", f"-XX:AOTCacheOutput={cache}"]
    sidecar = subprocess.Popen(command + ["-m", "io.prefork.sidecar/io.prefork.sidecar.Main"], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for("the sidecar's answer", lambda: ask(port, "/healthz"))
        # Under another name Python does not find its own library.
        python = f"{sys.base_prefix}:{sys.base_exec_prefix}"
        played = {"PREFORK_DIR": directory, "UWSGI_STATS": f"{directory}/stats.sock", "PYTHONHOME": python}
        server = subprocess.Popen(["uwsgi", os.path.abspath(__file__), "--play", directory], executable=sys.executable, env=played)
        try:
            wait_for("a report of two workers", lambda: json.loads(ask(port, "/report")).get("pool", {}).get("requests") == 14)
            ask(port, "/metrics")
        finally:
            server.kill()
            server.wait()
        wait_for("a report of no worker", lambda: not json.loads(ask(port, "/report"))["workers"])
        ask(port, "/metrics")
    finally:
        sidecar.send_signal(signal.SIGTERM)
        sidecar.wait()
    if not os.path.exists(cache):
        sys.exit(f"rehearse: the JVM wrote no cache to {cache}")


if __name__ == "__main__":
    if sys.argv[1] == "--play":
        play_server(sys.argv[2])
    else:
        with tempfile.TemporaryDirectory() as scratch:
            rehearse(sys.argv[1], os.path.abspath(sys.argv[2]), scratch)
