"""Memory of processes, from /proc/PID/smaps_rollup, in kilobytes (proc(5))."""


def rollup(pid):
    """The fields of pid's smaps_rollup by name."""
    fields = {}
    with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
        for line in file:
            name, _, value = line.partition(":")
            if value.endswith("kB\n"):
                fields[name] = int(value.split()[0])
    return fields


def private(pid):
    """What pid shares with no other process."""
    fields = rollup(pid)
    return fields["Private_Clean"] + fields["Private_Dirty"]


def cow_efficiency(worker, master):
    """The part of the master's anonymous memory that the worker still shares, 0 to 1."""
    fields = rollup(worker)
    return (fields["Anonymous"] - fields["Private_Dirty"]) / rollup(master)["Anonymous"]


def pool_pss(pids):
    """The sum of the processes' proportional sizes; those that are gone count nothing."""
    total = 0
    for pid in pids:
        try:
            total += rollup(pid)["Pss"]
        except (OSError, KeyError):
            pass
    return total
