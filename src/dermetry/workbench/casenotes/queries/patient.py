"""The patient page: everything about one patient on one screen, from one case read once."""

from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from dermetry.errors import DermetryError
from dermetry.pathway.overview import CaseOverview, overview_of
from dermetry.record.case import Case
from dermetry.record.casefile import describe
from dermetry.report.figures.badge import figure_table
from dermetry.report.figures.body_map import Chest, body_map
from dermetry.report.figures.timeline import timeline
from dermetry.report.figures.timeline_words import timeline_table
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.next_visit import Seen, next_visit
from dermetry.workbench.casenotes.queries.banner import PatientBanner, banner_of, identity_case
from dermetry.workbench.casenotes.queries.extent import ExtentPanel, extent_panel
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.patient_calls import CallCard, call_cards
from dermetry.workbench.casenotes.queries.patient_rail import (
    RailLesion,
    rail_lesions,
    zone_marks,
)
from dermetry.workbench.casenotes.queries.patient_tasks import TodoPanel, todo_panel
from dermetry.workbench.casenotes.queries.patient_timeline import (
    ADDRESS_OF_BIOPSIES,
    ADDRESS_OF_STUDIES,
    timeline_values,
)
from dermetry.workbench.casenotes.queries.patient_todo import (
    Notice,
    VisitLine,
    notices,
    visit_lines,
)
from dermetry.workbench.casenotes.queries.questions import AskedLine, asked_lines, places_of
from dermetry.workbench.casenotes.queries.receptors import CurrentLine, current_line
from dermetry.workbench.casenotes.queries.response_best import best_part, best_words
from dermetry.workbench.casenotes.queries.rules import rules_in_force


@dataclass(frozen=True)
class Problem:
    """Why the record cannot be worked out, in words."""

    what: str
    why: str
    next_step: str


@dataclass(frozen=True)
class PatientPage:
    """What the patient page shows; with a problem, only what needs no derivation."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    problem: Problem | None
    todo: TodoPanel
    visits: tuple[VisitLine, ...]
    new_visit_url: str
    new_task_url: str
    other_sites_url: str
    next_due_on: date | None
    next_reason: str
    due_in_days: int | None
    lesions: tuple[RailLesion, ...] = ()
    cards: tuple[CallCard, ...] = ()
    best: str = ""  # the best response so far, in words
    notices: tuple[Notice, ...] = ()
    body_map: str = ""
    timeline: str = ""
    timeline_table: str = ""  # empty: nothing to show
    extent: ExtentPanel | None = None
    receptors: CurrentLine | None = None
    asked: tuple[AskedLine, ...] = ()  # impossible or doubtful entries

    @property
    def skin(self) -> tuple[RailLesion, ...]:
        """Give the skin lesions that are followed."""
        return tuple(each for each in self.lesions if each.is_followed and each.is_skin)

    @property
    def other(self) -> tuple[RailLesion, ...]:
        """Give the lesions of other organs that are followed."""
        return tuple(each for each in self.lesions if each.is_followed and not each.is_skin)

    @property
    def ended(self) -> tuple[RailLesion, ...]:
        """Give the lesions that are gone, merged, split or treated away."""
        return tuple(each for each in self.lesions if not each.is_followed)

    @property
    def days_overdue(self) -> int:
        """Give by how many days the next visit is overdue."""
        return max(0, -(self.due_in_days or 0))

    @property
    def current_notices(self) -> tuple[Notice, ...]:
        """Give what needs a look now."""
        return tuple(each for each in self.notices if not each.is_earlier)

    @property
    def earlier_notices(self) -> tuple[Notice, ...]:
        """Give what was noted at visits before the last one."""
        return tuple(each for each in self.notices if each.is_earlier)

    @property
    def open_visit(self) -> VisitLine | None:
        """Give the newest visit that is not signed."""
        return next((each for each in self.visits if not each.is_signed), None)


@hides_file_names
def patient_page(*, actor: Actor, patient_pk: int, today: date) -> PatientPage:
    """Give the page of a patient of the actor's site; raises NotHere.

    A record that breaks a law, or whose calls cannot be worked out, gives a page that says so.
    """
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    case: Case | None = None
    try:
        case = mapping.read_case(patient=row)
        overview = overview_of(case=case)
    except (ValidationError, DermetryError) as error:
        return bare_page(actor, row, case, today, problem_of(error))
    return whole_page(actor, row, case, overview, today)


def problem_of(error: ValidationError | DermetryError) -> Problem:
    """Put an error into words a person can act on."""
    if isinstance(error, DermetryError):
        return Problem(error.what, error.why, error.next_step)
    return Problem(
        "The record contradicts itself, so no size, trend or call is worked out from it",
        describe(error),
        "correct what is named; nothing was changed or lost",
    )


def bare_page(
    actor: Actor, row: Patient, case: Case | None, today: date, problem: Problem
) -> PatientPage:
    """Give the page of a record that cannot be worked out: who, visits, tasks, and why."""
    known = case or identity_case(row)
    visits = visit_lines(actor=actor, rows=row.visits.all(), case=case, calls=())
    return make_page(actor, row, known, today, visits, problem=problem)


def whole_page(
    actor: Actor, row: Patient, case: Case, overview: CaseOverview, today: date
) -> PatientPage:
    """Give the page of a record that can be worked out."""
    calls = overview.overall.calls
    visits = visit_lines(actor=actor, rows=row.visits.all(), case=case, calls=calls)
    lesions = rail_lesions(actor=actor, patient=row, overview=overview)
    values = timeline_values(
        case=case, overview=overview, today=today, addresses=addresses(actor, row, visits)
    )
    table = timeline_table(values=values)
    chest: Chest = "feminine" if case.patient.sex == "female" else "neutral"
    marks = zone_marks(overview=overview, lesions=lesions)
    places = places_of(patient=row)
    found = notices(actor=actor, case=case, overview=overview, visits=visits, patient_pk=row.pk)
    return make_page(
        actor,
        row,
        case,
        today,
        visits,
        lesions=lesions,
        cards=call_cards(overview=overview, case=case),
        best=best_words(best_part(case=case, preset=case.plan.preset).best),
        notices=found,
        body_map=body_map(marks=marks, selected=None, uid="body", chest=chest),
        timeline=timeline(values=values, uid="course"),
        timeline_table=figure_table(table=table) if table.rows else "",
        extent=extent_panel(actor=actor, patient=row, case=case, places=places),
        receptors=current_line(case=case, rules=rules_in_force(actor=actor)),
        asked=asked_lines(actor=actor, patient=row, case=case, today=today, places=places),
    )


def addresses(actor: Actor, row: Patient, visits: tuple[VisitLine, ...]) -> dict[object, str]:
    """Give where the points of the timeline lead."""
    found: dict[object, str] = {
        each.visited_on: each.url if each.is_signed else each.continue_url or each.url
        for each in visits
    }
    found[ADDRESS_OF_STUDIES] = link(actor, "other_sites", row.pk)
    found[ADDRESS_OF_BIOPSIES] = link(actor, "patient_biopsies", row.pk)
    return found


def make_page(
    actor: Actor,
    row: Patient,
    case: Case,
    today: date,
    visits: tuple[VisitLine, ...],
    *,
    problem: Problem | None = None,
    lesions: tuple[RailLesion, ...] = (),
    cards: tuple[CallCard, ...] = (),
    best: str = "",
    notices: tuple[Notice, ...] = (),
    body_map: str = "",
    timeline: str = "",
    timeline_table: str = "",
    extent: ExtentPanel | None = None,
    receptors: CurrentLine | None = None,
    asked: tuple[AskedLine, ...] = (),
) -> PatientPage:
    """Put the page together."""
    due_on, why_due = next_visit(
        seen=[Seen(e.visited_on, e.is_signed, e.next_due_on, e.next_reason) for e in visits],
        died_on=case.patient.died_on,
    )
    return PatientPage(
        banner=banner_of(actor=actor, row=row, case=case, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.pk),
        problem=problem,
        todo=todo_panel(actor=actor, patient=row, today=today),
        visits=visits,
        new_visit_url=link(actor, "visit_start", row.pk),
        new_task_url=link(actor, "task_add", row.pk),
        other_sites_url=link(actor, "other_sites", row.pk),
        next_due_on=due_on,
        next_reason=why_due,
        due_in_days=(due_on - today).days if due_on else None,
        lesions=lesions,
        cards=cards,
        best=best,
        notices=notices,
        body_map=body_map,
        timeline=timeline,
        timeline_table=timeline_table,
        extent=extent,
        receptors=receptors,
        asked=asked,
    )
