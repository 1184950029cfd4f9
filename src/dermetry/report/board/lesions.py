"""The leading lesions of a case, most urgent first, at baseline and now."""

from decimal import Decimal

from dermetry.pathway.values import Assessed
from dermetry.record.finding import Measured, Progressed
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.report.board.values import LeadingLesion
from dermetry.report.cells import findings_of
from dermetry.report.crop_plan import outlines_of
from dermetry.report.pictures import Pictures
from dermetry.report.strips import lesion_tile
from dermetry.report.words import main_diameter, organ_words, role_words


def shown_visits(assessed: Assessed) -> tuple[Visit, ...]:
    """Give the baseline visit and the latest one; one alone when they are the same."""
    case = assessed.case
    if not case.visits:
        return ()
    last = case.visits[-1]
    first = next((v for v in case.visits if v.visited_on == case.baseline_on), case.visits[0])
    return (last,) if first is last else (first, last)


def lead_lesions(*, assessed: Assessed, pictures: Pictures) -> tuple[LeadingLesion, ...]:
    """Give the lesions with a picture at baseline or now, the most urgent first.

    New and clearly worse ones, then targets, then proposals, then the rest; within each the
    largest first.
    """
    shown = shown_visits(assessed)
    pictured = [
        lesion
        for lesion in assessed.case.lesions
        if any(True for visit in shown for _ in outlines_of(visit, lesion.lesion_id))
    ]
    pictured.sort(key=lambda lesion: _urgency(lesion, assessed))
    return tuple(
        LeadingLesion(
            lesion_id=lesion.lesion_id,
            title=organ_words(lesion),
            role=role_words(lesion, assessed.calls),
            tiles=tuple(lesion_tile(lesion, visit, assessed, pictures) for visit in shown),
            scale_note=_scale_note(pictures.sides_mm.get(lesion.lesion_id)),
            is_proposed=not lesion.is_confirmed,
        )
        for lesion in pictured
    )


def _scale_note(side_mm: float | None) -> str:
    return f"Squares {side_mm:.0f} mm wide" if side_mm else "Not to scale"


def _urgency(lesion: Lesion, assessed: Assessed) -> tuple[int, Decimal]:
    found = [
        finding
        for visit in assessed.case.visits
        for finding in findings_of(visit, lesion.lesion_id)
    ]
    sizes = [main_diameter(each, lesion) for each in found if isinstance(each, Measured)]
    size = next((each for each in reversed(sizes) if each is not None), Decimal(0))
    is_worse = bool(found) and isinstance(found[-1], Progressed)
    if not lesion.is_confirmed:
        return 2, -size
    if lesion.role == "new" or is_worse:
        return 0, -size
    return (1 if _role(lesion, assessed) == "target" else 3), -size


def _role(lesion: Lesion, assessed: Assessed) -> str:
    """Give the role a lesion has in the calls, also where it was only suggested."""
    for call in reversed(assessed.calls):
        for value in call.values_used:
            if value.lesion_id == lesion.lesion_id:
                return value.role
    return lesion.role
