"""Tells what a signal's handler has raised, wherever it came, from what went wrong there."""

import _signal


def codes():
    """The code of the signal handlers in place that are written in Python."""
    found = {_code_of(_signal.getsignal(number)) for number in range(1, _signal.NSIG)}
    found.discard(None)
    return found


def raised(error, codes_before):
    """Whether a handler has raised error; codes_before: codes() of before it came, as a handler may replace itself."""
    every = codes_before | codes()
    place = error.__traceback__
    while place is not None:
        if place.tb_frame.f_code in every:
            return True
        place = place.tb_next
    return False


def _code_of(handler):
    try:
        # Of a functools.partial, of a method, of a function, of an object that can be called.
        handler = getattr(handler, "func", handler)
        handler = getattr(handler, "__func__", handler)
        if not hasattr(handler, "__code__"):
            handler = type(handler).__call__
        return handler.__code__
    except Exception:
        return None
