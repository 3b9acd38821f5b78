"""What a worker becomes: handles every signal that can be handled, and notes each that it gets, and who has sent it.

    bystander.py FOLDER

Its notes are lines "NUMBER from PID" in the file bystander.PID of the folder.
"""

import os
import signal
import sys

signals = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}
for number in signals:
    try:
        signal.signal(number, lambda *_: None)
    except OSError:
        pass  # The C library keeps some of them to itself.
signal.pthread_sigmask(signal.SIG_BLOCK, signals)
with open("%s/bystander.%d" % (sys.argv[1], os.getpid()), "w", buffering=1) as notes:
    while True:
        got = signal.sigwaitinfo(signals)
        notes.write("%d from %d\n" % (got.si_signo, got.si_pid))
