"""The libraries that the soak's application needs, beside the servers that e2e/servers prepares."""

import os
import shutil
import subprocess

from rig import cache
from rig.pool import servers

HERE = os.path.dirname(os.path.abspath(__file__))
REQUIREMENTS = os.path.join(HERE, "requirements.txt")
OLDEST = (3, 12)
NEWEST = ("gunicorn", "uwsgi")


def newest_servers():
    """The newest Gunicorn and uWSGI, on $PREFORK_PYTHON (python3), for which there are wheels; exits where there are none."""
    found = [server for server in servers.installed() if server.name in NEWEST]
    if not found or any(tuple(map(int, server.python.split(".")[:2])) < OLDEST for server in found):
        raise SystemExit("needs CPython %d.%d or newer: name one in PREFORK_PYTHON" % OLDEST)
    return found


def libraries(server):
    """The folder with the libraries for server's Python, which are installed where they are not there yet."""
    folder = cache.folder("bench-soak", cache.key(REQUIREMENTS, server.python))
    if not os.path.exists(folder):
        fresh = "%s.%d" % (folder, os.getpid())
        python = os.path.join(os.path.dirname(server.path), "python")
        line = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--require-hashes"]
        subprocess.run(line + ["--no-deps", "--only-binary", ":all:", "--target", fresh, "-r", REQUIREMENTS], check=True)
        try:
            os.rename(fresh, folder)
        except OSError:
            # Another one was faster.
            shutil.rmtree(fresh)
    return folder
