"""The page of the extent: what stands, every lesion, the spread, the decisions so far."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dermetry.knowledge.rule_set import RuleSet
from dermetry.record.case import Case
from dermetry.report.background import stage_words
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.queries.banner import PatientBanner, banner_of
from dermetry.workbench.casenotes.queries.extent_lines import (
    DecisionLine,
    ExtentLines,
    decision_history,
    extent_lines,
)
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.questions import AskedLine, Places, asked_lines, places_of
from dermetry.workbench.casenotes.queries.rules import rules_in_force
from dermetry.workbench.casenotes.queries.spread_lines import SpreadLines, spread_lines
from dermetry.workbench.casenotes.refusals import read_lawful


@dataclass(frozen=True)
class ExtentPanel:
    """What the patient page shows of the extent."""

    lines: ExtentLines
    spread: str
    suggestions: tuple[str, ...]
    page_url: str
    decide_url: str  # empty: not for this role, or nothing to decide on


@dataclass(frozen=True)
class ExtentPage:
    """The whole page."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    extent: ExtentLines
    spread: SpreadLines
    stages: tuple[str, ...]  # categories as entered, with their edition
    history: tuple[DecisionLine, ...]
    asked: tuple[AskedLine, ...]
    t_choices: tuple[tuple[str, str], ...]
    m_choices: tuple[tuple[str, str], ...]
    decide_url: str
    history_url: str


def extent_panel(
    *, actor: Actor, patient: Patient, case: Case, places: Places | None = None
) -> ExtentPanel:
    """Give the panel of the patient page, from a case that is read already."""
    rules = rules_in_force(actor=actor)
    lines = extent_lines(actor=actor, patient=patient, case=case, rules=rules, places=places)
    spread = spread_lines(case=case, rules=rules)
    return ExtentPanel(
        lines,
        spread.statement,
        tuple(each.text for each in spread.suggestions),
        link(actor, "patient_extent", patient.pk),
        "" if lines.is_empty else link(actor, "extent_decide", patient.pk),
    )


@hides_file_names
def extent_page(*, actor: Actor, patient_pk: int, today: date) -> ExtentPage:
    """Give the page of a patient of the actor's site; raises NotHere, RecordNotLawful."""
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    case, rules = read_lawful(row), rules_in_force(actor=actor)
    known: dict[str, Any] = {
        "actor": actor,
        "patient": row,
        "case": case,
        "places": places_of(patient=row),
    }
    lines = extent_lines(**known, rules=rules)
    return ExtentPage(
        banner=banner_of(actor=actor, row=row, case=case, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.pk),
        extent=lines,
        spread=spread_lines(case=case, rules=rules),
        stages=tuple(stage_words(each) for each in case.history.stages),
        history=decision_history(**known, rules=rules),
        asked=asked_lines(**known, today=today),
        t_choices=choices(rules, "t"),
        m_choices=choices(rules, "m"),
        decide_url="" if lines.is_empty else link(actor, "extent_decide", row.pk),
        history_url=link(actor, "patient_history", row.pk),
    )


def choices(rules: RuleSet, axis: str) -> tuple[tuple[str, str], ...]:
    """Give what a clinician can put in place of the proposal, the farthest last."""
    rows = rules.file("extent").table(f"effects_{axis}")
    return tuple((row["key"], row["word"]) for row in rows)
