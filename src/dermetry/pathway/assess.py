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
from dermetry.imaging.layout import Layout
from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Picture
from dermetry.pathway import attention, follow, lesions, proposed_marks
from dermetry.pathway.files import hash_file, read_photograph, recorded_name
from dermetry.pathway.folder import CaseFolder, read_case_folder
from dermetry.pathway.frame import asked_by
from dermetry.pathway.growing import growth_of
from dermetry.pathway.photographs import PhotographTask, process_photograph
from dermetry.pathway.reopen import opener_of
from dermetry.pathway.respond import respond
from dermetry.pathway.sheets import layouts_for
from dermetry.pathway.values import Assessed
from dermetry.pathway.visits import build_visit
from dermetry.pathway.work import VisitWork
from dermetry.record.case import Case, ResponsePlan
from dermetry.record.casefile import describe
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient, Treatment
from dermetry.record.photograph import UnreadablePhotograph
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
    followed = follow_all(works, known, baseline_on)
    new = tuple(lesion for proposed in followed for lesion in proposed.lesions)
    case = build_case(case_folder, (*known, *new), build_visits(works, followed))
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
    marks = work.folder.marks
    task = PhotographTask(
        file_name=recorded_name(path),
        name=name,
        visited_on=work.folder.visited_on,
        data=data,
        mark=mark,
        asked=asked_by(mark, marks),
        layouts=(*sheets, *layouts_for(mark=mark, visit=work.folder.path, case=case_path)),
    )
    try:
        result = process_photograph(task=task, opener=opener, today=today)
    except PhotographUnreadable as error:
        work.unreadable.append(unreadable(path, sha256, error))
        return
    work.results.append(result)
    work.paths[result.photograph_id] = path


def unreadable(path: Path, sha256: str, error: PhotographUnreadable) -> UnreadablePhotograph:
    """Record a file that cannot be read: kept by name and hash, never dropped."""
    return UnreadablePhotograph(
        file_name=recorded_name(path), sha256=sha256, reason=str(error)[:2000]
    )


def follow_all(
    works: Sequence[VisitWork], lesions: tuple[Lesion, ...], baseline_on: date
) -> list[follow.Proposed]:
    """Follow all lesions through the visits, oldest first."""
    followed: list[follow.Proposed] = []
    before = follow.Before(lesions=lesions, sightings={}, baseline_on=baseline_on)
    for work in works:
        proposed, seen = follow.propose_visit(facts=work.facts, results=work.results, before=before)
        followed.append(proposed)
        before = follow.Before(
            lesions=(*before.lesions, *proposed.lesions),
            sightings={**before.sightings, **seen},
            baseline_on=baseline_on,
        )
    return followed


def build_case(
    case_folder: CaseFolder, known: tuple[Lesion, ...], visits: tuple[Visit, ...]
) -> Case:
    """Build the case; a broken law is reported as what it is: marks that do not hold."""
    description = case_folder.description
    try:
        return Case(
            patient=Patient(
                patient_id=description.patient.id,
                name=description.patient.name,
                born_on=description.patient.born_on,
                died_on=description.patient.died_on,
                last_contact_on=description.patient.last_contact_on,
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
            lesions=known,
            visits=visits,
        )
    except ValidationError as error:
        raise MarksInvalid(
            f"the marks of {case_folder.path.name} do not make a valid case: {describe(error)}",
            next_step="correct the named places in case.toml or marks.toml",
        ) from error


def build_visits(
    works: Sequence[VisitWork], followed: Sequence[follow.Proposed]
) -> tuple[Visit, ...]:
    """Build every visit from its work and its proposals."""
    return tuple(
        build_visit(
            facts=work.facts,
            results=work.results,
            proposed=proposed,
            unreadable=work.unreadable,
            remarks=(*(attention.stray(text) for text in work.folder.strays), *work.remarks),
        )
        for work, proposed in zip(works, followed, strict=True)
    )


def picture_opener(works: Sequence[VisitWork], today: date) -> Callable[[str], Picture]:
    """Give a function that opens a photograph of the case again, by its id."""
    paths = {photo_id: path for work in works for photo_id, path in work.paths.items()}
    return opener_of(paths, today)
