"""What the sidecar is compared with: compiled, built or unpacked into the cache. All of them need the network once."""

import glob
import hashlib
import os
import shutil
import subprocess
import sys

from rig import cache

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.join(HERE, "..", "..", "..")
EXPORTER = "github.com/ncabatoff/process-exporter/cmd/process-exporter"


def provide():
    """The paths of all programs by name: c, processExporter, psutil (a Python that has it), smem, gunicorn."""
    return {
        "c": _sampler(), "processExporter": _exporter(), "psutil": _psutil(), "smem": _smem(), "gunicorn": _gunicorn()
    }


def _cached(name, *inputs):
    """A path in the cache that changes with what its content is made from."""
    digest = hashlib.sha256()
    for path in inputs:
        with open(path, "rb") as file:
            digest.update(file.read())
    folder = cache.folder("bench-sidecar")
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, "%s-%s" % (name, digest.hexdigest()[:12]))


def _program(*names):
    for name in names:
        path = shutil.which(name) or shutil.which(name, path="/usr/local/go/bin:/usr/lib/go/bin")
        if path:
            return path
    raise SystemExit("no %s on the PATH: install it" % " or ".join(names))


def _sampler():
    source = os.path.join(HERE, "sampler.c")
    path = _cached("sampler", source)
    if not os.path.exists(path):
        subprocess.run([_program("cc", "gcc"), "-O2", "-Wall", "-o", path + ".part", source], check=True)
        os.rename(path + ".part", path)
    return path


def _exporter():
    module = os.path.join(HERE, "exporter")
    path = _cached("process-exporter", module + "/go.mod", module + "/go.sum")
    if not os.path.exists(path):
        environment = {**os.environ, "GOWORK": "off", "CGO_ENABLED": "0", "GOFLAGS": "-buildvcs=false -trimpath -mod=readonly"}
        subprocess.run([_program("go"), "build", "-o", path + ".part", EXPORTER], cwd=module, env=environment, check=True)
        os.rename(path + ".part", path)
    return path


def _psutil():
    requirements = os.path.join(HERE, "requirements.txt")
    folder = _cached("psutil", requirements)
    if not os.path.exists(folder + "/complete"):
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [folder + "/bin/pip", "--quiet", "--disable-pip-version-check", "install", "-r", requirements]
        subprocess.run(install, check=True)
        open(folder + "/complete", "w", encoding="ascii").close()
    return folder + "/bin/python"


def _smem():
    """The distribution's own script, taken out of its package: nothing is installed."""
    if shutil.which("smem"):
        return shutil.which("smem")
    folder = _cached("smem")
    if not os.path.exists(folder + "/usr/bin/smem"):
        os.makedirs(folder, exist_ok=True)
        subprocess.run([_program("apt-get"), "-qq", "download", "smem"], cwd=folder, check=True, stderr=subprocess.DEVNULL)
        subprocess.run([_program("dpkg-deb"), "-x", glob.glob(folder + "/smem_*.deb")[0], folder], check=True)
    return folder + "/usr/bin/smem"


def _gunicorn():
    listed = subprocess.run([os.path.join(REPOSITORY, "e2e", "servers")], stdout=subprocess.PIPE, text=True, check=True)
    for line in listed.stdout.splitlines():
        if line.startswith("gunicorn"):
            return line.split(" ", 3)[3]
    raise SystemExit("e2e/servers has prepared no Gunicorn; its words above say why")
