"""What must be there before the first step: the right machine, a cluster, and the three images."""

import contextlib
import os
import pathlib
import platform

import progress
from commands import Background, output

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD_SAMPLE = str(ROOT / "deploy/samples/build-image")
MODULES = ("crds", "operator", "node-sidecar")
BUILT = {
    "operator": ROOT / "operator/target/prefork-operator.tar",
    "sidecar": ROOT / "node-sidecar/target/prefork-sidecar.tar",
}


def check(cluster):
    """Say within seconds what is missing."""
    if platform.system() != "Linux" or platform.machine() not in ("x86_64", "amd64"):
        raise progress.Failed(f"{platform.system()} {platform.machine()}: the images are built on Linux on x86-64")
    if os.geteuid() != 0:
        raise progress.Failed("not root: the sample image and the development cluster need it; run it with sudo")
    output(BUILD_SAMPLE, "--check")
    cluster.check()


def prepare(cluster):
    """Start the cluster and build the images side by side, then bring the images to the cluster."""
    progress.say("starting the cluster and building the images; the first time takes about ten minutes")
    with contextlib.ExitStack() as running:
        starting = cluster.starting()
        if starting:
            running.enter_context(starting)
        if is_stale():
            images = running.enter_context(Background(
                "images", str(ROOT / "mvnw"), "--batch-mode", "--no-transfer-progress", "--quiet",
                "--file", str(ROOT / "pom.xml"), "package", "-DskipTests",
                "--projects", "operator,node-sidecar", "--also-make"))
            images.result()
        sample = running.enter_context(Background("sample", BUILD_SAMPLE))
        sample_archive = sample.result().strip().splitlines()[-1]
        if starting:
            starting.result()
    cluster.load_images({**{name: str(path) for name, path in BUILT.items()}, "sample": sample_archive})


def is_stale():
    """Whether something that the operator's or the sidecar's image is made of is newer than the image."""
    if not all(archive.exists() for archive in BUILT.values()):
        return True
    oldest = min(archive.stat().st_mtime for archive in BUILT.values())
    sources = [ROOT / "pom.xml", *(ROOT / module / "pom.xml" for module in MODULES)]
    for folder in ("deploy/images", *(f"{module}/{part}" for module in MODULES for part in ("src/main", "image"))):
        sources += (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return any(source.stat().st_mtime > oldest for source in sources)
