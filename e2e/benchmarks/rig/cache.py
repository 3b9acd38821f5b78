"""Where benchmarks keep what they have built or installed: beside e2e/servers, in the cache of the repository."""

import hashlib
import os


def folder(*names):
    """The path of a folder or file under the cache; it need not be there."""
    cache = os.environ.get("PREFORK_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "prefork"
    )
    return os.path.join(cache, *names)


def key(path, *more):
    """A name that changes with the content of the file at path, and with more, which are strings."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        digest.update(file.read())
    for text in more:
        digest.update(b"\0" + text.encode())
    return digest.hexdigest()[:12]
