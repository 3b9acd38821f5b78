"""A Gunicorn configuration file for tests: notes the status of every worker that the master reaps."""

import os

_waitpid = os.waitpid


def _noting_waitpid(pid, options):
    reaped, status = _waitpid(pid, options)
    if reaped:
        with open(os.environ["NOTES_FOLDER"] + "/reaped.%d" % reaped, "w") as file:
            file.write(str(status))
    return reaped, status


os.waitpid = _noting_waitpid


def post_worker_init(worker):
    import sys

    if "EXIT_AT_START" in os.environ:
        sys.exit(int(os.environ["EXIT_AT_START"]))
