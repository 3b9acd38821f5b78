"""What one process does about calls that switch the collector back on: it decides, counts and names the caller.

Apart from reenable, which every process loads, because only one that forks needs it.
"""

import sys

from . import record, settings
from .reenable import HELD_BACK, NOTICED, UNDONE

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
