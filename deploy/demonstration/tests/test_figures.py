"""What the quickstart prints follows from what was read, and what was not read stays absent."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import figures
import load
import progress
import table

# The last line of a load Job's log, as siege in the sample's image printed it on the development cluster.
SIEGE = (
    '{"transactions":2400,"availability":100.00,"elapsed_time":14.77,"data_transferred":57.05,"response_time":0.04,'
    '"transaction_rate":162.49,"throughput":3.86,"concurrency":5.92,"successful_transactions":2400,'
    '"failed_transactions":0,"longest_transaction":2.70,"shortest_transaction":0.00}'
)


def reading(faults, pod_bytes):
    return {
        "workers": 6, "masterRssBytes": 250, "sharedPerWorkerBytes": 120, "privatePerWorkerBytes": 130, "poolPssBytes": 1000,
        "cowEfficiency": 0.48, "minorFaults": faults, "podPssBytes": pod_bytes, "python": "3.11",
    }


class Figures(unittest.TestCase):

    def test_faults_are_those_of_the_load(self):
        step = figures.step_figures(reading(1000, 1), reading(193_000, 1), completed=2400, failed=0)
        self.assertEqual(step["minorFaultsPerRequest"], 80.0)

    def test_no_request_means_no_faults_per_request(self):
        step = figures.step_figures(reading(1000, 1), reading(2000, 1), completed=0, failed=2400)
        self.assertIsNone(step["minorFaultsPerRequest"])
        self.assertEqual(step["failedRequests"], 2400)

    def test_the_outsider_compares_whole_pods(self):
        published = figures.tidy(self.result())
        self.assertEqual(published["outsideReclaimedBytes"], 1000 - 360)
        self.assertNotIn("podPssBytes", published["untouched"])

    def test_the_table_shows_a_dash_for_what_was_not_measured(self):
        result = self.result()
        result["untouched"]["stopPeakRatio"] = None
        row = next(line for line in table.render({"uwsgi": figures.tidy(result)}).splitlines() if "graceful stop" in line)
        self.assertEqual(row.split()[-3], "-")

    @staticmethod
    def result():
        steps = {
            step: figures.step_figures(reading(0, size), reading(0, size), completed=1, failed=0)
            for step, size in (("untouched", 1000), ("observed", 1010), ("enforced", 360))
        }
        return {**steps, "version": "2.0.31", "python": "3.11.2", "reclaimedBytes": 641, "sidecarBytes": 27,
                "kubectlReclaimed": "641Mi"}


class Load(unittest.TestCase):

    def test_counts_what_the_generator_made(self):
        self.assertEqual(load.counted("** SIEGE 4.1.6\n" + SIEGE + "\n", 2400), (2400, 0))

    def test_a_request_that_was_never_made_has_failed(self):
        short = SIEGE.replace('"transactions":2400', '"transactions":2390').replace(
            '"successful_transactions":2400', '"successful_transactions":2390')
        self.assertEqual(load.counted(short, 2400), (2390, 10))

    def test_no_summary_is_a_failure_with_the_last_words(self):
        with self.assertRaisesRegex(progress.Failed, "connection refused"):
            load.counted("connection refused", 2400)


if __name__ == "__main__":
    unittest.main()
