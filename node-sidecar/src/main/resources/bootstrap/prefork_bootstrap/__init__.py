"""prefork's bootstrap: keeps the memory of forked Python workers shared, and counts what unshares it.

It runs inside the application's interpreters, CPython 3.8 to 3.14, on the standard library alone.  Only forked
children of the process that an interpreter was started as ("the first process", a server's master) are touched:

* collector -- counts garbage collections and what they cost; freezes or stops the collector;
* cycleguard -- keeps cycles from piling up where the collector does not run;
* immortal, marking, layout -- make what a master has loaded immortal before it forks;
* forkhook  -- notices forks in C before they happen;
* reenable  -- counts attempts to switch the collector back on, with their module and line;
* exitcode, shutdown, files -- let a worker end without tearing its heap down, exit code and output kept;
* ending    -- lets a worker of uWSGI end between two requests when it is told to;
* record    -- the worker's counters, in a file that the sidecar reads;
* process   -- notices the fork and applies the policy to the child;
* uwsgi     -- what uWSGI needs, because it forks and exits in C;
* settings  -- the policy, as the sidecar wrote it.
"""


def start(volume):
    """Prepares this process so that the policy reaches its forked children.

    volume is the folder shared with the sidecar; without a readable policy in it nothing is done at all.
    Errors are the caller's to report: none may reach the application.
    """
    from . import settings

    policy = settings.load(volume)
    if policy is None:
        return
    from . import process

    process.prepare(volume, policy)
