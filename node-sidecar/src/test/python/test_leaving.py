"""A worker of uWSGI that was told to leave; that uWSGI itself obeys is shown by the tests on real servers."""

import sys
import unittest

from bootstrap_case import BootstrapCase
from volume import BOOTSTRAP, Volume

sys.path.insert(0, BOOTSTRAP)

from prefork_bootstrap import leaving  # noqa: E402


class Leaving(BootstrapCase):
    def test_the_code_stays_unless_that_very_process_was_told(self):
        with Volume() as volume:
            translate = leaving.exit_code(volume.path, 77, 1077)
            self.assertEqual(translate(17), 17)
            open(leaving.path_of(volume.path, 77, 1076), "w").close()
            self.assertEqual(translate(17), 17)
            open(leaving.path_of(volume.path, 77, 1077), "w").close()
            self.assertEqual(translate(17), 15)


if __name__ == "__main__":
    unittest.main()
