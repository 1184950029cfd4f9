"""The extent of one patient in lines: what stands, what it rests on, what is missing and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.extent import current_extent
from dermetry.pathology.extent_values import (
    CurrentExtent,
    DecidedExtent,
    LesionExtent,
)
from dermetry.pathology.extent_words import effect_row, pair_words
from dermetry.record.case import Case
from dermetry.record.extent import ExtentDecision
from dermetry.report.words import organ_words
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.extent_mark import mark_of_extent
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.queries.biopsy_cards import shown
from dermetry.workbench.casenotes.queries.links import PageLink, link
from dermetry.workbench.casenotes.queries.questions import Places, places_of
from dermetry.workbench.casenotes.queries.rule_words import Basis, basis_words

OF_HISTORY: Final = frozenset({"primary", "breast", "chest_wall"})
TISSUE: Final[Mapping[str, str]] = {
    "malignant": "proven by tissue",
    "not_malignant": "tissue not malignant",
    "pending": "no tissue result yet",
}


@dataclass(frozen=True)
class Missing:
    """A fact nobody stated, and the pages on which it is entered."""

    text: str
    links: tuple[PageLink, ...]


@dataclass(frozen=True)
class DecisionLine:
    """One decision of a clinician."""

    kind: str  # "confirmed", "overridden"
    statement: str
    proposed: str
    by: str
    on: date
    reason: str
    subject: str  # "" for the patient, else the lesion


@dataclass(frozen=True)
class EffectLine:
    """T or M of the patient, and the lesions it rests on."""

    axis: str
    word: str
    lesions: tuple[PageLink, ...]

    @property
    def is_named(self) -> bool:
        """Tell whether the word says by itself that it is of T or of M."""
        return self.axis in self.word


@dataclass(frozen=True)
class LesionLine:
    """What one lesion means for T and M."""

    lesion_pk: int | None  # None: the breast itself (inflammatory carcinoma as stated)
    lesion_id: str
    place: str
    url: str
    tissue: str
    is_proven: bool
    state: str  # "proposed", "confirmed", "overridden"
    in_force: str  # "T4b, no M effect"
    proposed: str
    t_effect: str
    m_effect: str
    note: str
    can_confirm: bool
    statement: str
    readings: tuple[str, ...]
    missing: tuple[Missing, ...]
    may_matter: tuple[str, ...]
    decision: DecisionLine | None
    basis: Basis


@dataclass(frozen=True)
class ExtentLines:
    """The extent in force beside the proposal, in words."""

    statement: str
    state: str
    proposed: str  # what the rules propose, where a clinician decided otherwise or on other facts
    note: str  # "decided on other facts: ..."
    meaning: str  # empty wherever a word on the stage could be untrue
    beside: tuple[str, ...]  # recorded outside the skin, which the extent does not count
    is_empty: bool
    t_effect: str
    m_effect: str
    proposed_effects: tuple[str, str]
    effects: tuple[EffectLine, ...]
    lesions: tuple[LesionLine, ...]
    not_counted: tuple[PageLink, ...]
    missing: tuple[Missing, ...]
    readings: tuple[tuple[str, tuple[str, ...]], ...]  # lesion, what its facts leave open
    tasks: tuple[tuple[str, tuple[str, ...]], ...]  # text, lesions
    codes: tuple[tuple[str, str, str], ...]  # system, code, display
    decision: DecisionLine | None
    mark: str
    basis: Basis

    @property
    def is_proposed(self) -> bool:
        """Tell whether no clinician has decided."""
        return self.state == "proposed"

    @property
    def can_confirm(self) -> bool:
        """Tell whether there is something to stand behind: not while all is undetermined."""
        return not self.is_empty and self.proposed_effects != ("undetermined", "undetermined")

    @property
    def is_outdated(self) -> bool:
        """Tell whether it was decided on other facts or with other rules."""
        return bool(self.note)


@dataclass(frozen=True)
class Made:
    """What the lines are made from."""

    actor: Actor
    case: Case
    rules: RuleSet
    places: Places
    current: CurrentExtent


def extent_lines(
    *, actor: Actor, patient: Patient, case: Case, rules: RuleSet, places: Places | None = None
) -> ExtentLines:
    """Give the extent of a patient as pages and reports show it."""
    current = current_extent(case=case, rules=rules)
    made = Made(actor, case, rules, places or places_of(patient=patient), current)
    proposal, decided = current.proposal, current.patient
    parts = (*proposal.lesions, *((proposal.inflammatory,) if proposal.inflammatory else ()))
    lesions = tuple(lesion_line(made, each) for each in parts)
    return ExtentLines(
        statement=decided.statement,
        state=decided.state,
        proposed=proposal.statement if decided.decision else "",
        note=decided.note,
        meaning=current.meaning,
        beside=current.beside,
        is_empty=not parts,
        t_effect=decided.t_effect,
        m_effect=decided.m_effect,
        proposed_effects=(decided.proposed_t_effect, decided.proposed_m_effect),
        effects=effect_lines(made) if parts and decided.state != "overridden" else (),
        lesions=lesions,
        not_counted=tuple(lesion_link(made, each) for each in proposal.not_counted_ids),
        missing=joined(each for line in lesions for each in line.missing),
        readings=tuple((e.lesion_id, e.readings) for e in lesions if len(e.readings) > 1),
        tasks=tuple((each.statement, each.lesion_ids) for each in current.tasks),
        codes=tuple((each.system, each.code, each.display) for each in current.codes),
        decision=decision_line(made, decided.decision),
        mark=mark_of_extent(case=case, current=current),
        basis=basis_words(result=proposal, rules=rules),
    )


def extent_of_lesion(
    *, actor: Actor, patient: Patient, case: Case, rules: RuleSet, lesion_id: str
) -> LesionLine | None:
    """Give what one lesion means for T and M; None for other organs and unconfirmed lesions."""
    lines = extent_lines(actor=actor, patient=patient, case=case, rules=rules)
    return next((each for each in lines.lesions if each.lesion_id == lesion_id), None)


def effect_lines(made: Made) -> tuple[EffectLine, ...]:
    """Give T and M with the lesions in force that they rest on."""
    file, current = made.rules.file("extent"), made.current
    lines = []
    for axis, effect in (("t", current.patient.t_effect), ("m", current.patient.m_effect)):
        resting = [e.lesion_id for e in current.lesions if getattr(e, f"{axis}_effect") == effect]
        names = () if effect == "none" else tuple(each for each in resting if each)
        word = str(effect_row(file=file, axis=axis, key=effect)["word"])
        lines.append(EffectLine(axis.upper(), word, tuple(lesion_link(made, e) for e in names)))
    return tuple(lines)


def lesion_line(made: Made, part: LesionExtent) -> LesionLine:
    """Give one lesion, or the breast itself."""
    file = made.rules.file("extent")
    decided = next((e for e in made.current.lesions if e.lesion_id == part.lesion_id), None)
    lesion = made.case.lesion(part.lesion_id) if part.lesion_id else None
    proposed = pair_words(file=file, t=part.t_effect, m=part.m_effect)
    return LesionLine(
        lesion_pk=made.places.lesions.get(part.lesion_id),
        lesion_id=part.lesion_id or "Breast",
        place=organ_words(lesion) if lesion else "inflammatory carcinoma, as stated",
        url=lesion_link(made, part.lesion_id).url if lesion else "",
        tissue=TISSUE[part.tissue] if lesion else "by the clinician's statement",
        is_proven=part.is_proven,
        state=decided.state if decided else "proposed",
        in_force=decided_words(decided, proposed),
        proposed=proposed,
        t_effect=decided.t_effect if decided else part.t_effect,
        m_effect=decided.m_effect if decided else part.m_effect,
        note=decided.note if decided else "",
        can_confirm=(part.t_effect, part.m_effect) != ("undetermined", "undetermined"),
        statement=part.statement,
        readings=part.readings,
        missing=tuple(missing_line(made, text, part.lesion_id) for text in part.missing),
        may_matter=part.may_matter,
        decision=decision_line(made, decided.decision if decided else None),
        basis=basis_words(result=part, rules=made.rules),
    )


def decided_words(decided: DecidedExtent | None, proposed: str) -> str:
    """Say what holds for a lesion."""
    return decided.statement if decided and decided.decision else proposed


def missing_line(made: Made, text: str, lesion_id: str) -> Missing:
    """Give a missing fact with the page on which it is entered."""
    facts = {str(row["ask"]): row["fact"] for row in made.rules.file("extent").table("facts")}
    fact, pk = facts.get(text, ""), made.places.lesions.get(lesion_id)
    url = link(made.actor, "lesion_edit", pk) if pk and fact not in OF_HISTORY else ""
    if pk and fact not in OF_HISTORY:
        found = PageLink("lesion", lesion_id, f"{url}#surroundings" if url else "")
    else:
        url = link(made.actor, "patient_history", made.places.patient_pk)
        found = PageLink("history", "History", f"{url}#disease" if url else "")
    return Missing(text, (found,))


def joined(found: Iterable[Missing]) -> tuple[Missing, ...]:
    """Name each missing fact once, with every page on which it is entered."""
    by_text: dict[str, dict[PageLink, None]] = {}
    for each in found:
        by_text.setdefault(each.text, {}).update(dict.fromkeys(each.links))
    return tuple(Missing(text, tuple(links)) for text, links in by_text.items())


def lesion_link(made: Made, lesion_id: str) -> PageLink:
    """Give the page of a lesion."""
    pk = made.places.lesions.get(lesion_id)
    return PageLink(lesion_id, lesion_id, link(made.actor, "lesion", pk) if pk else "")


def decision_line(made: Made, decision: ExtentDecision | None) -> DecisionLine | None:
    """Give one decision in words."""
    if decision is None:
        return None
    file = made.rules.file("extent")
    return DecisionLine(
        kind=decision.kind,
        statement=pair_words(file=file, t=decision.t_effect, m=decision.m_effect),
        proposed=pair_words(file=file, t=decision.proposed_t_effect, m=decision.proposed_m_effect),
        by=decision.decided_by,
        on=decision.decided_on,
        reason=shown(made.actor, decision.reason),
        subject=decision.lesion_id or "",
    )


def decision_history(
    *, actor: Actor, patient: Patient, case: Case, rules: RuleSet, places: Places | None = None
) -> tuple[DecisionLine, ...]:
    """Give every decision, the newest first."""
    current = current_extent(case=case, rules=rules)
    made = Made(actor, case, rules, places or places_of(patient=patient), current)
    lines = (decision_line(made, each) for each in reversed(case.extent_decisions))
    return tuple(each for each in lines if each)
