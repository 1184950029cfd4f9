"""The lesions of one visit: pictures then and now at one scale, and how each looked."""

from dermetry.pathway.values import Assessed
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.report.appearances import appearance_facts
from dermetry.report.crop_plan import outlines_of
from dermetry.report.pictures import Pictures
from dermetry.report.strips import lesion_tile
from dermetry.report.values import Fact
from dermetry.report.visit.values import LesionCard
from dermetry.report.words import organ_words, role_words


def build_cards(
    *, assessed: Assessed, shown: tuple[Visit, ...], pictures: Pictures
) -> tuple[LesionCard, ...]:
    """Make one card per skin lesion, and per other one outlined or described at the visit.

    A skin lesion without a picture and a description stands in the table only (``uncarded``).
    ``shown`` are the visits whose pictures stand beside each other, this visit last.
    """
    visit = shown[-1]
    described = {each.lesion_id for each in visit.appearances}
    return tuple(
        _card(lesion, assessed, shown, pictures)
        for lesion in assessed.case.lesions
        if lesion.lesion_id in described
        or lesion.note
        or any(True for each in shown for _ in outlines_of(each, lesion.lesion_id))
    )


def uncarded_words(*, assessed: Assessed, cards: tuple[LesionCard, ...]) -> str:
    """Name the skin lesions without a card, so that none drops out unseen."""
    there = {card.lesion_id for card in cards}
    missing = [
        lesion.lesion_id
        for lesion in assessed.case.lesions
        if lesion.organ == "skin" and lesion.lesion_id not in there
    ]
    if not missing:
        return ""
    return f"Neither pictured nor described, see Measurements: {', '.join(missing)}."


def _card(
    lesion: Lesion, assessed: Assessed, shown: tuple[Visit, ...], pictures: Pictures
) -> LesionCard:
    side = pictures.sides_mm.get(lesion.lesion_id)
    appearance = next(
        (each for each in shown[-1].appearances if each.lesion_id == lesion.lesion_id), None
    )
    note = (Fact("Note on the lesion", lesion.note),) if lesion.note else ()
    return LesionCard(
        lesion_id=lesion.lesion_id,
        title=", ".join(part for part in (organ_words(lesion), lesion.morphology) if part),
        role=role_words(lesion, assessed.calls),
        tiles=tuple(lesion_tile(lesion, visit, assessed, pictures) for visit in shown),
        facts=(*appearance_facts(appearance=appearance), *note),
        scale_note=f"Each square is {side:.0f} mm wide." if side else "",
        is_proposed=not lesion.is_confirmed,
    )
