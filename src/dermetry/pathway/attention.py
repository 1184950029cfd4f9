"""What a person should look at: each thing tied to its visit, file and lesion, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from dermetry.imaging.values import ScaleAbsent
from dermetry.pathway.files import recorded_name
from dermetry.pathway.findings import OUTSIDE
from dermetry.pathway.marks import PhotographMark
from dermetry.pathway.results import PhotographResult
from dermetry.pathway.values import Attention
from dermetry.record.case import Case
from dermetry.record.photograph import Photograph, ScaleMissing
from dermetry.record.visit import Remark, Visit

DISAGREE = "photographs disagree"  # how imaging.combine begins that note


@dataclass(frozen=True)
class Advice:
    """What to do about what only a person can settle: it depends on where she writes."""

    confirm: str
    state: str


IN_FILES = Advice(
    confirm="confirm or correct it in marks.toml (confirmed = true)",
    state="state what was found in marks.toml ([[finding]] absent, not_done, ...)",
)
ON_PAGES = Advice(
    confirm="confirm or correct it",
    state="state what was found: gone, not photographed, merged, or which outline it is",
)


def of_case(case: Case, *, advice: Advice = IN_FILES) -> tuple[Attention, ...]:
    """Give everything a person should look at, by visit; a case file says the same later."""
    found: list[Attention] = []
    for visit in case.visits:
        day = visit.visited_on
        found += [
            Attention(day, lost.file_name, None, "unreadable", lost.reason)
            for lost in visit.unreadable
        ]
        for photo in visit.photographs:
            found += of_photograph(day, photo)
        found += [
            Attention(day, each.file_name, each.lesion_id, each.kind, each.message, each.advice)
            for each in visit.remarks
        ]
        found += said_by_findings(visit)
        found += gone_with_candidates(visit)
        found += to_confirm(visit, advice)
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


def duplicate(path: Path, first: str, mark: PhotographMark | None) -> Remark:
    """Say that the same bytes came twice, and that they were used once."""
    lost = "; the marks for the second copy were not used" if mark and mark.lesion else ""
    name = recorded_name(path)
    return Remark(
        kind="not_measured",
        file_name=name,
        message=f"{path.parent.name}/{name} is the same photograph as {first}; used once{lost}",
        advice="if it belongs to this visit, remove the other copy; "
        "a visit needs photographs of its day",
    )


def stray(sentence: str) -> Remark:
    """Say that an entry of the visit's folder was not used."""
    return Remark(
        kind="not_measured",
        message=sentence,
        advice="move photographs into the visit's folder itself, and name marks marks.toml",
    )


def remarks_of(result: PhotographResult, day: date) -> Iterator[Remark]:
    """Say which marks of a photograph gave no size, and whether its date is another one."""
    name = result.file_name
    for failed in result.failed:
        yield remark("not_measured", name, failed.mark.lesion, failed.reason, failed.advice)
    is_told = isinstance(result.scale, ScaleAbsent) or any(i.is_blocking for i in result.issues)
    for each in result.outlined:
        if each.not_measured and not is_told:
            yield remark("not_measured", name, each.lesion_id, each.not_measured, each.advice)
    if result.taken_on and result.taken_on != day:
        yield remark(
            "note",
            name,
            None,
            f"the camera dates this photograph {result.taken_on}, the visit is {day}",
            "check that it lies in the right visit and belongs to this patient",
        )


def remark(
    kind: Literal["not_measured", "to_confirm", "note"],
    file_name: str | None,
    lesion_id: str | None,
    message: str,
    advice: str,
) -> Remark:
    """Make a remark."""
    return Remark(
        kind=kind, file_name=file_name, lesion_id=lesion_id, message=message, advice=advice
    )


def of_photograph(day: date, photo: Photograph) -> Iterator[Attention]:
    """Say what one photograph could not give."""
    name = photo.file_name
    for issue in photo.issues:
        kind = "not_measured" if issue.is_blocking else "note"
        yield Attention(day, name, None, kind, issue.message, issue.advice)
    is_blocked = any(issue.is_blocking for issue in photo.issues)
    if isinstance(photo.scale, ScaleMissing) and not is_blocked:
        message = f"not measurable: {photo.scale.reason}"
        yield Attention(day, name, None, "not_measured", message, photo.scale.advice)
    count = sum(outline.source == "candidate" for outline in photo.outlines)
    if count:
        yield candidates(day, name, count)


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


def gone_with_candidates(visit: Visit) -> Iterator[Attention]:
    """Point out lesions stated gone while unlooked-at areas stand out in the photographs."""
    gone = [each.lesion_id for each in visit.findings if each.status == "absent"]
    shown = [
        photo.file_name
        for photo in visit.photographs
        if any(outline.source == "candidate" for outline in photo.outlines)
    ]
    if gone and shown:
        yield Attention(
            visit.visited_on,
            None,
            None,
            "candidate",
            f"{', '.join(gone)} stated gone, and {', '.join(shown)} shows areas nobody outlined",
            "look at those areas before the lesions count as gone",
        )


def said_by_findings(visit: Visit) -> Iterator[Attention]:
    """Say where sizes of one lesion do not agree: typed against photograph, or photographs."""
    for finding in visit.findings:
        for text in finding.evidence:
            if OUTSIDE in text or DISAGREE in text:
                yield Attention(
                    visit.visited_on,
                    None,
                    finding.lesion_id,
                    "note",
                    f"{finding.lesion_id}: {text}",
                    "look at both before you use the size; a typed value counts as typed",
                )


def to_confirm(visit: Visit, advice: Advice) -> Iterator[Attention]:
    """Say which findings and proposals of a visit still need a person."""
    day = visit.visited_on
    for finding in visit.findings:
        if not finding.is_confirmed:
            evidence = f" ({'; '.join(finding.evidence)})" if finding.evidence else ""
            yield Attention(
                day,
                None,
                finding.lesion_id,
                "to_confirm",
                f"{finding.lesion_id}: {finding.status.replace('_', ' ')}, not confirmed{evidence}",
                advice.confirm,
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
                advice.state,
            )
