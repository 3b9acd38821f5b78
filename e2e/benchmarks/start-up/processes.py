"""Python processes with and without the bootstrap, and how long they take."""

import os
import time

from turns import ALONE, CACHED, FREEZE, IMMORTAL, OBJECTS, UNCACHED
from rig.figures import BrokenOff
from volume import Volume

# About a million objects of the kinds that a catalogue is made of; prints how long the fork takes its parent, in seconds.
FORK = """
import os, time
heap = [{"number": number + 1000.5, "name": "item %d" % number, "tags": [number + 1000]} for number in range(200000)]
began = time.perf_counter()
pid = os.fork()
if pid == 0:
    os._exit(0)
print(time.perf_counter() - began)
os.waitpid(pid, 0)
"""


class Starts:
    """Starts of one Interpreter, on Volumes of its own; use it in a with statement."""

    def __init__(self, interpreter):
        self._interpreter, self._cached, self._uncached = interpreter, Volume(), Volume()

    def __enter__(self):
        for volume in (self._cached, self._uncached):
            volume.__enter__()
            volume.policy()
        for folder in (self._uncached.python, os.path.join(self._uncached.python, "prefork_bootstrap")):
            # A file in its place lets nobody, root included, keep byte code here.
            with open(os.path.join(folder, "__pycache__"), "wb"):
                pass
        alone = self._cached.environment()
        del alone["PYTHONPATH"]
        self._environments = {ALONE: alone, CACHED: self._cached.environment(), UNCACHED: self._uncached.environment()}
        return self

    def __exit__(self, *_):
        self._cached.__exit__()
        self._uncached.__exit__()

    def rounds(self, count):
        """Of each of count turns the seconds of a start of each kind, the first to be started changing."""
        names = list(self._environments)
        for name in names:
            self._seconds(name)
        rounds = []
        for turn in range(count):
            first = turn % len(names)
            rounds.append({name: self._seconds(name) for name in names[first:] + names[:first]})
        return rounds

    def _seconds(self, name):
        line = [self._interpreter.path, "-c", "pass"]
        began = time.perf_counter()
        pid = os.posix_spawn(line[0], line, self._environments[name])
        _, status = os.waitpid(pid, 0)
        seconds = time.perf_counter() - began
        if status != 0:
            raise BrokenOff("%s %s: wait status %d" % (self._interpreter, name, status))
        return seconds


def forks(interpreter, count):
    """Of each of count turns the seconds of a fork under each mode, and the objects made immortal."""
    rounds = []
    for _ in range(count):
        turn = {}
        for mode in (FREEZE, IMMORTAL):
            turn[mode], turn[OBJECTS] = _fork(interpreter, mode)
        rounds.append(turn)
    return rounds


def _fork(interpreter, mode):
    with Volume() as volume:
        volume.policy(gc=mode)
        done = volume.run(interpreter, FORK)
        if done.returncode != 0:
            raise BrokenOff("%s ended with %d: %s" % (interpreter, done.returncode, done.stderr.strip()))
        return float(done.stdout), volume.only_record().immortal
