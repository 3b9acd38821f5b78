"""Bounded load on one pod, from inside the cluster, by a load generator of the distribution."""

import json
import pathlib
import string

import progress

TEMPLATE = pathlib.Path(__file__).resolve().parents[1] / "samples/load.yaml"


def run(cluster, pod, requests):
    """Send `requests` requests to the pod; (completed, failed) as the generator counted them."""
    namespace = pod["metadata"]["namespace"]
    job = f"load-{pod['metadata']['name']}"
    manifest = string.Template(cluster.manifest(TEMPLATE)).substitute(
        NAME=job, TARGET=pod["status"]["podIP"], REQUESTS=requests)
    cluster.kubectl("apply", "-n", namespace, "-f", "-", stdin=manifest)
    try:
        cluster.kubectl("wait", "-n", namespace, f"job/{job}", "--for=jsonpath={.status.conditions[*].type}",
                        "--timeout=300s", timeout=320)
        return counted(cluster.kubectl("logs", "-n", namespace, f"job/{job}", "--tail=-1"), requests)
    finally:
        cluster.kubectl("delete", "-n", namespace, f"job/{job}", "--wait=false", "--ignore-not-found")


def counted(report, requests):
    """(completed, failed) by the generator's summary, the log's last line: failed is every request without a good answer."""
    try:
        summary = json.loads(report.strip().splitlines()[-1])
        return summary["transactions"], requests - summary["successful_transactions"]
    except (IndexError, ValueError, KeyError):
        raise progress.Failed(f"the load generator told no result: {' | '.join(report.strip().splitlines()[-3:])}") from None
