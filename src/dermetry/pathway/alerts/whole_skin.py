"""When the whole skin was last looked at, and which regions never were."""

from collections.abc import Iterator, Mapping

from dermetry.pathway.alerts.situation import PATIENT, Condition, Situation, day_text
from dermetry.pathway.alerts.values import Held
from dermetry.pathway.skin_check import RegionCheck, SkinCheck, check_skin


def checklist(situation: Situation) -> SkinCheck:
    """Give the checklist as of today."""
    return check_skin(case=situation.case, on=situation.on, rules=situation.rules)


def never_seen(situation: Situation, found: SkinCheck) -> list[RegionCheck]:
    """Give the regions of which no zone was ever examined; optional ones are not asked for."""
    rows = situation.rules.file("skin_check").table("regions")
    asked = {row["key"] for row in rows if not row.get("optional")}
    return [
        each for each in found.regions if each.key in asked and len(each.never) == len(each.zones)
    ]


def overdue(situation: Situation) -> Iterator[Held]:
    """Find a check of the whole skin that lies long back."""
    visits = situation.case.visits
    if not visits:
        return
    found = checklist(situation)
    if never_seen(situation, found):
        return  # said by "never examined"
    last = found.last_complete_on
    from_day = last or visits[0].visited_on
    checked = f"on {day_text(last)}" if last else "never at one visit"
    yield Held(
        subject=PATIENT,
        since=situation.book.months_after(from_day, "whole_skin_months"),
        facts=(f"Something of every region was last looked at {checked}.",),
        occasion=last.isoformat() if last else "never",
        words={"checked": checked},
    )


def never_examined(situation: Situation) -> Iterator[Held]:
    """Find regions that no visit has recorded as examined."""
    visits = situation.case.visits
    regions = never_seen(situation, checklist(situation)) if visits else []
    if not regions:
        return
    refused = {zone for visit in visits for zone in visit.regions_refused}
    facts = tuple(
        f"{each.label}: "
        + ("refused." if refused & set(each.never) else "no visit records an examination.")
        for each in regions
    )
    yield Held(
        subject=PATIENT,
        since=visits[0].visited_on + situation.book.days("never_weeks"),
        facts=facts,
        words={"regions": "; ".join(each.label for each in regions)},
    )


CONDITIONS: Mapping[str, Condition] = {
    "whole_skin.overdue": overdue,
    "whole_skin.never_examined": never_examined,
}
