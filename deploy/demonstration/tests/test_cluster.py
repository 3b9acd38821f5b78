"""What a demonstration leaves of a cluster that was there before it."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import cluster
import progress


class Played:
    """kubectl, as far as installing and removing go: what was called, and whether the resource is there."""

    fails = None

    def __init__(self, operator_is_there):
        self.calls, self._resource_is_there, self.applied = [], operator_is_there, ""

    def kubectl(self, *arguments, stdin=None, **_):
        self.calls.append(" ".join(arguments))
        self.applied += stdin or ""
        if self.fails and self.calls[-1].startswith(self.fails):
            raise progress.Failed(self.calls[-1])
        if arguments[0] == "kustomize":
            return "image: localhost/prefork-operator:0.1.0\n"
        is_question = arguments[:2] == ("get", "customresourcedefinition")
        return "customresourcedefinition/memorypolicies\n" if is_question and self._resource_is_there else ""

    def said(self, beginning):
        return [call for call in self.calls if call.startswith(beginning)]


class PlayedExisting(Played, cluster.ExistingCluster):

    def __init__(self, operator_is_there, registry=None):
        cluster.ExistingCluster.__init__(self, "theirs", registry)
        Played.__init__(self, operator_is_there)


class PlayedDevelopment(Played, cluster.DevCluster):

    def __init__(self, operator_is_there):
        cluster.DevCluster.__init__(self)
        Played.__init__(self, operator_is_there)
        self._was_running = True


class Existing(unittest.TestCase):

    def setUp(self):
        self.addCleanup(setattr, progress, "say", progress.say)
        progress.say = lambda _: None

    def test_an_operator_in_use_is_neither_changed_nor_removed(self):
        theirs = PlayedExisting(operator_is_there=True)
        theirs.install()
        theirs.clean_up()
        self.assertEqual(theirs.said("apply"), [])
        self.assertEqual(theirs.said("delete -k"), [])
        self.assertEqual(len(theirs.said("delete namespace prefork-demonstration")), 2)

    def test_an_operator_that_was_brought_goes_again(self):
        theirs = PlayedExisting(operator_is_there=False)
        theirs.install()
        theirs.clean_up()
        self.assertEqual(len(theirs.said("apply --server-side")), 1)
        self.assertEqual(len(theirs.said("delete -k")), 1)

    def test_images_have_the_registry_s_names(self):
        theirs = PlayedExisting(operator_is_there=False, registry="registry.example/team/")
        theirs.install()
        self.assertEqual(theirs.applied, "image: registry.example/team/prefork-operator:0.1.0\n")

    def test_an_image_that_no_node_has_is_named(self):
        theirs = PlayedExisting(operator_is_there=False)
        waiting = {"reason": "ErrImagePull", "message": "localhost/prefork-operator:0.1.0: not found"}
        theirs.get = lambda *_: {"items": [{"status": {"containerStatuses": [{"state": {"waiting": waiting}}]}}, {"status": {}}]}
        theirs.fails = "rollout status"
        with self.assertRaisesRegex(progress.Failed, "the operator waits: ErrImagePull: localhost/prefork-operator:0.1.0: not found"):
            theirs.install()

    def test_what_ends_before_anything_was_installed_removes_nothing(self):
        theirs = PlayedExisting(operator_is_there=False)
        theirs.clean_up()
        self.assertEqual(theirs.calls, [])

    def test_a_running_development_cluster_gets_the_operator_of_this_checkout_and_keeps_it(self):
        ours = PlayedDevelopment(operator_is_there=True)
        ours.install()
        ours.clean_up()
        self.assertEqual(len(ours.said("apply --server-side")), 1)
        self.assertEqual(len(ours.said("rollout restart")), 1)
        self.assertEqual(ours.said("delete -k"), [])


if __name__ == "__main__":
    unittest.main()
