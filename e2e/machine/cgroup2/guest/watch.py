"""What the sidecar reports, looked at again and again."""

import time

from results import NotSeen, expect, until

MEBIBYTE = 1 << 20
STEADY_SECONDS = 4


def mib(size):
    return "%.1f MiB" % (size / MEBIBYTE)


class Watch:
    """Follows the reports; fewest: workers in any of them since the last start()."""

    def __init__(self, sidecar):
        self._sidecar, self.fewest = sidecar, None

    def start(self):
        self.fewest = None

    def report(self):
        """The report now, {} while there is none."""
        report = self._sidecar.report() or {}
        if report.get("pool"):
            workers = len(report["workers"])
            self.fewest = workers if self.fewest is None else min(self.fewest, workers)
        return report

    def fresh(self):
        """A report whose figures were all read after this call; the next one may have been begun before."""
        seen = {self.report().get("takenAt")}

        def third():
            report = self.report()
            seen.add(report.get("takenAt"))
            return report if len(seen) == 3 else None

        return until("two new reports", third)

    def workers(self):
        return len(self.report().get("workers", ()))

    def memory(self):
        return memory(self.report())

    def bound(self):
        """What the sidecar takes for what bounds the pool."""
        return self.report().get("decision", {}).get("bound")

    def reason(self):
        """Why the sidecar does what it does now, or nothing; None without a decision."""
        return self.report().get("decision", {}).get("reason")

    def await_workers(self, what, holds):
        """So many workers; where they do not come, with why the sidecar leaves it at those that there are."""
        try:
            return until("%s (workers)" % what, self.workers, holds)
        except NotSeen as failure:
            raise NotSeen("%s; the sidecar says: %s" % (failure, self.reason())) from failure

    def last(self, action):
        """The last action of that name, once the sidecar has seen it take effect; its reason."""
        done = until(
            "a confirmed %s" % action,
            lambda: [one for one in self.report().get("actions", ()) if one["action"] == action][-1:],
            lambda found: found and found[0]["result"] == "Confirmed",
        )
        return done[0]["reason"]

    def steady(self, cgroup):
        """Waits until what is used does not move, which a worker that was just forked makes it do; bytes."""
        samples = []

        def settled():
            samples.append((time.monotonic(), cgroup.used()))
            span = [used for at, used in samples if at >= samples[-1][0] - STEADY_SECONDS]
            return len(span) < len(samples) and max(span) - min(span) < MEBIBYTE

        until("used memory that does not move", settled)
        return cgroup.used()


def memory(report):
    """The container's memory in a report, {} where it has none."""
    return report.get("container", {}).get("memory", {})


def within(name, reported, before, after, tolerance=0):
    """That a figure which was reported in between is no other than the file's; in words."""
    expect(
        reported is not None and min(before, after) - tolerance <= reported <= max(before, after) + tolerance,
        "%s is reported as %s, the file had %s and %s" % (name, reported, before, after),
    )
    return "%s %s" % (name, reported)
