"""The two kinds of cluster that the demonstration runs on, behind the same few methods."""

import json
import pathlib
import shutil

import progress
from commands import Background, output, succeeds
from outside import InContainer, OnNode

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASE = str(ROOT / "deploy/base")
OPERATOR_NAMESPACE = "prefork-system"
NAMESPACE = "prefork-demonstration"
RESOURCE = "memorypolicies.prefork.io"
# What the names of the three images begin with, in every manifest of this checkout.
IMAGES = "localhost/prefork-"


class Cluster:
    """kubectl, and what is installed with it. Only what was not there before is removed: with the resource go all its policies."""

    _brought_samples = _brought_operator = False
    _operator_seconds = 180

    def install(self):
        """Install the operator, unless it is there, and wait until it serves."""
        if self._operator_is_there():
            self._use_operator()
        else:
            progress.say("installing the operator")
            self._brought_operator = True
            self._apply_operator()
        self._await_operator()
        # A demonstration that was kept left policies and a baseline here: the next one starts from nothing.
        self._brought_samples = True
        self.kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", timeout=300)
        self.kubectl("create", "namespace", NAMESPACE)

    def uninstall(self):
        """Remove the samples first, while the operator can still see them go."""
        if self._brought_samples:
            self.kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", timeout=300)
        if self._brought_operator:
            self.kubectl("delete", "-k", BASE, "--ignore-not-found", timeout=300)

    def _operator_is_there(self):
        return bool(self.kubectl("get", "customresourcedefinition", RESOURCE, "--ignore-not-found", "-o", "name").strip())

    def _apply_operator(self):
        self.kubectl("apply", "--server-side", "-f", "-", stdin=self._with_images(self.kubectl("kustomize", BASE)))

    def _await_operator(self):
        seconds = self._operator_seconds
        try:
            self.kubectl("rollout", "status", "-n", OPERATOR_NAMESPACE, "deployment/prefork-operator",
                         f"--timeout={seconds}s", timeout=seconds + 20)
        except progress.Failed as failure:
            raise progress.Failed(f"{failure}{self._what_waits()}") from None

    def _what_waits(self):
        """In words, what the operator's containers wait for, such as an image that no node has; nothing where nobody answers."""
        try:
            pods = self.get("-n", OPERATOR_NAMESPACE, "pods")["items"]
        except progress.Failed:
            return ""
        states = [status["state"] for pod in pods for status in pod["status"].get("containerStatuses", ())]
        reasons = {f"{state['waiting']['reason']}: {state['waiting'].get('message', '')}" for state in states if "waiting" in state}
        return "".join(f"; the operator waits: {reason}" for reason in sorted(reasons))

    def _with_images(self, manifest):
        """The manifest with the names that its images have in this cluster."""
        return manifest

    def manifest(self, path):
        """A file of this checkout (a path), as it is applied to this cluster."""
        return self._with_images(path.read_text())

    def kubectl(self, *arguments, stdin=None, timeout=120):
        """Standard output of one kubectl call."""
        return output(*self._kubectl, *arguments, stdin=stdin, timeout=timeout)

    def get(self, *arguments):
        """One object or list, parsed."""
        return json.loads(self.kubectl("get", *arguments, "-o", "json"))

    def version(self):
        """The API server's version, such as v1.36.3."""
        return json.loads(self.kubectl("version", "-o", "json"))["serverVersion"]["gitVersion"]

    def where_to_look(self):
        """A line for the user: what to type next."""
        call = " ".join(self._kubectl)
        return f"left running; look with: {call} -n {NAMESPACE} get mempol,pods"


class DevCluster(Cluster):
    """The development cluster of this checkout: real Kubernetes processes on this host."""

    def __init__(self):
        self._script = str(ROOT / "deploy/dev-cluster")
        self._kubectl = (self._script, "kubectl")

    def check(self):
        """What can be installed, `dev-cluster up` installs; whether it runs already decides what is cleaned up."""
        output(self._script, "check")
        self._was_running = succeeds(self._script, "status")

    def starting(self):
        return Background("cluster", self._script, "up")

    def load_images(self, archives):
        progress.say("importing the images")
        output(self._script, "import", *archives.values(), timeout=300)

    def outside(self, pod):
        return OnNode(pod["metadata"]["uid"])

    def _use_operator(self):
        progress.say("bringing the operator, which is installed already, to the state of this checkout")
        self._apply_operator()
        # An image that was built anew has the name of the one before.
        self.kubectl("rollout", "restart", "-n", OPERATOR_NAMESPACE, "deployment/prefork-operator")

    def clean_up(self):
        if self._was_running:
            progress.say("removing what was brought to the cluster, which was already running")
            self.uninstall()
        else:
            progress.say("taking the cluster down")
            output(self._script, "down", timeout=300)


class ExistingCluster(Cluster):
    """A cluster that the user already has, perhaps with an operator and policies that are in use.

    `registry`, such as registry.example/team, is where its nodes get the images from; None where they were given them.
    """

    # Somebody has to bring the images meanwhile.
    _operator_seconds = 900

    def __init__(self, context, registry=None):
        self._context = context
        self._images = f"{registry.rstrip('/')}/prefork-" if registry else IMAGES
        self._kubectl = ("kubectl", "--context", context)

    def check(self):
        if not shutil.which("kubectl"):
            raise progress.Failed("kubectl: not found; install it, or leave --context out for a development cluster")
        self.kubectl("version", timeout=20)

    def starting(self):
        return None

    def load_images(self, archives):
        where = (f"the registry must hold these images by now, under {self._images}*" if self._images != IMAGES
                 else "the nodes need these images: bring them now (kind load image-archive PATH, ctr -n k8s.io images import PATH)")
        progress.say(where)
        for name, path in archives.items():
            progress.say(f"  {name}: {path}")

    def _with_images(self, manifest):
        return manifest.replace(IMAGES, self._images)

    def outside(self, pod):
        return InContainer(self, pod)

    def _use_operator(self):
        progress.say(f"using the operator that is installed in {self._context}; it stays as it is")

    def clean_up(self):
        progress.say(f"removing what was brought to {self._context}")
        self.uninstall()
