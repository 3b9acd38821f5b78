"""prefork's bootstrap: keeps the memory of forked Python workers shared, and counts what unshares it.

It runs inside the application's interpreters, CPython 3.8 to 3.14, on the standard library alone.  Only forked
children of the process that an interpreter was started as ("the first process", a server's master) are touched:

* standby   -- all that most processes load: it waits for the first fork, right before which the rest is loaded;
* collector -- counts garbage collections and what they cost; freezes or stops the collector;
* cycleguard -- keeps cycles from piling up where the collector does not run;
* immortal, marking, layout -- make what a master has loaded immortal before it forks;
* clibrary  -- ctypes and the C library, or why they are not to be had;
* forkhook  -- notices forks in C before they happen;
* handlers  -- tells what a signal's handler has raised from what went wrong;
* reenable  -- notices calls that switch the collector back on, and holds back those that are not to do so;
* callguard -- decides that in one process, counts such calls and names the caller;
* exitcode, shutdown, files -- let a worker end without tearing its heap down, exit code and output kept;
* ending    -- lets a worker of uWSGI end between two requests when it is told to;
* record    -- the worker's counters, in a file that the sidecar reads;
* process   -- notices the fork and applies the policy to the child;
* uwsgi     -- what uWSGI needs, because it forks and exits in C;
* settings  -- the policy, as the sidecar wrote it.
"""

# The path of a process's record: the volume, its id.
RECORD_PATH = "%s/workers/%d.rec"


def prepare(volume, report):
    """A Standby to install in this process so that the policy reaches its forked children, or None.

    volume is the folder shared with the sidecar; without a readable policy in it nothing is to be done at all.
    Errors are the caller's to report: none may reach the application.  report is called with one that comes later.
    """
    from . import settings

    policy = settings.load(volume)
    if policy is None:
        return None
    import os

    if os.path.exists(RECORD_PATH % (volume, os.getpid())):
        from . import record

        if record.is_open_here(volume):
            return None
        record.discard(volume, os.getpid())
    from .standby import Standby

    return Standby(volume, policy, report)
