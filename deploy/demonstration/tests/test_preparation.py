"""The images that are there are used only where they are what a build would make."""

import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import preparation

SOURCES = (
    "pom.xml", "crds/pom.xml", "operator/pom.xml", "node-sidecar/pom.xml", "crds/src/main/java/A.java", "operator/src/main/java/B.java",
    "operator/image/app/java.options", "node-sidecar/src/main/resources/bootstrap/sitecustomize.py", "node-sidecar/image/java.options",
    "deploy/images/java-runtime",
)
OLD, BUILT, NEW = 1000, 2000, 3000


class Stale(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in ("ROOT", "BUILT"):
            self.addCleanup(setattr, preparation, name, getattr(preparation, name))
        preparation.ROOT, preparation.BUILT = self.root, {name: self.root / f"{name}.tar" for name in ("operator", "sidecar")}
        for source in SOURCES:
            self.write(source, OLD)
        for archive in preparation.BUILT.values():
            self.write(archive.name, BUILT)

    def write(self, path, time):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).touch()
        os.utime(self.root / path, (time, time))

    def test_images_newer_than_all_that_they_are_made_of_are_used(self):
        self.assertFalse(preparation.is_stale())

    def test_whatever_they_are_made_of_makes_them_stale(self):
        for source in SOURCES:
            with self.subTest(source):
                self.write(source, NEW)
                self.assertTrue(preparation.is_stale())
                self.write(source, OLD)

    def test_a_test_or_what_was_built_does_not(self):
        self.write("operator/src/test/java/BTest.java", NEW)
        self.write("operator/target/classes/B.class", NEW)
        self.assertFalse(preparation.is_stale())

    def test_an_image_that_is_missing_is_built(self):
        preparation.BUILT["sidecar"].unlink()
        self.assertTrue(preparation.is_stale())


if __name__ == "__main__":
    unittest.main()
