"""Immortal: what the master has loaded is made immortal and frozen before it forks, for all of its workers.

Freezing keeps the collector from copying a worker's pages; reference counts still copy those of every object that a
request touches.  Nobody counts the references to an immortal object (PEP 683).

What this costs, and what it changes for the application:

* The first fork waits up to a second for each million of objects.  So does one later fork, the first before which
  30,000 more were loaded that the collector tracks; what comes after that stays mortal.
* What was loaded before these two is never freed, neither by the master nor by a worker, and nor is what such an
  object still refers to when it is dropped.  So a finalizer (__del__) that is reached by immortal objects only does
  not run, not even at the exit; files are flushed at the exit all the same.
* The callback of a weak reference to such an object is never called; a weakref.finalize that existed by then is, as
  before.
* A memoryview among them goes on holding its buffer when it is dropped, and a tempfile.NamedTemporaryFile stays on
  the disk.
* sys.getrefcount says 4294967295 (3.12, 3.13) or 3221225472, and what insists on a count of 1, such as
  numpy.ndarray.resize, refuses.
* gc.unfreeze does nothing any more: the next collection would copy the head of every object.
* Objects of sub-interpreters are only frozen.
* A signal's handler that raises while objects are marked makes os.fork raise, before it forks; the next fork marks the
  rest.  Where something else forks, such as os.forkpty or uWSGI, the exception is printed and dropped, and the fork
  goes on: Python calls us in a place that nothing can be raised from.
"""

import gc
import os
from itertools import islice

from . import collector, files, handlers, reenable, settings

# That the collector tracks; rows of numbers and strings, however many, are none.  Little is gained from fewer: an
# interpreter has 7,000, Gunicorn 27 without an application 23,000, with Django 47,000.
FEWEST_OBJECTS = 30_000
# The second is for a server that loads more after a first fork.  A program that forks again and again must not keep
# for ever whatever it holds each time.
_MOST_MARKINGS = 2


class Preloaded:
    """What the first process has loaded: mortal until it forks."""

    __slots__ = ("_volume", "_first_pid", "_markings", "_finished", "_failed", "_hook", "is_immortal", "reason")

    def __init__(self, volume, first_pid):
        self._volume = volume
        self._first_pid = first_pid
        # One that failed in the middle has marked some objects all the same.
        self._markings = []
        # How many were neither that nor interrupted by a signal's handler.
        self._finished = 0
        self._failed = False
        self._hook = None
        # Whether it is immortal, in this process, whatever the policy says by now.
        self.is_immortal = False
        # Why it is not, for a person.
        self.reason = "the first process was forked without its fork handlers being called"

    @property
    def count(self):
        """How many objects were made immortal."""
        return sum(marking.marked for marking in self._markings)

    def notice_forks_in_c(self):
        """Has before_fork called before forks that the host does not tell Python of."""
        from . import forkhook, layout

        try:
            # Before a hook is installed that could do nothing.
            layout.known_mark()
            self._hook = forkhook.ForkHook(self.before_fork)
        except Exception as error:
            self.reason = _in_words(error)

    def forked(self):
        """To be called in a child after a fork."""
        if self._hook is not None:
            self._hook.remove_in_child()

    def before_fork(self):
        """The first process, or a child of it, is about to fork.

        Most that is loaded was loaded before the first time; what came later is marked once, when there is much of it.
        """
        if os.getpid() != self._first_pid or self._failed or self._finished == _MOST_MARKINGS:
            return
        codes = handlers.codes()
        try:
            policy = settings.load(self._volume)
            if policy is None or policy.gc_mode != settings.GC_IMMORTAL:
                return
            from . import layout

            layout.known_mark()
            mortal = _tracked()
            if not self.is_immortal:
                mortal += gc.get_freeze_count()
            if mortal >= FEWEST_OBJECTS:
                self._mark()
            elif not self.is_immortal:
                self.reason = (
                    "only %d objects that the collector tracks were loaded before the fork: is the application preloaded?"
                    % mortal
                )
        except Exception as error:
            if handlers.raised(error, codes):
                raise
            self._failed = True
            if not self.is_immortal:
                self.reason = _in_words(error)

    def _mark(self):
        from . import layout, marking

        write = marking.Scatter(layout.certain_mark())
        was_enabled = gc.isenabled()
        try:
            reenable.disable()
            if not self.is_immortal:
                # What the application froze itself is not among the objects that the collector lists.
                reenable.unfreeze()
            # Garbage is not to live for ever.
            collector.collect_unnoticed()
            self._markings.append(marking.Marking())
            self._markings[-1].run(write)
            _give_free_pages_back()
            gc.freeze()
        finally:
            write.close()
            if was_enabled:
                reenable.enable()
        self._finished += 1
        self.is_immortal, self.reason = True, None
        collector.forget_the_size_of_what_was_frozen()

    def flush_files(self):
        """At the exit: a file that only immortal objects hold would never be closed."""
        if not self._markings:
            return
        if os.getpid() == self._first_pid:
            for marking in self._markings:
                files.flush(marking.files())
        files.flush_open_files()


def _in_words(error):
    from . import clibrary, layout

    return str(error) if isinstance(error, (clibrary.Unavailable, layout.Refused)) else "%s: %s" % (type(error).__name__, error)


def _tracked():
    """How many objects the collector tracks; in one call in C, as marking's own list of them is, and for its reason."""
    return max(map(len, islice(iter(gc.get_objects, None), 1)))


def _give_free_pages_back():
    """Lets workers allocate in pages of their own rather than in the master's, which they would copy."""
    from . import clibrary

    try:
        trim = clibrary.opened("CDLL").malloc_trim
        trim.argtypes = (clibrary.load_ctypes().c_size_t,)
        trim(0)
    except Exception:
        # musl has none.  What is marked by now is shared all the same.
        pass
