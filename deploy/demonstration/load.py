"""Bounded load on one pod, from inside the cluster, by a load generator of the distribution."""

import pathlib
import re
import string

import progress

TEMPLATE = pathlib.Path(__file__).resolve().parents[1] / "samples/load.yaml"


def run(cluster, pod, requests):
    """Send `requests` requests to the pod; (completed, failed) as the generator counted them."""
    namespace = pod["metadata"]["namespace"]
    job = f"load-{pod['metadata']['name']}"
    manifest = string.Template(TEMPLATE.read_text()).substitute(
        NAME=job, TARGET=pod["status"]["podIP"], REQUESTS=requests)
    cluster.kubectl("apply", "-n", namespace, "-f", "-", stdin=manifest)
    try:
        cluster.kubectl("wait", "-n", namespace, f"job/{job}", "--for=jsonpath={.status.conditions[*].type}",
                        "--timeout=300s", timeout=320)
        return counted(cluster.kubectl("logs", "-n", namespace, f"job/{job}", "--tail=-1"))
    finally:
        cluster.kubectl("delete", "-n", namespace, f"job/{job}", "--wait=false", "--ignore-not-found")


def counted(report):
    """(completed, failed) of ApacheBench's report: failed are its own failures and every answer that is not 2xx."""
    figures = dict(re.findall(r"^(Complete requests|Failed requests|Non-2xx responses):\s+(\d+)", report, re.MULTILINE))
    if "Complete requests" not in figures:
        raise progress.Failed(f"the load generator told no result: {' | '.join(report.strip().splitlines()[-3:])}")
    failed = int(figures["Failed requests"]) + int(figures.get("Non-2xx responses", 0))
    return int(figures["Complete requests"]), failed
