"""The rows of outlines: found, written, measured again, and told to the audit log."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count

from django.conf import settings
from pydantic import ValidationError

from dermetry import __version__
from dermetry.errors import MarksInvalid
from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Picture
from dermetry.pathway.marks import OutlineMark
from dermetry.pathway.redraw import redraw_photograph
from dermetry.pathway.stored_result import dump_result
from dermetry.record.casefile import describe
from dermetry.workbench.casenotes import store
from dermetry.workbench.casenotes.actions.base import Unit
from dermetry.workbench.casenotes.actions.photographs import NotAnalysed
from dermetry.workbench.casenotes.actions.taking_over import take_over
from dermetry.workbench.casenotes.models import Outline, Photograph
from dermetry.workbench.casenotes.photograph_marks import read_marks
from dermetry.workbench.casenotes.visit_results import stored_result

Border = Sequence[Sequence[float]]  # (x, y) in px of the upright original


class BorderInvalid(MarksInvalid):
    """What was sent is no border."""


class OutlineGone(MarksInvalid):
    """An outline is no longer there."""


def not_analysed(row: Photograph) -> NotAnalysed:
    """Say that nothing can be outlined yet."""
    return NotAnalysed(
        f"{row.file_name} has not been analysed yet, or its file is not kept here",
        next_step="wait until it is; a border you have drawn stays in this browser",
    )


def check_some(outline_ids: Sequence[str]) -> None:
    """Refuse to do something to no outline at all."""
    if not outline_ids:
        raise OutlineGone("No outline was chosen", next_step="choose one or more")


def find_outline(row: Photograph, outline_id: str | None) -> Outline | None:
    """Find an outline of a photograph; None where a new one is meant."""
    if not outline_id:
        return None
    found = row.outlines.filter(outline_id=outline_id).select_related("lesion").first()
    if found is None:
        raise OutlineGone(
            "This outline has been removed meanwhile", next_step="load the page again"
        )
    return found


def write_border(unit: Unit, row: Photograph, before: Outline | None, border: Border) -> Outline:
    """Write a border; the actor stands behind it, whoever proposed it.

    A border left as it was proposed keeps its source and confidence; an accepted candidate gets
    an id of its own and counts as noticed.
    """
    polygon = check_border(border)
    is_same = before is not None and before.details["polygon"] == polygon
    outline = before or Outline(
        photograph=row, patient_id=row.patient_id, position=next_position(row), version=0
    )
    kept = outline.details.get("confidence") if is_same else None
    if before is None or before.source == "candidate":
        outline.outline_id = free_id(row)
    if not is_same:
        outline.source = "drawn"
    elif outline.source == "candidate":
        outline.source = "noticed"
    outline.details = {"polygon": polygon} | ({} if kept is None else {"confidence": kept})
    outline.is_confirmed, outline.confirmed_by = True, unit.actor.name
    outline.version += 1
    outline.save()
    take_over(actor=unit.actor, at=unit.at, visit=row.visit, lesion=outline.lesion)
    return outline


def check_border(border: Border) -> list[list[float]]:
    """Give a border as pairs of numbers; raises BorderInvalid for anything else."""
    try:
        mark = OutlineMark.model_validate({"outline": border})
    except ValidationError as error:
        raise BorderInvalid(
            f"The border cannot be used: {describe(error)}",
            why="a border is at least three points, each x and y in pixels of the photograph",
            next_step="draw it again, or correct the numbers",
        ) from error
    return [[x, y] for x, y in mark.outline or ()]


def next_position(row: Photograph) -> int:
    """Give the place after the last outline of a photograph."""
    last = row.outlines.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def free_id(row: Photograph) -> str:
    """Give an outline id that the patient does not have."""
    return next(free_ids(row, "o"))


def free_ids(row: Photograph, letter: str) -> Iterator[str]:
    """Give outline ids that the patient does not have, as many as are asked for."""
    taken = set(
        Outline.objects.filter(patient_id=row.patient_id).values_list("outline_id", flat=True)
    )
    names = (f"{row.photograph_id}-{letter}{number}" for number in count(1))
    return (name for name in names if name not in taken)


def keep_result(row: Photograph, picture: Picture | None) -> None:
    """Keep the photograph's result with the outlines as they are now, looks included.

    Raises MarksInvalid kinds for a border that cannot be one.
    """
    stored, marked = stored_result(row=row), read_marks(photograph=row)
    rests_on = {name: stored.mark and getattr(stored.mark, name) for name in ("ruler", "sheet")}
    result = redraw_photograph(
        result=stored,
        mark=marked.mark.model_copy(update=rests_on),
        is_confirmed=marked.is_confirmed,
        calipers_mm=marked.calipers_mm,
        outline_ids=marked.outline_ids,
        picture=picture,
    )
    if picture is not None:
        row.analysis = dump_result(result=result, engine=__version__)
        row.analysed_with = __version__
        row.save(update_fields=["analysis", "analysed_with"])


def open_picture(row: Photograph, opener: Opener, today: date) -> Picture | None:
    """Open a photograph in the sandbox; None where its bytes are not kept."""
    if not row.stored_as:
        return None
    data = store.read(folder=settings.PHOTOGRAPH_FOLDER, name=row.stored_as)
    return opener.open(data=data, file_name=row.file_name, today=today)


def log_saved(
    unit: Unit, row: Photograph, outline: Outline, *, said: str = "outline.saved"
) -> None:
    """Say in the audit log what was kept, and where the border came from."""
    unit.log(
        said,
        target=outline.outline_id,
        details={
            "photograph": row.photograph_id,
            "source": outline.source,
            "confidence": outline.details.get("confidence"),
            "points": len(outline.details["polygon"]),
            "lesion": outline.lesion.lesion_id if outline.lesion else None,
        },
    )
