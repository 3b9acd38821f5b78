"""Compiles what the benchmark drives, and knows how to run it."""

import os
import re
import subprocess

REPOSITORY = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))


def java():
    """Compiles the sidecar as it is checked out and the tests that drive it: the command line up to a class's name."""
    line = [os.path.join(REPOSITORY, "mvnw"), "--quiet", "--batch-mode", "test-compile"]
    subprocess.run(line + ["--projects", "e2e", "--also-make"], cwd=REPOSITORY, check=True)
    folders = ("node-sidecar/target/classes", "crds/target/classes", "e2e/target/test-classes")
    path = os.pathsep.join(os.path.join(REPOSITORY, folder) for folder in folders)
    line = [os.path.join(home(), "bin", "java"), "--enable-native-access=ALL-UNNAMED"]
    return line + ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-cp", path]


def home():
    """Of the JDK that the wrapper has found."""
    told = subprocess.run(
        [os.path.join(REPOSITORY, "mvnw"), "--version"], stdout=subprocess.PIPE, universal_newlines=True, check=True
    ).stdout
    return re.search(r"^Java version: .*runtime: (.*)$", told, re.MULTILINE).group(1)
