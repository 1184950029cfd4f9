"""Opening photographs safely: bytes -> ``Picture``, decoded in a separate process."""

import hashlib
import io
import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from dermetry.imaging.limits import read_limits
from dermetry.imaging.photograph_errors import SandboxUnfit, refused, timed_out
from dermetry.imaging.photograph_header import Header, read_header
from dermetry.imaging.photograph_reply import Decoded, Refusal, read_reply
from dermetry.imaging.sandbox import read_frame, write_frame
from dermetry.imaging.values import Picture

PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])
# -I keeps the environment and the current folder out of the worker; our own place is then
# the only path added.
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from dermetry.imaging.sandbox import main; main()"
)


def open_photograph(*, data: bytes, file_name: str, today: date) -> Picture:
    """Open one photograph; raises a ``PhotographUnreadable`` kind in words.

    ``today`` is only compared with the camera's date. For many photographs use ``Opener``,
    which keeps its worker warm.
    """
    with Opener() as opener:
        return opener.open(data=data, file_name=file_name, today=today)


class Opener:
    """Opens photographs with one warm worker process; a context manager, one thread at a time."""

    def __init__(self, *, seconds_most: float | None = None) -> None:
        limits = read_limits(table="opener")
        self._seconds = limits["seconds_most"] if seconds_most is None else seconds_most
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Give the opener; the worker starts with the first photograph."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the worker."""
        self.close()

    def open(self, *, data: bytes, file_name: str, today: date) -> Picture:
        """Check the header here, decode in the worker, and give the upright sRGB picture."""
        header = read_header(data=data, file_name=file_name)
        reply, body = self._ask(data, header, file_name)
        if isinstance(reply, Refusal):
            raise refused(reply.code, reply.detail, file_name)
        picture = _picture(reply, body, header, file_name)
        return replace(
            picture,
            sha256=hashlib.sha256(data).hexdigest(),
            notes=(*picture.notes, *_date_notes(picture.taken_on, today)),
        )

    def close(self) -> None:
        """End the worker, by its own handle."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                _close_quietly(pipe)
        worker.wait()

    def _ask(self, data: bytes, header: Header, file_name: str) -> tuple[Refusal | Decoded, bytes]:
        """Send one file to the worker; a dead, slow or lying worker is replaced and reported."""
        worker = self._started()
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            worker.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            return _exchange(worker, data, header)
        except (EOFError, OSError, ValueError, RecursionError, MemoryError) as error:
            self.close()
            if is_late.is_set() or worker.returncode == -24:  # SIGXCPU: processor time used up
                raise timed_out(file_name, self._seconds) from error
            raise refused("damaged", "the decoder stopped while reading it", file_name) from error
        finally:
            timer.cancel()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._worker is not None and self._worker.poll() is None:
            return self._worker
        self.close()
        self._worker = start_worker()
        return self._worker


def start_worker() -> subprocess.Popen[bytes]:
    """Start the decoding process with an empty environment; raises ``SandboxUnfit``."""
    memory = str(int(read_limits(table="opener")["memory_bytes_most"]))
    command = [sys.executable, "-I", "-c", START, PACKAGE_PARENT, memory]
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and our own text
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=os.sep,
        )
    except OSError as error:
        raise SandboxUnfit(
            "photographs cannot be opened: the decoding process does not start",
            why=str(error),
            next_step="run dermetry doctor, and check free memory and the number of processes",
        ) from error


def encode_clean(
    *, pixels: NDArray[np.uint8], file_format: Literal["JPEG", "PNG"] = "JPEG", quality: int = 88
) -> bytes:
    """Write RGB pixels (height, width, 3) as JPEG or PNG with no metadata at all (sRGB)."""
    plain = np.ascontiguousarray(pixels, dtype=np.uint8)
    if file_format == "JPEG":
        return bytes(simplejpeg.encode_jpeg(plain, quality=quality, colorspace="RGB"))
    buffer = io.BytesIO()
    Image.fromarray(plain).save(buffer, "PNG", optimize=False)
    return buffer.getvalue()


def _exchange(
    worker: subprocess.Popen[bytes], data: bytes, header: Header
) -> tuple[Refusal | Decoded, bytes]:
    if worker.stdin is None or worker.stdout is None:
        raise EOFError
    cpu = read_limits(table="opener")["cpu_seconds_most"]
    request = {"file_format": header.file_format, "cpu_seconds": cpu}
    write_frame(stream=worker.stdin, head=request, body=data)
    most = header.width_px * header.height_px * 3  # what the checked header allows
    head, body = read_frame(stream=worker.stdout, body_bytes_most=most)
    return read_reply(head=head), body


def _picture(reply: Decoded, body: bytes, header: Header, file_name: str) -> Picture:
    """Make the picture from the worker's reply, whose size is not believed either."""
    width, height = reply.width_px, reply.height_px
    stored = sorted((header.width_px, header.height_px))
    if sorted((width, height)) != stored or len(body) != width * height * 3:
        raise refused("damaged", "the pixels do not match the file's header", file_name)
    pixels = np.frombuffer(body, dtype=np.uint8).reshape(height, width, 3)
    notes = (*header.notes, *reply.notes)
    return Picture(pixels, "", file_name, header.file_format, reply.taken_on, notes)


def _date_notes(taken_on: date | None, today: date) -> tuple[str, ...]:
    if taken_on is None or taken_on <= today:
        return ()
    return (f"the camera's date {taken_on.isoformat()} lies in the future: check its clock",)


def _close_quietly(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # what was still to be written goes to a process that is gone
        return
