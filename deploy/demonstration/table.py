"""The figures as a table for people."""


def mebibytes(size):
    """Bytes as whole MiB."""
    return f"{size / 2**20:.0f} MiB"


ROWS = (
    ("workers", "workers", str),
    ("sharedPerWorkerBytes", "shared per worker", mebibytes),
    ("privatePerWorkerBytes", "private per worker", mebibytes),
    ("cowEfficiency", "CoW efficiency", lambda e: f"{e:.0%}"),
    ("poolPssBytes", "pool PSS", mebibytes),
    ("minorFaultsPerRequest", "minor faults per request", str),
    ("stopPeakRatio", "peak of a graceful stop", lambda r: f"{r:.2f} x"),
    ("failedRequests", "failed requests", str),
)
STEPS = ("untouched", "observed", "enforced")


def render(servers):
    """One block a server: a row a figure, a column a step; a dash is a figure that could not be measured."""
    lines = []
    for server, figures in servers.items():
        lines.append("")
        lines.append(f"{server} {figures['version'] or ''} on Python {figures['python'] or '?'}".ljust(34)
                     + "".join(step.rjust(12) for step in STEPS))
        for name, title, shown in ROWS:
            cells = (figures[step][name] for step in STEPS)
            lines.append(f"  {title}".ljust(34) + "".join(("-" if c is None else shown(c)).rjust(12) for c in cells))
        lines.append(f"  reclaimed, net of the sidecar's {amount(figures['sidecarBytes'])}: {amount(figures['reclaimedBytes'])}"
                     f" (kubectl get mempol: {figures['kubectlReclaimed']}; read from outside: {amount(figures['outsideReclaimedBytes'])})")
    return "\n".join(lines) + "\n"


def amount(size):
    """Bytes as MiB, or a dash where absent."""
    return "-" if size is None else mebibytes(size)
