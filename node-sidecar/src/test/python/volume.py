"""The volume that sidecar and interpreters share, as the sidecar would lay it."""

import os
import shutil
import struct
import subprocess
import tempfile

BOOTSTRAP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "main", "resources", "bootstrap")


class Volume:
    """A temporary volume with the bootstrap in it; use it in a with statement."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="prefork-volume-")
        self.python = os.path.join(self.path, "python")
        self.workers = os.path.join(self.path, "workers")
        os.mkdir(self.workers)
        with open(os.path.join(BOOTSTRAP, "MANIFEST"), encoding="utf-8") as manifest:
            for name in manifest.read().split():
                target = os.path.join(self.python, name)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copyfile(os.path.join(BOOTSTRAP, name), target)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def policy(
        self, mode="Enforce", gc="Freeze", shutdown="SkipFinalization", reenable="Report", max_growth_percent=None
    ):
        """Writes policy.conf as the sidecar does."""
        guard = "" if max_growth_percent is None else "gc.cycleGuard.maxGrowthPercent=%d\n" % max_growth_percent
        self.raw_policy(
            "version=1\nmode=%s\ngc.mode=%s\ngc.reenable=%s\n%sshutdown.mode=%s\npolicy=shop/web\ngeneration=7\n"
            % (mode, gc, reenable, guard, shutdown)
        )

    def raw_policy(self, text):
        """Writes text as policy.conf, by renaming."""
        path = os.path.join(self.path, "policy.conf")
        with open(path + ".new", "w", encoding="utf-8") as new:
            new.write(text)
        os.rename(path + ".new", path)

    def replace(self, file, old, new):
        """Replaces old by new in one of the files of the package prefork_bootstrap."""
        path = os.path.join(self.python, "prefork_bootstrap", file)
        with open(path, encoding="utf-8") as source:
            text = source.read()
        if old not in text:
            raise AssertionError("%s does not contain %s" % (file, old))
        with open(path, "w", encoding="utf-8") as source:
            source.write(text.replace(old, new))

    def environment(self, **more):
        """The variables of a process that the policy was injected into."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "UWSGI_", "GUNICORN_", "PREFORK_"))
        }
        return {**inherited, "PYTHONPATH": self.python, "PREFORK_DIR": self.path, **more}

    def run(self, interpreter, script, *arguments, **more):
        """Runs script under the bootstrap until it ends."""
        return subprocess.run(
            [interpreter.path, "-c", script] + list(arguments),
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            timeout=120,
        )

    def records(self):
        """The Records on the volume, by process id."""
        return {
            int(name[: -len(".rec")]): Record.read(os.path.join(self.workers, name))
            for name in os.listdir(self.workers)
            if name.endswith(".rec")
        }

    def only_record(self):
        """The Record of the one worker there was."""
        (record,) = self.records().values()
        return record


class Record:
    """A worker's record, read by the published layout and not by the bootstrap's own code."""

    @classmethod
    def read(cls, path):
        with open(path, "rb") as file:
            content = file.read()
        record = cls()
        record.size, record.blocks = len(content), os.stat(path).st_blocks
        record.magic, record.version, record.stated_size, record.pid, record.hexversion = struct.unpack_from(
            "<4sHHII", content, 0
        )
        numbers = struct.unpack_from("<9Q", content, 16)
        record.start_time = numbers[0]
        record.collections = numbers[1:4]
        record.faults, record.nanoseconds, record.collected, record.reenabled, record.frozen = numbers[4:9]
        record.gc_mode, record.shutdown_mode = struct.unpack_from("<II", content, 88)
        record.server = content[96:128].rstrip(b"\0").decode("utf-8")
        record.reenabler = content[128:252].rstrip(b"\0").decode("utf-8")
        record.ends, record.immortal = struct.unpack_from("<IQ", content, 252)
        record.reason = content[264:384].rstrip(b"\0").decode("utf-8")
        guard = struct.unpack_from("<5QI", content, 384)
        record.guard_collections, record.guard_collected, record.guard_nanoseconds = guard[:3]
        record.guard_baseline, record.guard_growth, record.guard = guard[3:]
        return record
