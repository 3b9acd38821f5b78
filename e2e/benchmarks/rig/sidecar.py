"""The sidecar as its image runs it, beside a server of ours."""

import json
import os
import subprocess
import time
import urllib.request

from rig.pool import REPOSITORY, free_port

JAVA = os.path.join(REPOSITORY, "node-sidecar/target/runtime/opt/java")
START_SECONDS = 60
DIRECTIVE = {
    "version": 1,
    "policy": "bench/shop",
    "generation": 1,
    "container": "app",
    "server": "UWSGI",
    "mode": "Enforce",
    "gc": "Freeze",
    "shutdown": "SkipFinalization",
    "reclaim": "Auto",
}


class Sidecar:
    """Use it in a with statement, before the server starts, as in a pod.

    limit_bytes: the memory limit that the pod declares, None for none. more: members of the directive.
    """

    def __init__(self, volume, limit_bytes=None, **more):
        self._volume, self._more, self.port = volume, more, free_port()
        self._limit, self._limit_bytes = os.path.join(volume, "memory-limit"), limit_bytes

    def __enter__(self):
        if not os.path.exists(JAVA + "/lib/sidecar.aot"):
            raise SystemExit("no sidecar at %s: build it with ./mvnw package -pl node-sidecar -am" % os.path.normpath(JAVA))
        directive = os.path.join(self._volume, "directive.json")
        with open(directive, "w", encoding="utf-8") as file:
            json.dump({**DIRECTIVE, **self._more}, file)
        if self._limit_bytes is not None:
            self.declare_limit(self._limit_bytes)
        self._log = open(os.path.join(self._volume, "sidecar.log"), "wb")
        self._process = subprocess.Popen(
            [JAVA + "/bin/java", "@" + JAVA + "/lib/sidecar.options", "-XX:AOTCache=" + JAVA + "/lib/sidecar.aot"]
            + ["-m", "io.prefork.sidecar/io.prefork.sidecar.Main"],
            env={
                "PREFORK_PORT": str(self.port),
                "PREFORK_VOLUME": self._volume,
                "PREFORK_DIRECTIVE": directive,
                "PREFORK_MEMORY_LIMIT": self._limit,
                "MALLOC_ARENA_MAX": "1",
            },
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, start_new_session=True,
        )
        try:
            self._await_start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        self._log.close()

    def _await_start(self):
        deadline = time.monotonic() + START_SECONDS
        while self.report() is None:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the sidecar does not answer:\n" + self.log())
            time.sleep(0.1)

    def declare_limit(self, limit_bytes):
        """Tells it the container's limit as the kubelet does, which comes before the kernel has accepted it."""
        with open(self._limit + ".new", "w", encoding="ascii") as file:
            file.write(str(limit_bytes))
        os.rename(self._limit + ".new", self._limit)

    def report(self):
        """Its report, or None while it does not answer."""
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d/report" % self.port, timeout=10) as answer:
                return json.load(answer)
        except OSError:
            return None

    def log(self):
        """What it has logged."""
        with open(os.path.join(self._volume, "sidecar.log"), encoding="utf-8", errors="replace") as file:
            return file.read()
