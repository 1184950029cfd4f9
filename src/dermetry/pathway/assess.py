"""The main job: from a folder of dated photographs to an assessed case.

One visit after the other, oldest first; a later visit never changes what was worked out
for an earlier one, so that adding a visit only adds.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from dermetry.errors import MarksInvalid, PhotographUnreadable
from dermetry.imaging import scale
from dermetry.imaging.layout import Layout
from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Picture, Scale
from dermetry.pathway import attention, findings, follow, lesions, proposed_marks, recording
from dermetry.pathway.files import hash_file, read_photograph, recorded_name
from dermetry.pathway.folder import CaseFolder, read_case_folder
from dermetry.pathway.growing import growth_of
from dermetry.pathway.overlaps import check_overlaps
from dermetry.pathway.photographs import PhotographResult, PhotographTask, process_photograph
from dermetry.pathway.reopen import opener_of
from dermetry.pathway.respond import respond
from dermetry.pathway.sheets import layouts_for
from dermetry.pathway.values import Assessed
from dermetry.pathway.work import VisitWork
from dermetry.record.case import Case, ResponsePlan
from dermetry.record.casefile import describe
from dermetry.record.patient import Patient, Treatment
from dermetry.record.photograph import Photograph, UnreadablePhotograph
from dermetry.record.visit import Visit

Progress = Callable[[str, int, int], None]


def assess_folder(
    *,
    folder: Path,
    today: date,
    sheets: Sequence[Layout] = (),
    on_progress: Progress | None = None,
) -> Assessed:
    """Assess a case folder (docs/reference/case-folder.md).

    ``sheets`` are plain marker sheets beside dermetry's own cards. ``today`` is only used
    to refuse dates in the future. Raises InputNotFound or MarksInvalid kinds; unreadable
    and unmeasurable photographs do not stop the rest and stand in ``attention``.
    """
    case_folder = read_case_folder(folder=folder, today=today)
    baseline_on = case_folder.description.response.baseline_on or case_folder.visits[0].visited_on
    known = lesions.collect_lesions(folder=case_folder, baseline_on=baseline_on)
    with Opener() as opener:
        works = process_visits(case_folder, tuple(sheets), opener, today, on_progress)
    for work in works:
        check_overlaps(work)
    followed = follow.follow(works=works, lesions=known, baseline_on=baseline_on)
    case = build_case(case_folder, works, followed)
    responded = respond(case=case)
    return Assessed(
        case=case,
        calls=responded.calls,
        role_suggestions=responded.suggestions,
        growth={lesion.lesion_id: growth_of(case, lesion.lesion_id) for lesion in case.lesions},
        attention=(
            *(attention.passed_over(name) for name in case_folder.passed_over),
            *attention.of_case(case),
        ),
        open_picture=picture_opener(works, today),
        proposed_marks=proposed_marks.propose(works=works, case=case),
    )


def process_visits(
    case_folder: CaseFolder,
    sheets: tuple[Layout, ...],
    opener: Opener,
    today: date,
    on_progress: Progress | None,
) -> list[VisitWork]:
    """Process every photograph of every visit, each file's bytes only once per case."""
    works, seen = [], {}  # type: list[VisitWork], dict[str, str]
    total = sum(len(visit.files) for visit in case_folder.visits)
    done = 0
    for visit in case_folder.visits:
        work = VisitWork(visit)
        for path in visit.files:
            done += 1
            if on_progress:
                on_progress(f"{path.parent.name}/{recorded_name(path)}", done, total)
            process_file(path, work, seen, opener, (sheets, case_folder.path, today))
        works.append(work)
    return works


def process_file(
    path: Path,
    work: VisitWork,
    seen: dict[str, str],
    opener: Opener,
    context: tuple[tuple[Layout, ...], Path, date],
) -> None:
    """Process one file into the work of its visit."""
    sheets, case_path, today = context
    name = f"{path.parent.name}/{recorded_name(path)}"
    try:
        data = read_photograph(path)
    except PhotographUnreadable as error:
        nothing = hash_file(path) or hashlib.sha256(b"").hexdigest()
        work.unreadable.append(unreadable(path, nothing, error))
        return
    sha256 = hashlib.sha256(data).hexdigest()
    mark = next((each for each in work.folder.marks.photograph if each.file == path.name), None)
    if sha256 in seen:
        work.remarks.append(attention.duplicate(path, seen[sha256], mark))
        return
    seen[sha256] = name
    task = PhotographTask(
        path=path,
        visited_on=work.folder.visited_on,
        data=data,
        mark=mark,
        is_confirmed={
            index: work.folder.marks.is_confirmed(each)
            for index, each in enumerate(mark.lesion if mark else ())
        },
        calipers_mm={
            each.lesion: each.longest_diameter_mm
            for each in work.folder.marks.finding
            if each.longest_diameter_mm is not None
        },
        layouts=(*sheets, *layouts_for(mark=mark, visit=work.folder.path, case=case_path)),
    )
    try:
        work.results.append(process_photograph(task=task, opener=opener, today=today))
    except PhotographUnreadable as error:
        work.unreadable.append(unreadable(path, sha256, error))


def unreadable(path: Path, sha256: str, error: PhotographUnreadable) -> UnreadablePhotograph:
    """Record a file that cannot be read: kept by name and hash, never dropped."""
    return UnreadablePhotograph(
        file_name=recorded_name(path), sha256=sha256, reason=str(error)[:2000]
    )


def build_case(
    case_folder: CaseFolder, works: Sequence[VisitWork], followed: follow.Followed
) -> Case:
    """Build the case; a broken law is reported as what it is: marks that do not hold."""
    description = case_folder.description
    try:
        return Case(
            patient=Patient(
                patient_id=description.patient.id,
                name=description.patient.name,
                born_on=description.patient.born_on,
            ),
            primary=description.primary,
            plan=ResponsePlan(**description.response.model_dump()),
            treatments=tuple(
                Treatment(
                    treatment_id=each.id,
                    lesion_ids=each.lesions,
                    **each.model_dump(exclude={"id", "lesions"}),
                )
                for each in description.treatment
            ),
            lesions=followed.lesions,
            visits=tuple(build_visit(work, followed) for work in works),
        )
    except ValidationError as error:
        raise MarksInvalid(
            f"the marks of {case_folder.path.name} do not make a valid case: {describe(error)}",
            next_step="correct the named places in case.toml or marks.toml",
        ) from error


def build_visit(work: VisitWork, followed: follow.Followed) -> Visit:
    """Build one visit from its work, its stated findings and its proposals."""
    marks, visited_on = work.folder.marks, work.folder.visited_on
    stated = findings.visit_findings(visit=work.folder, results=work.results)
    return Visit(
        visited_on=visited_on,
        photographs=tuple(build_photograph(result, marks.confirmed_by) for result in work.results),
        unreadable=tuple(work.unreadable),
        findings=(*stated, *followed.findings.get(visited_on, ())),
        proposals=followed.proposals.get(visited_on, ()),
        regions_examined=marks.regions_examined,
        regions_not_examined=marks.regions_not_examined,
        notes=(marks.note,) if marks.note else (),
        remarks=(
            *(attention.stray(sentence) for sentence in work.folder.strays),
            *work.remarks,
            *(each for result in work.results for each in attention.remarks_of(result, visited_on)),
            *followed.remarks.get(visited_on, ()),
        ),
    )


def build_photograph(result: PhotographResult, confirmed_by: str | None) -> Photograph:
    """Record one photograph, its scale stated at the middle of what was measured."""
    found = result.scale
    if not isinstance(found, Scale):
        return recording.record_photograph(result, confirmed_by, None)
    measured = [each.measurement for each in result.outlined if each.measurement]
    middle = (result.width_px / 2, result.height_px / 2)
    mm_per_pixel = (
        sum(each.mm_per_pixel for each in measured) / len(measured)
        if measured
        else scale.mm_per_pixel_at(scale=found, point=middle)
    )
    return recording.record_photograph(result, confirmed_by, mm_per_pixel)


def picture_opener(works: Sequence[VisitWork], today: date) -> Callable[[str], Picture]:
    """Give a function that opens a photograph of the case again, by its id."""
    paths = {each.photograph_id: each.path for work in works for each in work.results}
    return opener_of(paths, today)
