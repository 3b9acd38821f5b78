"""What is done to a server in which order, and what its ends say of crashes.  Pure."""

import itertools
import re

RECYCLE, KILL, RELOAD, SHUTDOWN = "recycle", "kill", "reload", "shutdown"
PAUSE_SECONDS = 2

#: One round: a deployment's days in a minute.
ROUND = (RECYCLE, KILL, RECYCLE, RELOAD, RECYCLE, KILL, RECYCLE, SHUTDOWN)

# What uWSGI logs of a worker that ended by a signal, or that its own handler of a fault has ended with code 1
# (core/master_utils.c, core/uwsgi.c); tests/test_soak_plan.py has it as recorded.
_DIED = re.compile(r"\(pid: (\d+)\) died(?:, killed by (signal \d+))? :\(")
_FAULT = re.compile(r"!!! uWSGI process (\d+) got (.+) !!!")


def actions():
    """The actions, without an end."""
    return itertools.cycle(ROUND)


def signals_in(log):
    """The workers that uWSGI's log says ended by a signal or a fault: (process id, why), a fault's name first."""
    found = [(int(pid), why) for pid, why in _FAULT.findall(log)]
    return found + [(int(pid), signal or "died") for pid, signal in _DIED.findall(log)]


def signals_reaped(statuses):
    """The same of what Gunicorn's master reaped; statuses: wait statuses by process id, as wait(2) has them."""
    return [(pid, "signal %d" % (status & 0x7F)) for pid, status in sorted(statuses.items()) if status & 0x7F]


def crashes(told, seen, alive, hooked, killed):
    """The workers that ended otherwise than they were told to: {process id: why}.

    told: (process id, why) of those that the server says ended by a signal.  The others are sets of (process id, start):
    seen, all workers there ever were; alive, those there are; hooked, those whose atexit functions ran; killed, those
    that were sent SIGKILL, which is the one signal that ours is.
    """
    sent = {pid for pid, _ in killed}
    found = {}
    for pid, why in told:
        if why != "signal 9" or pid not in sent:
            found.setdefault(pid, why)
    for pid, _ in sorted(seen - alive - hooked - killed):
        found.setdefault(pid, "gone, and its atexit functions did not run")
    return found


def row(mode, server, minutes, counts, crashed, done):
    """One row.  counts: requests by how they ended, as actions/client.py names it; done: how often each action."""
    return {
        "mode": mode,
        "server": server,
        "minutes": round(minutes, 1),
        "requests": sum(counts.values()),
        "failedRequests": sum(count for how, count in counts.items() if how != "ok"),
        "crashes": len(crashed),
        "losses": {how: count for how, count in sorted(counts.items()) if how != "ok"},
        "crashed": {str(pid): why for pid, why in crashed.items()},
        **{name + "s": done.get(name, 0) for name in (RECYCLE, KILL, RELOAD, SHUTDOWN)},
    }


def is_bad(row):
    """Whether a row shows something that must not be: a lost request, a crash, a server that is stuck, or no load at all."""
    return bool(row["failedRequests"] or row["crashes"] or "stuck" in row or not row["requests"])
