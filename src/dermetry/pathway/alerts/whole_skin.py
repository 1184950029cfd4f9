"""When the whole skin was last looked at, and which regions never were."""

from collections.abc import Iterator, Mapping
from typing import Any

from dermetry.pathway.alerts.situation import PATIENT, Condition, Situation, day_text
from dermetry.pathway.alerts.values import Held
from dermetry.pathway.skin_check import RegionCheck, SkinCheck, asked, check_skin


def checklist(situation: Situation) -> SkinCheck:
    """Give the checklist as of today."""
    return check_skin(case=situation.case, on=situation.on, rules=situation.rules)


def never_seen(situation: Situation, found: SkinCheck) -> list[RegionCheck]:
    """Give the regions never examined and never refused; optional ones are not asked for."""
    asked = {row["key"] for row in asked_regions(situation)}
    refused = {zone for visit in situation.case.visits for zone in visit.regions_refused}
    return [
        each
        for each in found.regions
        if each.key in asked
        and len(each.never) == len(each.zones)
        and not refused & set(each.never)
    ]


def asked_regions(situation: Situation) -> list[Mapping[str, Any]]:
    """Give the regions that a check of the whole skin asks for."""
    return asked(situation.rules.file("skin_check").table("regions"))


def overdue(situation: Situation) -> Iterator[Held]:
    """Find a check of the whole skin that lies long back."""
    visits = situation.case.visits
    if not visits:
        return
    found = checklist(situation)
    if never_seen(situation, found):
        return  # said by "never examined"
    last, refused = found.last_answered_on, found.refused_then
    from_day = last or visits[0].visited_on
    checked = f"on {day_text(last)}" if last else "never at one visit"
    checked += f" (refused: {'; '.join(refused)})" if refused else ""
    yield Held(
        subject=PATIENT,
        since=situation.book.months_after(from_day, "whole_skin_months"),
        facts=(f"Something of every region was last looked at {checked}.",),
        occasion=last.isoformat() if last else "never",
        words={"checked": checked},
    )


def never_examined(situation: Situation) -> Iterator[Held]:
    """Find regions that no visit has recorded as examined or refused."""
    visits = situation.case.visits
    regions = never_seen(situation, checklist(situation)) if visits else []
    if not regions:
        return
    facts = tuple(f"{each.label}: no visit records an examination." for each in regions)
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
