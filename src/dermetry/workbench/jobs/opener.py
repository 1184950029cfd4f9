"""One warm decoding process per server process, used by one thread at a time."""

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dermetry.imaging.photograph import Opener

_opener = Opener()
_lock = threading.Lock()
atexit.register(_opener.close)


@contextmanager
def warm_opener() -> Iterator[Opener]:
    """Give the opener; whoever comes meanwhile waits."""
    with _lock:
        yield _opener
