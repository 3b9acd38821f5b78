"""Running other programs: output captured or passed on, a failure told with the program's own last words."""

import subprocess
import threading

import progress


def output(*command, stdin=None, timeout=120):
    """Standard output of a command; its failure or overrun (seconds) is a progress.Failed."""
    try:
        done = subprocess.run(
            command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout)
    except FileNotFoundError:
        raise progress.Failed(f"{command[0]}: not found") from None
    except subprocess.TimeoutExpired:
        raise progress.Failed(f"{' '.join(command)}: no answer within {timeout} s") from None
    if done.returncode:
        last_words = (done.stderr.strip() or done.stdout.strip()).splitlines()[-5:]
        raise progress.Failed(f"{' '.join(command)}: exit code {done.returncode}: {' | '.join(last_words)}")
    return done.stdout


def succeeds(*command):
    """Whether the command ends with exit code 0; its output is dropped."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


class Background:
    """A command whose stderr is shown line by line as it comes, and whose stdout is kept."""

    def __init__(self, name, *command):
        self._name, self._command = name, command
        self._lines = []
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
        self._shower = threading.Thread(target=self._show, daemon=True)
        self._shower.start()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def _show(self):
        for line in self._process.stderr:
            if line.strip():
                self._lines.append(line.rstrip())
                progress.say(f"{self._name}: {line.rstrip()}")

    def _keep(self):
        self._stdout = self._process.stdout.read()

    def result(self):
        """Wait for the end; the standard output, or progress.Failed."""
        code = self._process.wait()
        self._shower.join()
        self._keeper.join()
        if code:
            tail = self._lines[-5:] or self._stdout.strip().splitlines()[-5:]
            raise progress.Failed(f"{' '.join(self._command)}: exit code {code}: {' | '.join(tail)}")
        return self._stdout

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """End the command if it still runs, and wait for it."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait()
