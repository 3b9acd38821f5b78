"""Waiting for a condition instead of for a time."""

import time

import progress

PATIENCE_SECONDS = 180


def until(what, probe, seconds=PATIENCE_SECONDS):
    """The first true answer of `probe`, asked twice a second; progress.Failed naming `what` when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise progress.Failed(f"{what}: not within {seconds} s")
        time.sleep(0.5)
