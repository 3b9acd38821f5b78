"""Output that a worker still holds in memory when it ends: written out as finalization would have done."""

import gc
import io
import sys


def flush_standard_streams():
    """Flushes stdout and stderr; False when one of them cannot be, so that Python itself may report it."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name, None)
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except Exception:
            return False
    _flush_c_streams()
    return True


def flush_open_files():
    """Writes out the files that this worker opened and did not close.

    Only objects younger than the freeze are looked at: older ones belong to the master, whose buffers are
    the master's to write, and looking would copy their pages.
    """
    flush(gc.get_objects())


def flush(things):
    """Writes out those of things that are open files."""
    for thing in things:
        # type(), not isinstance(): a proxy's __class__ may run the application's code.
        kind = type(thing)
        try:
            if issubclass(kind, (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)):
                if not thing.closed and thing.writable():
                    thing.flush()
            elif io.BufferedIOBase in kind.__mro__[1:] and not issubclass(kind, io.BytesIO):
                # Compressed files write their trailer only when they are closed.
                if not kind.__module__.startswith("_io") and not thing.closed and thing.writable():
                    thing.close()
        except Exception:
            continue


def _flush_c_streams():
    """Flushes C's stdio, which extension modules print to; only where ctypes is loaded anyway."""
    ctypes = sys.modules.get("ctypes")
    if ctypes is None:
        return
    try:
        ctypes.CDLL(None).fflush(None)
    except Exception:
        pass
