"""What a person should look at: each thing tied to its visit, file and lesion, in words."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from dermetry.imaging.values import ScaleAbsent
from dermetry.pathway.findings import OUTSIDE
from dermetry.pathway.folder import CaseFolder, VisitFolder
from dermetry.pathway.marks import PhotographMark
from dermetry.pathway.photographs import PhotographResult
from dermetry.pathway.values import Attention
from dermetry.pathway.work import VisitWork
from dermetry.record.case import Case


def collect(
    *, folder: CaseFolder, works: Sequence[VisitWork], case: Case, noticed: Sequence[Attention]
) -> tuple[Attention, ...]:
    """Collect everything a person should look at, by visit."""
    found = [passed_over(name) for name in folder.passed_over]
    for work in works:
        day = work.folder.visited_on
        for lost in work.unreadable:
            found.append(Attention(day, lost.file_name, None, "unreadable", lost.reason, ""))
        found.extend(work.duplicates)
        for result in work.results:
            found.extend(of_photograph(day, result))
    found.extend(noticed)
    found.extend(contradictions(case))
    found.extend(to_confirm(case))
    return tuple(found)


def passed_over(name: str) -> Attention:
    """Say that an entry beside the visits was not used."""
    return Attention(
        None,
        name,
        None,
        "note",
        f"{name} lies beside the visit folders and was not used",
        "if it belongs to a visit, move it into that visit's folder (named YYYY-MM-DD)",
    )


def duplicate(visit: VisitFolder, path: Path, first: str, mark: PhotographMark | None) -> Attention:
    """Say that the same bytes came twice, and that they were used once."""
    lost = " The marks for the second copy were not used." if mark and mark.lesion else ""
    return Attention(
        visit.visited_on,
        path.name,
        None,
        "not_measured",
        f"{path.parent.name}/{path.name} is the same photograph as {first}; used once.{lost}",
        "if it belongs to this visit, remove the other copy; a visit needs photographs of its day",
    )


def of_photograph(day: date, result: PhotographResult) -> Iterator[Attention]:
    """Say what one photograph could not give."""
    name = result.path.name
    blocking = [issue for issue in result.issues if issue.is_blocking]
    for issue in result.issues:
        kind = "not_measured" if issue.is_blocking else "note"
        yield Attention(day, name, None, kind, issue.message, issue.advice)
    if isinstance(result.scale, ScaleAbsent) and not blocking:
        message = f"not measurable: {result.scale.reason}"
        yield Attention(day, name, None, "not_measured", message, result.scale.advice)
    for failed in result.failed:
        yield Attention(day, name, failed.mark.lesion, "not_measured", failed.reason, failed.advice)
    for each in result.outlined:
        is_told = isinstance(result.scale, ScaleAbsent) or blocking
        if each.not_measured and not is_told:
            yield Attention(
                day, name, each.lesion_id, "not_measured", each.not_measured, each.advice
            )
    if result.taken_on and result.taken_on != day:
        yield Attention(
            day,
            name,
            None,
            "note",
            f"the camera dates this photograph {result.taken_on}, the visit is {day}",
            "check that it lies in the right visit and belongs to this patient",
        )
    if result.candidates:
        yield candidates(day, name, len(result.candidates))


def candidates(day: date, file_name: str, count: int) -> Attention:
    """Say how many areas without an outline differ from the skin around them."""
    areas = (
        "1 area without an outline differs"
        if count == 1
        else (f"{count} areas without an outline differ")
    )
    return Attention(
        day,
        file_name,
        None,
        "candidate",
        f"{areas} from the skin around",
        "look whether a lesion was missed; a candidate counts for nothing until outlined",
    )


def contradictions(case: Case) -> Iterator[Attention]:
    """Say where a typed size and the photograph's size of one lesion do not agree."""
    for visit in case.visits:
        for finding in visit.findings:
            for text in finding.evidence:
                if OUTSIDE in text:
                    yield Attention(
                        visit.visited_on,
                        None,
                        finding.lesion_id,
                        "note",
                        f"{finding.lesion_id}: {text}",
                        "correct the typed value or the outline; until then the typed value counts",
                    )


def to_confirm(case: Case) -> Iterator[Attention]:
    """Say which findings and proposals still need a person."""
    for visit in case.visits:
        day = visit.visited_on
        for finding in visit.findings:
            if not finding.is_confirmed:
                yield Attention(
                    day,
                    None,
                    finding.lesion_id,
                    "to_confirm",
                    f"{finding.lesion_id}: {finding.status.replace('_', ' ')}, not confirmed"
                    + (f" ({'; '.join(finding.evidence)})" if finding.evidence else ""),
                    "confirm or correct it in marks.toml (confirmed = true)",
                )
        for each in visit.proposals:
            if each.answer in ("unsure", "not_seen", "not_photographed"):
                about = each.lesion_id or each.outline_id
                yield Attention(
                    day,
                    None,
                    each.lesion_id,
                    "to_confirm",
                    f"{about}: {each.answer.replace('_', ' ')} ({'; '.join(each.evidence)})",
                    "state what was found in marks.toml ([[finding]] absent, not_done, ...)",
                )
