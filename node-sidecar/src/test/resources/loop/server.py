"""Plays a server, and whoever is near it, to the tests of the whole control loop: server.py WORKERS OTHERS FIFO

Its processes handle every signal that can be handled, and each says what it has got: "worker 17 SIGTERM".  A worker ends on SIGTERM
and SIGHUP, and one that has ended is replaced.  Until a fork has its own handlers it has its master's: "starting 17 SIGTERM".  OTHERS
are children that are no workers, as a router or a mule; FIFO is the path of a master FIFO, or "-".  What it is told on its input, a
line each, it answers with "= " and a line:

    pids             its workers, a bar, the others
    become PID       that worker becomes another program
    take PID         that worker is killed, and a program of somebody else's gets its pid
    unread           nobody reads the FIFO any more
"""

import ctypes
import os
import select
import signal
import struct
import subprocess
import sys
import time

# Not sys.executable, which goes by the name that is played.
PYTHON = os.readlink("/proc/self/exe")
SYS_CLONE3 = 435
PRIVATE_BYTES = 8 << 20
# What the sidecar tells uWSGI's workers from their master by.
OF_WORKERS_ONLY = {signal.SIGUSR2, signal.SIGPIPE}
UNTOUCHED = {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}
BECOME = signal.SIGRTMAX


def say(line):
    os.write(1, (line + "\n").encode())


def handle(role, numbers, ending=()):
    def got(number, _):
        if number == BECOME:
            os.execvp("sleep", ["sleep", "600"])
        who = "starting" if role == "master" and os.getpid() != master else role
        say("%s %d %s" % (who, os.getpid(), signal.Signals(number).name))
        if number in ending:
            os._exit(0)

    for number in numbers - UNTOUCHED:
        signal.signal(number, got)


def live_as_long_as(pid):
    while os.path.exists("/proc/%d" % pid):
        time.sleep(0.05)
    os._exit(0)


def fork(role):
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        ballast = bytearray(PRIVATE_BYTES)
        for page in range(0, len(ballast), 4096):
            ballast[page] = 1
        if role == "worker":
            handle(role, set(signal.Signals), (signal.SIGTERM, signal.SIGHUP))
        else:
            handle(role, set(signal.Signals) - OF_WORKERS_ONLY)
        os.write(tell, b".")
        live_as_long_as(master)
    os.read(told, 1)
    os.close(told)
    os.close(tell)
    return pid


def reap():
    for pid in list(workers):
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            workers.remove(pid)
            workers.append(fork("worker"))


def take(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    workers.remove(pid)
    taker = subprocess.run(
        [PYTHON, __file__, "take", str(pid), str(master)], stdout=subprocess.PIPE, env=os.environ
    )
    return taker.stdout.decode().strip()


def get_the_pid(pid, its_master):
    """In a process of its own, so that whoever gets the pid is no child of the master."""
    chosen = (ctypes.c_int * 1)(pid)
    arguments = struct.pack("=11Q", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, ctypes.addressof(chosen), 1, 0)
    libc = ctypes.CDLL(None, use_errno=True)
    told, tell = os.pipe()
    os.set_inheritable(tell, True)
    new = libc.syscall(SYS_CLONE3, arguments, ctypes.c_size_t(len(arguments)))
    if new == 0:
        # Its standard output is the server's own, not the pipe to it.
        os.dup2(os.open("/proc/%d/fd/1" % its_master, os.O_WRONLY), 1)
        os.execv(PYTHON, ["bystander", __file__, "bystander", str(its_master), str(tell)])
    if new < 0:
        print("cannot choose a pid: " + os.strerror(ctypes.get_errno()))
    else:
        os.read(told, 1)
        print("taken")


def obey(line):
    word, _, rest = line.partition(" ")
    if word == "pids":
        return " ".join(map(str, workers)) + "|" + " ".join(map(str, others))
    if word == "unread":
        os.close(fifo.pop())
        return "unread"
    pid = int(rest)
    if word == "take":
        return take(pid)
    os.kill(pid, BECOME)
    while open("/proc/%d/comm" % pid).read() != "sleep\n":
        time.sleep(0.01)
    return "become"


def read_fifo():
    if fifo and select.select(fifo, [], [], 0)[0]:
        commands = os.read(fifo[0], 64).decode()
        if commands:
            say("master %d FIFO %s" % (master, commands))


def play(count, strangers, path):
    handle("master", set(signal.Signals) - OF_WORKERS_ONLY)
    workers.extend(fork("worker") for _ in range(count))
    others.extend(fork("other") for _ in range(strangers))
    epoll = select.epoll()
    if path != "-":
        os.mkfifo(path)
        fifo.append(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        epoll.register(fifo[0], select.EPOLLIN)
    say("= ready")
    rest = b""
    while True:
        reap()
        read_fifo()
        if select.select([0], [], [], 0.02)[0]:
            some = os.read(0, 4096)
            if not some:
                break
            *lines, rest = (rest + some).split(b"\n")
            for line in lines:
                say("= " + obey(line.decode()))
    for pid in workers + others:
        os.kill(pid, signal.SIGKILL)


if sys.argv[1] == "bystander":
    handle("bystander", set(signal.Signals))
    os.write(int(sys.argv[3]), b".")
    live_as_long_as(int(sys.argv[2]))
elif sys.argv[1] == "take":
    get_the_pid(int(sys.argv[2]), int(sys.argv[3]))
else:
    master, workers, others, fifo = os.getpid(), [], [], []
    play(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
