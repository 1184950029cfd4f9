"""Cutting the sheet to sizes, fullest first; every cut is said in words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dermetry.report.board.values import BoardBody, CompartmentCall, LeadingLesion
from dermetry.report.values import Fact

REST = "see the course report"
SHORT_REST = "course report"
TILE_LETTERS = 60


@dataclass(frozen=True)
class Room:
    """How much one size of the sheet shows."""

    lesions: int
    questions: int
    letters: int  # of one fact or line
    question_letters: int  # of the question for the board
    calls: int


ROOMS = (  # four lesions stand in two rows, two in one
    Room(lesions=4, questions=10, letters=420, question_letters=1200, calls=6),
    Room(lesions=4, questions=7, letters=260, question_letters=900, calls=6),
    Room(lesions=4, questions=5, letters=180, question_letters=700, calls=3),
    Room(lesions=2, questions=8, letters=420, question_letters=700, calls=3),
    Room(lesions=2, questions=7, letters=260, question_letters=600, calls=3),
    Room(lesions=2, questions=5, letters=180, question_letters=500, calls=3),
    Room(lesions=2, questions=4, letters=110, question_letters=400, calls=3),
    Room(lesions=2, questions=3, letters=80, question_letters=300, calls=3),
)


def fit_bodies(*, full: BoardBody, lesions_total: int) -> tuple[BoardBody, ...]:
    """Give the sheet in every size, from the fullest to the leanest, each once."""
    bodies = (fit_body(full=full, room=room, lesions_total=lesions_total) for room in ROOMS)
    return tuple(dict.fromkeys(bodies))


def fit_body(*, full: BoardBody, room: Room, lesions_total: int) -> BoardBody:
    """Cut one body to the room there is; counts of what is left out stand in it."""
    lesions = tuple(_cut_lesion(each, room) for each in full.lesions[: room.lesions])
    calls = _cut_calls(full.compartments, room)
    override = full.override
    if override is not None:
        override = replace(override, reason=cut_text(override.reason, room.letters))
    return replace(
        full,
        facts=tuple(Fact(fact.label, cut_text(fact.text, room.letters)) for fact in full.facts),
        question=cut_text(full.question, room.question_letters, rest="see the request"),
        compartments=calls,
        more_calls=_more(len(full.compartments) - len(calls), "call"),
        override=override,
        open_questions=_cut_lines(full.open_questions[: room.questions], room.letters),
        more_questions=_more(len(full.open_questions) - room.questions, "open question"),
        lesions=lesions,
        more_lesions=_more(lesions_total - len(lesions), "lesion"),
    )


def _cut_calls(calls: tuple[CompartmentCall, ...], room: Room) -> tuple[CompartmentCall, ...]:
    """Keep the first calls of each compartment; with room for three, one of each."""
    kept, seen = [], dict[str, int]()
    for call in calls:
        part = call.name.split(",")[0]
        seen[part] = seen.get(part, 0) + 1
        if seen[part] <= room.calls // 3:
            words = {name: cut_text(getattr(call, name), room.letters) for name in
                     ("name", "headline", "detail")}  # fmt: skip
            kept.append(replace(call, **words))
    return tuple(kept)


def _cut_lesion(lesion: LeadingLesion, room: Room) -> LeadingLesion:
    """Cut the words beside the pictures of one lesion; each has a quarter of the width."""
    letters = min(room.letters, TILE_LETTERS)
    tiles = tuple(
        replace(
            tile,
            headline=cut_text(tile.headline, letters, rest=SHORT_REST),
            detail=cut_text(tile.detail, letters, rest=SHORT_REST),
            notes="",
        )
        for tile in lesion.tiles
    )
    title = cut_text(lesion.title, TILE_LETTERS, rest=SHORT_REST)
    return replace(lesion, title=title, tiles=tiles)


def _cut_lines(lines: Iterable[str], letters: int) -> tuple[str, ...]:
    return tuple(cut_text(line, letters) for line in lines)


def cut_text(text: str, letters: int, rest: str = REST) -> str:
    """Cut a text at a word and say how much is missing and where it stands."""
    if len(text) <= letters:
        return text
    kept = text[:letters].rsplit(" ", 1)[0]
    return f"{kept} … (cut, {len(text) - len(kept)} more characters: {rest})"


def _more(count: int, what: str) -> str:
    if count <= 0:
        return ""
    return f"{count} more {what}{'' if count == 1 else 's'}: {REST}."
