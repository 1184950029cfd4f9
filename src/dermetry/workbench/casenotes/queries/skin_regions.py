"""The whole-skin examination region by region: what to look for, and when it was last seen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathway.skin_check import RegionCheck, check_skin
from dermetry.record.case import Case


@dataclass(frozen=True)
class SkinRegion:
    """One region of the checklist."""

    key: str
    label: str
    look_for: str
    zones: tuple[str, ...]
    last_on: date | None  # all of it, before this visit; None: some zone was never examined
    never: bool  # none of its zones was ever examined before
    is_optional: bool  # examined only where the patient wants it

    def state(
        self,
        examined: Collection[str],
        not_examined: Collection[str],
        refused: Collection[str],
    ) -> str:
        """Give "examined", "not_examined", "refused", "partly", or "" where nobody said."""
        named = {"examined": examined, "refused": refused, "not_examined": not_examined}
        for state, zones in named.items():
            if set(self.zones) <= set(zones):
                return state
        said = any(set(self.zones) & set(zones) for zones in named.values())
        return "partly" if said else ""


def skin_regions(*, case: Case, on: date, rules: RuleSet) -> tuple[SkinRegion, ...]:
    """Give the regions in the order in which a person is looked at, as of before a visit."""
    earlier = case.model_copy(
        update={"visits": tuple(each for each in case.visits if each.visited_on < on)}
    )
    optional = {
        row["key"] for row in rules.file("skin_check").table("regions") if row.get("optional")
    }
    found = check_skin(case=earlier, on=on, rules=rules)
    return tuple(skin_region(each, optional) for each in found.regions)


def skin_region(found: RegionCheck, optional: Collection[str]) -> SkinRegion:
    """Give one region."""
    return SkinRegion(
        key=found.key,
        label=found.label,
        look_for=found.look_for,
        zones=tuple(each.zone for each in found.zones),
        last_on=found.last_examined_on,
        never=len(found.never) == len(found.zones),
        is_optional=found.key in optional,
    )
