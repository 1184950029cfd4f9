"""What a call would read if open proposals were confirmed: "SD; PD if L6 is confirmed"."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from dermetry.record.finding import Measured
from dermetry.response.explain import in_order, join
from dermetry.response.facts import Facts, Trusted
from dermetry.response.judge import judge_visit
from dermetry.response.judged import Judged
from dermetry.response.names import PROGRESSION
from dermetry.response.roles import cast_lesions, parents_of
from dermetry.response.timeline import judge_timeline
from dermetry.response.values import Category, Conditional, VisitCall

Ids = frozenset[str]
Gather = Callable[[Trusted], Facts]


@dataclass(frozen=True)
class Proposals:
    """All open proposals of one evaluator, and what each group of them would give.

    ``known`` lesions were there at baseline. When baseline findings themselves are open,
    confirming one visit alone says nothing; whole timelines are judged instead, one for
    the targets, one for all known lesions, one for everything.
    """

    facts: Facts
    gather: Gather
    targets: Ids
    known: Ids
    all: Ids
    timelines: dict[Ids, dict[date, Judged]]

    def open_at(self, day: date) -> Ids:
        """Give the lesions with a proposal at a visit."""
        return frozenset(self.facts.proposed[day])

    def open_until(self, day: date) -> Ids:
        """Give the lesions with a proposal at a visit from baseline to this one."""
        days = (each for each in self.facts.proposed if self.facts.baseline_on <= each <= day)
        return frozenset(key for each in days for key in self.facts.proposed[each])


def find_proposals(*, facts: Facts, gather: Gather) -> Proposals:
    """Collect the open proposals from baseline on, grouped by the part they would play."""
    open_ids = frozenset(
        key for day, found in facts.proposed.items() if day >= facts.baseline_on for key in found
    )
    parts = cast_lesions(facts=gather(trust(facts, open_ids))).parts if open_ids else {}
    targets = frozenset(key for key in open_ids if parts.get(key) == "target")
    known = frozenset(key for key in open_ids if parts.get(key) in ("target", "non_target"))
    return Proposals(facts, gather, targets, known, open_ids, {})


def trust(facts: Facts, lesion_ids: Ids) -> Trusted:
    """Name every proposal of these lesions as to be treated as confirmed."""
    return frozenset(
        (day, key) for day, found in facts.proposed.items() for key in found if key in lesion_ids
    )


def add_conditionals(*, call: VisitCall, judged: Judged, proposals: Proposals) -> VisitCall:
    """Add what the call would read if proposals were confirmed; the call itself stays."""
    if judged.category is None or not proposals.open_until(judged.visit.visited_on):
        return call
    outcomes = find_outcomes(judged, proposals)
    kept = sorted(
        ((names, category) for names, category in outcomes if is_news(names, category, outcomes)),
        key=lambda each: (each[1] in PROGRESSION, len(each[0]), in_order(each[0])),
    )
    found = tuple(
        Conditional(
            category=category,
            if_confirmed=tuple(in_order(names)),
            sentence=f"{category} if {condition([names], proposals, call.visited_on)}",
        )
        for names, category in kept
        if category != judged.category
    )
    return call.model_copy(
        update={"conditionals": found, "statement": word_statement(call, found, proposals)}
    )


def is_news(names: Ids, category: Category, outcomes: list[tuple[Ids, Category]]) -> bool:
    """Keep minimal sets only: no smaller set gives the same category."""
    return not any(other < names and same == category for other, same in outcomes)


def find_outcomes(judged: Judged, proposals: Proposals) -> list[tuple[Ids, Category]]:
    """Judge each proposal alone, then the known lesions together, then all together.

    A proposed new lesion is asked for with its earlier visits: seen once and confirmed, it
    counts on until it is recorded as absent. A known lesion whose baseline finding is open
    is asked for with all its visits.
    """
    day = judged.visit.visited_on
    open_now, open_until = proposals.open_at(day), proposals.open_until(day)
    is_baseline_open = bool(
        proposals.open_at(proposals.facts.baseline_on) and judged.moment.history.baseline is None
    )
    from_start = proposals.open_at(proposals.facts.baseline_on) & proposals.known
    open_now -= from_start
    alone = frozenset() if is_baseline_open else open_now & proposals.known
    outcomes = [(names, judge_if(judged, names)) for names in map(frozenset[str], split(alone))]
    outcomes += [
        (names, timeline_category(judged, proposals, names))
        for names in map(frozenset[str], split(open_until - proposals.known))
    ]
    if from_start and not is_baseline_open:
        outcomes += timelines_from_start(judged, proposals, from_start, open_until)
    groups = (proposals.known, proposals.all)
    for group in dict.fromkeys(groups):
        if is_baseline_open:
            outcomes += timeline_outcomes(judged, proposals, group, open_until)
        elif len(group & open_now) > 1:
            outcomes.append(smallest_set(judged, group & open_now))
    told = dict.fromkeys((names, got) for names, got in outcomes if got not in (None, "NE"))
    return [(names, got) for names, got in told if got is not None and names]


def timelines_from_start(
    judged: Judged, proposals: Proposals, from_start: Ids, open_until: Ids
) -> list[tuple[Ids, Category | None]]:
    """Judge the whole timeline with each lesion open at baseline, and with all known ones."""
    outcomes = [
        (names, timeline_category(judged, proposals, names))
        for names in map(frozenset[str], split(from_start))
    ]
    together = proposals.known & open_until
    return [*outcomes, (together, timeline_category(judged, proposals, together))]


def split(names: Ids) -> Iterable[tuple[str]]:
    """Give each name by itself, in order."""
    return ((name,) for name in in_order(names))


def judge_if(judged: Judged, names: Ids) -> Category | None:
    """Judge this visit anew with these proposals of it confirmed; the history stays."""
    day, moment = judged.visit.visited_on, judged.moment
    facts = moment.facts.trusting(day, names)
    history = judged.before
    return judge_visit(
        facts=facts, cast=cast_lesions(facts=facts), visit=judged.visit, history=history
    ).category


def smallest_set(judged: Judged, names: Ids) -> tuple[Ids, Category | None]:
    """Drop every proposal that is not needed for what all of them together give."""
    category, kept = judge_if(judged, names), names
    for name in in_order(names):
        fewer = kept - {name}
        if judge_if(judged, fewer) == category:
            kept = fewer
    return kept, category


def timeline_outcomes(
    judged: Judged, proposals: Proposals, group: Ids, open_until: Ids
) -> list[tuple[Ids, Category | None]]:
    """Judge the whole timeline with a group confirmed; the targets alone if they suffice."""
    category = timeline_category(judged, proposals, group)
    targets = proposals.targets
    if targets and targets < group and timeline_category(judged, proposals, targets) == category:
        group = targets
    return [(group & open_until, category)]


def timeline_category(judged: Judged, proposals: Proposals, group: Ids) -> Category | None:
    """Give the category of this visit on the timeline in which a group is confirmed."""
    if group not in proposals.timelines:
        facts = proposals.gather(trust(proposals.facts, group))
        timeline = judge_timeline(facts=facts)
        proposals.timelines[group] = {each.visit.visited_on: each for each in timeline}
    return proposals.timelines[group][judged.visit.visited_on].category


def word_statement(call: VisitCall, found: tuple[Conditional, ...], proposals: Proposals) -> str:
    """Write the call with its conditions: "SD; PD if L6 is confirmed"."""
    by_category: dict[str, list[Ids]] = {}
    for each in found:
        by_category.setdefault(each.category, []).append(frozenset(each.if_confirmed))
    conditions = [
        f"{category} if {condition(sets, proposals, call.visited_on)}"
        for category, sets in by_category.items()
    ]
    return "; ".join([call.statement, *conditions])


def condition(sets: list[Ids], proposals: Proposals, day: date) -> str:
    """Say what has to be confirmed: single lesions with "or", a set in full."""
    singles = in_order(
        name
        for names in sets
        if len(names) == 1
        for name in names
        if not is_size(name, proposals, day)
    )
    phrases = [f"{join(singles, 'or')} is confirmed"] if singles else []
    for names in sets:
        if names <= set(singles):
            continue
        named = ", ".join(in_order(names))
        is_many = len(names) > 1
        if all(is_size(name, proposals, day) for name in names):
            phrases.append(
                f"the measurements of {named} are confirmed"
                if is_many
                else f"the measurement of {named} is confirmed"
            )
        else:
            phrases.append(f"{named} are confirmed" if is_many else f"{named} is confirmed")
    return " or ".join(phrases)


def is_size(lesion_id: str, proposals: Proposals, day: date) -> bool:
    """Tell whether what is open about a known lesion until a visit are measurements only."""
    opened = proposals.facts.proposed.items()
    found = (each.get(lesion_id) for visited_on, each in opened if visited_on <= day)
    is_itself = not parents_of(proposals.facts.lesions[lesion_id])
    return (is_itself and lesion_id in proposals.known) and all(
        isinstance(finding, Measured) for finding in found if finding is not None
    )
