"""The worker process that decodes untrusted pixels: limits first, then one request at a time.

Started by ``photograph.Opener`` with pipes for stdin and stdout. Every message is a frame:
8 bytes of length, a JSON object, 8 bytes of length, raw bytes. A request carries the file,
the reply raw RGB. The worker knows no paths and writes no files.
"""

import json
import resource
import struct
import sys
from typing import Any, BinaryIO

from dermetry.imaging.decode import DecodeRefusedError, decode

HEAD_BYTES_MOST = 64_000


class FrameTooLong(ValueError):
    """The other side announces more bytes than any honest message has."""


def read_frame(*, stream: BinaryIO, body_bytes_most: int) -> tuple[Any, bytes]:
    """Read one message, its head as any JSON value, without believing its lengths.

    Raises EOFError when the other side is gone, FrameTooLong before anything too long is
    read, and ValueError or RecursionError when the head is no JSON.
    """
    head = json.loads(_read_block(stream, HEAD_BYTES_MOST))
    return head, _read_block(stream, body_bytes_most)


def write_frame(*, stream: BinaryIO, head: dict[str, Any], body: bytes | memoryview) -> None:
    """Write one message."""
    text = json.dumps(head).encode()
    stream.write(struct.pack(">Q", len(text)) + text + struct.pack(">Q", len(body)))
    stream.write(body)
    stream.flush()


def _read_block(stream: BinaryIO, bytes_most: int) -> bytes:
    (length,) = struct.unpack(">Q", _read_exactly(stream, 8))
    if length > bytes_most:
        raise FrameTooLong(f"{length} bytes announced, at most {bytes_most} expected")
    return _read_exactly(stream, length)


def _read_exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def limit_self(*, memory_bytes: int) -> None:
    """Take memory, core files and file writing away from this process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _limit_cpu(seconds: int) -> None:
    """Give the next request its own share of processor time; beyond it the kernel ends us."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def serve(*, source: BinaryIO, target: BinaryIO) -> None:
    """Answer requests until the pipe closes."""
    while True:
        try:
            request, data = read_frame(stream=source, body_bytes_most=sys.maxsize)
        except EOFError:
            return
        _limit_cpu(int(request["cpu_seconds"]))
        head, body = answer(data=data, file_format=str(request["file_format"]))
        write_frame(stream=target, head=head, body=body)


def answer(*, data: bytes, file_format: str) -> tuple[dict[str, Any], bytes | memoryview]:
    """Decode one file; whatever goes wrong becomes a reply, never a crash."""
    try:
        decoded = decode(data=data, file_format=file_format)
    except DecodeRefusedError as refusal:
        return {"is_ok": False, "code": refusal.code, "detail": refusal.detail}, b""
    except MemoryError:
        return {"is_ok": False, "code": "memory", "detail": ""}, b""
    except Exception as error:  # decoders raise almost anything on hostile input
        return {
            "is_ok": False,
            "code": "damaged",
            "detail": f"{type(error).__name__}: {error}",
        }, b""
    height, width = decoded.pixels.shape[:2]
    head = {
        "is_ok": True,
        "width": width,
        "height": height,
        "taken_on": decoded.taken_on,
        "notes": list(decoded.notes),
    }
    return head, memoryview(decoded.pixels).cast("B")


def main() -> None:
    """Set the limits given on the command line, then serve."""
    limit_self(memory_bytes=int(sys.argv[-1]))
    serve(source=sys.stdin.buffer, target=sys.stdout.buffer)


if __name__ == "__main__":
    main()
