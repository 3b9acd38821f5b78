"""The sidecar on a kernel with cgroup v2, beside a uWSGI and then a Gunicorn: reads their groups, grows them, retreats, goes on after OOM kills."""

import os
import shutil
import signal
import subprocess
import sys
import time

import cgroups
from pod import FEWEST, MOST, Load, Server, Sidecar, gunicorn, mount_volume, uwsgi
from results import NotSeen, expect, result, say, until
from watch import MEBIBYTE, Watch, memory, mib, within

LIMIT_BYTES = 288 * MEBIBYTE  # workers that have hardly served are taken to be dear
NEXT_LIMIT_BYTES = 256 * MEBIBYTE
HIGHER_LIMIT_BYTES = 320 * MEBIBYTE  # than any that a pool has retreated from
MARGIN_BYTES = 2 * MEBIBYTE  # the sidecar keeps 4 MiB of these limits free
PAGE_BYTES = 4096
MANY = MOST + 2  # clients, more than any number of workers
BIG_FILE, BIG_FILE_MEBIBYTES, ROOM_MEBIBYTES = "/big", 128, 48
QUOTA_MICROS, PERIOD_MICROS = 30000, 100000
CORES_TOLERANCE = 0.1
RECORDED = ["cpu.max", "cpu.stat"] + ["memory." + name for name in ("current", "events", "max", "peak", "pressure", "stat")]


class Story:
    def __init__(self, uwsgi_program, gunicorn_program):
        self.next_line = gunicorn(gunicorn_program)
        self.sidecar = Sidecar()
        self.watch = Watch(self.sidecar)
        until("the sidecar's first report", lambda: self.watch.report() or not self.sidecar.is_up())
        expect(self.sidecar.is_up(), "the sidecar has ended")
        say("the sidecar answers")
        self.server = self._start(uwsgi(uwsgi_program), "app", LIMIT_BYTES)
        self.cgroup = self.server.cgroup

    def _start(self, line, name, limit_bytes):
        server = Server(line, name, limit_bytes)
        until("an answer of the application", lambda: server.answers() or not server.is_up())
        expect(server.is_up(), "the server has ended")
        say("the server answers")
        until("a pool of %d workers in the report" % FEWEST, self.watch.workers, lambda now: now == FEWEST)
        self.watch.start()
        return server

    def tell(self):
        result("memory-is-read", self.memory_is_read)
        with Load() as load:
            # Nobody is ever idle from here on: whoever has to go ends after a request.
            load.clients(MANY)
            result("grows-under-load", self.grows_under_load)
            result("retreats-from-a-lower-limit", self.retreats_from_a_lower_limit)
            result("grows-when-the-limit-is-raised", self.grows_when_the_limit_is_raised, LIMIT_BYTES)
            result("retreats-from-a-neighbour", self.retreats_from_a_neighbour)
            result("counts-an-oom-kill-and-goes-on", self.counts_an_oom_kill_and_goes_on)
            result("page-cache-pressure-is-read", self.page_cache_pressure_is_read)
            result("processor-time-is-read", self.processor_time_is_read)
            self.record()
        result("loses-no-request", self.loses_no_request, load)
        result("outlives-a-whole-container", self.outlives_a_whole_container)
        with Load() as load:
            load.clients(MANY)
            result("does-not-grow-a-gunicorn-soon-after-a-retreat", self.does_not_grow_soon_after_a_retreat)
            result("grows-a-gunicorn-when-the-limit-is-raised", self.grows_when_the_limit_is_raised, HIGHER_LIMIT_BYTES)
            result("retreats-with-a-gunicorn-from-a-lower-limit", self.retreats_from_a_lower_limit)
            result("retreats-with-a-gunicorn-from-a-neighbour", self.retreats_from_a_neighbour)
        result("loses-no-request-of-a-gunicorn", self.loses_no_request, load)

    def memory_is_read(self):
        self.watch.steady(self.cgroup)
        before = self._files()
        reported = memory(self.watch.fresh())
        after = self._files()
        expect(reported.get("limitBytes") == LIMIT_BYTES, "the limit is reported as %s" % reported.get("limitBytes"))
        words = ["limitBytes %d" % LIMIT_BYTES]
        for name in "usageBytes", "usedBytes":
            words.append(within(name, reported.get(name), before[name], after[name], MEBIBYTE))
        for name in "peakBytes", "oomKills", "pressureSome10":
            words.append(within(name, reported.get(name), before[name], after[name]))
        return ", ".join(words)

    def _files(self):
        return {
            "usageBytes": self.cgroup.number("memory.current"),
            "usedBytes": self.cgroup.used(),
            "peakBytes": self.cgroup.number("memory.peak"),
            "oomKills": self.cgroup.entry("memory.events", "oom_kill"),
            "pressureSome10": self.cgroup.pressure(),
        }

    def grows_under_load(self):
        before = self.watch.workers()
        workers = self.watch.await_workers("growth to the most allowed", lambda now: now == MOST)
        reason = self.watch.last("Grow")
        # Gunicorn does not tell who is busy.
        expect(("busy" in reason or "waited" in reason) and "fit" in reason, "the reason names neither demand nor room: " + reason)
        expect(self.watch.memory()["oomKills"] == 0, "something was killed")
        return "%d -> %d workers; %s" % (before, workers, reason)

    def retreats_from_a_lower_limit(self):
        used = self.watch.steady(self.cgroup)
        before = self.watch.workers()
        lower = (used + MARGIN_BYTES) // PAGE_BYTES * PAGE_BYTES
        self.cgroup.set("memory.max", lower)
        return self._retreats(before, "%s used, the limit lowered to %s" % (mib(used), mib(lower)))

    def _retreats(self, before, why):
        workers = self.watch.await_workers("a retreat, after %s" % why, lambda now: now < before)
        reason = self.watch.last("Shrink")
        expect(memory(self.watch.fresh())["oomKills"] == 0, "something was killed")
        expect(self.watch.fewest >= FEWEST, "there were only %d workers" % self.watch.fewest)
        return "%d -> %d workers; %s; %s" % (before, workers, why, reason)

    def grows_when_the_limit_is_raised(self, limit_bytes):
        self.cgroup.set("memory.max", limit_bytes)
        until("the raised limit in the report", lambda: self.watch.memory().get("limitBytes"), lambda now: now == limit_bytes)
        return self.grows_under_load()

    def does_not_grow_soon_after_a_retreat(self):
        reason = until("why the pool does not grow", self.watch.reason, lambda now: now is not None and "after a retreat" in now)
        expect(self.watch.workers() == FEWEST, "there are %d workers" % self.watch.workers())
        return reason

    def retreats_from_a_neighbour(self):
        neighbour = self._neighbour()
        used = self.watch.steady(self.cgroup)
        before = self.watch.workers()
        takes = self.cgroup.number("memory.max") - MARGIN_BYTES - used
        self._take(neighbour, takes)
        expect(neighbour.stdout.readline() == "taken\n", "the neighbour was killed before it had all")
        words = self._retreats(before, "a neighbour has taken %s beside %s" % (mib(takes), mib(used)))
        neighbour.kill()
        neighbour.wait()
        return words

    def _neighbour(self, *arguments):
        neighbour = self.cgroup.start(
            [sys.executable, "-S", "/cgroup2/neighbour.py", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, universal_newlines=True,
        )
        expect(neighbour.stdout.readline() == "ready\n", "the neighbour does not start")
        return neighbour

    @staticmethod
    def _take(neighbour, size):
        neighbour.stdin.write("%d\n" % size)
        neighbour.stdin.flush()

    def counts_an_oom_kill_and_goes_on(self):
        neighbour = self._neighbour("first-to-go")
        self._take(neighbour, 2 * LIMIT_BYTES)
        neighbour.wait()
        kills = until("the kill in the report", lambda: self.watch.memory().get("oomKills"), lambda now: now == 1)
        expect(self.cgroup.entry("memory.events", "oom_kill") == kills, "memory.events has another number")
        self.watch.fresh()
        expect(self.server.is_up() and self.watch.workers() >= FEWEST, "the server is gone")
        return "oomKills %d; the sidecar reports on, %d workers" % (kills, self.watch.workers())

    def page_cache_pressure_is_read(self):
        self.cgroup.set("memory.max", self.watch.steady(self.cgroup) + ROOM_MEBIBYTES * MEBIBYTE)
        # What the OOM kill has left of it only falls.
        left = self.cgroup.pressure()
        had = {left}
        read = "while :; do cat %s >/dev/null; done" % BIG_FILE
        readers = [self.cgroup.join(["sh", "-c", read]) for _ in range(2)]

        def reported():
            had.add(self.cgroup.pressure())
            return self.watch.memory().get("pressureSome10")

        some10 = until("more pressure in the report than the %s left over" % left, reported, lambda now: now is not None and now > left)
        for reader in readers:
            os.killpg(reader.pid, signal.SIGKILL)
            reader.wait()
        had.add(self.cgroup.pressure())
        self.cgroup.set("memory.max", LIMIT_BYTES)
        expect(some10 in had, "pressureSome10 is reported as %s, the file had %s" % (some10, sorted(had)))
        return "pressureSome10 %s -> %s" % (left, some10)

    def processor_time_is_read(self):
        self.cgroup.set("cpu.max", "%d %d" % (QUOTA_MICROS, PERIOD_MICROS))
        burner = self.cgroup.start([sys.executable, "-S", "-c", "while True: pass"])
        until("a pool that the processor bounds", self.watch.bound, lambda now: now == "Processor")
        before = self._processor()
        reported = self.watch.fresh()["container"]["processor"]
        after = self._processor()
        burner.kill()
        burner.wait()
        seconds, used, periods, throttled = (now - then for now, then in zip(after, before))
        limit = QUOTA_MICROS / PERIOD_MICROS
        expect(reported.get("limitCores") == limit, "limitCores is reported as %s" % reported.get("limitCores"))
        words = ["limitCores %s" % limit]
        for name, measured in ("usedCores", used / seconds), ("throttledShare", throttled / periods):
            words.append(within(name, reported.get(name), measured, measured, CORES_TOLERANCE))
        expect(reported["throttledShare"] > 0.5, "hardly throttled: %s" % reported["throttledShare"])
        return ", ".join(words)

    def _processor(self):
        micros = self.cgroup.entry("cpu.stat", "usage_usec")
        return [time.monotonic(), micros / 1e6] + [self.cgroup.entry("cpu.stat", name) for name in ("nr_periods", "nr_throttled")]

    def record(self):
        """Keeps the control files as they are now, for unit tests elsewhere."""
        os.makedirs("/recorded")
        for name in RECORDED:
            with open(os.path.join("/recorded", name), "w", encoding="ascii") as file:
                file.write(self.cgroup.text(name))

    @staticmethod
    def loses_no_request(load):
        expect(not load.lost(), "%d of %d: %s" % (len(load.lost()), len(load.answers), load.lost()[:3]))
        return "%d answers" % len(load.answers)

    def outlives_a_whole_container(self):
        # As the kubelet sets it on version 2.
        self.cgroup.set("memory.oom.group", 1)
        self.cgroup.set("cpu.max", "max")
        self._take(self._neighbour(), 2 * LIMIT_BYTES)
        until("the end of the whole container", lambda: not self.server.is_up())
        until("a report without a server", lambda: "server" not in self.watch.report())
        self.server = self._start(self.next_line, "app-1", NEXT_LIMIT_BYTES)
        self.cgroup = self.server.cgroup
        reported = memory(self.watch.fresh())
        expect(
            reported.get("limitBytes") == NEXT_LIMIT_BYTES and reported.get("oomKills") == 0,
            "the next container's group is not read: %s" % reported,
        )
        return "no server, then %d workers, limit %s, no OOM kill" % (FEWEST, mib(NEXT_LIMIT_BYTES))


def main():
    cgroups.prepare()
    mount_volume()
    writer = subprocess.Popen(
        ["dd", "if=/dev/zero", "of=" + BIG_FILE, "bs=1M", "count=%d" % BIG_FILE_MEBIBYTES], stderr=subprocess.DEVNULL
    )
    try:
        story = Story(*sys.argv[1:])
        writer.wait()
        # What is read from now on is charged to its reader.
        subprocess.run("sync; echo 1 >/proc/sys/vm/drop_caches", shell=True, check=True)
        story.tell()
    except NotSeen as failure:
        sys.exit("not seen: %s" % failure)
    finally:
        for name in "sidecar", "app", "app-1":
            show("/tmp/%s.log" % name)


def show(path):
    if os.path.exists(path):
        say("%s:" % path)
        with open(path, encoding="utf-8", errors="replace") as log:
            shutil.copyfileobj(log, sys.stdout)
        sys.stdout.flush()


main()
