"""Which part each lesion plays in the call: target, non-target or new."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from dermetry.record.finding import Absent, Measured, NotDone, NotEvaluable
from dermetry.record.lesion import Lesion
from dermetry.response import ids
from dermetry.response.facts import PRESENCE, Facts, measurable_from_mm, size_mm

Part = Literal["target", "non_target", "new"]


@dataclass(frozen=True)
class Cast:
    """The part of each lesion that plays one, and what a reader must know about it."""

    parts: Mapping[str, Part]
    root_ids: frozenset[str]  # lesions of their own: no merged mass and no fragment
    parents: Mapping[str, tuple[str, ...]]
    children: Mapping[str, tuple[str, ...]]  # masses and fragments that may count
    flags: tuple[ids.Remark, ...]
    is_provisional: bool

    def roots(self, part: Part) -> tuple[str, ...]:
        """Give the lesions of their own that play this part, in the order of the case."""
        return tuple(
            each for each, played in self.parts.items() if played == part and each in self.root_ids
        )

    def forebears(self, lesion_id: str) -> set[str]:
        """Give all lesions that this one has grown out of."""
        return closure(lesion_id, self.parents)

    def offspring(self, lesion_id: str) -> set[str]:
        """Give all masses and fragments that have grown out of this lesion."""
        return closure(lesion_id, self.children)


def closure(lesion_id: str, step: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Give everything that can be reached by repeated steps, the start left out."""
    found: set[str] = set()
    queue = list(step.get(lesion_id, ()))
    while queue:
        current = queue.pop()
        if current not in found:
            found.add(current)
            queue.extend(step.get(current, ()))
    return found


def cast_lesions(*, facts: Facts) -> Cast:
    """Give each lesion its part, from its role, its first sighting and the suggestions."""
    flags: list[ids.Remark] = []
    suggested = {each.lesion_id: each.role for each in facts.suggestions}
    parents = {key: parents_of(lesion) for key, lesion in facts.lesions.items()}
    roots = frozenset(key for key in facts.lesions if is_root(key, parents, facts))
    parts: dict[str, Part] = {}
    for lesion_id in (key for key in facts.lesions if key in roots):
        part = root_part(facts.lesions[lesion_id], facts, suggested, flags)
        if part:
            parts[lesion_id] = part
    derived = {
        key: derived_part(key, parents, parts, flags)
        for key in facts.lesions
        if key not in roots and key in facts.usable_lesion_ids
    }
    parts |= derived
    followed = (key for key in parts if is_suggested(key, facts, suggested))
    used_suggestion = [key for key in followed if key in roots and parts[key] == suggested[key]]
    is_provisional = any(parts[key] == "target" for key in used_suggestion)
    if is_provisional:
        flags.append((ids.TARGET_SELECTION, "targets are suggested, not chosen"))
    elif used_suggestion:
        text = f"roles are suggested, not chosen: {', '.join(used_suggestion)}"
        flags.append((ids.TARGET_SELECTION, text))
    return Cast(
        MappingProxyType({key: parts[key] for key in facts.lesions if key in parts}),
        roots,
        parents,
        children_of(parents, facts),
        tuple(flags),
        is_provisional,
    )


def parents_of(lesion: Lesion) -> tuple[str, ...]:
    """Give the lesions that this one has directly grown out of."""
    return (*lesion.merged_from, *((lesion.split_from,) if lesion.split_from else ()))


def children_of(parents: Mapping[str, tuple[str, ...]], facts: Facts) -> dict[str, tuple[str, ...]]:
    """Turn child -> parents into parent -> usable children."""
    return {
        parent: tuple(
            key
            for key, named in parents.items()
            if parent in named and key in facts.usable_lesion_ids
        )
        for parent in facts.lesions
    }


def is_root(lesion_id: str, parents: Mapping[str, tuple[str, ...]], facts: Facts) -> bool:
    """Tell whether a lesion stands for itself: no parents, or already so at baseline."""
    return not parents[lesion_id] or isinstance(facts.at_baseline(lesion_id), PRESENCE)


def is_suggested(lesion_id: str, facts: Facts, suggested: Mapping[str, str]) -> bool:
    """Tell whether the part of a lesion rests on a suggestion."""
    return facts.lesions[lesion_id].role == "undecided" and lesion_id in suggested


def root_part(
    lesion: Lesion, facts: Facts, suggested: Mapping[str, str], flags: list[ids.Remark]
) -> Part | None:
    """Give the part of one lesion of its own; None for a mere proposal."""
    is_usable = lesion.lesion_id in facts.usable_lesion_ids
    if not is_usable and lesion.role in ("undecided", "new"):
        return None
    if is_waiting(lesion, facts) and lesion.lesion_id not in suggested:
        text = (
            f"{lesion.lesion_id} was proposed at baseline, where nothing is confirmed: "
            "it is judged once the baseline is confirmed"
        )
        flags.append((ids.VALUE_UNCONFIRMED, text))
        return None
    if is_first_seen_later(lesion, facts):
        return later_part(lesion, facts, flags)
    if lesion.role == "new":
        return new_part(lesion, facts, flags)
    if facts.policy.target_choice == "all_measurable":
        return measurable_part(lesion, facts)
    if lesion.role in ("target", "non_target"):
        flags.extend(gap_at_baseline(lesion, facts))
        return "target" if lesion.role == "target" else "non_target"
    return undecided_part(lesion, facts, suggested, flags)


def measurable_part(lesion: Lesion, facts: Facts) -> Part:
    """Give "target" to every lesion that can be measured, whatever its role for RECIST.

    A lesion whose baseline size is missing, or half of it, is one too: its gap is named and
    never hidden. Source: rule who.measurable.
    """
    finding, policy = facts.at_baseline(lesion.lesion_id), facts.policy
    if lesion.role == "target":
        return "target"
    is_gap = finding is None or isinstance(finding, (NotDone, NotEvaluable))
    if lesion.non_measurable or (is_gap and lesion.role == "non_target"):
        return "non_target"
    if is_gap:
        return "target"
    if not isinstance(finding, Measured):
        return "non_target"
    size = size_mm(finding, lesion)
    limit = measurable_from_mm(lesion, policy)
    return "non_target" if size is not None and size < limit else "target"


def gap_at_baseline(lesion: Lesion, facts: Facts) -> list[ids.Remark]:
    """Say that a lesion followed from baseline has no finding there, and what that may hide."""
    seen_on = lesion.first_seen_on
    if facts.is_known_at_baseline(lesion.lesion_id) or seen_on is None:
        return []
    text = (
        f"{lesion.lesion_id} has no finding at baseline: if it was not there, it is a new lesion, "
        "which is progression"
    )
    return [(ids.TARGET_FIRST_SEEN_LATER, text)]


def is_waiting(lesion: Lesion, facts: Facts) -> bool:
    """Tell whether the lesion waits for a baseline of which nothing is confirmed.

    Only a lesion that nobody has given a role or called new: it may have been there.
    """
    is_open = lesion.role == "undecided" and lesion.newness is None
    is_proposed = facts.is_proposed_at_baseline(lesion.lesion_id)
    return is_open and is_proposed and facts.is_baseline_unconfirmed()


def is_first_seen_later(lesion: Lesion, facts: Facts) -> bool:
    """Tell whether the record says that the lesion was not there at baseline.

    What was found at baseline decides; the day of first sighting only where that is silent.
    A lesion that was given the role target or non-target, and that nobody called new, has a
    gap at baseline: a gap is never read as "was not there".
    """
    finding = facts.at_baseline(lesion.lesion_id)
    if isinstance(finding, (Absent, *PRESENCE)):
        return isinstance(finding, Absent)
    if lesion.role in ("target", "non_target") and lesion.newness is None:
        return False
    return lesion.first_seen_on is not None and lesion.first_seen_on > facts.baseline_on


def later_part(lesion: Lesion, facts: Facts, flags: list[ids.Remark]) -> Part:
    """Give "new", and say so when another role was entered."""
    if lesion.role in ("target", "non_target"):
        entered = lesion.role.replace("_", "-")
        is_absent = isinstance(facts.at_baseline(lesion.lesion_id), Absent)
        fact = (
            "was recorded as absent at baseline" if is_absent else "was first seen after baseline"
        )
        text = f"{lesion.lesion_id} has the role {entered} but {fact}: it counts as a new lesion"
        flags.append((ids.TARGET_FIRST_SEEN_LATER, text))
    return "new"


def new_part(lesion: Lesion, facts: Facts, flags: list[ids.Remark]) -> Part:
    """Give "new" unless the lesion was confirmed as present at baseline."""
    was_there = lesion.first_seen_on is not None or isinstance(
        facts.at_baseline(lesion.lesion_id), PRESENCE
    )
    if not was_there:
        return "new"
    text = (
        f"{lesion.lesion_id} has the role new but was there at baseline: "
        "it is followed as a non-target lesion"
    )
    flags.append((ids.TARGET_FIRST_SEEN_LATER, text))
    return "non_target"


def undecided_part(
    lesion: Lesion, facts: Facts, suggested: Mapping[str, str], flags: list[ids.Remark]
) -> Part:
    """Give an undecided lesion its suggested part, or the safe one, saying so."""
    if lesion.lesion_id in suggested:
        return "target" if suggested[lesion.lesion_id] == "target" else "non_target"
    if facts.is_known_at_baseline(lesion.lesion_id):
        text = f"{lesion.lesion_id} has no role yet: it is followed as a non-target lesion"
        flags.append((ids.TARGET_SELECTION, text))
        return "non_target"
    text = f"{lesion.lesion_id} has no role and was not seen at baseline: it counts as new"
    flags.append((ids.TARGET_FIRST_SEEN_LATER, text))
    return "new"


def derived_part(
    lesion_id: str,
    parents: Mapping[str, tuple[str, ...]],
    parts: Mapping[str, Part],
    flags: list[ids.Remark],
) -> Part:
    """Give a mass or fragment the part of its forebears; target wins over non-target."""
    forebears = closure(lesion_id, parents)
    inherited = {parts[each] for each in forebears if each in parts}
    if "target" in inherited:
        return "target"
    if inherited:
        return "non_target" if "non_target" in inherited else "new"
    text = (
        f"{lesion_id} has grown out of lesions that play no part: "
        "they, or their baseline, are not confirmed"
    )
    flags.append((ids.VALUE_UNCONFIRMED, text))
    return "non_target"
