"""Plays a server's master to the tests of what acts on one; says each thing that reaches it, one a line.

    master.py fifos PATH...     waits for these FIFOs in an epoll set, as uWSGI does; "!" before a path: opens it only
    master.py signals           handles SIGTTIN and SIGTTOU, as Gunicorn does
    master.py deaf PATH         waits for the FIFO without ever reading it
    master.py reopened PATH     as uWSGI at its slowest: closes the FIFO after its first writer, and has yet to open it again
"""

import os
import select
import signal
import sys


def say(word):
    os.write(1, (word + "\n").encode())


def open_fifo(path):
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    # uWSGI makes its FIFO anew when a writer leaves; here none ever leaves.
    os.open(path, os.O_WRONLY)
    return reading


def wait_for_fifos(paths, read):
    epoll = select.epoll()
    names = {}
    for path in paths:
        fifo = open_fifo(path.lstrip("!"))
        if not path.startswith("!"):
            epoll.register(fifo, select.EPOLLIN)
            names[fifo] = path
    say("ready")
    while not read:
        signal.pause()
    while True:
        for fifo, _ in epoll.poll():
            say(os.path.basename(names[fifo]) + " " + os.read(fifo, 1).decode())


def wait_for_one_writer(path):
    os.mkfifo(path)
    reading, epoll = os.open(path, os.O_RDONLY | os.O_NONBLOCK), select.epoll()
    epoll.register(reading, select.EPOLLIN)
    say("ready")
    epoll.poll()
    say(os.path.basename(path) + " " + os.read(reading, 1).decode())
    os.close(reading)
    say("closed")
    signal.pause()


def wait_for_signals():
    for number in (signal.SIGTTIN, signal.SIGTTOU):
        signal.signal(number, lambda number, _: say(signal.Signals(number).name))
    say("ready")
    while True:
        signal.pause()


if sys.argv[1] == "signals":
    wait_for_signals()
elif sys.argv[1] == "reopened":
    wait_for_one_writer(sys.argv[2])
else:
    wait_for_fifos(sys.argv[2:], read=sys.argv[1] == "fifos")
