"""Calls that switch the collector back on: noticed, and held back where this process's callguard.Guard says so.

Only those calls are held back that undo what the policy did.  gc.unfreeze undoes every mode: it then does nothing.
gc.set_threshold undoes ThresholdZero: the first threshold then stays 0, and gc.get_threshold says so.  gc.enable undoes
neither, so it works, and libraries that disable the collector for a while find it as they left it.
"""

import gc

# As they are before anybody replaces them.
disable, enable, unfreeze, set_threshold = gc.disable, gc.enable, gc.unfreeze, gc.set_threshold

# What became of a call, from least to most.
NOTICED, HELD_BACK, UNDONE = 1, 2, 3


def watch(guard_here):
    """Replaces gc.enable, gc.set_threshold, gc.unfreeze and gc.freeze.

    guard_here() is this process's callguard.Guard, or None.
    Modules that import the functions by name get these too, because this happens before any other module is loaded.
    """
    _replace("enable", lambda arguments: True, lambda real, arguments: real(*arguments), guard_here)
    _replace("set_threshold", lambda arguments: arguments[:1] != (0,), _keep_at_zero, guard_here)
    if hasattr(gc, "unfreeze"):
        _replace("unfreeze", lambda arguments: True, _do_nothing, guard_here)
        _replace_freeze(guard_here)


def _replace(name, switches_on, hold_back, guard_here):
    real = getattr(gc, name)

    def watched(*arguments):
        guard = None
        try:
            if switches_on(arguments):
                guard = guard_here()
            outcome = NOTICED if guard is None else guard.outcome(name)
        except Exception:
            guard, outcome = None, NOTICED
        result = hold_back(real, arguments) if outcome == HELD_BACK else real(*arguments)
        if guard is not None:
            try:
                guard.took(name, outcome)
            except Exception:
                # The application's call has been answered; not counting it is the smaller harm.
                pass
        return result

    _put(real, watched)


def _replace_freeze(guard_here):
    real = gc.freeze

    def freeze(*arguments):
        try:
            guard = guard_here()
            freezes = guard is None or guard.freezes()
        except Exception:
            freezes = True
        return real(*arguments) if freezes else _do_nothing(real, arguments)

    _put(real, freeze)


def _put(real, replacement):
    replacement.__name__ = real.__name__
    replacement.__qualname__ = real.__qualname__
    replacement.__doc__ = real.__doc__
    replacement.__module__ = real.__module__
    setattr(gc, real.__name__, replacement)


def _do_nothing(real, arguments):
    # It takes none, and says so.
    return real(*arguments) if arguments else None


def _keep_at_zero(real, arguments):
    if arguments and _is_threshold(arguments[0]):
        return real(0, *arguments[1:])
    try:
        # It refuses that, as it would without us.
        return real(*arguments)
    finally:
        # Or it did not.  A collection may have come between, hence not so for whatever is a threshold.
        real(0)


def _is_threshold(number):
    try:
        return -(1 << 31) <= type(number).__index__(number) < 1 << 31
    except Exception:
        return False
