"""How this interpreter marks an object as immortal (PEP 683), and whether that is certain enough to do it.

An immortal object's reference count is never written, so reading the object copies no page.  CPython says so in the
head of the object, and how is no interface: it is listed here for each release that was looked at (Include/object.h,
Include/refcount.h), and tried out on objects of our own before any other is touched.

======  =======================  =================================================================================
CPython bytes of ob_refcnt       why
======  =======================  =================================================================================
3.12    ff ff ff ff              Py_INCREF leaves only this count alone; the upper four bytes must stay 0
3.13    ff ff ff ff              the same
3.14    00 00 00 c0 00 00 01 00  count 3 << 30, and bit 0 of ob_flags: without it the evaluation loop counts down
======  =======================  =================================================================================
"""

import os
import sys

from . import clibrary

_MARKS = {
    (3, 12): b"\xff\xff\xff\xff",
    (3, 13): b"\xff\xff\xff\xff",
    (3, 14): b"\x00\x00\x00\xc0\x00\x00\x01\x00",
}
_OLDEST = min(_MARKS)

# Py_IsImmortal: the lower 32 bits, as a signed number, are negative.
IMMORTAL_COUNT = 1 << 31

# ob_refcnt and ob_type and nothing else: free-threaded builds and those that trace references have more.
_HEAD_BYTES = 16
_TYPE_AT = 8


class Refused(Exception):
    """Objects are not made immortal here; the message is the reason, for a person, at most 119 bytes of UTF-8."""


def mark_of(version, build):
    """The bytes that make an object immortal in CPython version (major, minor, micro); build is a Build.

    Raises Refused where there are none that are known.
    """
    name = "CPython %d.%d.%d" % version
    if build.implementation != "cpython":
        raise Refused("%s is not CPython" % build.implementation)
    if version[:2] < _OLDEST:
        raise Refused("%s has no immortal objects, which came with 3.12" % name)
    if version[:2] not in _MARKS:
        raise Refused("nobody has looked yet at how %s marks immortal objects" % name)
    if build.free_threaded:
        raise Refused("%s is a free-threaded build, which counts references in another way" % name)
    if build.debug:
        raise Refused("%s is a debug build, which checks reference counts" % name)
    if build.pointer_bytes != 8 or build.byte_order != "little":
        raise Refused("%d-bit, %s endian: only 64-bit little endian is known" % (8 * build.pointer_bytes, build.byte_order))
    if (3, 14, 0) <= version < (3, 14, 5):
        raise Refused("%s has an incremental collector, which 3.14.5 took back" % name)
    return _MARKS[version[:2]]


class Build:
    """What kind of interpreter this is, as far as it decides how objects look."""

    __slots__ = ("implementation", "free_threaded", "debug", "pointer_bytes", "byte_order")

    def __init__(self, implementation, free_threaded, debug, pointer_bytes, byte_order):
        self.implementation = implementation
        self.free_threaded = free_threaded
        self.debug = debug
        self.pointer_bytes = pointer_bytes
        self.byte_order = byte_order

    @classmethod
    def running(cls):
        """The build of this interpreter."""
        flags = getattr(sys, "abiflags", "")
        return cls(
            sys.implementation.name,
            "t" in flags,
            "d" in flags or hasattr(sys, "gettotalrefcount"),
            (sys.maxsize.bit_length() + 1) // 8,
            sys.byteorder,
        )


def known_mark():
    """mark_of this interpreter."""
    return mark_of(sys.version_info[:3], Build.running())


def certain_mark():
    """The bytes that make an object of this very interpreter immortal, after trying them out.

    Raises Refused where something is not as expected, and clibrary.Unavailable.
    """
    mark = known_mark()
    check(mark, clibrary.load_ctypes())
    return mark


def check(mark, ctypes):
    """Raises Refused unless objects have the layout that mark is for, and obey it."""
    api = ctypes.pythonapi
    if object.__basicsize__ != _HEAD_BYTES:
        raise Refused("self-check: an object's head has %d bytes, expected %d" % (object.__basicsize__, _HEAD_BYTES))
    _check_main_interpreter(ctypes, api)
    _check_counting(ctypes)
    _check_immortals_of_pythons_own(mark, ctypes, api)
    _check_by_trial(mark, ctypes)


def _check_main_interpreter(ctypes, api):
    for name in ("PyInterpreterState_Get", "PyInterpreterState_Main"):
        getattr(api, name).restype = ctypes.c_void_p
    if api.PyInterpreterState_Get() != api.PyInterpreterState_Main():
        raise Refused("this is a sub-interpreter, and objects are made immortal in the main one only")


def _check_counting(ctypes):
    probe = [None]
    before = _head(ctypes, probe)
    held = (probe,) * 5
    after = _head(ctypes, probe)
    if int.from_bytes(after[:_TYPE_AT], "little") - int.from_bytes(before[:_TYPE_AT], "little") != len(held):
        raise Refused("self-check: the first 8 bytes of an object, %s, are no reference count" % before[:_TYPE_AT].hex())
    if int.from_bytes(after[_TYPE_AT:], "little") != id(list):
        raise Refused("self-check: the second 8 bytes of an object are not its type")
    if any(before[4:_TYPE_AT]):
        raise Refused("self-check: a new object has flags, %s" % before[4:_TYPE_AT].hex())


def _check_immortals_of_pythons_own(mark, ctypes, api):
    for name, thing in (("None", None), ("True", True), ("1", 1)):
        count = _head(ctypes, thing)[:4]
        if count != mark[:4]:
            raise Refused("self-check: the count of %s is %s, expected %s" % (name, count.hex(), mark[:4].hex()))
    if len(mark) > 4:
        # 3.14 exports what it does itself.
        thing = bytes(100)
        try:
            set_immortal = api._Py_SetImmortal
        except AttributeError:
            raise Refused("self-check: this interpreter has no _Py_SetImmortal to compare with")
        set_immortal.argtypes, set_immortal.restype = (ctypes.py_object,), None
        set_immortal(thing)
        theirs = _head(ctypes, thing)[: len(mark)]
        if theirs != mark:
            raise Refused("self-check: _Py_SetImmortal writes %s, expected %s" % (theirs.hex(), mark.hex()))


def _check_by_trial(mark, ctypes):
    for probe in ([None], {"key": None}, os.urandom(40), "%d" % 10**9, lambda: None, type("Probe", (), {})()):
        ctypes.memmove(id(probe), mark, len(mark))
        before = _head(ctypes, probe)
        held = [probe] * 1000
        during = _head(ctypes, probe)
        del held
        for _ in range(100):
            _passed_on(probe)
        if not before == during == _head(ctypes, probe) or sys.getrefcount(probe) < IMMORTAL_COUNT:
            raise Refused("self-check: references to a marked %s are still counted" % type(probe).__name__)


def _passed_on(thing):
    again = thing
    return [again, thing]


def _head(ctypes, thing):
    return ctypes.string_at(id(thing), _HEAD_BYTES)
