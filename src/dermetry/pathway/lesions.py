"""Which lesions a case has: declared in case.toml, or introduced by the marks of a visit.

An id that nobody declared or introduced is an error, never a new lesion: a typing slip
must not turn L2 into progression.
"""

from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from dermetry.errors import MarksInvalid
from dermetry.pathway.description import CaseDescription, LesionMark
from dermetry.pathway.folder import CaseFolder, VisitFolder
from dermetry.pathway.marks import FindingMark, OutlineMark
from dermetry.record.lesion import Lesion


class LesionUnknown(MarksInvalid):
    """The marks name a lesion that the case does not know."""


@dataclass
class Draft:
    """A lesion being put together from all the marks that speak of it."""

    declared: LesionMark | None = None
    first_seen_on: date | None = None
    is_after_baseline: bool = False
    confirmed_by: str | None = None
    is_equivocal: bool = False
    proved_on: date | None = None
    merged_from: set[str] = field(default_factory=set)
    split_from: str | None = None
    morphology: str | None = None
    zone: str | None = None
    laterality: str | None = None


def collect_lesions(*, folder: CaseFolder, baseline_on: date) -> tuple[Lesion, ...]:
    """Collect every lesion the case description and the marks speak of, in order of id.

    Raises LesionUnknown, naming the visit and the nearest known ids.
    """
    drafts = {mark.id: draft_of(mark, folder.description) for mark in folder.description.lesion}
    has_declared = bool(drafts)
    for visit in folder.visits:
        may_introduce = not has_declared and visit is folder.visits[0]
        for lesion_id in introduced(visit, may_introduce):
            drafts.setdefault(lesion_id, Draft(is_after_baseline=visit.visited_on > baseline_on))
        for mark, zone, laterality in marks_of(visit):
            add_mark(drafts, mark, visit, (zone, laterality))
    lesions = [build_lesion(lesion_id, drafts) for lesion_id in drafts]
    return tuple(sorted(lesions, key=lambda lesion: natural(lesion.lesion_id)))


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
    is_seen = isinstance(mark, OutlineMark) or mark.status in ("measured", "too_small", "present")
    if is_seen and draft.first_seen_on is None:
        draft.first_seen_on = visit.visited_on
    if visit.marks.is_confirmed(mark):
        draft.confirmed_by = draft.confirmed_by or visit.marks.confirmed_by
    add_newness(draft, mark, visit)
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


def add_newness(draft: Draft, mark: OutlineMark | FindingMark, visit: VisitFolder) -> None:
    """Note whether a new lesion is equivocal, and when a later visit proves it."""
    if mark.equivocal:
        draft.is_equivocal = True
    elif draft.is_equivocal and mark.is_new and visit.marks.is_confirmed(mark):
        draft.proved_on = draft.proved_on or visit.visited_on


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


def build_lesion(lesion_id: str, drafts: dict[str, Draft]) -> Lesion:
    """Build the frozen lesion from its draft."""
    draft = drafts[lesion_id]
    declared = draft.declared
    is_family = bool(draft.merged_from or draft.split_from)
    newness = ("equivocal" if draft.is_equivocal else "unequivocal") if is_new(draft) else None
    return Lesion(
        lesion_id=lesion_id,
        organ=declared.organ if declared else "skin",
        zone=from_parents("zone", draft, drafts) or draft.zone,
        site=declared.site if declared else None,
        laterality=from_parents("laterality", draft, drafts) or draft.laterality,
        role=role_of(lesion_id, drafts),
        is_confirmed=draft.confirmed_by is not None,
        confirmed_by=draft.confirmed_by,
        first_seen_on=draft.first_seen_on,
        newness=None if is_family else newness,
        proved_on=draft.proved_on,
        morphology=draft.morphology,
        non_measurable=declared.non_measurable if declared else None,
        merged_from=tuple(sorted(draft.merged_from, key=natural)),
        split_from=draft.split_from,
    )


def from_parents(name: str, draft: Draft, drafts: dict[str, Draft]) -> str | None:
    """Give the place that all parents of a merged lesion or fragment share, if they do."""
    parents = [*draft.merged_from, *([draft.split_from] if draft.split_from else [])]
    found = {getattr(drafts[parent], name) for parent in parents if parent in drafts}
    return found.pop() if len(found) == 1 else None


def is_new(draft: Draft) -> bool:
    """Tell whether a draft is a lesion first seen after baseline that is nobody's child."""
    return draft.is_after_baseline and not draft.merged_from and not draft.split_from


def role_of(lesion_id: str, drafts: dict[str, Draft], depth: int = 0) -> str:
    """Give the role: as declared; of a parent for mergers and fragments; new; or undecided."""
    draft = drafts.get(lesion_id)
    if draft is None or depth > len(drafts):
        return "undecided"
    if draft.declared and draft.declared.role:
        return draft.declared.role
    parents = [*draft.merged_from, *([draft.split_from] if draft.split_from else [])]
    if parents:
        roles = {role_of(parent, drafts, depth + 1) for parent in parents}
        return next(
            (role for role in ("target", "undecided", "new") if role in roles), "non_target"
        )
    return "new" if draft.is_after_baseline else "undecided"


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
