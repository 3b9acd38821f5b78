"""The Python interpreters of this machine that the bootstrap is tested on, found rather than listed."""

import atexit
import functools
import glob
import os
import shutil
import subprocess
import sys
import tempfile

OLDEST, NEWEST = (3, 8), (3, 14)

_ASK = "import sys; print('%d.%d.%d' % sys.version_info[:3])"


class Interpreter:
    """One Python: its version, "3.12.1", and the path of its executable."""

    def __init__(self, version, path):
        self.version = version
        self.path = path

    @property
    def release(self):
        """(major, minor)."""
        return tuple(int(part) for part in self.version.split(".")[:2])

    @property
    def has_immortal_objects(self):
        """Whether gc.mode Immortal can be in force."""
        return self.release >= (3, 12)

    def __str__(self):
        return "CPython " + self.version


@functools.lru_cache(maxsize=None)
def supported():
    """Interpreters that the bootstrap acts in, each as a virtual environment of its own.

    An environment leaves out what the machine's site-packages start by .pth files, which is not what is tested.
    """
    home = tempfile.mkdtemp(prefix="prefork-interpreters-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    environments = []
    for found in _found():
        if OLDEST <= found.release <= NEWEST:
            folder = os.path.join(home, found.version)
            made = subprocess.run([found.path, "-m", "venv", "--without-pip", folder], capture_output=True)
            if made.returncode == 0:
                environments.append(Interpreter(found.version, os.path.join(folder, "bin", "python")))
    if not environments:
        raise RuntimeError(
            "no CPython from %d.%d to %d.%d found: install python3 and its venv module" % (OLDEST + NEWEST)
        )
    sys.stderr.write("the bootstrap is tested in %s, which this machine has\n" % ", ".join(map(str, environments)))
    return environments


@functools.lru_cache(maxsize=None)
def too_old():
    """Interpreters in which the bootstrap does nothing; there may be none."""
    return [found for found in _found() if found.release < OLDEST]


@functools.lru_cache(maxsize=None)
def _found():
    by_version = {}
    for path in _candidates():
        try:
            answer = subprocess.run(
                [path, "-c", _ASK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True, timeout=60
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if answer.returncode == 0:
            version = answer.stdout.strip()
            by_version.setdefault(version, Interpreter(version, path))
    return sorted(by_version.values(), key=lambda found: tuple(map(int, found.version.split("."))))


def _candidates():
    yield sys.executable
    names = ["python3"] + ["python3.%d" % minor for minor in range(6, NEWEST[1] + 1)]
    for folder in os.environ.get("PATH", "").split(os.pathsep) + ["/usr/bin", "/usr/local/bin"]:
        for name in names:
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK):
                yield path
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    for path in sorted(glob.glob(os.path.join(pyenv, "versions", "*", "bin", "python"))):
        yield path
