"""The promotions of the moment: the value that a real shop reads from memcached at every request, kept packed here."""

from shop._vendor import smallpack

_PACKED = smallpack.packb(
    [
        {"code": "FREIGHT-%d" % n, "headline": "Free freight from %d pieces" % (n + 2), "percent": n, "stackable": n % 2 == 0}
        for n in range(12)
    ]
)


def current():
    """Return the promotions as a list of dicts, newly decoded."""
    return smallpack.unpackb(_PACKED)
