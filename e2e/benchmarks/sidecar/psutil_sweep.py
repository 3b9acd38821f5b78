"""For each line of process ids on standard input: a sweep by psutil, and the processor time that it took, microseconds."""

import sys
import time

import psutil

processes = {}
for line in sys.stdin:
    pids = [int(word) for word in line.split()]
    before = time.process_time_ns()
    for pid in pids:
        if pid not in processes:
            processes[pid] = psutil.Process(pid)
        processes[pid].memory_full_info()
    print((time.process_time_ns() - before) // 1000, flush=True)
