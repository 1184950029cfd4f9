"""The whole-skin check in words: examined, refused, not examined, never."""

from dermetry.pathway.skin_check import RegionCheck, SkinCheck
from dermetry.report.values import Fact
from dermetry.report.words import say_date

STATES = (
    ("examined", "Examined"),
    ("partly", "Partly examined"),
    ("refused", "Refused"),
    ("not_examined", "Not examined"),
    ("not_recorded", "Not recorded"),
)


def skin_facts(*, check: SkinCheck) -> tuple[Fact, ...]:
    """Say per state which regions, when all were last looked at, and which never were."""
    named = [each for each in check.regions if each.key != "unnamed"]
    never = [each.label for each in named if is_never(each)]
    facts = (
        *(
            Fact(word, "; ".join(each.label for each in named if each.state == state))
            for state, word in STATES
        ),
        Fact(
            "Every region last looked at",
            say_date(check.last_complete_on) if check.last_complete_on else "never",
        ),
        Fact("Never examined", "; ".join(never)),
    )
    return tuple(fact for fact in facts if fact.text)


def is_never(region: RegionCheck) -> bool:
    """Tell whether no zone of a region was ever examined."""
    return all(zone.last_examined_on is None for zone in region.zones)
