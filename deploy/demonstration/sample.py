"""One sample server in the cluster: its Deployment, its one pod, its policy, and what the product says of it."""

import json
import pathlib

import progress
from cluster import NAMESPACE
from waiting import until

SAMPLES = pathlib.Path(__file__).resolve().parents[1] / "samples"
SIDECAR = "prefork-sidecar"
# Figures of the same pool, read by two readers a few seconds apart, count as the same reading.
SAME_READING = 0.02


class Sample:
    """A server of the sample application; `server` is the name of its manifest."""

    def __init__(self, cluster, server):
        self._cluster, self._server = cluster, server
        self._name = f"sample-{server}"

    def deploy(self):
        """Apply the plain Deployment and wait until its pod serves."""
        progress.say(f"{self._server}: deploying the sample")
        self._kubectl("apply", "-f", "-", stdin=self._cluster.manifest(SAMPLES / f"{self._server}.yaml"))
        self.pod()

    def pod(self):
        """The one pod, once it is Ready."""
        return until(f"{self._name}: a ready pod", self._ready_pod)

    def apply_policy(self, name):
        """Apply the policy and wait until a pod that is created now would get it."""
        self._kubectl("apply", "-f", str(SAMPLES / f"policies/{name}.yaml"))
        until(f"{self._name}: admission under policy {name}", lambda: self._would_get(name.capitalize()))

    def replace_pod(self):
        """Delete the pod gracefully and wait for its successor; the peak ratio of its memory while it stopped.

        Admission fails open: on a machine too busy to answer the API server in time a pod comes without the sidecar, as the
        policy's condition Injected then says. The remedy that it names is what is done here, once.
        """
        pod = self.pod()
        ratio = self._cluster.outside(pod).watch_stop(lambda: self._delete(pod))
        successor = self.pod()
        if not has_sidecar(successor):
            progress.say(f"{self._server}: the API server did not wait for admission; creating the pod once more")
            self._delete(successor)
            if not has_sidecar(self.pod()):
                raise progress.Failed(f"{self._name}: two pods came without the sidecar; see kubectl -n {NAMESPACE} describe mempol {self._name}")
        return ratio

    def await_baseline(self, pool_bytes):
        """Wait until the policy's baseline is the pool that was just read."""
        until(f"{self._name}: the policy's baseline", lambda: self._measured("baseline", pool_bytes))

    def claims(self, pool_bytes):
        """What the product claims, once its status is about the pool that was just read."""
        status = until(f"{self._name}: the policy's current figures", lambda: self._measured("current", pool_bytes))
        reclaimed = status.get("reclaimed") or {}
        server = self._report().get("server") or {}
        return {
            "version": server.get("version"),
            "python": server.get("python"),
            "reclaimedBytes": reclaimed.get("bytes"),
            "sidecarBytes": reclaimed.get("sidecarBytes"),
            "kubectlReclaimed": self._column("RECLAIMED"),
        }

    def _kubectl(self, *arguments, **options):
        return self._cluster.kubectl("-n", NAMESPACE, *arguments, **options)

    def _delete(self, pod):
        self._kubectl("delete", "pod", pod["metadata"]["name"], "--wait", timeout=180)

    def _ready_pod(self):
        pods = self._cluster.get("-n", NAMESPACE, "pods", "-l", f"app={self._name}")["items"]
        alive = [pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]
        for pod in alive:
            conditions = {c["type"]: c["status"] for c in pod["status"].get("conditions", [])}
            if conditions.get("Ready") == "True":
                return pod
        return None

    def _would_get(self, mode):
        probe = {
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": f"{self._name}-probe", "labels": {"app": self._name}},
            "spec": {"containers": [{"name": "app", "image": "none"}]},
        }
        admitted = json.loads(self._kubectl(
            "create", "--dry-run=server", "-o", "json", "-f", "-", stdin=json.dumps(probe)))
        directive = json.loads(admitted["metadata"].get("annotations", {}).get("prefork.io/directive", "{}"))
        return directive.get("mode") == mode

    def _measured(self, what, pool_bytes):
        status = self._cluster.get("-n", NAMESPACE, "mempol", self._name).get("status", {})
        measured = status.get(what, {}).get("poolPss")
        near = measured is not None and abs(measured - pool_bytes) <= SAME_READING * pool_bytes
        return status if near else None

    def _report(self):
        pod = self.pod()["metadata"]
        port = pod["annotations"]["prefork.io/report-port"]
        return json.loads(self._cluster.kubectl(
            "get", "--raw", f"/api/v1/namespaces/{NAMESPACE}/pods/{pod['name']}:{port}/proxy/report"))

    def _column(self, header):
        lines = self._kubectl("get", "mempol", self._name).splitlines()
        start = lines[0].index(header)
        return lines[1][start:].split()[0]


def has_sidecar(pod):
    """Whether the pod was injected."""
    return any(container["name"] == SIDECAR for container in pod["spec"].get("initContainers", []))
