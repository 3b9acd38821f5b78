"""What the scenario says on the console, one line each; the host takes those that begin with "result:" for test results."""

import time

PATIENCE_SECONDS = 240  # of an emulated machine that shares its processors
began = time.monotonic()


class NotSeen(Exception):
    """Something did not come, with what was there instead."""


def say(words):
    print("[%4d s] %s" % (time.monotonic() - began, words), flush=True)


def result(name, step, *arguments):
    """Says what came of a step, which returns its evidence in words; the first that fails ends the scenario."""
    try:
        words = step(*arguments)
    except NotSeen as failure:
        print("result: failed %s: %s" % (name, failure), flush=True)
        raise
    print("result: ok %s: %s" % (name, words), flush=True)


def until(what, look, holds=bool):
    """The first thing that look() sees of which holds() is true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    seen = look()
    while not holds(seen):
        if time.monotonic() > deadline:
            raise NotSeen("%s: not within %d s; last seen: %s" % (what, PATIENCE_SECONDS, seen))
        time.sleep(0.5)
        seen = look()
    return seen


def expect(condition, words):
    if not condition:
        raise NotSeen(words)
