"""Marks to start from: a marks.toml with what was found, for a person to check and confirm.

Written for visits that have outlines nobody named, or candidates, or no marks at all. It
holds everything the person already wrote, because it is meant to replace that file. Nothing
in it is confirmed; nothing is used until a person copies it and confirms it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dermetry.imaging.values import Outline
from dermetry.pathway.marks import OutlineMark, PhotographMark
from dermetry.pathway.results import PhotographResult
from dermetry.pathway.toml_input import Marks
from dermetry.pathway.work import VisitWork
from dermetry.record.case import Case
from dermetry.record.visit import MatchProposal

HEADER = """\
# Proposed by dermetry for the visit {day}. Check every line, correct it, name the lesions,
# then copy this file into the visit's folder as marks.toml and set confirmed = true with
# confirmed_by = "your name". Nothing in here is used until then.
confirmed = false
"""
LISTS = {"photograph", "lesion", "finding"}  # written as tables of their own
Answers = Mapping[tuple[str, int], MatchProposal]  # by photograph file and place of the mark


def propose(*, works: Sequence[VisitWork], case: Case) -> Mapping[str, str]:
    """Give proposed marks by visit name, for the visits that need them."""
    proposals = {each.outline_id: each for visit in case.visits for each in visit.proposals}
    return {
        work.folder.visited_on.isoformat(): visit_text(work, proposals)
        for work in works
        if needs_marks(work)
    }


def needs_marks(work: VisitWork) -> bool:
    """Tell whether a visit has something to name and confirm."""
    unnamed = any(each.lesion_id is None for r in work.results for each in r.outlined)
    found = any(result.candidates for result in work.results)
    return unnamed or (found and not work.folder.has_marks)


def visit_text(work: VisitWork, proposals: Mapping[str | None, MatchProposal]) -> str:
    """Give the whole file of one visit."""
    marks = work.folder.marks
    results = {result.file_name: result for result in work.results}
    listed = {mark.file: mark for mark in marks.photograph}
    bare = {name: PhotographMark(file=name) for name in results if name not in listed}
    defaults = fields_text(marks.model_copy(update={"confirmed": None}))  # the header says it
    parts = [HEADER.format(day=work.folder.visited_on.isoformat()) + defaults]
    for name, mark in {**listed, **bare}.items():
        parts.append(photograph_text(mark, results.get(name), proposals))
    parts += ["[[finding]]\n" + fields_text(finding) for finding in marks.finding]
    return "\n".join(parts)


def photograph_text(
    mark: PhotographMark,
    result: PhotographResult | None,
    proposals: Mapping[str | None, MatchProposal],
) -> str:
    """Give the marks of one photograph: as written, with proposed names and candidates."""
    text = "[[photograph]]\n" + fields_text(mark)
    text += "" if mark.zone else '# zone = "..."\n'
    ids = {id(each.mark): each.outline_id for each in result.outlined} if result else {}
    for outline_mark in mark.lesion:
        proposal = proposals.get(ids.get(id(outline_mark), ""))
        text += "\n  [[photograph.lesion]]\n" + name_text(outline_mark, proposal)
        text += fields_text(outline_mark, indent="  ")
    for number, outline in enumerate(result.candidates if result else (), start=1):
        text += (
            f"\n  # candidate {number} in the report: a lesion? Then remove the # and name it\n"
            f'  # [[photograph.lesion]]\n  # lesion = "L{number}"\n  # box = {box_of(outline)}\n'
        )
    return text


def name_text(mark: OutlineMark, proposal: MatchProposal | None) -> str:
    """Propose the name of an outline nobody named."""
    if mark.lesion or proposal is None:
        return "" if mark.lesion else '  # lesion = "..."\n'
    text = f"  # proposed: {proposal.answer} ({'; '.join(proposal.evidence)})\n"
    has_name = proposal.lesion_id and proposal.answer in ("same", "new")
    text += f"  lesion = {quoted(proposal.lesion_id)}\n" if has_name else '  # lesion = "..."\n'
    is_news = proposal.answer == "new" and not mark.is_new
    return text + ("  is_new = true\n" if is_news else "")


def fields_text(mark: Marks, indent: str = "") -> str:
    """Write the fields a person set, without what confirms; a stated doubt stays."""
    lines = []
    for name in type(mark).model_fields:
        given = getattr(mark, name)
        if name in mark.model_fields_set and given is not None and is_kept(name, given):
            lines.append(f"{indent}{name} = {toml_value(given)}\n")
    return "".join(lines)


def is_kept(name: str, given: object) -> bool:
    """Tell whether a field is written in its place: no nested tables, no confirmation."""
    if name == "confirmed":
        return given is False
    return name != "confirmed_by" and not (name in LISTS and isinstance(given, tuple))


def toml_value(given: object) -> str:
    """Write one value as TOML, numbers exactly."""
    if isinstance(given, Marks):
        pairs = (f"{name} = {toml_value(getattr(given, name))}" for name in given.model_fields_set)
        return "{ " + ", ".join(sorted(pairs)) + " }"
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, tuple):
        return "[" + ", ".join(toml_value(each) for each in given) + "]"
    if isinstance(given, float):
        return repr(given).removesuffix(".0")
    return str(given) if isinstance(given, int | Decimal) else quoted(str(given))


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
