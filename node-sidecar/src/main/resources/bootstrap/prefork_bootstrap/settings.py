"""The policy for this pod's interpreters: the file policy.conf, lines of key=value, written by the sidecar."""

import os

OBSERVE = "Observe"
ENFORCE = "Enforce"

GC_DEFAULT = "Default"
GC_FREEZE = "Freeze"
GC_THRESHOLD_ZERO = "ThresholdZero"
GC_IMMORTAL = "Immortal"

ALLOW = "Allow"
REPORT = "Report"
BLOCK = "Block"

FINALIZE = "Finalize"
SKIP_FINALIZATION = "SkipFinalization"

_FILE = "policy.conf"
_VERSION = "1"
_MAX_BYTES = 4096
_GROWTH = "gc.cycleGuard.maxGrowthPercent"
_MAX_GROWTH_PERCENT = 1000
_ALLOWED = {
    "mode": (OBSERVE, ENFORCE),
    "gc.mode": (GC_DEFAULT, GC_FREEZE, GC_THRESHOLD_ZERO, GC_IMMORTAL),
    "gc.reenable": (ALLOW, REPORT, BLOCK),
    "shutdown.mode": (FINALIZE, SKIP_FINALIZATION),
}
# Keys that earlier sidecars did not write.
_DEFAULTS = {"gc.reenable": REPORT}


class Settings:
    """What is to be done to a worker: in mode Observe always Default and Finalize, that is, nothing.

    max_growth_percent is the cycle guard's, 1 to 1000, or None for no guard.
    """

    __slots__ = ("gc_mode", "reenable", "shutdown_mode", "max_growth_percent")

    def __init__(self, gc_mode, reenable, shutdown_mode, max_growth_percent=None):
        self.gc_mode = gc_mode
        self.reenable = reenable
        self.shutdown_mode = shutdown_mode
        self.max_growth_percent = max_growth_percent


def load(volume):
    """The Settings in volume's policy.conf, or None where there are none that this version understands."""
    try:
        # A named pipe in the file's place must not hang the application, hence O_NONBLOCK.
        descriptor = os.open(
            volume + "/" + _FILE, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        )
    except OSError:
        return None
    try:
        content = os.read(descriptor, _MAX_BYTES + 1)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    if len(content) > _MAX_BYTES:
        return None
    return parse(content.decode("utf-8", "replace"))


def parse(text):
    """The Settings that text says, or None when a key is missing or has a value unknown to this version.

    Keys that this version does not know are left alone: a newer sidecar may write them.
    """
    values = dict(_DEFAULTS)
    for line in text.splitlines():
        key, separator, value = line.partition("=")
        if separator:
            values[key.strip()] = value.strip()
    if values.get("version") != _VERSION:
        return None
    for key, allowed in _ALLOWED.items():
        if values.get(key) not in allowed:
            return None
    growth = values.get(_GROWTH)
    if growth is not None and not (growth.isdecimal() and 1 <= int(growth) <= _MAX_GROWTH_PERCENT):
        return None
    if values["mode"] == OBSERVE:
        # Where nothing is done, nothing can be undone, and so nothing is held back.
        return Settings(GC_DEFAULT, values["gc.reenable"], FINALIZE)
    growth = None if growth is None else int(growth)
    return Settings(values["gc.mode"], values["gc.reenable"], values["shutdown.mode"], growth)
