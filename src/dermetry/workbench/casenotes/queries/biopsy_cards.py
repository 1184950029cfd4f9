"""One biopsy as a card: its stepper, whose turn it is, and the plain next step."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.panels import list_panels
from dermetry.pathway.biopsy_waits import FILE, BiopsyWait, wait_of
from dermetry.record.biopsy import Biopsy as RecordedBiopsy
from dermetry.record.lesion import Lesion as RecordedLesion
from dermetry.record.specimen import Specimen as RecordedSpecimen
from dermetry.report.background import SPECIMENS
from dermetry.report.words import organ_words
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.biopsy_steps import STEPS
from dermetry.workbench.casenotes.models import Biopsy, Lesion
from dermetry.workbench.casenotes.queries.links import link
from dermetry.workbench.casenotes.queries.patient_timeline import outcome_words
from dermetry.workbench.casenotes.queries.rule_words import title_of

HIDDEN: Final = "hidden for your role"
STAGES: Final = (
    ("suggested", "Suggested"),
    ("ordered", "Ordered"),
    ("taken", "Taken"),
    ("at_lab", "At the lab"),
    ("reported", "Reported"),
    ("acted_on", "Acted on"),
)
NEXT: Final = {  # stage: next step, its button, whether it asks for more than a day
    "suggested": ("ordered", "Order it", False),
    "ordered": ("taken", "Record it as taken", True),
    "taken": ("at_lab", "Sent to the lab today", False),
    "at_lab": ("reported", "Enter the report", True),
    "reported": ("acted_on", "Say what follows", True),
}


@dataclass(frozen=True)
class StepDot:
    """One step of the loop."""

    key: str
    label: str
    state: str  # done, now (the stage it is at), todo
    on: date | None
    by: str


@dataclass(frozen=True)
class BiopsyCard:
    """One biopsy."""

    biopsy_pk: int
    version: int
    biopsy_id: str
    url: str
    patient_pk: int
    patient_name: str
    patient_id: str
    born_on: date | None
    lesion_pk: int | None
    lesion_id: str
    lesion_url: str
    place: str
    purpose: str
    rule: str  # the title of the rule that suggested it
    kind: str
    panel: str
    stage: str
    stage_words: str
    since: date | None
    steps: tuple[StepDot, ...]
    wanted_by: date | None
    owner: str
    is_late: bool
    late_from: date | None
    due_on: date | None  # of the next step: the day its alert says too
    next_step: str  # empty: none, or not the reader's
    next_label: str
    next_url: str  # empty: one tap is enough
    specimen_id: str
    specimen_url: str
    outcome: str
    has_photograph: bool
    action: str
    cancel_reason: str
    cancelled_on: date | None
    cancelled_by: str


def shown(actor: Actor, text: str | None) -> str:
    """Give what a person wrote; roles without identity see that there is something."""
    if not text:
        return ""
    return text if actor.sees_identity else HIDDEN


def recorded(row: Biopsy) -> tuple[RecordedBiopsy, RecordedSpecimen | None]:
    """Give a row and its specimen as the record's values."""
    specimen = row.specimen
    found = None
    if specimen:
        found = RecordedSpecimen.model_validate(mapping.values_of(specimen))
    return RecordedBiopsy.model_validate(mapping.values_of(row)), found


def biopsy_card(*, actor: Actor, row: Biopsy, today: date, rules: RuleSet) -> BiopsyCard:
    """Give one biopsy; ``row`` comes with its patient, lesion and specimen."""
    biopsy, specimen = recorded(row)
    wait = wait_of(biopsy=biopsy, specimen=specimen, rules=rules)
    is_late = wait.late_from is not None and today >= wait.late_from
    step, label, url = next_of(actor, row, wait)
    panels = {each.key: each.title for each in list_panels(rules=rules)}
    patient, lesion = row.patient, row.lesion
    return BiopsyCard(
        biopsy_pk=row.pk,
        version=row.version,
        biopsy_id=row.biopsy_id,
        url=link(actor, "biopsy", row.pk),
        patient_pk=patient.pk,
        patient_name=(patient.name or "") if actor.sees_identity else "",
        patient_id=patient.patient_id,
        born_on=patient.born_on if actor.sees_identity else None,
        lesion_pk=row.lesion_id,
        lesion_id=lesion.lesion_id if lesion else "",
        lesion_url=link(actor, "lesion", lesion.pk) if lesion else "",
        place=place_of(biopsy, lesion),
        purpose=shown(actor, biopsy.purpose),
        rule=rule_words(biopsy.rule_id, rules),
        kind=SPECIMENS[biopsy.kind] if biopsy.kind else "",
        panel=panels.get(biopsy.panel or "", biopsy.panel or ""),
        stage=wait.stage,
        stage_words=dict(STAGES).get(wait.stage, "Cancelled"),
        since=wait.since,
        steps=tuple(dots_of(actor, biopsy, specimen, wait.stage)),
        wanted_by=biopsy.wanted_by,
        owner=wait.owner,
        is_late=is_late,
        late_from=wait.late_from,
        due_on=wait.due_on,
        next_step=step,
        next_label=label,
        next_url=url,
        specimen_id=specimen.specimen_id if specimen else "",
        specimen_url=link(actor, "specimen", row.specimen_id) if row.specimen_id else "",
        outcome=outcome_words(specimen.is_malignant) if specimen else "",
        has_photograph=biopsy.photograph_id is not None,
        action=shown(actor, biopsy.action),
        cancel_reason=shown(actor, biopsy.cancel_reason),
        cancelled_on=biopsy.cancelled_on,
        cancelled_by=shown(actor, biopsy.cancelled_by),
    )


def next_of(actor: Actor, row: Biopsy, wait: BiopsyWait) -> tuple[str, str, str]:
    """Give the next step with its button and page; nothing where it is not the reader's."""
    if wait.stage not in NEXT:
        return "", "", ""
    step, label, needs_more = NEXT[wait.stage]
    if not actor.can(STEPS[step].permission):
        return "", "", ""
    if not needs_more:
        return step, label, ""
    if step == "reported" and row.specimen_id:
        return step, label, link(actor, "specimen", row.specimen_id)
    return step, label, f"{link(actor, 'biopsy', row.pk)}#next"


def dots_of(
    actor: Actor, biopsy: RecordedBiopsy, specimen: RecordedSpecimen | None, stage: str
) -> Any:
    """Give the stepper."""
    keys = [key for key, _ in STAGES]
    at = keys.index(stage) if stage in keys else -1
    days = dict(zip(keys, (day for _, day in biopsy.steps()), strict=True))
    days["reported"] = days["reported"] or (specimen.reported_on if specimen else None)
    by = {"ordered": biopsy.ordered_by, "taken": biopsy.taken_by, "acted_on": biopsy.acted_by}
    for place, (key, label) in enumerate(STAGES):
        is_done = days[key] is not None or place < at
        state = "now" if place == at else "done" if is_done else "todo"
        yield StepDot(key, label, state, days[key], shown(actor, by.get(key, "")))


def place_of(biopsy: RecordedBiopsy, lesion: Lesion | None) -> str:
    """Say where it is taken: the lesion's place, else the biopsy's own."""
    if lesion is not None:
        return organ_words(RecordedLesion.model_validate(mapping.values_of(lesion)))
    parts = (biopsy.laterality or "", (biopsy.zone or "").replace("_", " "))
    return " ".join(part for part in parts if part)


def rule_words(rule_id: str | None, rules: RuleSet) -> str:
    """Give the title of the alert rule that suggested a biopsy; another one by its id."""
    if rule_id and rule_id in rules.file(FILE).rules:
        return title_of(rule_id, rules)
    return rule_id or ""
