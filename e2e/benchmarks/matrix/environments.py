"""The servers that can be had for the interpreters of this machine."""

import os
import shutil
import subprocess

from matrix import plan
from rig import cache
from rig.pool import REPOSITORY, servers
from rig.progress import say

import interpreters

HERE = os.path.dirname(os.path.abspath(__file__))


def pythons():
    """The interpreters to run on: $PREFORK_PYTHON alone, or all that the bootstrap's tests find."""
    named = os.environ.get("PREFORK_PYTHON")
    if named is None:
        return interpreters.supported()
    return [interpreters.Interpreter(_told(named, "import platform; print(platform.python_version())"), named)]


def _told(path, script):
    return subprocess.run([path, "-c", script], stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout.strip()


def installed(python, all_releases, wanted):
    """The Servers for one interpreter, as far as they are wanted: the newest, older Gunicorns, and the distribution's own.

    The distribution's have a Python of their own, whichever is asked for.
    """
    listed = subprocess.run(
        [os.path.join(REPOSITORY, "e2e", "servers")], stdout=subprocess.PIPE, universal_newlines=True, check=True,
        env={**os.environ, "PREFORK_PYTHON": python.path},
    )
    found = [servers.Server(*line.split(" ", 3)) for line in listed.stdout.splitlines()]
    for version in plan.OLDER_GUNICORN:
        is_wanted = plan.passes(wanted, server="gunicorn", serverVersion=version, python=python.version)
        if is_wanted and python.release in plan.on_these(version, all_releases):
            older = _older_gunicorn(version, python)
            found += [older] if older else []
    return found


def _older_gunicorn(version, python):
    requirements = os.path.join(HERE, "requirements", "gunicorn-%s.txt" % version)
    key = cache.key(requirements, _told(python.path, "import sys; print(sys.version, sys.base_prefix)"))
    folder = cache.folder("bench-matrix", "gunicorn-%s-%s" % (version, key))
    if not os.path.exists(os.path.join(folder, "complete")):
        shutil.rmtree(folder, ignore_errors=True)
        say("preparing Gunicorn %s for %s" % (version, python))
        pip = [os.path.join(folder, "bin", "pip"), "--quiet", "--disable-pip-version-check", "install", "-r", requirements]
        for line in ([python.path, "-m", "venv", folder], pip):
            done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
            if done.returncode != 0:
                say("no Gunicorn %s for %s: %s" % (version, python, done.stdout[-600:]))
                return None
        with open(os.path.join(folder, "complete"), "w", encoding="ascii"):
            pass
    return servers.Server("gunicorn", version, python.version, os.path.join(folder, "bin", "gunicorn"))
