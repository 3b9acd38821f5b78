"""Processor time (user and system, microseconds) of one sweep: the memory in full of every process of the pool, read once."""

import resource
import statistics
import subprocess
import sys
import time
import urllib.request

import processes

EXPORTER_PORT = 9256
# However much it may spend, the sidecar looks at a pool in which nothing moves every eighth tick, and then reads it.
MOST_TICKS_BETWEEN_SWEEPS = 8
# Most of a sweep is the kernel's work, and the same for all: what takes less than this part of C's was none.
LEAST_PART_OF_C = 0.5
REST_SECONDS = 0.05


class Sweeps:
    """All contestants in turn, so that what else the machine does meets each of them alike."""

    def __init__(self, pod, programs, master, sidecar, report):
        """report: asks that sidecar for its report."""
        self._report, self._seen = report, None
        self._pod, self._master, self._sidecar, self._smem = pod, master, sidecar, programs["smem"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        # No tick of its own within an hour: it sweeps when it is asked to.
        self._c = pod.start([programs["c"], str(master), "3600000", "2"], **pipes)
        self._psutil = pod.start([programs["psutil"], __file__.replace("sweeps.py", "psutil_sweep.py")], **pipes)
        self._exporter = pod.start(
            [programs["processExporter"], "-procnames", "gunicorn", "-threads=false"]
            + ["-web.listen-address", "127.0.0.1:%d" % EXPORTER_PORT]
        )

    def measure(self, rounds, tick_seconds, say):
        """The median of each contestant's sweeps by name, microseconds."""
        self._await_exporter()
        self._least = LEAST_PART_OF_C * self._of_c()
        self._await_sweep(processes.cpu_micros(self._sidecar.pid), tick_seconds)
        taken = {"sidecar": [], "c": [], "processExporter": [], "psutil": [], "smem": []}
        for number in range(rounds):
            since = processes.cpu_micros(self._sidecar.pid)
            taken["c"].append(self._of_c())
            taken["processExporter"].append(self._of_exporter())
            taken["psutil"].append(self._of_psutil())
            taken["smem"].append(self._of_smem())
            taken["sidecar"].append(self._await_sweep(since, tick_seconds))
            say("sweep %d of %d: %s" % (number + 1, rounds, ", ".join("%s %d us" % (n, t[-1]) for n, t in taken.items())))
        return {name: round(statistics.median(times)) for name, times in taken.items()}

    def _await_sweep(self, since, tick_seconds):
        """What the sidecar has taken since then when its next sweep has ended: all that it does from one to the next.

        When that comes is its own decision: sooner, when a process of the pool has moved."""
        deadline = time.monotonic() + 2 * MOST_TICKS_BETWEEN_SWEEPS * tick_seconds
        asked = since
        while time.monotonic() < deadline:
            time.sleep(REST_SECONDS)
            at_rest, now = processes.is_at_rest(self._sidecar.pid), processes.cpu_micros(self._sidecar.pid)
            if at_rest and now - asked > self._least:
                if self._has_swept():
                    return now - since
                asked = now
        raise SystemExit("the sidecar, its budget lifted, has not swept for %d ticks" % (2 * MOST_TICKS_BETWEEN_SWEEPS))

    def _has_swept(self):
        """Whether its last look has read all processes. Answering yes comes after the bill; an answer of no is billed."""
        report = self._report()
        seen, self._seen = self._seen, report["takenAt"]
        return report["takenAt"] != seen and report["pool"]["oldestReadingSeconds"] == 0

    def _of_c(self):
        self._c.stdin.write("sweep\n")
        self._c.stdin.flush()
        return int(self._c.stdout.readline().split()[1])

    def _of_psutil(self):
        pool = [self._master] + processes.children(self._master)
        self._psutil.stdin.write(" ".join(map(str, pool)) + "\n")
        self._psutil.stdin.flush()
        return int(self._psutil.stdout.readline())

    def _scrape(self):
        with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % EXPORTER_PORT, timeout=30) as answer:
            return answer.read().decode()

    def _await_exporter(self):
        deadline = time.monotonic() + 30
        expected = 'namedprocess_namegroup_num_procs{groupname="gunicorn"} %d' % (1 + len(processes.children(self._master)))
        while True:
            try:
                if expected in self._scrape():
                    return
            except OSError:
                pass
            if time.monotonic() > deadline:
                raise SystemExit("process-exporter does not show the pool; the end of its log:\n" + self._pod.log())
            time.sleep(0.2)

    def _of_exporter(self):
        before = processes.cpu_micros(self._exporter.pid)
        self._scrape()
        return processes.cpu_micros(self._exporter.pid) - before

    def _of_smem(self):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        line = [sys.executable, self._smem, "-P", "heap:application", "-c", "pid pss"]
        shown = subprocess.run(line, stdout=subprocess.PIPE, check=True, text=True).stdout
        pool = {self._master, *processes.children(self._master)}
        if not pool <= {int(row.split()[0]) for row in shown.splitlines()[1:]}:
            raise SystemExit("smem does not show the pool:\n" + shown)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e6
