"""Memory and processor time of processes, from /proc. Sources: proc_pid_smaps(5), proc_pid_stat(5), sched-stats.rst."""

import glob
import os


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def pss_bytes(pid):
    with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    raise ValueError("/proc/%d/smaps_rollup has no Pss" % pid)


def cpu_micros(pid):
    """User and system time of all live threads, to the nanosecond as the scheduler counts it."""
    total = 0
    for path in glob.glob("/proc/%d/task/*/schedstat" % pid):
        try:
            with open(path, encoding="ascii") as file:
                total += int(file.read().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total / 1000


def is_at_rest(pid):
    """Whether none of its threads runs, or waits for a processor or for the kernel."""
    for path in glob.glob("/proc/%d/task/*/stat" % pid):
        try:
            with open(path, encoding="ascii") as file:
                if file.read().rpartition(")")[2].split()[0] != "S":
                    return False
        except (FileNotFoundError, ProcessLookupError):
            continue
    return True
