"""A clinician's word on the extent: the proposal confirmed, or another in its place."""

from datetime import date, datetime
from typing import Literal

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.extent import current_extent
from dermetry.pathology.extent_breast import possible_states
from dermetry.pathology.extent_values import CurrentExtent, DecidedExtent
from dermetry.pathology.extent_words import effect_row
from dermetry.record.case import Case
from dermetry.record.extent import ExtentDecision as RecordedDecision
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.base import (
    RecordConflict,
    RecordNotLawful,
    Unit,
    change,
    read_lawful,
)
from dermetry.workbench.casenotes.extent_mark import mark_of_extent
from dermetry.workbench.casenotes.models import ExtentDecision, Lesion
from dermetry.workbench.casenotes.rule_sets import rules_in_force

Kind = Literal["confirmed", "overridden"]
OF_A_BREAST = "t4"  # every T4 is of a breast that holds a tumor


class ExtentDoubtful(RecordNotLawful):
    """What was chosen contradicts the record; it is asked once more, and kept when said again."""


def decide_extent(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    patient_pk: int,
    kind: Kind,
    lesion_pk: int | None = None,
    effects: tuple[str, str] | None = None,
    reason: str = "",
    is_sure: bool = False,
    seen: str | None = None,
) -> None:
    """Confirm the proposed extent of the patient or of one lesion, or put another in its place.

    ``effects`` are the keys of T and M of an override.  ``seen`` is the mark of what the person
    saw: a decision on facts that have changed since is a RecordConflict.  ``is_sure`` answers the
    question that an ExtentDoubtful asks.  Raises RecordNotLawful for an override without a reason
    and for keys no rule knows, NotPermitted, NotHere.
    """
    with change(actor=actor, at=at, permission="decide_extent", patient_pk=patient_pk) as unit:
        rules, case = rules_in_force(actor=actor), read_lawful(unit.patient)
        current = current_extent(case=case, rules=rules)
        mark = mark_of_extent(case=case, current=current)
        if seen is not None and seen != mark:
            raise RecordConflict(
                "The facts, or the decision, changed while this page was open",
                theirs={"statement": current.statement},
            )
        lesion = lesion_pk and scope.get(
            actor=actor, model=Lesion, pk=lesion_pk, patient_id=patient_pk
        )
        decided = standing(current, lesion.lesion_id if lesion else None)
        t, m = chosen(kind, decided, effects, reason, rules)
        if kind == "overridden" and not is_sure:
            ask_if_removed(case, decided.lesion_id, t, rules)
        made = RecordedDecision(
            lesion_id=decided.lesion_id,
            kind=kind,
            t_effect=t,
            m_effect=m,
            proposed_t_effect=decided.proposed_t_effect,
            proposed_m_effect=decided.proposed_m_effect,
            decided_by=actor.name,
            decided_on=today,
            reason=reason.strip(),
            rules_version=current.proposal.rules_version,
        )
        keep(unit, made, lesion or None)


def standing(current: CurrentExtent, lesion_id: str | None) -> DecidedExtent:
    """Give what stands of the patient or of one lesion; raises RecordNotLawful without any."""
    if lesion_id is None and (current.proposal.lesions or current.proposal.inflammatory):
        return current.patient
    found = next((e for e in current.lesions if lesion_id and e.lesion_id == lesion_id), None)
    if found is None:
        raise RecordNotLawful(
            "There is nothing to decide on",
            why="the extent rests on confirmed lesions of the skin",
            next_step="confirm the lesion first",
        )
    return found


def chosen(
    kind: Kind,
    decided: DecidedExtent,
    effects: tuple[str, str] | None,
    reason: str,
    rules: RuleSet,
) -> tuple[str, str]:
    """Give T and M of a decision; raises RecordNotLawful."""
    if kind == "confirmed":
        return decided.proposed_t_effect, decided.proposed_m_effect
    if not reason.strip():
        raise RecordNotLawful(
            "The reason is missing",
            why="whoever reads the extent must see why the proposal does not hold",
            next_step="say in a few words why",
        )
    file, given = rules.file("extent"), effects or ("", "")
    for axis, effect in zip("tm", given, strict=True):
        if effect not in {row["key"] for row in file.table(f"effects_{axis}")}:
            raise RecordNotLawful(
                f"{axis.upper()} is missing", next_step=f"choose what holds for {axis.upper()}"
            )
    return given


def ask_if_removed(case: Case, lesion_id: str | None, t: str, rules: RuleSet) -> None:
    """Ask about a T4 where every breast it can be of was removed; raises ExtentDoubtful."""
    lesion = case.lesion(lesion_id) if lesion_id else None
    side = lesion.laterality if lesion else None
    if not t.startswith(OF_A_BREAST) or possible_states(lesion_side=side, case=case) != {"removed"}:
        return
    word = effect_row(file=rules.file("extent"), axis="t", key=t)["word"]
    raise ExtentDoubtful(
        f"{word}, and the breast is removed: is that meant?",
        why=f"{word} is of a breast in place; after its removal, disease of the chest wall is "
        "called locoregional recurrence",
        next_step="choose another T, or tick that it is meant and say why in the reason; "
        "if the breast is in place, correct the history",
    )


def keep(unit: Unit, made: RecordedDecision, lesion: Lesion | None) -> None:
    """Add the decision to those before it, which all stay."""
    rows = unit.patient.extent_decisions
    ExtentDecision.objects.create(
        patient=unit.patient,
        lesion=lesion,
        position=rows.count(),
        **mapping.fields_of(ExtentDecision, made, ("lesion_id",)),
    )
    unit.log(
        f"extent.{made.kind}",
        target=made.lesion_id or unit.patient.patient_id,
        details={
            "t": [made.proposed_t_effect, made.t_effect],
            "m": [made.proposed_m_effect, made.m_effect],
        },
    )
