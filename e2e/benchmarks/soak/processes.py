"""What /proc says of a worker (proc(5))."""

import os
import random
import socket

_LISTEN = "0A"  # TCP_LISTEN, include/net/tcp_states.h


def started(pid):
    """(pid, when it started, clock ticks after boot), which no other process ever has; None when it is gone."""
    fields = _stat(pid)
    return None if fields is None else (pid, int(fields[22 - 3]))


def state(pid):
    """R, S, T and so on; None when it is gone."""
    fields = _stat(pid)
    return None if fields is None else fields[0]


def _stat(pid):
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return None
    # The command name may hold blanks and parentheses; what follows its last ")" starts at field 3.
    return text[text.rindex(")") + 2 :].split()


def children(pid):
    """The process ids of the children of pid's main thread."""
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
            return {int(child) for child in file.read().split()}
    except OSError:
        return set()


def has_connection(pid, port):
    """Whether the process holds a connection that was accepted on port of 127.0.0.1."""
    held = set()
    try:
        for descriptor in os.listdir("/proc/%d/fd" % pid):
            try:
                held.add(os.readlink("/proc/%d/fd/%s" % (pid, descriptor)))
            except FileNotFoundError:
                continue
        with open("/proc/%d/net/tcp" % pid, encoding="ascii") as file:
            return not held.isdisjoint("socket:[%d]" % inode for inode in accepted(file.read(), port))
    except FileNotFoundError:
        return False


def accepted(table, port):
    """The inodes of the connections whose end here is port, in the text of /proc/net/tcp; not of those that listen."""
    found = set()
    for line in table.splitlines()[1:]:
        fields = line.split()
        if int(fields[1].rpartition(":")[2], 16) == port and fields[3] != _LISTEN:
            found.add(int(fields[9]))
    return found


def quiet_port():
    """A port that nobody has, and that the kernel gives to no client either: a server is to have it again and again."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
        lowest = int(file.read().split()[0])
    for port in random.sample(range(max(1024, lowest - 10000), lowest), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise OSError("no free port below %d" % lowest)
