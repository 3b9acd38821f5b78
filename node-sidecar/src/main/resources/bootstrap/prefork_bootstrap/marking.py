"""Makes what a master has loaded immortal, so that its workers share an object however often they refer to it.

What is marked is what some object that the collector tracks refers to: all that Python code can get at.  What only C
code holds is left alone, since C may rely on being the one that holds it: uWSGI fills the same argument tuple for
every request, and a tuple that is being built is resized.  Left alone, too, are

* what has a finalizer (__del__: files, sockets, generators, coroutines) or is watched by a weakref.finalize, because
  it is to run when the last reference is gone;
* weak references and proxies, because the collector of CPython 3.14 crashes on an immortal one;
* frames and greenlets, and what only these and generators refer to, because that is running code.
"""

import _io
import gc
import os
import sys
from _weakref import CallableProxyType, ProxyType, ref
from functools import partial
from itertools import chain, compress, filterfalse, islice, starmap
from operator import is_, is_not

from . import clibrary, layout

# Objects whose referents are found in one go: many, so that little Python code runs for each, and few enough that what
# they share is in the processor's cache.
_CHUNK = 1024

_CODE = type((lambda: 0).__code__)
_FRAME = type(sys._getframe())
_GENERATOR = type(_ for _ in ())

# A metaclass may have its own ideas of these attributes.
_mro_of = type.__dict__["__mro__"].__get__
_dict_of = type.__dict__["__dict__"].__get__


class Marking:
    """What one walk over the heap of this process has marked."""

    __slots__ = ("marked", "_files", "_kinds")

    def __init__(self):
        # Objects that were made immortal.
        self.marked = 0
        self._files = {}
        self._kinds = _Kinds()

    def run(self, write):
        """Has write, a function of a set of addresses, mark the objects at them.

        When it raises, some objects are immortal and the others as they were, which harms nobody.
        """
        roots = _tracked_but_tuples()
        watched = _watched_by_finalizers()
        spared = set(map(id, watched))
        for start in range(0, len(roots), _CHUNK):
            some = roots[start : start + _CHUNK]
            if self._kinds.among(some) & _RUNNING:
                some = [thing for thing in some if not self._kinds.of(type(thing)) & _RUNNING]
            referents = gc.get_referents(*some)
            while referents:
                some = referents[-_CHUNK:]
                del referents[-_CHUNK:]
                referents += self._mark(some, write, spared)

    def files(self):
        """The files among what was left alone, as far as they still exist."""
        found = [reference() for reference in self._files.values()]
        return [file for file in found if file is not None]

    def _mark(self, things, write, spared, is_mortal=layout.IMMORTAL_COUNT.__gt__):
        """Marks things; returns what they refer to, as far as it is not among the roots."""
        fresh = list(compress(things, map(is_mortal, map(sys.getrefcount, things))))
        addresses = set(map(id, fresh))
        found = self._kinds.among(fresh)
        if found & _SPARED or not spared.isdisjoint(addresses):
            fresh = [thing for thing in fresh if not self._is_spared(thing, spared)]
            addresses = set(map(id, fresh))
        write(addresses)
        self.marked += len(addresses)
        referents = gc.get_referents(
            *filterfalse(gc.is_tracked, fresh), *compress(fresh, map(_is_tuple, map(type, fresh)))
        )
        if found & _HAS_PARTS:
            for thing in fresh:
                if type(thing) is _CODE:
                    referents += _parts_of(thing)
        return referents

    def _is_spared(self, thing, spared):
        kind = self._kinds.of(type(thing))
        if kind & _FILE and id(thing) not in self._files:
            self._files[id(thing)] = ref(thing)
        return kind & _SPARED or id(thing) in spared


_is_tuple, _is_no_tuple = partial(is_, tuple), partial(is_not, tuple)


def _tracked_but_tuples():
    """The objects that the collector tracks, tuples aside.

    A tuple among them may be one that another thread is in the middle of building, which takes it as an error when
    somebody else holds the tuple.  So none is held for even a moment: all of this happens in C, in one instruction
    that unpacks an iterator, during which no other thread runs.
    """
    everything = []
    listed = map(everything.extend, islice(iter(gc.get_objects, None), 1))
    # A list that is made before would be among what it holds.
    but_tuples = map(list, (compress(everything, map(_is_no_tuple, map(type, everything))),))
    forgotten = starmap(everything.clear, [()])
    _, found, _ = chain(listed, but_tuples, forgotten)
    return found


_PLAIN, _SPARED, _RUNNING, _FILE, _HAS_PARTS = 0, 1, 2, 4, 8


class _Kinds:
    """What a type says of its instances: flags, found out once for each type."""

    __slots__ = ("_known", "_plain")

    def __init__(self):
        # By address: a metaclass may define equality.  The types are kept, or another one could take an address.
        self._known = {}
        self._plain = set()

    def of(self, cls):
        """The flags of cls's instances."""
        known = self._known.get(id(cls))
        if known is None:
            known = self._known[id(cls)] = _flags_of(cls), cls
            if known[0] == _PLAIN:
                self._plain.add(id(cls))
        return known[0]

    def among(self, things):
        """The flags that at least one of things has."""
        found = _PLAIN
        classes = set(map(id, map(type, things)))
        if not classes <= self._plain:
            for cls in {id(cls): cls for cls in map(type, things)}.values():
                found |= self.of(cls)
        return found


def _flags_of(cls):
    if cls is _CODE:
        return _HAS_PARTS
    if cls is _FRAME:
        return _SPARED | _RUNNING
    greenlet = getattr(sys.modules.get("greenlet"), "greenlet", None)
    flags = _PLAIN
    for base in _mro_of(cls):
        if base is ref or base is ProxyType or base is CallableProxyType or "__del__" in _dict_of(base):
            flags |= _SPARED
        if base is _io._IOBase:
            flags |= _FILE
        if base is greenlet:
            flags |= _SPARED | _RUNNING
    if flags & _SPARED and (cls is _GENERATOR or hasattr(cls, "cr_frame") or hasattr(cls, "ag_frame")):
        flags |= _RUNNING
    return flags


def _parts_of(code):
    """What a code object refers to, and the collector is not told of."""
    return [
        code.co_consts,
        code.co_names,
        code.co_filename,
        code.co_name,
        code.co_qualname,
        code.co_linetable,
        code.co_exceptiontable,
    ]


def _watched_by_finalizers():
    """The objects that a weakref.finalize is to follow when they go."""
    weakref = sys.modules.get("weakref")
    if weakref is None:
        return []
    return [info.weakref() for info in list(weakref.finalize._registry.values())]


class Scatter:
    """Writes the same few bytes to many addresses, 1024 by one system call: preadv(2) from a file in memory.

    A call of ctypes for each object would take twenty times as long.
    """

    _AT_ONCE = 1024  # IOV_MAX, limits.h

    __slots__ = ("_mark", "_file", "_vectors", "_address", "_preadv", "_errno")

    def __init__(self, mark):
        from array import array

        ctypes = clibrary.load_ctypes()
        # PyDLL: no other thread needs to have its turn at each call.
        libc = clibrary.opened("PyDLL", use_errno=True)
        self._errno = ctypes.get_errno
        self._preadv = libc.preadv
        self._preadv.restype = ctypes.c_ssize_t
        self._preadv.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_long)
        self._mark = mark
        # struct iovec: an address and a length, 8 bytes each.
        self._vectors = array("Q", (0, len(mark)) * self._AT_ONCE)
        self._address = self._vectors.buffer_info()[0]
        self._file = os.memfd_create("prefork")
        os.write(self._file, mark * self._AT_ONCE)

    def __call__(self, addresses):
        """Writes to each of addresses; raises OSError when it could not write to all."""
        from array import array

        every = array("Q", addresses)
        for start in range(0, len(every), self._AT_ONCE):
            some = every[start : start + self._AT_ONCE]
            self._vectors[0 : 2 * len(some) : 2] = some
            written = self._preadv(self._file, self._address, len(some), 0)
            if written != len(some) * len(self._mark):
                raise OSError(self._errno(), "marked %d bytes of %d" % (written, len(some) * len(self._mark)))

    def close(self):
        """Gives the file back."""
        os.close(self._file)
