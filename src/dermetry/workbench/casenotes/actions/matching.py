"""Who is who: what a person decides of outlines and known lesions, one decision at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dermetry.errors import MarksInvalid
from dermetry.pathway.marks import THERE
from dermetry.pathway.named_lesions import make_fragment, make_mass
from dermetry.record.lesion import Lesion as RecordedLesion
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.base import (
    RecordConflict,
    Unit,
    change,
    check_open,
)
from dermetry.workbench.casenotes.actions.match_history import deciding
from dermetry.workbench.casenotes.actions.naming import (
    keep_lesion,
    name_outlines,
    new_lesion,
    state,
)
from dermetry.workbench.casenotes.actions.taking_over import stated_spread
from dermetry.workbench.casenotes.models import Lesion, Outline, StatedFinding, Visit
from dermetry.workbench.casenotes.who_is_who import STATED, number_outlines

WHY_NEEDED = {
    "not_done": "why it was not photographed",
    "not_evaluable": "why nothing can be said",
    "treated_locally": "what was done: excised, irradiated, ...",
}


class DecisionIncomplete(MarksInvalid):
    """A decision lacks what it needs: an outline, or a second lesion."""


@dataclass(frozen=True)
class Decision:
    """One answer of a person, with what was on the screen when it was given.

    ``kind``: "same" (``outlines`` are ``lesion_pk``), "new", "undecided", "merged" (``outlines``
    are what ``parent_pks`` have grown into), "split" (``lesion_pk`` is now ``outlines``, each a
    part), or a status of ``STATED`` for ``lesion_pk``.
    """

    kind: str
    outline_pks: tuple[int, ...] = ()
    lesion_pk: int | None = None
    parent_pks: tuple[int, ...] = ()
    is_equivocal: bool = False
    lesion_id: str = ""  # a name for a new lesion; empty: the next free one
    reason: str = ""
    seen: Mapping[int, int] = field(default_factory=dict)  # versions of the outlines shown
    stated_version: int | None = None  # of the statement shown; 0: there was none


@dataclass(frozen=True)
class Target:
    """The rows one decision speaks of, locked."""

    visit: Visit
    outlines: tuple[Outline, ...]
    lesion: Lesion | None
    numbers: Mapping[int, int]  # of the outlines, as the page counts them

    @property
    def words(self) -> str:
        """Name the outlines as the page does."""
        found = [str(self.numbers[each.pk]) for each in self.outlines]
        return f"outline{'s' if len(found) > 1 else ''} {' and '.join(found)}"


def decide(
    *, actor: Actor, at: datetime, today: date, visit_pk: int, decisions: Sequence[Decision]
) -> str:
    """Carry out decisions of one tap, together or not at all; gives them in words.

    Raises RecordConflict when somebody else decided meanwhile, MarksInvalid kinds and
    RecordNotLawful in words, VisitSigned, NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="confirm", patient_pk=visit.patient_id) as unit:
        visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_open(visit)
        with deciding(unit, visit, today) as said:
            for decision in decisions:
                said.append(carry_out(unit, find_target(actor, visit, decision), decision))
        words = "; ".join(said)
        unit.log("match.decided", target=visit.visited_on.isoformat(), details={"said": words})
    return words


def find_target(actor: Actor, visit: Visit, decision: Decision) -> Target:
    """Find and lock what a decision speaks of; raises RecordConflict where it changed."""
    where = {"photograph__visit_id": visit.pk}
    outlines = tuple(
        scope.get(actor=actor, model=Outline, pk=pk, lock=True, **where)
        for pk in decision.outline_pks
    )
    lesion = decision.lesion_pk and scope.get(
        actor=actor, model=Lesion, pk=decision.lesion_pk, lock=True, patient_id=visit.patient_id
    )
    target = Target(visit, outlines, lesion or None, number_outlines(visit=visit))
    for outline in outlines:
        if decision.seen.get(outline.pk, outline.version) != outline.version:
            raise changed_since(f"Outline {target.numbers[outline.pk]}", said_of(outline))
    if lesion and decision.stated_version is not None:
        stated = StatedFinding.objects.filter(visit=visit, lesion=lesion).first()
        if (stated.version if stated else 0) != decision.stated_version:
            said = STATED.get(stated.details["status"], "stated") if stated else "not stated"
            raise changed_since(lesion.lesion_id, said)
    return target


def said_of(outline: Outline) -> str:
    """Say what an outline is at the moment."""
    return outline.lesion.lesion_id if outline.lesion else "not decided"


def changed_since(what: str, now: str) -> RecordConflict:
    """Say that somebody decided otherwise meanwhile."""
    return RecordConflict(
        f"{what} was changed by somebody else while you looked at it: it is {now} now",
        theirs=now,
    )


def carry_out(unit: Unit, target: Target, decision: Decision) -> str:
    """Carry out one decision and say it."""
    kind = decision.kind
    if kind in STATED:
        return state_status(unit, target, decision)
    if not target.outlines:
        raise DecisionIncomplete("No outline was chosen", next_step="choose the outline it is")
    if kind == "same":
        return be_same(unit, target)
    if kind == "new":
        return be_new(unit, target, decision)
    if kind == "undecided":
        name_outlines(unit, target.visit, target.outlines, None)
        return f"{target.words} not decided"
    if kind == "merged":
        return be_merged(unit, target, decision)
    if kind == "split":
        return be_split(unit, target)
    raise DecisionIncomplete("This answer is not known", next_step="choose one of those offered")


def be_same(unit: Unit, target: Target) -> str:
    """Take outlines as a known lesion."""
    lesion = needed(target)
    name_outlines(unit, target.visit, target.outlines, lesion)
    return f"{target.words} is {lesion.lesion_id}"


def needed(target: Target) -> Lesion:
    """Give the lesion a decision must name."""
    if target.lesion is None:
        raise DecisionIncomplete("No lesion was chosen", next_step="choose which lesion it is")
    return target.lesion


def be_new(unit: Unit, target: Target, decision: Decision) -> str:
    """Take outlines as a lesion that was not there before."""
    lesion = new_lesion(
        unit,
        target.visit,
        target.outlines[0],
        is_equivocal=decision.is_equivocal,
        lesion_id=decision.lesion_id.strip(),
    )
    name_outlines(unit, target.visit, target.outlines, lesion)
    newness = lesion.details.get("newness")
    doubt = {"equivocal": ", new with doubt", "unequivocal": ", new"}.get(newness, ", first record")
    return f"{target.words} is {lesion.lesion_id}{doubt}"


def be_merged(unit: Unit, target: Target, decision: Decision) -> str:
    """Take outlines as what several lesions have grown into."""
    pks = dict.fromkeys(decision.parent_pks)
    parents = [
        scope.get(actor=unit.actor, model=Lesion, pk=pk, lock=True, patient_id=unit.patient.pk)
        for pk in pks
    ]
    mass = next((each for each in parents if each.details.get("merged_from")), None)
    joining = [each for each in parents if each is not mass]
    if len(parents) < 2:
        raise DecisionIncomplete(
            "Lesions merge with each other, so two or more are needed",
            next_step="choose every lesion that is part of this outline now",
        )
    values = [RecordedLesion.model_validate(mapping.values_of(each)) for each in joining]
    if mass is None:
        made = make_mass(
            lesion_id=f"{'+'.join(each.lesion_id for each in joining)}"[:64],
            parents=values,
            seen_on=target.visit.visited_on,
            confirmed_by=unit.actor.name,
        )
        mass = keep_lesion(unit, made)
    else:
        names = [*mass.details["merged_from"], *(each.lesion_id for each in joining)]
        mass.details = {**mass.details, "merged_from": names}
        mass.version += 1
        mass.save()
    name_outlines(unit, target.visit, target.outlines, mass)
    for each in joining:
        state(unit, target.visit, each, {"status": "merged_into", "merged_into": mass.lesion_id})
    return f"{' and '.join(each.lesion_id for each in joining)} merged into {mass.lesion_id}"


def be_split(unit: Unit, target: Target) -> str:
    """Take outlines as the parts one lesion has fallen into."""
    parent = needed(target)
    if len(target.outlines) < 2:
        raise DecisionIncomplete(
            f"{parent.lesion_id} has split into two parts or more",
            next_step="choose the outline of every part",
        )
    value = RecordedLesion.model_validate(mapping.values_of(parent))
    names = []
    for number, outline in enumerate(target.outlines, 1):
        made = make_fragment(
            lesion_id=f"{parent.lesion_id}.{number}",
            parent=value,
            seen_on=target.visit.visited_on,
            confirmed_by=unit.actor.name,
        )
        name_outlines(unit, target.visit, [outline], keep_lesion(unit, made))
        names.append(made.lesion_id)
    state(unit, target.visit, parent, {"status": "split_into", "fragments": names})
    return f"{parent.lesion_id} split into {' and '.join(names)}"


def state_status(unit: Unit, target: Target, decision: Decision) -> str:
    """State what was found of a lesion without an outline."""
    lesion, kind = needed(target), decision.kind
    fields: dict[str, Any] = {"status": kind}
    reason = decision.reason.strip()
    if kind in WHY_NEEDED and not reason:
        raise DecisionIncomplete(
            f"{lesion.lesion_id}: {STATED[kind]} needs a word on why",
            next_step=f"write {WHY_NEEDED[kind]}",
        )
    if kind == "treated_locally":
        fields["treatment"] = reason
    elif reason:
        fields["reason"] = reason
    if kind in THERE:  # its share and count are not asked here, so they stay
        fields |= stated_spread(visit=target.visit, lesion=lesion)
    state(unit, target.visit, lesion, fields)
    return f"{lesion.lesion_id} {STATED[kind]}{f': {reason}' if reason else ''}"
