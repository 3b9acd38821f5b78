"""The differences that are known, and the reason for each: what the policy changes on purpose."""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Known:
    """Tests whose id matches pattern (fnmatch) may come out otherwise in these modes, because of reason."""

    pattern: str
    modes: tuple
    reason: str


KNOWN = (
)


def reason(test, mode, known=KNOWN):
    """Why test comes out otherwise under gc.mode mode; None where nobody knows."""
    for one in known:
        if mode in one.modes and fnmatchcase(test, one.pattern):
            return one.reason
    return None
