"""What ``dermetry respond`` was given: cases or responses, each patient with her dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dermetry.errors import MarksInvalid
from dermetry.exchange.sdtm import read_sdtm
from dermetry.exchange.sdtm_files import find_sdtm_files
from dermetry.exchange.sdtm_visits import VisitDays
from dermetry.pathway.lesion_table import read_lesion_table
from dermetry.pathway.patient_dates import (
    CUTOFF,
    check_given,
    dates_of_case,
    holds_one_patient,
    read_patient_dates,
)
from dermetry.pathway.response_settings import ResponseSettings, refuse_unused
from dermetry.pathway.visit_responses import read_visit_responses
from dermetry.record.case import Case
from dermetry.response.sequence.values import Subject, SubjectDates


@dataclass(frozen=True)
class Given:
    """The patients of an input, in their order, and what must be said about it.

    A patient has one case, or in SDTM one for each evaluator.
    """

    cases: tuple[tuple[tuple[Case, ...], SubjectDates | None], ...] = ()
    subjects: tuple[Subject, ...] = ()  # where responses were given, or no visit at all
    remarks: tuple[str, ...] = ()
    visit_days: VisitDays | None = None  # of SDTM: which day stands for which visit
    files: tuple[Path, ...] = ()  # of SDTM: the data sets that were read


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


def read_data_sets(
    *,
    path: Path,
    settings: ResponseSettings,
    given: Mapping[str, date],
    patients: Path | None,
    today: date,
) -> Given:
    """Read SDTM data sets TU and TR, with the dates of their patients."""
    tu_path, tr_path = find_sdtm_files(path=path)
    found = read_sdtm(
        tu_path=tu_path,
        tr_path=tr_path,
        partial_dates=settings.partial_dates,
        baseline=settings.baseline,
        today=today,
    )
    dated = with_dates(
        cases=found.cases,
        settings=settings,
        given=given,
        patients=patients,
        remarks=found.remarks,
    )
    return replace(dated, visit_days=found.visit_days, files=(tu_path, tr_path))


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
    days = {name: day for name, day in given.items() if name != CUTOFF}
    check_given(given, is_for_one=bool(days) and patients is None and holds_one_patient(path=path))
    table = read_visit_responses(
        visits_path=path,
        policy=settings.policy,
        subjects_path=patients,
        cutoff_on=given.get(CUTOFF),
        partial_dates=settings.partial_dates,
        given=days,
    )
    return Given(subjects=table.subjects, remarks=table.remarks)


def with_dates(
    *,
    cases: Sequence[Case],
    settings: ResponseSettings,
    given: Mapping[str, date],
    patients: Path | None,
    remarks: tuple[str, ...] = (),
) -> Given:
    """Give each patient her dates: from the table of patients, from ``--date``, or her own."""
    own: dict[str, tuple[Case, ...]] = {}
    for case in cases:
        own[case.patient.patient_id] = (*own.get(case.patient.patient_id, ()), case)
    if settings.level == "lesion":
        if given or patients:
            raise MarksInvalid(
                "--date and --patients would change nothing for single lesions",
                next_step="leave them out, or judge the patient with --level patient",
            )
        return Given(tuple((each, None) for each in own.values()), remarks=remarks)
    check_given(given, is_for_one=len(own) == 1 and patients is None)
    if patients is None:
        found = [dates_of_case(case=earliest(each), given=given) for each in own.values()]
        said = tuple(remark for _, own_remarks in found for remark in own_remarks)
        pairs = tuple(zip(own.values(), (dates for dates, _ in found), strict=True))
        return Given(pairs, remarks=(*remarks, *said))
    table = read_patient_dates(
        path=patients,
        subjects=own,
        cutoff_on=given.get(CUTOFF),
        partial_dates=settings.partial_dates,
    )
    unseen = tuple(Subject(each, table.dates[each], ()) for each in table.dates if each not in own)
    pairs = tuple((each, table.dates[name]) for name, each in own.items())
    return Given(pairs, unseen, (*remarks, *table.remarks))


def earliest(cases: Sequence[Case]) -> Case:
    """Give the case of the evaluator whose baseline comes first."""
    return min(cases, key=lambda case: case.baseline_on or date.max)
