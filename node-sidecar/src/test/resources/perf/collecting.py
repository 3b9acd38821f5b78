"""Plays a master and its worker to the test of fault sampling: collecting.py

The worker says its pid, and for each line of its input it collects garbage and touches as much memory of its own as is said
(bytes); then it says how many minor faults it has had inside the collector and altogether since the line came.
"""

import gc
import os
import resource
import sys


def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def work():
    print(os.getpid(), flush=True)
    for line in sys.stdin:
        start = faults()
        before = faults()
        gc.collect()
        inside = faults() - before
        own = bytearray(int(line))
        for page in range(0, len(own), 4096):
            own[page] = 1
        print(inside, faults() - start, flush=True)


gc.disable()
inherited = [[number] for number in range(500_000)]
if os.fork() == 0:
    work()
    os._exit(0)
os.wait()
