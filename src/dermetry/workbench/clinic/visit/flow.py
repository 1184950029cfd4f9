"""The frame of every page of a visit: who, which day, the eight steps, back and next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.urls import reverse

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.actions.visits import remember_step
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner
from dermetry.workbench.casenotes.queries.links import link
from dermetry.workbench.casenotes.queries.visit import VisitProgress, visit_progress
from dermetry.workbench.casenotes.steps import LABELS, STEPS, Step

State = Literal["done", "todo", "attention"]
Judged = tuple[State, str]  # and why, in a few words


@dataclass(frozen=True)
class FlowStep:
    """One step, as templates/parts/steps.html shows it."""

    step: Step
    label: str
    url: str
    state: State
    note: str
    is_current: bool


@dataclass(frozen=True)
class VisitFrame:
    """What every page of a visit shows around its own content."""

    banner: PatientBanner
    patient_pk: int
    visit_pk: int
    visited_on: date
    is_signed: bool
    is_today: bool
    version: int
    identity_checked_by: str  # empty: nobody confirmed yet
    identity_checked_at: datetime | None
    steps: tuple[FlowStep, ...]
    number: int  # of the current step, from 1
    label: str
    previous_url: str  # of the first step: the patient's page
    next_url: str  # of the last step: empty


def visit_frame(*, actor: Actor, visit_pk: int, step: Step, today: date) -> VisitFrame:
    """Give the frame of one step's page and remember that it is open; raises NotHere."""
    progress = visit_progress(actor=actor, visit_pk=visit_pk)
    if progress.step != step and not progress.signed_on:
        remember_step(actor=actor, visit_pk=visit_pk, step=step)
    steps = tuple(make_step(actor, progress, each, step) for each in STEPS)
    at = STEPS.index(step)
    patient_url = reverse("patient", args=[progress.patient_pk])
    return VisitFrame(
        banner=patient_banner(actor=actor, patient_pk=progress.patient_pk, today=today),
        patient_pk=progress.patient_pk,
        visit_pk=visit_pk,
        visited_on=progress.visited_on,
        is_signed=progress.signed_on is not None,
        is_today=progress.visited_on == today,
        version=progress.version,
        identity_checked_by=progress.identity_checked_by,
        identity_checked_at=progress.identity_checked_at,
        steps=steps,
        number=at + 1,
        label=LABELS[step],
        previous_url=(steps[at - 1].url if at else "") or patient_url,
        next_url=steps[at + 1].url if at + 1 < len(steps) else "",
    )


def make_step(actor: Actor, progress: VisitProgress, step: Step, current: Step) -> FlowStep:
    """Give one step with its state; its address only to roles that may open it."""
    state, note = JUDGES[step](progress)
    return FlowStep(
        step=step,
        label=LABELS[step],
        url=link(actor, f"visit_{step}", progress.visit_pk),
        state=state,
        note=note,
        is_current=step == current,
    )


def step_url(*, step: Step, visit_pk: int) -> str:
    """Give the address of a step."""
    return reverse(f"visit_{step}", args=[visit_pk])


def counted(number: int, one: str, many: str = "") -> str:
    """Give a number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def judge_identity(of: VisitProgress) -> Judged:
    """Done once somebody said that this is the patient."""
    if of.identity_checked_at:
        return "done", f"checked by {of.identity_checked_by}"
    return ("attention", "not confirmed yet") if of.photographs else ("todo", "")


def judge_photographs(of: VisitProgress) -> Judged:
    """Done once there is one that can be read."""
    if of.unreadable:
        return "attention", f"{counted(of.unreadable, 'file')} cannot be read"
    return ("done", counted(of.photographs, "photograph")) if of.photographs else ("todo", "")


def judge_scale(of: VisitProgress) -> Judged:
    """Done once every photograph was analysed and says how large a pixel is."""
    readable = of.photographs - of.unreadable
    if of.failed:
        return "attention", f"{counted(of.failed, 'photograph')} could not be analysed"
    if of.without_scale:
        return "attention", f"{counted(of.without_scale, 'photograph')} without a scale"
    if of.waiting or not readable:
        return "todo", f"{counted(of.waiting, 'photograph')} waiting" if of.waiting else ""
    return "done", ""


def judge_outlines(of: VisitProgress) -> Judged:
    """Done once a person stands behind every outline and answered every candidate."""
    if of.to_confirm or of.candidates:
        return "attention", f"{counted(of.to_confirm + of.candidates, 'border')} to look at"
    return ("done", counted(of.outlines, "outline")) if of.outlines else ("todo", "")


def judge_matching(of: VisitProgress) -> Judged:
    """Done once every outline has its lesion and no proposal waits."""
    if of.unnamed:
        return "attention", f"{counted(of.unnamed, 'outline')} of no lesion yet"
    if of.proposals:
        return "attention", f"{counted(of.proposals, 'proposal')} to answer"
    return ("done", "") if of.outlines else ("todo", "")


def judge_findings(of: VisitProgress) -> Judged:
    """Done once a person confirmed every finding and described every lesion that is there."""
    if of.findings_to_confirm:
        return "attention", f"{counted(of.findings_to_confirm, 'finding')} to confirm"
    if of.described < of.to_describe:
        return "todo", f"{of.described} of {counted(of.to_describe, 'lesion')} described"
    return ("done", "") if of.findings or of.appearances else ("todo", "")


def judge_vitals(of: VisitProgress) -> Judged:
    """Done once anything was recorded; nothing of it is mandatory."""
    recorded = of.observations + of.symptoms
    return ("done", f"{counted(recorded, 'value')} recorded") if recorded else ("todo", "")


def judge_review(of: VisitProgress) -> Judged:
    """Done once signed."""
    return ("done", f"signed {of.signed_on:%-d %b %Y}") if of.signed_on else ("todo", "not signed")


JUDGES: dict[Step, Callable[[VisitProgress], Judged]] = {
    "identity": judge_identity,
    "photographs": judge_photographs,
    "scale": judge_scale,
    "outlines": judge_outlines,
    "matching": judge_matching,
    "findings": judge_findings,
    "vitals": judge_vitals,
    "review": judge_review,
}
