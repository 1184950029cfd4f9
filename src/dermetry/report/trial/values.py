"""What the response form holds, ready to print."""

from dataclasses import dataclass
from datetime import date

from dermetry.report.values import Fact, Table


@dataclass(frozen=True)
class EvaluatorForm:
    """The form of one evaluator: sizes, statuses and calls by visit."""

    evaluator: str
    targets: Table | None
    non_targets: Table | None
    new_lesions: Table | None
    calls: Table | None
    sum_notes: tuple[str, ...]
    is_provisional: bool  # some target was suggested by the program, not chosen


@dataclass(frozen=True)
class ResponseForm:
    """The whole form; every renderer prints from this and from nothing else."""

    title: str
    identity: str  # the subject's number, and the birth year when pseudonymous
    subject_number: str
    language: str
    is_pseudonymous: bool
    last_visit_on: date | None
    prepared: str
    header: tuple[Fact, ...]
    forms: tuple[EvaluatorForm, ...]
    signatures: Table | None
    interval_note: str
    hidden: str  # what was left out so that the subject cannot be named
    intended_use: tuple[str, ...]
