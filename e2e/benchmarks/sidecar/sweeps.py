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
TICKS_BETWEEN_READINGS = 8


class Sweeps:
    """All contestants in turn, so that what else the machine does meets each of them alike."""

    def __init__(self, pod, programs, master, sidecar, report):
        """report: asks that sidecar for its report."""
        self._report = report
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
        taken = {"sidecar": [], "c": [], "processExporter": [], "psutil": [], "smem": []}
        for number in range(rounds):
            taken["sidecar"].append(self._of_sidecar(tick_seconds))
            taken["c"].append(self._of_c())
            taken["processExporter"].append(self._of_exporter())
            taken["psutil"].append(self._of_psutil())
            taken["smem"].append(self._of_smem())
            say("sweep %d of %d: %s" % (number + 1, rounds, ", ".join("%s %d us" % (n, t[-1]) for n, t in taken.items())))
        self._require_sweeps(tick_seconds)
        return {name: round(statistics.median(times)) for name, times in taken.items()}

    def _require_sweeps(self, tick_seconds):
        oldest = self._report()["pool"]["oldestReadingSeconds"]
        if oldest > (TICKS_BETWEEN_READINGS + 1) * tick_seconds:
            raise SystemExit("a reading of the sidecar is %d s old with its budget lifted: it swept less than was counted" % oldest)

    def _of_sidecar(self, tick_seconds):
        """All that it does in eight ticks, in which it reads each process once: more than the sweep alone."""
        before = processes.cpu_micros(self._sidecar.pid)
        time.sleep(TICKS_BETWEEN_READINGS * tick_seconds)
        return processes.cpu_micros(self._sidecar.pid) - before

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
