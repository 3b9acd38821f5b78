"""A memory cgroup of our own, on hosts with version 1 and with version 2; sizes in bytes.

Sources: Documentation/admin-guide/cgroup-v1/memory.rst and cgroup-v2.rst of the Linux kernel.
"""

import errno
import os
import signal
import time

MOUNT = "/sys/fs/cgroup"
PREFIX = "prefork-bench-"
EMPTY_SECONDS = 30


class Cgroup:
    """Use it in a with statement: at its end whatever still runs in it is killed, and it is removed."""

    def __init__(self, name, limit_bytes):
        self._name, self._limit_bytes = "%s%d-%s" % (PREFIX, os.getpid(), name), limit_bytes
        self.version = 2 if os.path.exists(MOUNT + "/cgroup.controllers") else 1
        # Not cpu: a group at the root of version 1 would take its share from all that runs there.
        self._controllers = [""] if self.version == 2 else ["memory", "cpuacct"]

    def __enter__(self):
        self._require()
        sweep(self._controllers)
        try:
            for directory in self.directories():
                os.mkdir(directory)
            self._prepare()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for directory in self.directories():
            remove(directory)

    def directories(self):
        """Where it is, one for each tree; a process belongs into all of them."""
        return [os.path.join(MOUNT, controller, self._name) for controller in self._controllers]

    def _require(self):
        if self.version == 1:
            if not os.path.exists(MOUNT + "/memory/memory.limit_in_bytes"):
                raise SystemExit("%s/memory is no memory cgroup: mount the controllers of cgroup v1 there, or cgroup v2" % MOUNT)
            return
        with open(MOUNT + "/cgroup.subtree_control", encoding="ascii") as file:
            enabled = file.read().split()
        if "memory" not in enabled:
            has = " ".join(enabled) or "nothing"
            raise SystemExit("%s/cgroup.subtree_control has %s, not memory: echo +memory into it as root" % (MOUNT, has))

    def _prepare(self):
        self.limit(self._limit_bytes)
        if self.version == 2:
            self._write("memory.swap.max", 0, missing_ok=True)
            # As the kubelet sets it: one process over the limit ends them all.
            self._write("memory.oom.group", 1)
        else:
            self._write("memory.memsw.limit_in_bytes", self._limit_bytes, missing_ok=True)

    def limit(self, limit_bytes):
        """Sets the limit; False when the kernel refuses one below what is in use."""
        try:
            if self.version == 1 and self._read("memory.limit_in_bytes") < limit_bytes:
                self._write("memory.memsw.limit_in_bytes", limit_bytes, missing_ok=True)
            self._write("memory.max" if self.version == 2 else "memory.limit_in_bytes", limit_bytes)
            return True
        except OSError as refused:
            if refused.errno != errno.EBUSY:
                raise
            return False

    def limit_bytes(self):
        return self._read("memory.max" if self.version == 2 else "memory.limit_in_bytes")

    def used_bytes(self):
        """What is charged, less the file pages that the kernel can drop at once."""
        usage = self._read("memory.current" if self.version == 2 else "memory.usage_in_bytes")
        inactive = "inactive_file" if self.version == 2 else "total_inactive_file"
        return usage - self._entry("memory.stat", inactive)

    def oom_kills(self):
        """Processes that the kernel has killed because of the limit."""
        return self._entry("memory.events" if self.version == 2 else "memory.oom_control", "oom_kill")

    def command(self, line):
        """The command that runs line as a member, from its first instruction on."""
        enter = "".join('echo $$ >"%s/cgroup.procs" && ' % directory for directory in self.directories())
        return ["sh", "-c", enter + 'exec "$@"', "sh"] + list(line)

    def _path(self, name):
        return os.path.join(self.directories()[0], name)

    def _write(self, name, value, missing_ok=False):
        if missing_ok and not os.path.exists(self._path(name)):
            return
        with open(self._path(name), "w", encoding="ascii") as file:
            file.write(str(value))

    def _read(self, name):
        with open(self._path(name), encoding="ascii") as file:
            return int(file.read())

    def _entry(self, name, key):
        with open(self._path(name), encoding="ascii") as file:
            return entry(file.read(), key)


def entry(text, key):
    """The number of the line "key number"."""
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        if name == key:
            return int(value)
    raise ValueError("no line %s in: %s" % (key, text))


def remove(directory):
    """Kills what is in the cgroup and removes it; nothing happens when it is not there."""
    deadline = time.monotonic() + EMPTY_SECONDS
    while os.path.isdir(directory):
        try:
            with open(directory + "/cgroup.procs", encoding="ascii") as file:
                for pid in file.read().split():
                    os.kill(int(pid), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            pass
        try:
            os.rmdir(directory)
        except FileNotFoundError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def sweep(controllers):
    """Removes what a benchmark that was itself killed has left."""
    for controller in controllers:
        for name in os.listdir(os.path.join(MOUNT, controller)):
            owner = name[len(PREFIX) :].partition("-")[0] if name.startswith(PREFIX) else ""
            if owner.isdecimal() and not os.path.exists("/proc/" + owner):
                remove(os.path.join(MOUNT, controller, name))
