"""Which lesions a case has: declared in case.toml, or introduced by the marks of a visit.

An id that nobody declared or introduced is an error, never a new lesion: a typing slip
must not turn L2 into progression.
"""

from datetime import date
from difflib import get_close_matches
from typing import Any

from dermetry.errors import MarksInvalid
from dermetry.pathway.description import CaseDescription, LesionMark
from dermetry.pathway.folder import CaseFolder, VisitFolder
from dermetry.pathway.marks import FindingMark, OutlineMark
from dermetry.pathway.newness import (
    Draft,
    Said,
    check_newness,
    first_seen_on,
    is_after,
    is_equivocal,
    proved_on,
    says_new,
)
from dermetry.record.lesion import Lesion, Role

SEEN = ("measured", "too_small", "present", "progressed")


class LesionUnknown(MarksInvalid):
    """The marks name a lesion that the case does not know."""


class LesionDeclaredTwice(MarksInvalid):
    """The case description declares one lesion id twice."""


def collect_lesions(*, folder: CaseFolder, baseline_on: date) -> tuple[Lesion, ...]:
    """Collect every lesion the case description and the marks speak of, in order of id.

    Raises LesionUnknown, naming the visit and the nearest known ids.
    """
    check_declared_once(folder.description)
    drafts = {mark.id: draft_of(mark, folder.description) for mark in folder.description.lesion}
    has_declared = bool(drafts)
    for visit in folder.visits:
        may_introduce = not has_declared and visit is folder.visits[0]
        for lesion_id in introduced(visit, may_introduce):
            drafts.setdefault(lesion_id, Draft(introduced_on=visit.visited_on))
        for mark, zone, laterality in marks_of(visit):
            add_mark(drafts, mark, visit, (zone, laterality))
    lesions = [build_lesion(lesion_id, drafts, baseline_on) for lesion_id in drafts]
    return tuple(sorted(lesions, key=lambda lesion: natural(lesion.lesion_id)))


def check_declared_once(description: CaseDescription) -> None:
    """Check that case.toml declares each lesion once: two roles cannot both hold."""
    ids = [mark.id for mark in description.lesion]
    for lesion_id in dict.fromkeys(ids):
        if ids.count(lesion_id) > 1:
            raise LesionDeclaredTwice(
                f"case.toml declares lesion {lesion_id} twice",
                why="two roles or places of one lesion cannot both hold",
                next_step="remove one of the two [[lesion]] tables",
            )


def draft_of(mark: LesionMark, description: CaseDescription) -> Draft:
    """Start a draft from a declared lesion."""
    return Draft(
        declared=mark,
        confirmed_by=description.confirmed_by,
        merged_from=set(mark.merged_from),
        split_from=mark.split_from,
        morphology=mark.morphology,
        zone=mark.zone,
        laterality=mark.laterality,
    )


def marks_of(
    visit: VisitFolder,
) -> list[tuple[OutlineMark | FindingMark, str | None, str | None]]:
    """Give all marks of a visit that name a lesion, with zone and side of their photograph."""
    outlines = [
        (mark, photo.zone, photo.laterality)
        for photo in visit.marks.photograph
        for mark in photo.lesion
        if mark.lesion
    ]
    return [*outlines, *((finding, None, None) for finding in visit.marks.finding)]


def introduced(visit: VisitFolder, may_introduce: bool) -> list[str]:
    """Give the lesion ids that the marks of a visit introduce."""
    found = []
    for mark, _, _ in marks_of(visit):
        is_outline = isinstance(mark, OutlineMark)
        comes_new = mark.is_new or (is_outline and (mark.merged_from or mark.split_from))
        if may_introduce or comes_new:
            found.append(str(mark.lesion))
        if isinstance(mark, FindingMark):
            found.extend([mark.merged_into] if mark.merged_into else mark.fragments)
    return found


def add_mark(
    drafts: dict[str, Draft],
    mark: OutlineMark | FindingMark,
    visit: VisitFolder,
    place: tuple[str | None, str | None],
) -> None:
    """Add what one mark says of its lesion to the draft."""
    lesion_id = str(mark.lesion)
    draft = drafts.get(lesion_id) or refuse_unknown(lesion_id, visit, drafts)
    is_confirmed = visit.marks.is_confirmed(mark)
    if is_confirmed:
        draft.confirmed_by = draft.confirmed_by or visit.marks.confirmed_by
    if isinstance(mark, OutlineMark) or mark.status in SEEN:
        draft.said.append(Said(visit.visited_on, is_confirmed, mark.is_new, mark.equivocal))
    if isinstance(mark, OutlineMark):
        draft.merged_from |= set(mark.merged_from)
        draft.split_from = draft.split_from or mark.split_from
        draft.morphology = draft.morphology or mark.morphology
        draft.zone = draft.zone or place[0]
        # A photograph of both sides does not say on which side a lesion lies.
        side = None if place[1] == "bilateral" else place[1]
        draft.laterality = draft.laterality or side
    else:
        add_family(drafts, mark)


def add_family(drafts: dict[str, Draft], mark: FindingMark) -> None:
    """Note mergers and splits that a finding states."""
    if mark.merged_into:
        drafts[mark.merged_into].merged_from.add(mark.lesion)
    for fragment in mark.fragments:
        drafts[fragment].split_from = drafts[fragment].split_from or mark.lesion


def refuse_unknown(lesion_id: str, visit: VisitFolder, drafts: dict[str, Draft]) -> Draft:
    """Refuse a lesion id nobody introduced, offering the nearest known ones."""
    near = get_close_matches(lesion_id, drafts, n=2, cutoff=0.5)
    raise LesionUnknown(
        f"{visit.path.name}/marks.toml names lesion {lesion_id}, which this case does not know",
        why=f"known lesions are {', '.join(sorted(drafts)) or 'none'}",
        next_step=(f"did you mean {' or '.join(near)}? " if near else "")
        + "A lesion first seen at this visit is marked is_new = true; others stand in case.toml",
    )


def build_lesion(lesion_id: str, drafts: dict[str, Draft], baseline_on: date) -> Lesion:
    """Build the frozen lesion from its draft."""
    draft = drafts[lesion_id]
    declared = draft.declared
    check_newness(lesion_id, draft)
    seen_on = first_seen_on(draft, baseline_on)
    is_child = bool(draft.merged_from or draft.split_from)
    doubt = is_equivocal(draft)
    is_called_new = doubt or says_new(draft, baseline_on)
    newness = ("equivocal" if doubt else "unequivocal") if is_called_new else None
    return Lesion(
        lesion_id=lesion_id,
        organ=declared.organ if declared else from_parents("organ", draft, drafts) or "skin",
        zone=from_parents("zone", draft, drafts) or draft.zone,
        site=declared.site if declared else from_parents("site", draft, drafts),
        laterality=from_parents("laterality", draft, drafts) or draft.laterality,
        role=role_of(lesion_id, drafts, baseline_on),
        is_confirmed=draft.confirmed_by is not None,
        confirmed_by=draft.confirmed_by,
        first_seen_on=seen_on,
        newness=None if is_child else newness,
        proved_on=None if is_child else proved_on(draft),
        morphology=draft.morphology,
        non_measurable=declared.non_measurable if declared else None,
        merged_from=tuple(sorted(draft.merged_from, key=natural)),
        split_from=draft.split_from,
    )


def from_parents(name: str, draft: Draft, drafts: dict[str, Draft]) -> Any:
    """Give what all parents of a merged lesion or fragment share, if they do."""
    parents = [drafts[each] for each in parents_of(draft) if each in drafts]
    if name in ("organ", "site"):
        found = {getattr(parent.declared, name, None) for parent in parents}
    else:
        found = {getattr(parent, name) for parent in parents}
    return found.pop() if len(found) == 1 else None


def parents_of(draft: Draft) -> list[str]:
    """Give the ids of a lesion's parents."""
    return [*sorted(draft.merged_from), *([draft.split_from] if draft.split_from else [])]


def role_of(lesion_id: str, drafts: dict[str, Draft], baseline_on: date, depth: int = 0) -> Role:
    """Give the role: as declared; of a parent for mergers and fragments; new; or undecided."""
    draft = drafts.get(lesion_id)
    if draft is None or depth > len(drafts):
        return "undecided"
    if draft.declared and draft.declared.role:
        return draft.declared.role
    if parents_of(draft):
        roles = {role_of(each, drafts, baseline_on, depth + 1) for each in parents_of(draft)}
        ranks: tuple[Role, ...] = ("target", "undecided", "new")
        return next((role for role in ranks if role in roles), "non_target")
    if not is_after(draft, baseline_on):
        return "undecided"
    # Nobody called it new and nobody recorded it at baseline: a gap. It is followed as
    # non-target, and the call flags the gap.
    return "new" if says_new(draft, baseline_on) else "non_target"


def natural(lesion_id: str) -> tuple[tuple[int, str], ...]:
    """Give a sort key that puts L2 before L10."""
    parts: list[tuple[int, str]] = []
    digits = ""
    for letter in lesion_id + " ":
        if letter.isdigit():
            digits += letter
            continue
        if digits:
            parts.append((0, digits.zfill(12)))
            digits = ""
        parts.append((1, letter))
    return tuple(parts)
