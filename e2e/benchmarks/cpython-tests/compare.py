"""What one run of a module's tests came to, and what differs between runs without the bootstrap and with it.  Pure."""

from dataclasses import dataclass, field

#: A name that no test has: how the process ended that ran them.
PROCESS = "(process)"
ABSENT = "not run"


@dataclass(frozen=True)
class Run:
    """One module's tests, run once.

    outcomes: what became of each test, by its id, and of the process.  policy: (gc mode, shutdown mode, reason) as the
    worker's record had it before the first test, by record.py's numbers; None where there was no record.
    """

    outcomes: dict
    policy: tuple = None

    @property
    def tests(self):
        """How many tests were run, skipped ones included."""
        return len(self.outcomes) - (PROCESS in self.outcomes)

    def crashed(self):
        """Whether the process that ran the tests was ended by a signal."""
        return self.outcomes.get(PROCESS, "").startswith("signal ")


def read(text, ended=None):
    """The Run that the launcher's lines say; ended: how the launcher itself ended, where it said nothing of its child.

    Two tests of one id, as doctests may be, count as one with both outcomes.
    """
    outcomes, policy = {}, None
    for line in text.splitlines():
        kind, _, rest = line.partition("\t")
        fields = rest.split("\t")
        if kind == "test" and len(fields) == 2:
            outcomes.setdefault(fields[0], set()).add(fields[1])
        elif kind == "policy" and len(fields) == 3:
            policy = int(fields[0]), int(fields[1]), fields[2]
        elif kind == "ended":
            ended = rest
    told = {name: ", ".join(sorted(found)) for name, found in outcomes.items()}
    told[PROCESS] = ended or "unknown"
    return Run(told, policy)


@dataclass(frozen=True)
class Difference:
    """A test that came out otherwise: its id, and its outcomes in the runs without and with the bootstrap, in order."""

    test: str
    without: tuple
    with_it: tuple


@dataclass
class Verdict:
    """What the runs of one module say."""

    different: list = field(default_factory=list)
    unsteady: list = field(default_factory=list)

    @property
    def is_same(self):
        """Whether no test came out otherwise, in no run."""
        return not self.different and not self.unsteady


def judge(without, with_it):
    """The Verdict on Runs of one module, at least one of each kind: the first ones, then those that were made to be sure.

    A test is different when an outcome that no run without the bootstrap has comes back in another run with it; when it
    has such outcomes in each of its runs; or when the process ended so by a signal, which once is too often.  One that
    has such an outcome in one run of several is unsteady: the machine's load, or chance.
    """
    verdict = Verdict()
    names = {name: None for run in list(without) + list(with_it) for name in run.outcomes}
    for name in names:
        known = tuple(run.outcomes.get(name, ABSENT) for run in without)
        seen = tuple(run.outcomes.get(name, ABSENT) for run in with_it)
        new = [outcome for outcome in seen if outcome not in known]
        if not new:
            continue
        again = len(new) == len(seen) or len(new) > 1
        crashed = name == PROCESS and any(outcome.startswith("signal ") for outcome in new)
        (verdict.different if again or crashed else verdict.unsteady).append(Difference(name, known, seen))
    return verdict


def consequences_aside(differences):
    """Without the exit code, where a test that failed says why it is another one."""
    others = [one for one in differences if one.test != PROCESS]
    if not others:
        return list(differences)
    return [one for one in differences if one.test != PROCESS or not all(_is_code(end) for end in one.without + one.with_it)]


def _is_code(outcome):
    return outcome in ("code 0", "code 1")
