"""Runs a server and measures it."""

import http.client
from concurrent.futures import ThreadPoolExecutor

import memory
from matrix.plan import APPLICATIONS, Figures, policy_of
from rig.modes import NUMBERS
from rig.pool import servers
from servers import Running, await_true

WORKERS = 4
CLIENTS = 6
CODE_OF_A_WORKER = 42


class NotInForce(Exception):
    """The mode is not in force here; the message is the reason that the records give."""


def measured(server, options, mode, application, requests):
    """The Figures of a pool after so many requests and a graceful stop. Raises NotInForce, AssertionError, OSError."""
    with Running(server, policy_of(mode), workers=WORKERS, options=options) as running:
        running.ready()
        if mode is not None:
            await_true(running.all_recorded, servers.START_SECONDS, running)
            _require(running.records().values(), mode)
        failed = _ask(running, APPLICATIONS[application], requests)
        master, workers, records = running.process.pid, running.workers(), running.records()
        # After this a worker that was looked at no longer serves anybody, so the figures belong together.
        faults = sum(_minor_faults(pid) for pid in workers)
        shared = tuple(memory.cow_efficiency(pid, master) for pid in workers)
        private = tuple(memory.private(pid) << 10 for pid in workers)
        pss = memory.pool_pss([master] + workers)
        running.terminate()
        peak = pss
        while running.process.poll() is None:
            peak = max(peak, memory.pool_pss([master] + workers) or 0)
        hooked = frozenset(running.notes("hook"))
        return Figures(
            shared, private, pss << 10, faults, None if mode is None else sum(one.faults for one in records.values()),
            peak << 10, frozenset(workers), hooked, running.ended(), failed,
        )


def _require(records, mode):
    others = {record.reason or "mode %d is in force" % record.gc_mode for record in records if record.gc_mode != NUMBERS[mode]}
    if others:
        raise NotInForce("; ".join(sorted(others)))


def _ask(running, targets, count):
    """Asks so many times for targets in turn; how many were not answered."""

    def fails(number):
        try:
            running.get(targets[number % len(targets)])
            return False
        except (OSError, AssertionError, http.client.HTTPException):
            return True

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(fails, range(count)))


def _minor_faults(pid):
    """Since it was forked: field 10 of /proc/PID/stat (proc(5))."""
    with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as file:
        return int(file.read().rpartition(")")[2].split()[10 - 3])


def exit_codes(server, options, mode):
    """The code that comes out where a worker ends with one of its own: of Gunicorn's worker, or of all of uWSGI."""
    if server.kind == "uwsgi":
        with Running(server, policy_of(mode), module="broken", preload=False, options=["--need-app", *options]) as running:
            return {running.ended()}
    with Running(server, policy_of(mode), options=options, EXIT_AT_START=str(CODE_OF_A_WORKER)) as running:
        await_true(lambda: any(running.notes("reaped").values()), servers.START_SECONDS, running)
        return {int(status) >> 8 for status in running.notes("reaped").values() if status}
