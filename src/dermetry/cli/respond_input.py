"""What ``dermetry respond`` was given: cases or responses, each patient with her dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dermetry.errors import MarksInvalid
from dermetry.pathway.lesion_table import read_lesion_table
from dermetry.pathway.patient_dates import CUTOFF, check_given, dates_of_case, read_patient_dates
from dermetry.pathway.response_settings import ResponseSettings, refuse_unused
from dermetry.pathway.visit_responses import read_visit_responses
from dermetry.record.case import Case
from dermetry.response.sequence.values import Subject, SubjectDates


@dataclass(frozen=True)
class Given:
    """The patients of an input, in their order, and what must be said about it."""

    cases: tuple[tuple[Case, SubjectDates | None], ...] = ()
    subjects: tuple[Subject, ...] = ()  # where responses were given, or no visit at all
    remarks: tuple[str, ...] = ()


def read_pairs(texts: list[str], option: str) -> dict[str, str]:
    """Read settings of the form name=value, each name once."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise MarksInvalid(
                f"{option} {text!r} is not name=value", next_step=f"write {option} name=value"
            )
        if name in found:
            raise MarksInvalid(
                f"{option} {name} is given twice", next_step="say once what it shall be"
            )
        found[name] = value
    return found


def read_days(texts: list[str]) -> dict[str, date]:
    """Read dates of the form name=YYYY-MM-DD."""
    found = {}
    for name, text in read_pairs(texts, "--date").items():
        try:
            found[name] = date.fromisoformat(text)
        except ValueError:
            raise MarksInvalid(
                f"--date {name}={text} is not a day",
                next_step=f"write the whole day, as in --date {name}=2026-03-01",
            ) from None
    return found


def read_table(
    *,
    path: Path,
    settings: ResponseSettings,
    given: Mapping[str, date],
    patients: Path | None,
    today: date,
) -> Given:
    """Read a table of lesions, with the dates of its patients."""
    table = read_lesion_table(
        path=path, partial_dates=settings.partial_dates, baseline=settings.baseline, today=today
    )
    return with_dates(
        cases=table.cases, settings=settings, given=given, patients=patients, remarks=table.remarks
    )


def read_responses(
    *, path: Path, settings: ResponseSettings, given: Mapping[str, date], patients: Path | None
) -> Given:
    """Read a table of responses, with the dates of its patients."""
    if settings.level == "lesion":
        raise MarksInvalid(
            f"{path.name} holds responses of patients, not sizes of lesions",
            next_step="leave out --level lesion, or give a case file or a table of lesions",
        )
    refuse_unused(settings, ("partial_dates",), "a table of responses")
    check_given(given, is_for_one=False)
    table = read_visit_responses(
        visits_path=path,
        policy=settings.policy,
        subjects_path=patients,
        cutoff_on=given.get(CUTOFF),
        partial_dates=settings.partial_dates,
    )
    return Given(subjects=table.subjects, remarks=table.remarks)


def with_dates(
    *,
    cases: tuple[Case, ...],
    settings: ResponseSettings,
    given: Mapping[str, date],
    patients: Path | None,
    remarks: tuple[str, ...] = (),
) -> Given:
    """Give each case its dates: from the table of patients, from ``--date``, or its own."""
    if settings.level == "lesion":
        if given or patients:
            raise MarksInvalid(
                "--date and --patients would change nothing for single lesions",
                next_step="leave them out, or judge the patient with --level patient",
            )
        return Given(tuple((case, None) for case in cases), remarks=remarks)
    check_given(given, is_for_one=len(cases) == 1 and patients is None)
    if patients is None:
        found = [dates_of_case(case=case, given=given) for case in cases]
        said = tuple(remark for _, own in found for remark in own)
        pairs = tuple(zip(cases, (dates for dates, _ in found), strict=True))
        return Given(pairs, remarks=(*remarks, *said))
    names = [case.patient.patient_id for case in cases]
    table = read_patient_dates(
        path=patients,
        subjects=names,
        cutoff_on=given.get(CUTOFF),
        partial_dates=settings.partial_dates,
    )
    unseen = tuple(
        Subject(each, table.dates[each], ()) for each in table.dates if each not in names
    )
    pairs = tuple((case, table.dates[case.patient.patient_id]) for case in cases)
    return Given(pairs, unseen, (*remarks, *table.remarks))
