"""A worker of uWSGI that is told to leave for good: it ends as it would, and no other is started in its place.

uWSGI shrinks a pool only by workers that are idle when its master looks, once a second; under full load there is none.
But a worker may ask for it itself: of one that exits with UWSGI_GO_CHEAP_CODE the master notes that it is not needed
for now (uwsgi.h; master_loop in core/master.c, 2.0.20 to 2.0.31 alike).  So the sidecar leaves a file for it on the
volume, workers/<pid>.<start time>.leave, and then has it end as when it is recycled.
"""

import os

GO_CHEAP_CODE = 15


def path_of(volume, pid, start_time):
    """The path of the file that tells process pid, which started at that clock tick after boot, to leave."""
    return "%s/workers/%d.%d.leave" % (volume, pid, start_time)


def exit_code(volume, pid, start_time):
    """A function that turns the code that the process is about to exit with into the one to exit with."""
    path = path_of(volume, pid, start_time)

    def code_to_exit_with(code):
        return GO_CHEAP_CODE if os.path.exists(path) else code

    return code_to_exit_with
