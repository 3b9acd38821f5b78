"""outside_reader.py on files recorded from a real pod; recorded/README.md says from where."""

import json
import os
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import outside_reader as reader  # noqa: E402

RECORDED = HERE / "recorded"
RECORDS = json.loads((RECORDED / "pod.json").read_text())
POD = RECORDS["podUid"]


def recorded(name):
    return (RECORDED / name).read_text()


class ProcessFiles(unittest.TestCase):
    def test_takes_name_parent_and_minor_faults_from_stat(self):
        master, worker = RECORDS["master"], RECORDS["workers"][0]
        name, parent, faults = reader.parse_stat(recorded("proc/%d/stat" % worker))
        self.assertEqual((name, parent, faults), ("uwsgi", master, RECORDS["minorFaults"][0]))

    def test_survives_brackets_and_spaces_in_the_name(self):
        self.assertEqual(reader.parse_stat("7 (odd) name (x)) S 3 7 7 0 -1 4194560 91 0 0"), ("odd) name (x)", 3, 91))

    def test_reads_sizes_as_bytes(self):
        sizes = reader.parse_sizes("Rss:              248 kB\nPss_Anon:           7 kB\nLocked:  0 kB\n")
        self.assertEqual(sizes, {"Rss": 248 * 1024, "Pss_Anon": 7 * 1024, "Locked": 0})

    def test_tells_the_python_version_from_a_library_or_an_executable(self):
        self.assertEqual(reader.python_version("7f0 r-xp 0 08:01 9 /usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0\n"), "3.11")
        self.assertEqual(reader.python_version("7f0 r-xp 0 08:01 9 /usr/bin/python3.13\n"), "3.13")

    def test_tells_no_python_version_where_there_is_none(self):
        self.assertIsNone(reader.python_version("7f0 r-xp 0 08:01 9 /opt/java/lib/server/libjvm.so\n"))


class PodCgroup(unittest.TestCase):
    def test_finds_the_recorded_pod(self):
        text = recorded("proc/%d/cgroup" % RECORDS["master"])
        self.assertEqual(reader.pod_cgroup(text, POD), RECORDS["podCgroup"])

    def test_passes_over_another_pod(self):
        text = recorded("proc/%d/cgroup" % RECORDS["master"])
        self.assertIsNone(reader.pod_cgroup(text, POD[:-1]))

    def test_finds_it_under_the_systemd_driver_on_v2(self):
        uid = "0f1d5a2e-8f6b-4a39-9d53-6f0a5f0b8f11"
        slice_path = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod%s.slice" % uid.replace("-", "_")
        self.assertEqual(reader.pod_cgroup("0::%s/cri-containerd-77.scope\n" % slice_path, uid), slice_path)

    def test_finds_it_below_the_cgroup_of_a_node_that_is_a_container(self):
        text = "0::/kubelet.slice/kubepods/besteffort/podabc/77\n"
        self.assertEqual(reader.pod_cgroup(text, "abc"), "/kubelet.slice/kubepods/besteffort/podabc")


class Pool(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.proc = pathlib.Path(folder.name)
        for name, executable in RECORDS["executables"].items():
            process = self.proc / name
            process.mkdir()
            for file in ("stat", "smaps_rollup", "cgroup", "maps"):
                source = RECORDED / "proc" / name / file
                if source.exists():
                    (process / file).write_text(source.read_text())
            os.symlink(executable, str(process / "exe"))

    def test_measures_the_recorded_pool(self):
        self.assertEqual(reader.read_pool(self.proc, POD), RECORDS["figures"])

    def test_leaves_the_pause_process_out_of_the_pod(self):
        pause = next(int(name) for name, executable in RECORDS["executables"].items() if executable == "/pause")
        self.assertIsNone(reader.read_process(self.proc, pause))

    def test_skips_a_process_that_ends_while_it_reads(self):
        gone = self.proc / str(RECORDS["workers"][-1])
        (gone / "smaps_rollup").unlink()
        self.assertEqual(reader.read_pool(self.proc, POD)["workers"], len(RECORDS["workers"]) - 1)

    def test_says_so_when_the_pod_is_not_here(self):
        with self.assertRaisesRegex(reader.ReaderError, "no process of pod 1234"):
            reader.read_pool(self.proc, "1234")

    def test_says_so_when_nothing_has_forked(self):
        for worker in RECORDS["workers"]:
            (self.proc / str(worker) / "cgroup").write_text("0::/elsewhere\n")
        with self.assertRaisesRegex(reader.ReaderError, "no pre-fork server"):
            reader.read_pool(self.proc, POD)


class Stop(unittest.TestCase):
    def test_takes_the_pod_s_anonymous_memory_on_v1(self):
        self.assertEqual(reader.parse_memory_stat(recorded("memory.stat"), "total_rss"), RECORDS["totalRss"])

    def test_prefers_the_v1_memory_controller_of_a_hybrid_host(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for tree in ("memory", "unified"):
                (root / tree / "pod").mkdir(parents=True)
            (root / "memory/pod/memory.stat").write_text("total_rss 1\n")
            (root / "unified/pod/memory.stat").write_text("anon 1\n")
            self.assertEqual(reader.anonymous_file(root, "/pod"), (root / "memory/pod/memory.stat", "total_rss"))

    def test_ends_when_the_cgroup_is_gone(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "memory.stat"
            file.write_text("anon 5\nfile 7\n")
            self.assertEqual(list(reader.samples_until_gone(file, "anon", file.unlink)), [5])

    def test_relates_the_peak_to_the_first_level(self):
        begun = []
        result = reader.summarise_stop(iter([200, 500, 100, 0]), lambda: begun.append(True))
        self.assertEqual(result, {"levelBytes": 200, "peakBytes": 500, "stopPeakRatio": 2.5})
        self.assertEqual(begun, [True])

    def test_refuses_a_pod_that_held_nothing(self):
        with self.assertRaisesRegex(reader.ReaderError, "before the pod is deleted"):
            reader.summarise_stop(iter([0]), lambda: None)


if __name__ == "__main__":
    unittest.main()
