"""Starts prefork's bootstrap, then gives way to the sitecustomize that this one hides.

Python imports this module at start-up because its folder is in PYTHONPATH.  Whatever goes wrong in the
bootstrap, the interpreter starts as if it were not there.  This file must parse on every Python, 2.7 included.
"""

import os
import sys


def _start(folder):
    """Starts the bootstrap whose package lies in folder, where this interpreter is one it knows."""
    if sys.version_info < (3, 8) or sys.implementation.name != "cpython":
        return
    try:
        standby = _load(folder)
        if standby is not None:
            standby.install()
    except Exception as error:
        _report(error)


def _load(folder):
    """The Standby of this process, or None where there is no policy for it.

    Compiling takes longer than all else here.  So the byte code of what every process loads is kept beside it, on our
    own volume, where it can be, also under PYTHONDONTWRITEBYTECODE: that is about what the application imports.
    """
    unwanted = sys.dont_write_bytecode
    sys.dont_write_bytecode = unwanted and (sys.pycache_prefix is not None or not os.access(folder, os.W_OK))
    try:
        kept = __spec__.cached
        if unwanted and not sys.dont_write_bytecode and kept is not None and not os.path.exists(kept):
            # This file's own, which was compiled before anything here could run.
            __spec__.loader.get_code(__name__)
        import prefork_bootstrap

        return prefork_bootstrap.prepare(os.path.dirname(folder), _report)
    finally:
        sys.dont_write_bytecode = unwanted


def _report(error):
    """Says on standard error that the bootstrap does nothing in this process because of error."""
    try:
        sys.stderr.write(
            "prefork: memory policy not applied in process %d, which goes on without it: %s: %s\n"
            % (os.getpid(), type(error).__name__, error)
        )
        # A child that is forked would write what is left in the buffer once more.
        sys.stderr.flush()
    except Exception:
        pass


def _give_way(folder):
    """Imports the next sitecustomize of sys.path in place of this one.

    An import replaces the module that sys.modules holds under the name when it ends (importlib's documented
    behaviour), so the application sees the hidden module, and an error in it is reported by Python as ever.
    """
    this = sys.modules.pop("sitecustomize", None)
    sys.path[:] = [entry for entry in sys.path if entry != folder]
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        if getattr(error, "name", None) != "sitecustomize":
            raise
        if this is not None:
            sys.modules["sitecustomize"] = this


_FOLDER = os.path.dirname(os.path.abspath(__file__))
_start(_FOLDER)
_give_way(_FOLDER)
