"""The second opinion: the same reader of /proc, which knows nothing of the product, on the node or inside the container."""

import json
import pathlib
import subprocess
import sys

import progress
from commands import output

READER = pathlib.Path(__file__).resolve().parents[1] / "samples/outside_reader.py"


class OnNode:
    """Reads the node's own /proc, as root on the node; finds the pod's processes by its UID."""

    def __init__(self, pod_uid):
        self._pod_uid = pod_uid

    def read(self):
        """The pod's figures now, as the reader documents them."""
        return json.loads(output(sys.executable, str(READER), "--pod-uid", self._pod_uid))

    def watch_stop(self, stop):
        """Peak over level of the pod's anonymous memory while `stop` (a function that returns when the pod is gone) runs."""
        watcher = subprocess.Popen(
            [sys.executable, str(READER), "--pod-uid", self._pod_uid, "--watch-stop"],
            stdout=subprocess.PIPE, text=True)
        try:
            watching = watcher.stdout.readline()
            if json.loads(watching or "{}").get("watching") is not True:
                raise progress.Failed(f"the reader could not watch pod {self._pod_uid}: {watching!r}")
            stop()
            answer, _ = watcher.communicate(timeout=60)
            return json.loads(answer.strip().splitlines()[-1])["stopPeakRatio"]
        finally:
            watcher.kill()
            watcher.wait()


class InContainer:
    """Runs the reader in the application's container, for nodes that we cannot log in to."""

    def __init__(self, cluster, pod):
        self._cluster, self._pod = cluster, pod["metadata"]

    def read(self):
        return json.loads(self._cluster.kubectl(
            "exec", "-i", "-n", self._pod["namespace"], self._pod["name"], "-c", "app", "--",
            "python3", "-", stdin=READER.read_text()))

    def watch_stop(self, stop):
        """Absent: a container cannot watch its own end."""
        stop()
        return None
