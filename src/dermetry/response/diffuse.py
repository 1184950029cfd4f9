"""Plaques, diffuse disease and many lesions: an exploratory channel beside the official call."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.record.case import Case
from dermetry.response.diffuse_course import Course, Day, by_zone, list_roots, remember_kinds
from dermetry.response.diffuse_entries import (
    area_entry,
    count_entry,
    share_entry,
    size_entry,
    write_area,
    write_lesion,
    write_sum,
)
from dermetry.response.diffuse_tally import Entry, Tally, tally_entries, write_tally
from dermetry.response.diffuse_trend import combine_trends, judge_trend
from dermetry.response.diffuse_values import DiffuseCourse, DiffusePoint, Measure, Trend
from dermetry.response.evaluate import find_evaluators
from dermetry.response.explain import in_order
from dermetry.response.facts import gather_facts
from dermetry.response.history import History
from dermetry.response.policy import Policy, load_policy
from dermetry.response.roles import cast_lesions
from dermetry.response.sums import Leaf, Moment, collect_leaves, remember_families

RULES = "diffuse"


def follow_diffuse(*, case: Case, rules: RuleSet = SHIPPED) -> tuple[DiffuseCourse, ...]:
    """Follow area, share of the region, count and the sum of all lesions, by evaluator.

    Exploratory: no call rests on it. Areas in mm2, lengths in mm, shares in percent, exact; only
    confirmed findings enter. Values follow the rules of RECIST 1.1 for a finding (too small,
    merged, split); a case without a baseline visit has no course.
    Source: rules/diffuse.toml, which is unverified.
    """
    baseline_on = case.baseline_on
    if baseline_on is None or not any(each.visited_on == baseline_on for each in case.visits):
        return ()
    policy = load_policy(preset="recist11", rules=rules)
    return tuple(
        follow_evaluator(case, policy, rules.file(RULES), evaluator, baseline_on)
        for evaluator in find_evaluators(case)
    )


def follow_evaluator(
    case: Case, policy: Policy, rules: RuleFile, evaluator: str, baseline_on: date
) -> DiffuseCourse:
    """Follow the lesions as one evaluator saw them."""
    facts = gather_facts(
        case=case, policy=policy, evaluator=evaluator, baseline_on=baseline_on, suggestions=()
    )
    course = Course(facts, cast_lesions(facts=facts), rules)
    points = tuple(follow_visits(course))
    return DiffuseCourse(
        evaluator=evaluator,
        has_diffuse_disease=any(point.lesions for point in points),
        points=points,
        is_unverified=rules.header.status == "unverified",
        rules_version=rules.version_text,
    )


def follow_visits(course: Course) -> Iterator[DiffusePoint]:
    """Give the point of every visit, each with the memory of those before."""
    history = History()
    for visit in course.facts.visits_from_baseline():
        moment = Moment(course.facts, course.cast, visit.visited_on, history)
        leaves = collect_leaves(moment=moment, root_ids=list_roots(course, moment))
        remember_kinds(course, leaves)
        yield write_point(course, moment, leaves)
        history = History(became=remember_families(moment=moment))


def write_point(course: Course, moment: Moment, leaves: tuple[Leaf, ...]) -> DiffusePoint:
    """Write one visit down and remember its tallies."""
    skin = [leaf for leaf in leaves if course.lesion(leaf).organ == "skin"]
    sheets = [leaf for leaf in skin if course.is_sheet(leaf)]
    day = Day(course, moment.visited_on, frozenset(leaf.lesion_id for leaf in leaves))
    area = keep(day, "area", "", (area_entry(leaf) for leaf in sheets))
    regions = [
        keep(day, "percent_of_region", zone, (share_entry(leaf) for leaf in own))
        for zone, own in by_zone(course, sheets)
    ]
    count = keep(
        day, "lesion_count", "", (count_entry(leaf, is_one=course.is_one(leaf)) for leaf in skin)
    )
    total = keep(day, "all_lesions_sum", "", (size_entry(leaf) for leaf in leaves))
    trends = tuple(trend for _, trend in (area, *regions, count))
    word, sentence = combine_trends(
        trends=trends, without_value=without_value(area[0], [each for each, _ in regions])
    )
    followed = (leaf for leaf in skin if leaf in sheets or leaf.lesion_id in course.group_ids)
    return DiffusePoint(
        visited_on=day.visited_on,
        is_baseline=day.visited_on == course.facts.baseline_on,
        lesions=tuple(write_lesion(leaf, course.lesion(leaf)) for leaf in followed),
        area=write_area(area[0], sheets),
        regions=tuple(write_tally(tally=tally) for tally, _ in regions),
        count=write_tally(tally=count[0]),
        all_lesions_sum=write_sum(total[0], leaves),
        trends=trends,
        word=word,
        sentence=sentence,
        sum_trend=total[1],
    )


def without_value(area: Tally, regions: Sequence[Tally]) -> list[str]:
    """Name the diffuse lesions that have neither an area nor a share at a visit."""
    valued = {key for tally in (area, *regions) for key in tally.values}
    return in_order({*area.missing, *area.waiting} - valued)


def keep(day: Day, measure: Measure, zone: str, entries: Iterable[Entry]) -> tuple[Tally, Trend]:
    """Tally one measure, judge its trend, and keep the tally for the visits to come."""
    course = day.course
    tally = tally_entries(
        measure=measure,
        zone=zone,
        visited_on=day.visited_on,
        entries=entries,
        there=day.there,
        recorded=course.recorded(measure, zone),
    )
    earlier = course.tallies.setdefault((measure, zone), [])
    trend = judge_trend(now=tally, earlier=tuple(earlier), rules=course.rules)
    earlier.append(tally)
    return tally, trend
