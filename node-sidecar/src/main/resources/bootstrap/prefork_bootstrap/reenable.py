"""Notices calls that switch the collector back on in a worker, and who made them; nearly all go through."""

import gc
import sys

# As they are before anybody replaces them.
disable, enable, unfreeze = gc.disable, gc.enable, gc.unfreeze


def watch(notice, forbids):
    """Replaces gc.enable, gc.set_threshold and gc.unfreeze by functions that also call notice(name, place).

    place is the caller's "module:line".  A call whose name forbids(name) says so of does nothing else.  Modules that import the functions by name get the watched ones too,
    because this happens before any other module is loaded.
    """
    for name, switches_on in (
        ("enable", lambda arguments: True),
        ("set_threshold", lambda arguments: arguments[:1] != (0,)),
        ("unfreeze", lambda arguments: True),
    ):
        if hasattr(gc, name):
            setattr(gc, name, _watched(getattr(gc, name), switches_on, notice, forbids))


def _watched(function, switches_on, notice, forbids):
    def watched(*arguments):
        result = None if forbids(function.__name__) else function(*arguments)
        if switches_on(arguments):
            caller = sys._getframe(1)
            notice(function.__name__, "%s:%d" % (caller.f_globals.get("__name__", "?"), caller.f_lineno or 0))
        return result

    watched.__name__ = function.__name__
    watched.__qualname__ = function.__qualname__
    watched.__doc__ = function.__doc__
    watched.__module__ = function.__module__
    return watched
