"""What e2e/bench soak does and counts."""

import os
import sys
import unittest
from itertools import islice

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from soak import plan  # noqa: E402
from soak.processes import accepted  # noqa: E402

FIRST, SECOND = (7, 100), (8, 120)

# Recorded: uWSGI 2.0.31 on CPython 3.12.1, to whose workers SIGSEGV, SIGKILL, SIGFPE and SIGABRT were sent; without the
# backtraces. It ended on SIGINT.
LOG = """\
spawned uWSGI worker 4 (pid: 10067, cores: 1)
!!! uWSGI process 10064 got Segmentation Fault !!!
*** backtrace of 10064 ***
*** end of backtrace ***
DAMN ! worker 1 (pid: 10064) died :( trying respawn ...
Respawned uWSGI worker 1 (new pid: 10092)
DAMN ! worker 2 (pid: 10065) died, killed by signal 9 :( trying respawn ...
Respawned uWSGI worker 2 (new pid: 10120)
!!! uWSGI process 10066 got Floating Point Exception !!!
*** backtrace of 10066 ***
*** end of backtrace ***
DAMN ! worker 3 (pid: 10066) died :( trying respawn ...
Respawned uWSGI worker 3 (new pid: 10145)
DAMN ! worker 4 (pid: 10067) died, killed by signal 6 :( trying respawn ...
Respawned uWSGI worker 4 (new pid: 10171)
SIGINT/SIGTERM received...killing workers...
worker 3 buried after 1 seconds
"""

# Recorded: /proc/net/tcp of Linux 6.18 with a client connected to port 18321 that has asked nothing yet: the listener,
# a connection that is not accepted yet, and the client's end. The line of an accepted one is the client's, turned round.
TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     
   0: 0100007F:4791 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 5296755 2 00000000b3cb4a45 100 0 0 10 0                   
   9: 0100007F:4791 0100007F:B5CC 03 00000000:00000000 01:00000032 00000000     0        0 0 0 00000000fb1576dc                                      
  10: 0100007F:B5CC 0100007F:4791 01 00000000:00000000 00:00000000 00000000     0        0 5295913 2 00000000dc0dfbeb 20 0 0 10 -1                   
"""
ACCEPTED = "  11: 0100007F:4791 0100007F:B5CC 01 00000000:00000000 00:00000000 00000000     0        0 5295914 2 00000000dc0dfbec 20 0 0 10 -1\n"


class Actions(unittest.TestCase):
    def test_a_round_has_all_of_them_and_ends_with_a_shutdown(self):
        self.assertEqual(set(plan.ROUND), {plan.RECYCLE, plan.KILL, plan.RELOAD, plan.SHUTDOWN})
        self.assertEqual(plan.ROUND.index(plan.SHUTDOWN), len(plan.ROUND) - 1)
        self.assertEqual(tuple(islice(plan.actions(), 2 * len(plan.ROUND))), 2 * plan.ROUND)


class Crashes(unittest.TestCase):
    def test_what_uwsgi_logs(self):
        faults = [(10064, "Segmentation Fault"), (10066, "Floating Point Exception")]
        died = [(10064, "died"), (10065, "signal 9"), (10066, "died"), (10067, "signal 6")]
        self.assertEqual(plan.signals_in(LOG), faults + died)

    def test_each_worker_is_one_crash_by_its_first_reason(self):
        found = plan.crashes(plan.signals_in(LOG), set(), set(), set(), {(10065, 1)})
        self.assertEqual(found, {10064: "Segmentation Fault", 10066: "Floating Point Exception", 10067: "signal 6"})

    def test_what_gunicorn_reaps(self):
        self.assertEqual(plan.signals_reaped({7: 0, 8: 9, 9: 3 << 8, 10: 11 | 0x80}), [(8, "signal 9"), (10, "signal 11")])

    def test_a_signal_that_was_sent_is_no_crash(self):
        self.assertEqual(plan.crashes([(7, "signal 9")], {FIRST}, set(), set(), {FIRST}), {})

    def test_another_signal_is_one_though_the_worker_was_to_be_killed(self):
        self.assertEqual(plan.crashes([(7, "signal 11")], {FIRST}, set(), set(), {FIRST}), {7: "signal 11"})

    def test_a_kill_that_nobody_sent_is_one(self):
        self.assertEqual(plan.crashes([(8, "signal 9")], {FIRST, SECOND}, {FIRST}, set(), set()), {8: "signal 9"})

    def test_who_is_gone_without_its_atexit_functions_has_crashed(self):
        found = plan.crashes([], {FIRST, SECOND}, set(), {FIRST}, set())
        self.assertEqual(found, {8: "gone, and its atexit functions did not run"})

    def test_a_later_process_of_the_same_number_is_another_one(self):
        again = (7, 900)
        self.assertEqual(set(plan.crashes([], {FIRST, again}, {again}, set(), set())), {7})


class Rows(unittest.TestCase):
    def test_every_request_that_was_not_answered_has_failed(self):
        row = plan.row("Freeze", "uwsgi 2.0.31", 1.04, {"ok": 10, "reset": 2, "not 200": 1}, {7: "signal 11"}, {"kill": 3})
        self.assertEqual((row["minutes"], row["requests"], row["failedRequests"], row["crashes"]), (1.0, 13, 3, 1))
        self.assertEqual((row["losses"], row["kills"], row["recycles"]), ({"not 200": 1, "reset": 2}, 3, 0))

    def test_only_load_without_a_loss_is_good(self):
        good = plan.row("Freeze", "uwsgi 2.0.31", 1, {"ok": 10}, {}, {})
        self.assertFalse(plan.is_bad(good))
        for change in ({"failedRequests": 1}, {"crashes": 1}, {"stuck": "recycling of worker 7"}, {"requests": 0}):
            self.assertTrue(plan.is_bad({**good, **change}), change)


class Connections(unittest.TestCase):
    def test_neither_who_listens_nor_the_clients_end_counts(self):
        self.assertNotIn(5296755, accepted(TABLE, 18321))
        self.assertNotIn(5295913, accepted(TABLE, 18321))

    def test_those_that_were_accepted_on_the_port(self):
        self.assertIn(5295914, accepted(TABLE + ACCEPTED, 18321))
        self.assertEqual(accepted(TABLE + ACCEPTED, 8000), set())


if __name__ == "__main__":
    unittest.main()
