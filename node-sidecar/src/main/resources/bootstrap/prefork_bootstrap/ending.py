"""A worker of uWSGI that is told to end: between two requests, however busy it is.

From outside, only an idle worker can be ended without harm.  A signal that meets it in a request interrupts what uWSGI
itself waits for there, such as the client's next bytes, and uWSGI gives that request up (uwsgi_waitfd_event in
core/io.c); one that meets it just after it has accepted a connection drops that (gracefully_kill in core/uwsgi.c).
So the worker does it itself: uWSGI calls after_req_hook when a request has been answered in full and before it takes
another one (uwsgi_close_request in core/utils.c).  There the worker sends itself SIGHUP, by which uWSGI notes that it
is to take no other one; then it ends as it does with max-requests.  2.0.20 to 2.0.31 alike.

The sidecar tells it by a file on the volume, workers/<pid>.<start time>.end.
"""

import _signal
import _thread
import mmap
import os
import time

from . import record, uwsgi

# A look at the volume takes some microseconds, which is much for a worker that answers in a hundred.
LOOK_SECONDS = 0.2

# signal's own numbers and enumerations cost the master memory for nothing.
_SIGHUP = 1


def path_of(volume, pid, start_time):
    """The path of the file that tells process pid, which started at that clock tick after boot, to end."""
    return "%s/workers/%d.%d.end" % (volume, pid, start_time)


class Ending:
    """Ends this process after a request once it was told to."""

    __slots__ = ("_proven", "_main_thread", "_pid", "_path", "_words", "_next_look")

    def __init__(self):
        # Whether uWSGI has called us: memory shared with every process that is forked from here on.
        self._proven = memoryview(mmap.mmap(-1, mmap.PAGESIZE))
        self._main_thread = _thread.get_ident()
        self.forget()

    def forget(self):
        """This process is not to be told anything."""
        self._pid = self._path = self._words = None
        self._next_look = 0.0

    def watch(self, volume, pid, worker_record):
        """This process is a worker, and its record is to say whether it ends when it is told to."""
        self._pid, self._path = pid, path_of(volume, pid, record.start_time())
        self._words = worker_record.words32
        self._words[record.ENDS] = self._proven[0]

    def request_ended(self):
        """uWSGI has answered a request and not taken another one yet."""
        if self._words is None:
            return
        try:
            if not self._words[record.ENDS]:
                self._prove()
            now = time.monotonic()
            if now >= self._next_look:
                self._next_look = now + LOOK_SECONDS
                if os.path.exists(self._path):
                    self._end()
        except Exception:
            # The application goes on; the sidecar sees that this worker stays.
            self.forget()

    def _prove(self):
        if uwsgi.lets_requests_finish():
            self._proven[0] = self._words[record.ENDS] = 1
        else:
            self.forget()

    def _end(self):
        # Where there are threads, only the main one takes signals; a handler of the application's would get ours.
        here = self._pid == os.getpid() and self._main_thread == _thread.get_ident()
        if here and not callable(_signal.getsignal(_SIGHUP)):
            _signal.raise_signal(_SIGHUP)
