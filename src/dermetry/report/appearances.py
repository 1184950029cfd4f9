"""How one lesion looked, smelled and felt at a visit; what was not asked says so."""

from dermetry.record.appearance import Appearance
from dermetry.report.values import Fact
from dermetry.report.words import say_date

NOT_ASKED = "not asked"
BLEEDING = {"none": "none", "on_contact": "on contact", "spontaneous": "spontaneous"}
YES_NO = {True: "yes", False: "no", None: NOT_ASKED}
ASKED = ("Ulcerated", "Exudate", "Odor", "Bleeding", "Pain", "Itch", "Signs of infection")


def appearance_facts(*, appearance: Appearance | None) -> tuple[Fact, ...]:
    """Say what was found, and in one last fact what was not asked."""
    if appearance is None:
        return (Fact("Appearance", "not described at this visit"),)
    asked = dict(zip(ASKED, _answers(appearance), strict=True))
    known = [Fact(label, text) for label, text in asked.items() if text != NOT_ASKED]
    silent = [label.lower() for label, text in asked.items() if text == NOT_ASKED]
    facts = [
        Fact("Morphology", appearance.morphology or ""),
        *known,
        *_felt_beside(appearance),
        Fact("Dressing", _dressing(appearance)),
        Fact("Note", appearance.note),
        Fact("Not asked", ", ".join(silent)),
        Fact("Recorded by", _recorder(appearance)),
    ]
    return tuple(fact for fact in facts if fact.text)


def _answers(appearance: Appearance) -> tuple[str, ...]:
    signs = appearance.infection_signs
    infection = NOT_ASKED if signs is None else (", ".join(signs) or "looked for, none seen")
    return (
        YES_NO[appearance.ulcerated],
        appearance.exudate or NOT_ASKED,
        appearance.odor or NOT_ASKED,
        BLEEDING[appearance.bleeding] if appearance.bleeding else NOT_ASKED,
        _score(appearance.pain_0_10),
        _score(appearance.itch_0_10),
        infection,
    )


def _felt_beside(appearance: Appearance) -> tuple[Fact, ...]:
    """Say burning and tightness where they were asked; older visits never asked them."""
    felt = {"Burning": appearance.burning_0_10, "Tightness": appearance.tightness_0_10}
    return tuple(Fact(name, _score(score)) for name, score in felt.items() if score is not None)


def _score(score: int | None) -> str:
    return NOT_ASKED if score is None else f"{score} of 10"


def _dressing(appearance: Appearance) -> str:
    change = appearance.dressing_change_on
    parts = (appearance.dressing, f"next change {say_date(change)}" if change else "")
    return ", ".join(part for part in parts if part)


def _recorder(appearance: Appearance) -> str:
    copied = "copied from the visit before, not changed" if appearance.is_copied_forward else ""
    return ", ".join(part for part in (appearance.recorded_by, copied) if part)
