"""The numbers of cgroup files, as two kernels wrote them."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from rig.cgroups import entry  # noqa: E402

OOM_CONTROL = "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n"  # cgroup v1, Linux 6.18
EVENTS = "low 0\nhigh 0\nmax 17\noom 2\noom_kill 1\noom_group_kill 0\n"  # cgroup v2, Linux 6.1


class Entry(unittest.TestCase):
    def test_the_whole_name_counts(self):
        self.assertEqual(entry(OOM_CONTROL, "oom_kill"), 3)
        self.assertEqual(entry(EVENTS, "oom_kill"), 1)

    def test_what_is_not_there_is_no_zero(self):
        with self.assertRaisesRegex(ValueError, "no line oom_kill"):
            entry("low 0\n", "oom_kill")


if __name__ == "__main__":
    unittest.main()
