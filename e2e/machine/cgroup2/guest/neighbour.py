"""A process beside the server, in its group: takes as many bytes as a line of its input says, and keeps them."""

import sys

MEBIBYTE = 1 << 20

if "first-to-go" in sys.argv:
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")
print("ready", flush=True)
held = [b"n" * MEBIBYTE for _ in range(int(sys.stdin.readline()) // MEBIBYTE)]
print("taken", flush=True)
sys.stdin.read()
