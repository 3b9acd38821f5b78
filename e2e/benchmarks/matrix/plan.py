"""Which cells there are, and what the measurements of one come to.  Pure; sizes in bytes."""

from dataclasses import dataclass

#: What is asked for, in turn: a request that reads a little, keeps a little and leaves cycles behind; and one that reads
#: all that was preloaded, mixed with such ones. Paths of the application of the server tests.
APPLICATIONS = {"seedLike": ("/work",), "wholeGraph": ("/read", "/work", "/work")}
WORKERS_OF = {"gunicorn": {"sync": (), "gthread": ("--worker-class", "gthread", "--threads", "3")}, "uwsgi": {"sync": ()}}
#: Gunicorn before the newest one: the last of each major version, and the oldest Python that it installs on.
OLDER_GUNICORN = {
    "20.1.0": (3, 8), "21.2.0": (3, 8), "22.0.0": (3, 8), "24.1.1": (3, 10), "25.3.0": (3, 10), "26.2.0": (3, 10),
}
KEYS = ("server", "serverVersion", "worker", "python", "application", "mode")
MEASURED = (
    "cowEfficiency", "privatePerWorkerBytes", "poolPssBytes", "stockPoolPssBytes", "collectorFaultShare", "exitCodeKept",
    "hooksRun", "stopPeakRatio", "failedRequests",
)


@dataclass(frozen=True)
class Figures:
    """What was measured of one running pool; None for what could not be.

    worker_anonymous_shared: for each worker the part of the master's anonymous memory that it shares, 0 to 1.
    worker_private, pool_pss: bytes.  faults, collector_faults: minor page faults of all workers, and those of them inside
    collections.  stop_peak: bytes of the pool at most during a graceful stop.  workers, hooked: process ids, and those
    whose atexit functions ran.  stop_code: of the server, after SIGTERM.
    """

    worker_anonymous_shared: tuple
    worker_private: tuple
    pool_pss: int
    faults: int
    collector_faults: int
    stop_peak: int
    workers: frozenset
    hooked: frozenset
    stop_code: int
    failed_requests: int


def policy_of(mode):
    """The arguments of Volume.policy for a gc.mode; None for None, the untouched server.

    Default is a server that is observed: counted, and otherwise left as it is.
    """
    if mode is None:
        return None
    if mode == "Default":
        return {"mode": "Observe", "gc": "Freeze", "shutdown": "SkipFinalization"}
    return {"gc": mode, "shutdown": "SkipFinalization"}


def cell(labels, figures, exit_codes, stock, stock_exit_codes):
    """One cell.  labels: what it is, by KEYS.  stock: the Figures of the untouched server; exit_codes: see exits.py."""
    return {
        **labels,
        "cowEfficiency": _mean(figures.worker_anonymous_shared, 3),
        "privatePerWorkerBytes": _mean(figures.worker_private, None),
        "poolPssBytes": figures.pool_pss,
        "stockPoolPssBytes": stock.pool_pss,
        "collectorFaultShare": _ratio(figures.collector_faults, figures.faults),
        "exitCodeKept": exit_codes == stock_exit_codes and figures.stop_code == stock.stop_code,
        "hooksRun": figures.workers <= figures.hooked,
        "stopPeakRatio": _ratio(figures.stop_peak, figures.pool_pss),
        "failedRequests": figures.failed_requests,
    }


def absent(labels, reason):
    """A cell that there is not."""
    return {**labels, "absent": reason}


def is_bad(cell):
    """Whether a cell shows something that must not be: a lost request, exit code or hook, or that it could not be measured."""
    if "absent" in cell:
        return False
    return "broken" in cell or bool(cell["failedRequests"]) or not cell["exitCodeKept"] or not cell["hooksRun"]


def on_these(version, releases):
    """The oldest and the newest of releases, (major, minor), on which that older Gunicorn is run; each once."""
    possible = sorted(release for release in releases if release >= OLDER_GUNICORN[version])
    return sorted({possible[0], possible[-1]}) if possible else []


def only(text):
    """The filter that text says, "python=3.12,mode=Freeze": values by key of KEYS. Raises ValueError."""
    wanted = {}
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if not equals or key not in KEYS:
            raise ValueError("%s is not KEY=VALUE with one of %s" % (part, ", ".join(KEYS)))
        wanted.setdefault(key, set()).add(value)
    return wanted


def passes(wanted, **labels):
    """Whether labels are wanted: a value of the same key is theirs, or for versions a beginning of theirs."""
    return all(
        any(labels[key] == value or (labels[key] + ".").startswith(value + ".") for value in values)
        for key, values in wanted.items()
        if key in labels
    )


def _mean(values, digits):
    return round(sum(values) / len(values), digits) if values else None


def _ratio(part, whole):
    return None if part is None or not whole else round(part / whole, 3)
