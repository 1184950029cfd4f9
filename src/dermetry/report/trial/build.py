"""From an assessed case and a subject number to the values of the response form."""

from dermetry.errors import MarksInvalid
from dermetry.pathway.values import Assessed
from dermetry.record.case import Case
from dermetry.record.finding import Measured
from dermetry.record.lesion import Lesion
from dermetry.report.header import identity_line
from dermetry.report.signing import signatures_table
from dermetry.report.standing import signatures_of
from dermetry.report.tables import lesions_by_visit, sum_notes, visits_table
from dermetry.report.trial.hiding import REMOVED, hide_subject
from dermetry.report.trial.parts import Part, parts_of
from dermetry.report.trial.values import EvaluatorForm, ResponseForm
from dermetry.report.values import Cell, Fact, Table
from dermetry.report.words import INTENDED_USE, INTERVAL_NOTE, organ_words, say_date
from dermetry.response.names import policy_name


class SubjectNumberMissing(MarksInvalid):
    """A response form needs the trial's number of the subject."""


def build_response_form(
    *, assessed: Assessed, version: str, subject_number: str, is_pseudonymous: bool = True
) -> ResponseForm:
    """Build the response form of a case for a trial file.

    Pseudonymous: name, identifier and birth date are left out; the birth year stays, and the
    name and its parts are removed from free texts. Raises SubjectNumberMissing.
    """
    subject = check_subject(subject_number)
    if is_pseudonymous:
        assessed = hide_subject(assessed=assessed)
    case = assessed.case
    last = case.visits[-1].visited_on if case.visits else None
    return ResponseForm(
        title=f"Response form: subject {subject}",
        identity=_identity(case, subject, is_pseudonymous),
        subject_number=subject,
        language="en-US",
        is_pseudonymous=is_pseudonymous,
        last_visit_on=last,
        prepared=f"Response form · visits up to {say_date(last)}" if last else "No visit yet",
        header=_header(assessed, version),
        forms=tuple(_form(part) for part in parts_of(assessed)),
        signatures=signatures_table(case=case),
        interval_note=INTERVAL_NOTE,
        hidden=_hidden_words() if is_pseudonymous else "",
        intended_use=INTENDED_USE,
    )


def check_subject(subject_number: str) -> str:
    """Give the subject's number without blanks around it; raises SubjectNumberMissing."""
    subject = " ".join(subject_number.split())
    if not subject:
        raise SubjectNumberMissing(
            "The response form has no subject number",
            why="a trial file names its subjects by the trial's number only",
            next_step="Enter the number the trial gave this patient",
        )
    return subject


def _identity(case: Case, subject: str, is_pseudonymous: bool) -> str:
    if not is_pseudonymous:
        return f"Subject {subject} · {identity_line(case)}"
    born = case.patient.born_on
    year = f"birth year {born.year}" if born else "birth year not recorded"
    return f"Subject {subject} · {year}"


def _hidden_words() -> str:
    return (
        "Name, identifier and birth date are left out of this form; where a text named them, "
        f"it reads {REMOVED}."
    )


def _header(assessed: Assessed, version: str) -> tuple[Fact, ...]:
    case = assessed.case
    rules = sorted({call.rules_version for call in assessed.calls if call.rules_version})
    methods = sorted({f.method for v in case.visits for f in v.findings if isinstance(f, Measured)})
    started = case.plan.treatment_started_on
    return (
        Fact("Criteria", policy_name(preset=case.plan.preset)),
        Fact("Baseline", say_date(case.baseline_on) if case.baseline_on else "none yet"),
        Fact("Treatment started", say_date(started) if started else "not recorded"),
        Fact("Methods", "; ".join(methods) or "nothing was measured"),
        Fact("Rules", ", ".join(rules) or "none used"),
        Fact("Software", f"dermetry {version}"),
    )


def _form(part: Part) -> EvaluatorForm:
    case, calls = part.assessed.case, part.assessed.calls
    targets, others = part.lesions_of("target"), part.lesions_of("non_target")
    return EvaluatorForm(
        evaluator=part.evaluator or "not named",
        targets=lesions_by_visit("Target lesions: diameters by visit", targets, case, calls),
        non_targets=lesions_by_visit("Non-target lesions by visit", others, case, calls),
        new_lesions=_new_lesions(part),
        calls=visits_table(calls=calls, signatures=signatures_of(case=case)),
        sum_notes=sum_notes(calls=calls),
        is_provisional=any(call.is_provisional for call in calls),
    )


def _new_lesions(part: Part) -> Table | None:
    rows = tuple(
        (
            Cell(lesion.lesion_id),
            Cell(organ_words(lesion)),
            Cell(say_date(lesion.first_seen_on))
            if lesion.first_seen_on
            else Cell("not recorded", kind="missing"),
            _newness(lesion, part),
        )
        for lesion in part.lesions_of("new")
    )
    columns = ("New lesion", "Place", "First seen", "Counts as progression")
    return Table("New lesions", columns, rows) if rows else None


def _newness(lesion: Lesion, part: Part) -> Cell:
    if not lesion.is_confirmed:
        return Cell("no: proposed, not confirmed", kind="proposed")
    counted = part.counts_from(lesion.lesion_id)
    if counted is not None:
        proved = f"proved {say_date(lesion.proved_on)}" if lesion.proved_on else ""
        return Cell(f"yes, at the visit of {say_date(counted)}", proved)
    if lesion.newness == "equivocal":
        return Cell("no: equivocal, watched", kind="missing")
    return Cell("no call counts it", kind="missing")
