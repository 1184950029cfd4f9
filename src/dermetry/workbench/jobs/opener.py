"""One warm decoding process per server process, used by one thread at a time."""

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Picture
from dermetry.workbench import clock

_opener = Opener()
_lock = threading.Lock()
atexit.register(_opener.close)


@contextmanager
def warm_opener() -> Iterator[Opener]:
    """Give the opener; whoever comes meanwhile waits."""
    with _lock:
        yield _opener


def open_bytes(data: bytes, file_name: str) -> Picture:
    """Decode one photograph; the process is lent for one at a time, so that others go on."""
    with warm_opener() as opener:
        return opener.open(data=data, file_name=file_name, today=clock.today())
