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
    """The sum of the proportional sizes of those of the processes that are alive; None when one ended meanwhile.

    With each process that ends, the shares of the others grow: sizes read before and after do not add up.
    """
    alive = _sizes(pids)
    return sum(alive.values()) if _sizes(pids).keys() == alive.keys() else None


def _sizes(pids):
    sizes = {}
    for pid in pids:
        try:
            sizes[pid] = rollup(pid)["Pss"]
        except (OSError, KeyError):
            continue
    return sizes
