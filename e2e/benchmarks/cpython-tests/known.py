"""The differences that are known, and the reason for each: what the policy changes on purpose."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from rig.modes import NUMBERS


@dataclass(frozen=True)
class Known:
    """Tests whose id matches pattern (fnmatch) may come out otherwise in these modes, because of reason."""

    pattern: str
    modes: tuple
    reason: str


EVERY = tuple(NUMBERS)
KNOWN = (
    Known(
        "test.test_gc.GCTests.test_freeze", ("Immortal",),
        "gc.unfreeze does nothing where objects are immortal: the next collection would copy the head of each of them",
    ),
    Known(
        "test.test_gc.GCTogglingTests.test_bug1055820[cd]", ("ThresholdZero",),
        "waits until a collection happens by itself, and the mode is that none does",
    ),
    Known(
        "test.test_inspect*.TestPredicates.test_excluding_predicates", EVERY,
        "takes sys.exit for an example of a builtin, and it is a function in Python that remembers the exit code",
    ),
    Known(
        "test.test_frame.TestIncompleteFrameAreInvisible.test_sneaky_frame_object", EVERY,
        "has a collection happen in the frame after gc.enable, and that function, which notes who calls it, has frames of its "
        "own, in which it happens",
    ),
    Known(
        "test.test_inspect*.TestSignatureDefinitions.test_gc_module_has_signatures", EVERY,
        "reads __text_signature__, which only builtins have; gc.enable, set_threshold and unfreeze are functions in Python that "
        "note who calls them",
    ),
    Known(
        "test.test_os.*.test_closerange", EVERY,
        "wants two free descriptors in a row, and the record of the worker has one of them: mmap keeps it",
    ),
    Known(
        "test.test_capi.test_misc.CAPITest.test_c_subclass_of_heap_ctype_with_*_decrefs_once", ("Immortal",),
        "counts the references to a type that was loaded before the fork, and these are not counted any more",
    ),
    Known(
        "test.test_memoryio.CBytesIOTest.test_cow_*", ("Immortal",),
        "counts the references to a constant that was loaded before the fork, and these are not counted any more",
    ),
)


def reason(test, mode, known=KNOWN):
    """Why test comes out otherwise under gc.mode mode; None where nobody knows."""
    for one in known:
        if mode in one.modes and fnmatchcase(test, one.pattern):
            return one.reason
    return None
