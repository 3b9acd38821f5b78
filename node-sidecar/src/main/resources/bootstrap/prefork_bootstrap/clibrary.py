"""ctypes, and the C library through it: where they are not to be had, the reason for a person.

ctypes may not be built, or not load; a static build has no dlopen(3) and raises OSError; an audit hook that forbids
either raises whatever it likes.
"""

MISSING = "ctypes is missing, without which no object can be marked"


class Unavailable(Exception):
    """ctypes, or something of the C library, is not available here; the message is the reason, for a person."""


def load_ctypes():
    """The module ctypes.  Raises Unavailable."""
    try:
        import ctypes
    except ImportError:
        raise Unavailable(MISSING)
    except Exception as error:
        raise Unavailable("ctypes cannot be loaded: %s: %s" % (type(error).__name__, error))
    return ctypes


def opened(loader, **options):
    """The C library as loader, the name of a class of ctypes, opens it with options.  Raises Unavailable."""
    try:
        return getattr(load_ctypes(), loader)(None, **options)
    except Unavailable:
        raise
    except Exception as error:
        raise Unavailable("ctypes cannot open the C library: %s: %s" % (type(error).__name__, error))
