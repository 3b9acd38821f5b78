"""The three steps: untouched, observed, enforced; each is new pods, load, and readings from outside and from the product."""

import progress
from figures import step_figures, tidy
from load import run as run_load
from sample import Sample

SERVERS = ("uwsgi", "gunicorn")
REQUESTS = 2400


class Demonstration:
    """Takes the sample through the three steps on a prepared cluster."""

    def __init__(self, cluster, keep):
        self._cluster, self._keep = cluster, keep

    def run(self):
        """The figures by server, as the last line of `deploy/quickstart --json` gives them."""
        samples = {server: Sample(self._cluster, server) for server in SERVERS}
        for sample in samples.values():
            sample.deploy()
        results = {server: {} for server in SERVERS}
        self._load_and_read(samples, results, "untouched")
        self._policy(samples, "observe")
        self._replace(samples, results, "untouched")
        self._load_and_read(samples, results, "observed")
        for server, sample in samples.items():
            sample.await_baseline(results[server]["observed"]["poolPssBytes"])
        self._policy(samples, "enforce")
        self._replace(samples, results, "observed")
        self._load_and_read(samples, results, "enforced")
        for server, sample in samples.items():
            results[server].update(sample.claims(results[server]["enforced"]["poolPssBytes"]))
        self._replace(samples, results, "enforced")
        if self._keep:
            self._load_and_read(samples, {server: {} for server in SERVERS}, "enforced")
        return {server: tidy(result) for server, result in results.items()}

    def _policy(self, samples, name):
        progress.say(f"applying the policy: {name}")
        for sample in samples.values():
            sample.apply_policy(name)

    def _replace(self, samples, results, step):
        for server, sample in samples.items():
            progress.say(f"{server}: stopping the {step} pod gracefully, watching its memory")
            results[server][step]["stopPeakRatio"] = sample.replace_pod()

    def _load_and_read(self, samples, results, step):
        for server, sample in samples.items():
            pod = sample.pod()
            outside = self._cluster.outside(pod)
            before = outside.read()
            progress.say(f"{server}: {REQUESTS} requests to the {step} pod")
            completed, failed = run_load(self._cluster, pod, REQUESTS)
            results[server][step] = step_figures(before, outside.read(), completed, failed)
