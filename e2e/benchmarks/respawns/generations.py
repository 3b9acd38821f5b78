"""How many requests a worker's life takes, counted from respawn to respawn. Pure."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mark:
    """How far a pool was when a worker was replaced: requests that it had served, seconds that had passed."""

    requests: int
    seconds: float


@dataclass
class Generations:
    """The respawns of a pool of so many workers, in order.

    Workers that start together are replaced together, so only whole generations, in which as many are replaced as there
    are, say how often it happens: from the last respawn of the first generation, which begins with workers of one age,
    to the last one of any later generation. Where the watching began and ended does not matter then.
    """

    workers: int
    marks: list = field(default_factory=list)

    def see(self, respawns, requests, seconds):
        """respawns and requests of the pool so far, at a time; what came since the look before came then."""
        self.marks += [Mark(requests, seconds)] * (respawns - len(self.marks))

    def whole(self):
        """Whole generations after the first; 0 when there is none yet."""
        return max(0, len(self.marks) // self.workers - 1)

    def requests_each(self):
        """Requests of the pool for one respawn; None before the first whole generation."""
        first, last = self._bounds()
        return None if first is None else (last.requests - first.requests) / (self.whole() * self.workers)

    def requests_per_hour(self):
        """In the same time; None before the first whole generation."""
        first, last = self._bounds()
        return None if first is None else (last.requests - first.requests) / (last.seconds - first.seconds) * 3600

    def _bounds(self):
        if not self.whole():
            return None, None
        return self.marks[self.workers - 1], self.marks[(self.whole() + 1) * self.workers - 1]


def per_hour(contestant, pace):
    """Respawns an hour of contestant, had it as many requests to serve as pace has; both Generations. None: not measured."""
    each, hourly = contestant.requests_each(), pace.requests_per_hour()
    return None if each is None or hourly is None else round(hourly / each, 1)
