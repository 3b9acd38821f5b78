#!/usr/bin/env python3
"""Reads a pre-fork server's memory from outside, out of /proc and the cgroup tree alone; prints one JSON object.

    outside_reader.py [--pod-uid UID]              memory of the server's master and workers
    outside_reader.py --pod-uid UID --watch-stop   memory of the pod while it stops; ends when the pod is gone

With a pod's UID, run it as root on the node: it looks at the processes of that pod. Without, it looks at every process that
it can see, for use inside a container:  kubectl exec -i POD -c app -- python3 - < outside_reader.py
--watch-stop prints {"watching": true} when it has begun, so that the caller knows when to delete the pod.
It knows nothing of what it may be used to verify. Python 3.8 or newer, standard library only. Sizes are bytes.

Sources: proc(5) for stat and smaps_rollup; the kernel's admin-guide/cgroup-v1/memory.rst and admin-guide/cgroup-v2.rst.
"""

import argparse
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import NamedTuple, Optional

SAMPLE_SECONDS = 0.02
# In sight only from the node or a shared process namespace, and not always readable: left out, so that all readings compare.
PAUSE = "pause"


class ReaderError(Exception):
    """What was asked for cannot be read; the message says what and why."""


class Process(NamedTuple):
    """One process: identity from ``stat``, ``exe`` and ``cmdline``, sizes in bytes from ``smaps_rollup``."""

    pid: int
    parent: int
    executable: str
    minor_faults: int
    sizes: dict

    @property
    def shared(self):
        return self.sizes["Shared_Clean"] + self.sizes["Shared_Dirty"]

    @property
    def private(self):
        return self.sizes["Private_Clean"] + self.sizes["Private_Dirty"]


def parse_stat(text):
    """Return (name, parent's pid, minor faults) of a ``/proc/PID/stat``: its fields 2, 4 and 10."""
    opening, closing = text.index("("), text.rindex(")")  # the name may hold spaces and brackets
    after_name = text[closing + 2 :].split()
    return text[opening + 1 : closing], int(after_name[1]), int(after_name[7])


def parse_sizes(text):
    """Return the ``Name: N kB`` lines of an ``smaps_rollup`` as bytes by name."""
    return {name: int(kilobytes) * 1024 for name, kilobytes in re.findall(r"^(\w+): +(\d+) kB$", text, re.MULTILINE)}


def read_process(proc, pid):
    """Return the Process; None when it ended meanwhile, has no memory of its own (a zombie), or is the pod's pause process."""
    try:
        name, parent, minor_faults = parse_stat((proc / str(pid) / "stat").read_text())
        if name == PAUSE:
            return None
        sizes = parse_sizes((proc / str(pid) / "smaps_rollup").read_text())
        return Process(pid, parent, executable(proc, pid), minor_faults, sizes)
    except (FileNotFoundError, ProcessLookupError):
        return None
    except PermissionError as denied:
        raise ReaderError("%s: %s; run as root, or as the user of the server" % (denied.filename, denied.strerror)) from None


def executable(proc, pid):
    """Return the path of what the process runs, as the process itself would name it."""
    return os.readlink(str(proc / str(pid) / "exe"))


def pids(proc):
    """Return all process identifiers that ``proc`` shows, ascending."""
    return sorted(int(entry.name) for entry in proc.iterdir() if entry.name.isdigit())


def pod_cgroup(cgroup_text, pod_uid):
    """Return the pod's part of a ``/proc/PID/cgroup``, or None when the process is not of that pod.

    cgroupfs driver: ``/kubepods/burstable/podUID/CONTAINER``. systemd driver: ``/kubepods.slice/...-podUID_WITH_LOW_LINES.slice/...``.
    On v1 the line of the memory controller is taken, on v2 the only one.
    """
    names = re.compile(r"(^|-)pod(%s|%s)(\.slice)?$" % (re.escape(pod_uid), re.escape(pod_uid.replace("-", "_"))))
    for line in cgroup_text.splitlines():
        hierarchy, controllers, path = line.split(":", 2)
        if hierarchy != "0" and "memory" not in controllers.split(","):
            continue
        parts = path.split("/")
        for depth, part in enumerate(parts):
            if names.search(part):
                return "/".join(parts[: depth + 1])
    return None


def pids_of_pod(proc, pod_uid):
    """Return (pids of the pod, its cgroup path). Raises ReaderError when nothing of that pod runs here."""
    found, path = [], None
    for pid in pids(proc):
        try:
            of_process = pod_cgroup((proc / str(pid) / "cgroup").read_text(), pod_uid)
        except (FileNotFoundError, ProcessLookupError):
            continue
        if of_process:
            found.append(pid)
            path = of_process
    if not found:
        raise ReaderError("no process of pod %s on this node: give metadata.uid of a running pod, on its own node" % pod_uid)
    return found, path


def ancestors(proc, pid):
    """Return ``pid`` and the processes above it."""
    chain = []
    while pid:
        chain.append(pid)
        try:
            pid = parse_stat((proc / str(pid) / "stat").read_text())[1]
        except FileNotFoundError:
            break
    return chain


def server_pool(processes):
    """Return (master, workers): the largest tree of processes of one executable, and the children of its root."""
    by_pid = {process.pid: process for process in processes}

    def parent_of(process):
        parent = by_pid.get(process.parent)
        return parent if parent and parent.executable == process.executable else None

    def root_of(process):
        above = parent_of(process)
        return root_of(above) if above else process

    trees = {}
    for process in processes:
        trees.setdefault(root_of(process).pid, []).append(process)
    largest = max(trees, key=lambda pid: (len(trees[pid]), -pid), default=None)
    if largest is None or len(trees[largest]) < 2:
        raise ReaderError("no process here has children of its own executable: no pre-fork server is running")
    return by_pid[largest], [process for process in trees[largest] if process.parent == largest]


def cow_efficiency(master, worker):
    """The part of the master's anonymous memory that the worker still shares, 0 to 1."""
    still_shared = worker.sizes["Anonymous"] - worker.sizes["Private_Dirty"]
    return min(1.0, max(0.0, still_shared / master.sizes["Anonymous"]))


def mean(values):
    return sum(values) / len(values)


def python_version(maps_text) -> Optional[str]:
    """Return "MAJOR.MINOR" of the interpreter that a ``/proc/PID/maps`` shows, or None."""
    found = re.search(r"/(?:lib)?python(3\.\d+)\b", maps_text)
    return found.group(1) if found else None


def measure(proc, processes):
    """Return the figures of the server, for the processes of one pod."""
    master, workers = server_pool(processes)
    return {
        "workers": len(workers),
        "masterRssBytes": master.sizes["Rss"],
        "sharedPerWorkerBytes": round(mean([worker.shared for worker in workers])),
        "privatePerWorkerBytes": round(mean([worker.private for worker in workers])),
        "poolPssBytes": master.sizes["Pss"] + sum(worker.sizes["Pss"] for worker in workers),
        "cowEfficiency": round(mean([cow_efficiency(master, worker) for worker in workers]), 4),
        "minorFaults": sum(worker.minor_faults for worker in workers),
        "podPssBytes": sum(process.sizes["Pss"] for process in processes),
        "python": python_version((proc / str(master.pid) / "maps").read_text()),
        "masterPid": master.pid,
        "workerPids": [worker.pid for worker in workers],
    }


def read_pool(proc, pod_uid):
    """Return the figures of the server of one pod or, without a UID, of all processes but the reader's own."""
    if pod_uid:
        chosen = pids_of_pod(proc, pod_uid)[0]
    else:
        chosen = pids(proc)
    # kubectl exec puts the reader itself, and perhaps a shell, among the pod's processes; pid 1 is never the reader's.
    own = set(ancestors(proc, os.getpid())) - {1}
    processes = [read_process(proc, pid) for pid in chosen if pid not in own]
    return measure(proc, [process for process in processes if process])


def anonymous_file(cgroup_root, path):
    """Return (memory.stat of the pod's cgroup, name of its line for anonymous memory with children) for v1 or v2."""
    for root, line in ((cgroup_root / "memory", "total_rss"), (cgroup_root, "anon"), (cgroup_root / "unified", "anon")):
        candidate = root / path.lstrip("/") / "memory.stat"
        if candidate.exists():
            return candidate, line
    raise ReaderError("%s has no memory.stat under %s: is the memory controller on?" % (path, cgroup_root))


def parse_memory_stat(text, line):
    """Return the value of one line of a ``memory.stat``, bytes."""
    for entry in text.splitlines():
        name, value = entry.split()
        if name == line:
            return int(value)
    raise ReaderError("memory.stat has no line %s" % line)


def samples_until_gone(path, line, pause):
    """Yield the anonymous memory of a cgroup until it is removed, calling ``pause`` in between."""
    while True:
        try:
            text = path.read_text()
        except OSError:  # ENOENT before opening, ENODEV between opening and reading
            return
        yield parse_memory_stat(text, line)
        pause()


def summarise_stop(samples, on_first):
    """Return level (the first sample), peak and their ratio; calls ``on_first`` when the level is known."""
    level = peak = None
    for value in samples:
        if level is None:
            level = peak = value
            on_first()
        peak = max(peak, value)
    if not level:
        raise ReaderError("the pod held no anonymous memory when watching began: start before the pod is deleted")
    return {"levelBytes": level, "peakBytes": peak, "stopPeakRatio": round(peak / level, 4)}


def watch_stop(proc, cgroup_root, pod_uid):
    """Return what ``--watch-stop`` prints at its end."""
    path, line = anonymous_file(cgroup_root, pids_of_pod(proc, pod_uid)[1])
    samples = samples_until_gone(path, line, lambda: time.sleep(SAMPLE_SECONDS))
    return summarise_stop(samples, lambda: print(json.dumps({"watching": True}), flush=True))


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pod-uid", metavar="UID", help="metadata.uid of a pod on this node")
    parser.add_argument("--watch-stop", action="store_true", help="watch the pod's memory until it is gone")
    options = parser.parse_args(arguments)
    if options.watch_stop and not options.pod_uid:
        parser.error("--watch-stop needs --pod-uid: a pod's end cannot be watched from inside it")
    try:
        if options.watch_stop:
            result = watch_stop(Path("/proc"), Path("/sys/fs/cgroup"), options.pod_uid)
        else:
            result = read_pool(Path("/proc"), options.pod_uid)
    except ReaderError as error:
        sys.exit("outside_reader: %s" % error)
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1:])
