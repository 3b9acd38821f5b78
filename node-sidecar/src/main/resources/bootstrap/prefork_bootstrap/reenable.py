"""Calls that switch the collector back on: counted, named, and held back where the policy says Block.

Only those calls are held back that undo what the policy did.  gc.unfreeze undoes every mode: it then does nothing.
gc.set_threshold undoes ThresholdZero: the first threshold then stays 0, and gc.get_threshold says so.  gc.enable undoes
neither, so it works, and libraries that disable the collector for a while find it as they left it.
"""

import gc
import sys

from . import record, settings

# As they are before anybody replaces them.
disable, enable, unfreeze, set_threshold = gc.disable, gc.enable, gc.unfreeze, gc.set_threshold


# What became of a call, from least to most.
NOTICED, HELD_BACK, UNDONE = 1, 2, 3
_OUTCOMES = ("", "Noticed", "HeldBack", "Undone")

# From least to most that they can undo.
_FUNCTIONS = ("enable", "set_threshold", "unfreeze")

_MODULE_LENGTH = 40


class Guard:
    """What one process does about such calls of the application."""

    __slots__ = ("_gc_mode", "_reenable", "_is_immortal", "_record", "_named", "_keeps_frozen")

    def __init__(self, gc_mode, reenable, is_immortal):
        """gc_mode: that of the record; is_immortal: whether what the master loaded is, and must not be unfrozen."""
        self._gc_mode = gc_mode
        self._reenable = reenable
        self._is_immortal = is_immortal
        self._record = None
        self._named = 0
        self._keeps_frozen = False

    def count_into(self, worker_record):
        """From now on calls are counted and named in worker_record, unless the policy says Allow."""
        self._record = worker_record

    def collector_is_back(self):
        """The cycle guard lets the collector run again, so that no threshold undoes anything any more."""
        if self._gc_mode == record.GC_THRESHOLD_ZERO:
            self._gc_mode = record.GC_FREEZE

    def outcome(self, function):
        """What becomes of a call of gc.function that switches the collector on."""
        if self._is_immortal and function == "unfreeze":
            return HELD_BACK
        if self._gc_mode == record.GC_UNTREATED or function == "enable":
            return NOTICED
        if function == "set_threshold" and self._gc_mode != record.GC_THRESHOLD_ZERO:
            return NOTICED
        return HELD_BACK if self._reenable == settings.BLOCK else UNDONE

    def freezes(self):
        """Whether the application's gc.freeze is to do anything.

        Not after a gc.unfreeze was held back: who freezes and unfreezes again and again would freeze more each time.
        """
        return not self._keeps_frozen

    def took(self, function, outcome):
        """A call of gc.function came to outcome; to be called by what the application called."""
        if self._gc_mode != record.GC_UNTREATED:
            if outcome == UNDONE:
                self._undone()
            elif outcome == HELD_BACK and function == "unfreeze":
                self._keeps_frozen = True
        if self._record is None or self._reenable == settings.ALLOW:
            return
        self._record.words64[record.REENABLED] += 1
        # Each combination once: a call in a hot loop costs no look at its caller, and what is named does not change.
        rank = outcome * len(_FUNCTIONS) + _FUNCTIONS.index(function)
        if rank > self._named:
            self._named = rank
            self._record.name_reenabler(_words(function, outcome, _caller(3)))

    def _undone(self):
        self._gc_mode = record.GC_UNTREATED
        if self._record is not None:
            self._record.words32[record.GC_MODE] = record.GC_UNTREATED


def watch(guard_here):
    """Replaces gc.enable, gc.set_threshold, gc.unfreeze and gc.freeze; guard_here() is this process's Guard, or None.

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


def _caller(depth):
    """The Python frame that many calls above this function, or None: C may have called."""
    try:
        return sys._getframe(depth)
    except ValueError:
        return None


def _words(function, outcome, caller):
    """ "OUTCOME gc.FUNCTION MODULE (FILE:LINE)", short enough for a record: a long FILE lacks its beginning."""
    call = "%s gc.%s " % (_OUTCOMES[outcome], function)
    if caller is None:
        return call + "?"
    module = caller.f_globals.get("__name__")
    module = _ascii(module)[:_MODULE_LENGTH] if isinstance(module, str) else "?"
    line = ":%d)" % (caller.f_lineno or 0)
    file = _ascii(caller.f_code.co_filename)
    room = record.REENABLER_LENGTH - len(call + module + " (" + line)
    if len(file) > room:
        file = "..." + file[3 - room :]
    return call + module + " (" + file + line


def _ascii(text):
    return text.encode("ascii", "replace").decode("ascii")
