"""Figures from seconds that were measured in turn. Pure."""

from statistics import median

ALONE, CACHED, UNCACHED = "alone", "cached", "uncached"
FREEZE, IMMORTAL, OBJECTS = "Freeze", "Immortal", "objects"


def row(python, rounds):
    """One line of the result. rounds: of each turn the seconds of a start ALONE, CACHED and UNCACHED."""
    return {
        "python": python,
        "withoutMillis": _millis([turn[ALONE] for turn in rounds]),
        "withMillis": _millis([turn[CACHED] for turn in rounds]),
        "addedMillis": _millis([turn[CACHED] - turn[ALONE] for turn in rounds]),
        "addedUncachedMillis": _millis([turn[UNCACHED] - turn[ALONE] for turn in rounds]),
    }


def seconds_per_million(rounds):
    """rounds: of each turn the seconds of a fork under FREEZE and under IMMORTAL, and the OBJECTS made immortal; None without.

    None, too, where no object was made immortal, as in a build that refuses to.
    """
    objects = median([turn[OBJECTS] for turn in rounds]) if rounds else 0
    if not objects:
        return None
    longer = median([turn[IMMORTAL] for turn in rounds]) - median([turn[FREEZE] for turn in rounds])
    return round(longer / objects * 1e6, 2)


def slowest(seconds):
    """The largest of seconds that were measured, or None."""
    return max((value for value in seconds if value is not None), default=None)


def _millis(seconds):
    return round(median(seconds) * 1000, 2) if seconds else None
