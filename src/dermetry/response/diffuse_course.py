"""The memory of the exploratory channel: which lesions are followed, and what was recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from dermetry.knowledge.rules import RuleFile
from dermetry.record.lesion import Lesion
from dermetry.response.diffuse_tally import Tally
from dermetry.response.diffuse_values import Measure
from dermetry.response.facts import PRESENCE, Facts
from dermetry.response.roles import Cast
from dermetry.response.sums import Leaf, Moment


@dataclass
class Course:
    """One evaluator's visits so far: what was recorded, and the tallies to compare with."""

    facts: Facts
    cast: Cast
    rules: RuleFile
    spread_ids: set[str] = field(default_factory=set)  # a share of the region was stated
    group_ids: set[str] = field(default_factory=set)  # a count was stated
    tallies: dict[tuple[Measure, str], list[Tally]] = field(default_factory=dict)

    def lesion(self, leaf: Leaf) -> Lesion:
        """Give the lesion of a leaf."""
        return self.facts.lesions[leaf.lesion_id]

    def is_sheet(self, leaf: Leaf) -> bool:
        """Tell whether a skin lesion is diffuse disease. Rule diffuse.lesions."""
        is_skin = self.lesion(leaf).organ == "skin"
        return is_skin and (self.is_plaque(leaf) or leaf.lesion_id in self.spread_ids)

    def is_plaque(self, leaf: Leaf) -> bool:
        """Tell whether a lesion is recorded as a sheet of disease, which has no number."""
        return is_sheet_of_disease(lesion=self.lesion(leaf), rules=self.rules)

    def is_one(self, leaf: Leaf) -> bool:
        """Tell whether a lesion counts once where no count is stated. Rule diffuse.lesion_count."""
        return not self.is_plaque(leaf) and leaf.lesion_id not in self.group_ids

    def recorded(self, measure: Measure, zone: str) -> frozenset[str]:
        """Give the lesions that had a value in a measure at an earlier visit."""
        earlier = self.tallies.get((measure, zone), [])
        return frozenset(key for tally in earlier for key in tally.values)


def is_sheet_of_disease(*, lesion: Lesion, rules: RuleFile) -> bool:
    """Tell whether a lesion is recorded as a plaque or as diffuse disease.

    ``rules`` is the rule file ``diffuse``, which lists the facts that say so (rule
    diffuse.lesions).
    """
    return any(getattr(lesion, row["fact"]) == row["value"] for row in rules.table("sheets"))


@dataclass(frozen=True)
class Day:
    """One visit of a course, and all lesions that are there by then."""

    course: Course
    visited_on: date
    there: frozenset[str]


def list_roots(course: Course, moment: Moment) -> list[str]:
    """Give the lesions of their own that are there by this visit.

    Those known at baseline are there from baseline on, also where nobody looked; a new one from
    the first confirmed finding on that shows it.
    """
    usable, day = course.facts.usable, moment.visited_on
    seen = {
        key
        for visited_on, findings in usable.items()
        if visited_on <= day
        for key, finding in findings.items()
        if isinstance(finding, PRESENCE)
    }
    roots = (key for part in ("target", "non_target", "new") for key in course.cast.roots(part))
    return [key for key in roots if course.cast.parts[key] != "new" or key in seen]


def remember_kinds(course: Course, leaves: Iterable[Leaf]) -> None:
    """Remember which lesions were given a share of their region, or a count."""
    for leaf in leaves:
        if isinstance(leaf.finding, PRESENCE):
            if leaf.finding.percent_of_region is not None:
                course.spread_ids.add(leaf.lesion_id)
            if leaf.finding.lesion_count is not None:
                course.group_ids.add(leaf.lesion_id)


def by_zone(course: Course, sheets: Iterable[Leaf]) -> list[tuple[str, list[Leaf]]]:
    """Group diffuse lesions by their region; regions without any share are left out."""
    found: dict[str, list[Leaf]] = {}
    for leaf in sheets:
        found.setdefault(course.lesion(leaf).zone or "", []).append(leaf)
    return [
        (zone, own)
        for zone, own in sorted(found.items())
        if any(leaf.lesion_id in course.spread_ids for leaf in own)
    ]
