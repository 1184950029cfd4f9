"""The whole-skin examination as a checklist: what was looked at, when, and what never."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from dermetry.knowledge.codes import load_skin_zones
from dermetry.knowledge.files import Status
from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.values import basis_of
from dermetry.record.case import Case
from dermetry.record.visit import Visit

Looked = Literal["examined", "not_examined", "refused", "not_recorded"]


@dataclass(frozen=True)
class ZoneCheck:
    """One zone: its state at the visit asked about, and when it was last examined."""

    zone: str
    words: str
    state: Looked
    at_baseline: Looked
    last_examined_on: date | None  # up to and including the day asked about; None: never


@dataclass(frozen=True)
class RegionCheck:
    """One region of the checklist; ``state`` is "partly" where its zones differ."""

    key: str
    label: str
    look_for: str
    zones: tuple[ZoneCheck, ...]
    state: Literal["examined", "partly", "not_examined", "refused", "not_recorded"]
    last_examined_on: date | None  # the day since when all of its zones have been seen
    never: tuple[str, ...]  # zones never examined
    rule_id: str
    status: Status


@dataclass(frozen=True)
class SkinCheck:
    """The checklist of one day, with the gaps that bear on new lesions."""

    on: date
    regions: tuple[RegionCheck, ...]
    never_zones: tuple[str, ...]
    baseline_gaps: tuple[str, ...]  # a later lesion there is flagged "not examined at baseline"
    last_complete_on: date | None  # last visit at which something of every region was examined,
    # and nothing refused
    last_answered_on: date | None  # the same, where the patient refused some: then not complete
    refused_then: tuple[str, ...]  # the regions refused at that visit: "Scalp", "part of Back"
    statement: str
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status


def check_skin(*, case: Case, on: date, rules: RuleSet) -> SkinCheck:
    """Give the checklist as of a day: the state at that day's visit, and what came before it.

    A zone that carries a photograph or a finding but is not stated as examined stays "not
    recorded": looking at one lesion is no examination of the region (rule file ``skin_check``).
    """
    file = rules.file("skin_check")
    visits = [each for each in case.visits if each.visited_on <= on]
    today = next((each for each in visits if each.visited_on == on), None)
    baseline = next((e for e in case.visits if e.visited_on == case.baseline_on), None)
    regions = tuple(
        region_check(row, file.rule(f"skin_check.{row['rule']}").status, visits, today, baseline)
        for row in file.table("regions")
    )
    zones = [zone for region in regions for zone in region.zones]
    never = tuple(each.zone for each in zones if each.last_examined_on is None)
    answered = last_answered(visits=visits, rows=file.table("regions"))
    basis = basis_of(
        file=file, rule_ids=["skin_check.regions", "skin_check.states", "skin_check.newness"]
    )
    return SkinCheck(
        on=on,
        regions=regions,
        never_zones=never,
        baseline_gaps=tuple(e.zone for e in zones if baseline and e.at_baseline != "examined"),
        last_complete_on=last_complete(visits, file.table("regions")),
        last_answered_on=answered[0] if answered else None,
        refused_then=answered[1] if answered else (),
        statement=statement_of(regions),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
    )


def region_check(
    row: Mapping[str, Any],
    status: Status,
    visits: Sequence[Visit],
    today: Visit | None,
    baseline: Visit | None,
) -> RegionCheck:
    """Give one region with its zones."""
    known = load_skin_zones()
    zones = tuple(
        ZoneCheck(
            zone=zone,
            words=known[zone].words,
            state=looked_at(zone=zone, visit=today),
            at_baseline=looked_at(zone=zone, visit=baseline),
            last_examined_on=last_examined(zone, visits),
        )
        for zone in row["zones"]
    )
    days = [each.last_examined_on for each in zones]
    seen = [day for day in days if day]
    return RegionCheck(
        key=row["key"],
        label=row["label"],
        look_for=row["look_for"],
        zones=zones,
        state=state_of({each.state for each in zones}),
        last_examined_on=min(seen) if len(seen) == len(days) else None,
        never=tuple(each.zone for each in zones if each.last_examined_on is None),
        rule_id=f"skin_check.{row['rule']}",
        status=status,
    )


def looked_at(*, zone: str, visit: Visit | None) -> Looked:
    """Tell whether a zone was examined at a visit; refused is said apart from not examined."""
    if visit is None:
        return "not_recorded"
    if zone in visit.regions_examined:
        return "examined"
    if zone in visit.regions_refused:
        return "refused"
    return "not_examined" if zone in visit.regions_not_examined else "not_recorded"


def last_examined(zone: str, visits: Iterable[Visit]) -> date | None:
    """Give the last day on which a zone was examined."""
    days = [each.visited_on for each in visits if zone in each.regions_examined]
    return max(days, default=None)


def state_of(
    states: set[Looked],
) -> Literal["examined", "partly", "not_examined", "refused", "not_recorded"]:
    """Give the state of a region from those of its zones."""
    if len(states) == 1:
        return next(iter(states))
    if "examined" in states:
        return "partly"
    return "refused" if "refused" in states else "not_examined"


def last_complete(visits: Sequence[Visit], rows: Sequence[Mapping[str, Any]]) -> date | None:
    """Give the last visit that examined something of every region, none of them refused."""
    days = [
        visit.visited_on
        for visit in visits
        if not refused_at(visit=visit, rows=rows) and is_seen(visit, asked(rows))
    ]
    return max(days, default=None)


def last_answered(
    *, visits: Sequence[Visit], rows: Sequence[Mapping[str, Any]]
) -> tuple[date, tuple[str, ...]] | None:
    """Give the last visit that answered for every region, with the regions refused at it."""
    for visit in sorted(visits, key=lambda each: each.visited_on, reverse=True):
        refused = set(visit.regions_refused)
        rest = [row for row in asked(rows) if not refused & set(row["zones"])]
        if is_seen(visit, rest) and set(visit.regions_examined):
            return visit.visited_on, refused_at(visit=visit, rows=rows)
    return None


def asked(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give the regions that a complete examination asks for."""
    return [row for row in rows if not row.get("optional")]


def is_seen(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether something of every region was examined at a visit."""
    return all(set(row["zones"]) & set(visit.regions_examined) for row in rows)


def refused_at(*, visit: Visit, rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Name the asked regions of which something was refused at a visit."""
    refused, seen = set(visit.regions_refused), set(visit.regions_examined)
    return tuple(
        f"part of {row['label']}" if seen & set(row["zones"]) else str(row["label"])
        for row in asked(rows)
        if refused & set(row["zones"])
    )


def statement_of(regions: Sequence[RegionCheck]) -> str:
    """Say what was looked at and what was not."""
    words = {
        "examined": "examined",
        "partly": "partly examined",
        "refused": "refused",
        "not_examined": "not examined",
        "not_recorded": "not recorded",
    }
    parts = []
    for state, word in words.items():
        labels = [label_of(r) for r in regions if r.state == state and r.key != "unnamed"]
        if labels:
            parts.append(f"{word}: {', '.join(labels)}")
    return "; ".join(parts)


def label_of(region: RegionCheck) -> str:
    """Name a region; one of which a part was refused says so."""
    is_refused = any(each.state == "refused" for each in region.zones)
    return (
        f"{region.label} (part refused)"
        if is_refused and region.state != "refused"
        else (region.label)
    )
