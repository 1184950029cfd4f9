"""Marks to start from: a marks.toml with what was found, for a person to check and confirm.

Written for visits that have outlines nobody named, or candidates, or no marks at all. Every
mark says ``confirmed = false``; nothing is used until a person copies the file into the
visit's folder and confirms it.
"""

from collections.abc import Mapping, Sequence

from dermetry.imaging.values import Outline
from dermetry.pathway.photographs import OutlinedLesion, PhotographResult
from dermetry.pathway.work import VisitWork
from dermetry.record.case import Case

HEADER = """\
# Proposed by dermetry for the visit {day}. Check every line, correct it, name the lesions,
# then copy this file into the visit's folder as marks.toml and set confirmed = true with
# confirmed_by = "your name". Nothing in here is used until then.
confirmed = false
"""


def propose(*, works: Sequence[VisitWork], case: Case) -> Mapping[str, str]:
    """Give proposed marks by visit name, for the visits that need them."""
    answers = {
        each.outline_id: each
        for visit in case.visits
        for each in visit.proposals
        if each.outline_id
    }
    texts = {}
    for work in works:
        if not needs_marks(work):
            continue
        parts = [HEADER.format(day=work.folder.visited_on.isoformat())]
        parts += [photograph_text(result, answers) for result in work.results]
        texts[work.folder.visited_on.isoformat()] = "\n".join(parts)
    return texts


def needs_marks(work: VisitWork) -> bool:
    """Tell whether a visit has something to name and confirm."""
    unnamed = any(each.lesion_id is None for r in work.results for each in r.outlined)
    found = any(result.candidates for result in work.results)
    return unnamed or (found and not work.folder.has_marks)


def photograph_text(result: PhotographResult, answers: Mapping[str | None, object]) -> str:
    """Give the proposed marks of one photograph."""
    lines = ["[[photograph]]", f"file = {quoted(result.path.name)}"]
    mark = result.mark
    lines.append(f"zone = {quoted(mark.zone)}" if mark and mark.zone else '# zone = "..."')
    if mark and mark.laterality:
        lines.append(f"laterality = {quoted(mark.laterality)}")
    for each in result.outlined:
        lines += outlined_lines(each, answers.get(each.outline_id))
    for outline in result.candidates:
        lines += [
            "",
            "  # automatic candidate: have we missed one? Delete it if not.",
            "  # [[photograph.lesion]]",
            f"  # box = {box_of(outline)}",
        ]
    return "\n".join(lines) + "\n"


def outlined_lines(each: OutlinedLesion, answer: object) -> list[str]:
    """Give the lines of one outline a person placed."""
    lines = ["", "  [[photograph.lesion]]"]
    if each.lesion_id:
        lines.append(f"  lesion = {quoted(each.lesion_id)}")
    elif answer is not None:
        evidence = "; ".join(getattr(answer, "evidence", ()))
        lines.append(f"  # proposed: {getattr(answer, 'answer', '')} ({evidence})")
        lesion_id = getattr(answer, "lesion_id", None)
        lines.append(f"  lesion = {quoted(lesion_id)}" if lesion_id else '  # lesion = "..."')
        if getattr(answer, "answer", "") == "new":
            lines.append("  is_new = true")
    lines.append(f"  box = {box_of(each.outline)}")
    return lines


def box_of(outline: Outline) -> str:
    """Give the box around an outline, in whole pixels."""
    xs = [x for x, _ in outline.polygon]
    ys = [y for _, y in outline.polygon]
    return str([int(min(xs)), int(min(ys)), int(max(xs)) + 1, int(max(ys)) + 1])


def quoted(text: str | None) -> str:
    """Quote a text as a TOML string."""
    escaped = "".join(
        f"\\u{ord(letter):04x}" if ord(letter) < 32 or letter == "\x7f" else letter
        for letter in (text or "").replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'
