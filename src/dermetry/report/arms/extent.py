"""Extent and spread in words: proposed, confirmed or overridden, with every reading."""

from collections.abc import Iterator

from dermetry.pathology.extent_values import CurrentExtent, DecidedExtent, LesionExtent
from dermetry.pathology.spread_values import SpreadPattern
from dermetry.report.values import Cell, Fact, Table
from dermetry.report.words import in_words, say_date

STATES = {
    "proposed": "proposed, not confirmed by a clinician",
    "confirmed": "confirmed",
    "overridden": "overridden",
}


def state_words(*, decided: DecidedExtent) -> str:
    """Say whether an extent is proposed, confirmed or overridden; by whom, when and why."""
    decision = decided.decision
    if decision is None:
        return STATES["proposed"]
    why = f": {decision.reason}" if decision.reason else ""
    by = f" by {decision.decided_by}, {say_date(decision.decided_on)}"
    note = f"; {decided.note}" if decided.note else ""
    return in_words(f"{STATES[decided.state]}{by}{why}{note}")


def extent_facts(*, current: CurrentExtent) -> tuple[Fact, ...]:
    """Say the extent in force, beside it the proposal where it was overridden, and what follows."""
    proposal = current.proposal
    is_other = current.state == "overridden"
    facts = (
        Fact("Extent, from the skin lesions", in_words(current.statement)),
        Fact("By itself", in_words(current.meaning)),
        Fact("Recorded beside it", beside_words(current=current)),
        Fact("State", state_words(decided=current.patient)),
        Fact("Proposed instead", in_words(proposal.statement) if is_other else ""),
        Fact("Readings", "; ".join(readings_of(current=current))),
        Fact("Missing", "; ".join(proposal.missing)),
        Fact("Not counted", ", ".join(proposal.not_counted_ids)),
        Fact("To do", " ".join(each.statement for each in current.tasks)),
    )
    return tuple(fact for fact in facts if fact.text)


def beside_words(*, current: CurrentExtent) -> str:
    """Say what is recorded outside the skin, which the extent of the skin does not count."""
    return in_words("; ".join(current.beside))


def readings_of(*, current: CurrentExtent) -> tuple[str, ...]:
    """Give every reading that the rules leave open, each once."""
    parts = current.proposal.lesions
    if current.proposal.m_effect != "indeterminate":
        return ()
    open_ones = (each for each in parts if each.m_effect == "indeterminate")
    return tuple(dict.fromkeys(text for each in open_ones for text in each.readings))


def extent_table(*, current: CurrentExtent) -> Table | None:
    """Make the table of what each skin lesion means for T and M."""
    decided = {each.lesion_id: each for each in current.lesions}
    rows = tuple(
        (
            Cell(each.lesion_id),
            Cell(in_words(each.statement), "; ".join(details(each))),
            Cell({True: "proven", False: "not proven"}[each.is_proven], tissue_words(each)),
            state_cell(decided.get(each.lesion_id)),
        )
        for each in current.proposal.lesions
    )
    columns = ("Lesion", "Meaning for T and M", "Tissue", "State")
    return Table("Extent by lesion", columns, rows) if rows else None


def details(lesion: LesionExtent) -> Iterator[str]:
    """Give the readings of one lesion and what is missing."""
    yield from lesion.readings
    yield from (f"not stated: {each}" for each in lesion.missing)


def tissue_words(lesion: LesionExtent) -> str:
    """Say what the tissue of a lesion says."""
    return {
        "malignant": "malignant",
        "not_malignant": "not malignant",
        "pending": "none, or not reported",
    }[lesion.tissue]


def state_cell(decided: DecidedExtent | None) -> Cell:
    """Give the state of one lesion."""
    if decided is None or decided.decision is None:
        return Cell("proposed", kind="proposed")
    return Cell(decided.state, state_words(decided=decided))


def spread_facts(*, spread: SpreadPattern) -> tuple[Fact, ...]:
    """Say the pattern of spread, what is missing, and what it suggests to examine."""
    facts = (
        Fact("Spread", spread.statement),
        Fact("Missing", "; ".join(spread.missing)),
        Fact("Suggests", " ".join(each.text for each in spread.suggestions)),
    )
    return tuple(fact for fact in facts if fact.text)
