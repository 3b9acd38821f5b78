"""A pool of Gunicorn workers, and sidecars from the image's runtime beside it."""

import json
import os
import subprocess
import tempfile
import time
import urllib.request

import processes
import userclock

HERE = os.path.dirname(os.path.abspath(__file__))
JAVA = os.path.normpath(os.path.join(HERE, "../../../node-sidecar/target/runtime/opt/java"))
START_SECONDS = 120
DIRECTIVE = {
    "version": 1, "policy": "bench/sidecar", "generation": 1, "container": "app", "server": "Gunicorn",
    "mode": "Observe", "gc": "Default", "shutdown": "Finalize",
}


class Pod:
    """Use it in a with statement; its processes end with it."""

    def __init__(self, gunicorn, workers):
        self._gunicorn, self._count, self._started, self._clocks = gunicorn, workers, [], {}

    def __enter__(self):
        if not os.path.exists(JAVA + "/lib/sidecar.aot"):
            raise SystemExit("no sidecar at %s: build it with ./mvnw package -pl node-sidecar -am" % JAVA)
        self._folder = tempfile.TemporaryDirectory(prefix="prefork-bench-")
        self.volume = self._folder.name
        return self

    def __exit__(self, *_):
        for process in reversed(self._started):
            process.kill()
            process.wait()
        self._folder.cleanup()

    def start(self, line, clocked=False, **options):
        """A process that ends with this pod; its output goes into a file of the volume unless options say otherwise.

        clocked: its time in user mode is measured from its beginning on."""
        with open(os.path.join(self.volume, "log"), "ab") as log:
            words = [*userclock.STOPPED, *line] if clocked else line
            process = subprocess.Popen(words, **{"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, **options})
        self._started.append(process)
        if clocked:
            self._clocks[process.pid] = userclock.UserClock(process.pid)
        return process

    def user_micros(self, process):
        """Time in user mode of a process that was started clocked."""
        return self._clocks[process.pid].micros()

    def stop_clocks(self):
        """They take a hundredth of what they measure: whatever comes next is to be without them."""
        for clock in self._clocks.values():
            clock.stop()
        self._clocks.clear()

    def log(self):
        with open(os.path.join(self.volume, "log"), encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-20:])

    def serve(self, prefix=()):
        """Starts the pool behind the words of prefix; returns the master's process id when all workers are there."""
        environment = {**os.environ, "PREFORK_DIR": self.volume, "PYTHONPATH": self.volume + "/python", "HOME": self.volume}
        environment.pop("XDG_RUNTIME_DIR", None)
        line = [*prefix, self._gunicorn, "--preload", "--workers", str(self._count), "--bind", "unix:%s/http" % self.volume]
        master = self.start(line + ["--chdir", HERE, "heap:application"], env=environment)
        self._await(lambda: len(processes.children(master.pid)) == self._count, master, "%d workers" % self._count)
        return master.pid

    def directive(self, **more):
        """Writes the directive that sidecars obey."""
        draft = self.volume + "/directive.new"
        with open(draft, "w", encoding="utf-8") as file:
            json.dump({**DIRECTIVE, **more}, file)
        os.rename(draft, self.volume + "/directive.json")

    def sidecar(self, port, prefix=(), clocked=False):
        """Starts a sidecar as its image does, behind the words of prefix; returns it when it answers."""
        line = [JAVA + "/bin/java", "@" + JAVA + "/lib/sidecar.options", "-XX:AOTCache=" + JAVA + "/lib/sidecar.aot"]
        line += ["-m", "io.prefork.sidecar/io.prefork.sidecar.Main"]
        environment = {
            "PREFORK_PORT": str(port), "PREFORK_VOLUME": self.volume, "PREFORK_DIRECTIVE": self.volume + "/directive.json",
            "MALLOC_ARENA_MAX": "1", "PATH": os.environ["PATH"],
        }
        process = self.start([*prefix, *line], clocked, env=environment)
        self._await(lambda: report(port) is not None, process, "the sidecar's answer")
        return process

    def _await(self, condition, process, what):
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("%s did not come within %d s; the end of the log:\n%s" % (what, START_SECONDS, self.log()))
            time.sleep(0.1)


def report(port):
    """The sidecar's report, or None while it does not answer."""
    try:
        with urllib.request.urlopen("http://127.0.0.1:%d/report" % port, timeout=10) as answer:
            return json.load(answer)
    except OSError:
        return None
