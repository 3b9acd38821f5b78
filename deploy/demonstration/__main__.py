"""deploy/quickstart: the sample under load untouched, observed and enforced, and what each step measured."""

import argparse
import contextlib
import json
import signal
import sys
import time

import preparation
import progress
from cluster import DevCluster, ExistingCluster
from steps import Demonstration
from table import render


def arguments():
    parser = argparse.ArgumentParser(prog="deploy/quickstart", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object on the last line")
    parser.add_argument("--keep", action="store_true", help="leave cluster, operator and samples running")
    parser.add_argument("--context", metavar="NAME", help="use this kubectl context instead of a development cluster")
    parser.add_argument("--registry", metavar="NAME", help="with --context: where its nodes find the images, such as registry.example/team")
    options = parser.parse_args()
    if options.registry and not options.context:
        parser.error(f"--registry {options.registry}: only with --context; a development cluster is given the images")
    return options


def interrupted(signum, _frame):
    raise KeyboardInterrupt(signal.Signals(signum).name)


def clean_up(cluster):
    """Not to be interrupted half-way: what would be left then, the user would have to find."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cluster.clean_up()


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGHUP, interrupted)
    started = time.monotonic()
    cluster = ExistingCluster(options.context, options.registry) if options.context else DevCluster()
    preparation.check(cluster)
    with contextlib.ExitStack() as cleanup:
        if not options.keep:
            cleanup.callback(clean_up, cluster)
        else:
            cleanup.push(lambda kind, *_: clean_up(cluster) if kind else None)
        preparation.prepare(cluster)
        cluster.install()
        servers = Demonstration(cluster, options.keep).run()
        figures = {"kubernetes": cluster.version(), "seconds": round(time.monotonic() - started), "servers": servers}
        print(render(servers), flush=True)
        if options.keep:
            progress.say(cluster.where_to_look())
    if options.json:
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        progress.say("interrupted; what it had started is gone")
        sys.exit(130)
    except progress.Failed as failure:
        progress.say(f"failed: {failure}")
        sys.exit(1)
