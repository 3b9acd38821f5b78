"""Control groups of version 2 and what runs in them as containers do.

Source: Documentation/admin-guide/cgroup-v2.rst of the Linux kernel. Sizes are bytes.
"""

import os
import subprocess

ROOT = "/sys/fs/cgroup"
POD = ROOT + "/pod"
CONTROLLERS = "+cpu +io +memory +pids"
USER = 1000  # of the application and the sidecar alike, as in a pod that declares one
# For bash: busybox has an unshare of its own, which its shell prefers and which knows no control groups.
JOIN = 'echo $$ >"$1" && shift && exec "$@"'
# Its own group is all that a container sees. The kernel mounts no file system over itself.
ENTER = 'umount /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$@"'
UNPRIVILEGED = ["setpriv", "--reuid=%d" % USER, "--regid=%d" % USER, "--clear-groups", "--no-new-privs", "--bounding-set=-all"]


def prepare():
    """Lets groups below the pod's have limits."""
    for path in ROOT, POD:
        os.makedirs(path, exist_ok=True)
        with open(path + "/cgroup.subtree_control", "w", encoding="ascii") as file:
            file.write(CONTROLLERS)


class Cgroup:
    """A container's group, made here."""

    def __init__(self, name, **settings):
        """settings: values of control files, with _ for a dot."""
        self.path = os.path.join(POD, name)
        os.mkdir(self.path)
        for file, value in settings.items():
            self.set(file.replace("_", "."), value)

    def set(self, name, value):
        with open(os.path.join(self.path, name), "w", encoding="ascii") as file:
            file.write(str(value))

    def text(self, name):
        with open(os.path.join(self.path, name), encoding="ascii") as file:
            return file.read()

    def number(self, name):
        return int(self.text(name))

    def entry(self, name, key):
        """The number of the line "key number"."""
        return {line[0]: int(line[1]) for line in map(str.split, self.text(name).splitlines())}[key]

    def used(self):
        """What counts against the limit and is not given back on demand."""
        return self.number("memory.current") - self.entry("memory.stat", "inactive_file")

    def pressure(self):
        """PSI some avg10, percent."""
        return float(self.text("memory.pressure").split("avg10=")[1].split()[0])

    def start(self, line, **more):
        """A process in it without privileges, in namespaces as a container's."""
        enter = ["unshare", "--cgroup", "--mount", "bash", "-c", ENTER, "bash"]
        return self.join(enter + UNPRIVILEGED + line, **more)

    def join(self, line, **more):
        """A process in it, as root."""
        return subprocess.Popen(["bash", "-c", JOIN, "bash", self.path + "/cgroup.procs"] + line, start_new_session=True, **more)
