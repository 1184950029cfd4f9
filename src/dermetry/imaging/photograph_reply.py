"""What the decoding process answered, checked before a word of it is believed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

TEXT_LENGTH_MOST = 300
NOTES_MOST = 20


class ReplyInvalid(ValueError):
    """The decoding process did not answer in the agreed form."""


@dataclass(frozen=True)
class Refusal:
    """The worker could not decode the file, and says why."""

    code: str
    detail: str


@dataclass(frozen=True)
class Decoded:
    """The worker decoded the file: what goes with its pixels."""

    width_px: int
    height_px: int
    taken_on: date | None
    notes: tuple[str, ...]


def read_reply(*, head: Any) -> Refusal | Decoded:
    """Check the head of a reply, any JSON value at all; raises ReplyInvalid."""
    if not isinstance(head, dict) or not isinstance(head.get("is_ok"), bool):
        raise ReplyInvalid("the reply is no message")
    if not head["is_ok"]:
        return Refusal(_text(head.get("code")), _text(head.get("detail")))
    notes = head.get("notes")
    if not isinstance(notes, list):
        raise ReplyInvalid("the notes are no list")
    return Decoded(
        width_px=_side(head.get("width")),
        height_px=_side(head.get("height")),
        taken_on=_date(head.get("taken_on")),
        notes=tuple(_text(note) for note in notes[:NOTES_MOST]),
    )


def _text(value: Any) -> str:
    """Give a short printable text: it goes into messages, terminals and reports."""
    if not isinstance(value, str):
        raise ReplyInvalid("a text is no text")
    shown = "".join(letter if letter.isprintable() else " " for letter in value[:TEXT_LENGTH_MOST])
    return shown.strip()


def _side(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise ReplyInvalid("a side of the picture is no length")
    return value


def _date(value: Any) -> date | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ReplyInvalid("the camera's date is no date")
    return date.fromisoformat(value)  # raises ValueError, as ReplyInvalid is one
