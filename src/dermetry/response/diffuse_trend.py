"""The trend of one measure of the exploratory channel, and that of the channel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dermetry.knowledge.rules import RuleFile
from dermetry.response.diffuse_tally import Tally, why_not_comparable
from dermetry.response.diffuse_values import ChannelWord, Measure, Trend, TrendWord
from dermetry.response.explain import change_percent, in_order, join
from dermetry.response.values import Reason

HUNDRED = Decimal(100)
THRESHOLDS: Final[Mapping[Measure, tuple[str, str, str]]] = {  # growth, shrinkage, least change
    "area": ("area_growth_percent", "area_shrink_percent", "area_least_mm2"),
    "percent_of_region": ("region_growth_percent", "region_shrink_percent", "region_least_points"),
    "lesion_count": ("count_growth_percent", "count_shrink_percent", "count_least_lesions"),
    "all_lesions_sum": ("sum_growth_percent", "sum_shrink_percent", "sum_least_mm"),
}
NAMES: Final[Mapping[Measure, str]] = {
    "area": "area of diffuse disease",
    "percent_of_region": "share of the region",
    "lesion_count": "number of skin lesions",
    "all_lesions_sum": "sum of all measured lesions",
}
NEVER: Final[Mapping[Measure, str]] = {  # said of a lesion that is followed without any value
    "area": "area never measured",
    "percent_of_region": "share of the region never estimated",
    "lesion_count": "number never stated",
    "all_lesions_sum": "size never measured",
}
WORDS: Final[Mapping[ChannelWord, str]] = {
    "not_recorded": "not recorded",
    "first": "first value",
    "growing": "growing",
    "shrinking": "shrinking",
    "gone": "gone",
    "stable": "no change worth a word",
    "not_compared": "not compared",
    "mixed": "mixed: part grows, part shrinks",
}
RULES: Final[Mapping[TrendWord, str]] = {
    "not_recorded": "diffuse.trend.not_compared",
    "first": "diffuse.trend.first",
    "growing": "diffuse.trend.growing",
    "shrinking": "diffuse.trend.shrinking",
    "gone": "diffuse.trend.shrinking",
    "stable": "diffuse.trend.stable",
    "not_compared": "diffuse.trend.not_compared",
}


@dataclass(frozen=True)
class Limits:
    """From which change on a measure grows or shrinks."""

    growth_percent: Decimal
    shrink_percent: Decimal
    least: Decimal

    def is_growth(self, now: Decimal, smallest: Decimal) -> bool:
        """Tell whether a value has grown; exact, equality counts."""
        is_relative = HUNDRED * now >= (HUNDRED + self.growth_percent) * smallest
        return is_relative and now - smallest >= self.least

    def is_shrinkage(self, now: Decimal, first: Decimal) -> bool:
        """Tell whether a value has shrunk; exact, equality counts."""
        is_relative = HUNDRED * now <= (HUNDRED - self.shrink_percent) * first
        return is_relative and first - now >= self.least


@dataclass(frozen=True)
class Compared:
    """A word with its sentence, and what it was compared with."""

    word: TrendWord
    sentence: str
    first: Tally | None = None
    smallest: Tally | None = None


def limits_of(*, measure: Measure, rules: RuleFile) -> Limits:
    """Give the limits of a measure from the rule file."""
    growth, shrink, least = THRESHOLDS[measure]
    return Limits(rules.threshold(growth), rules.threshold(shrink), rules.threshold(least))


def judge_trend(*, now: Tally, earlier: Sequence[Tally], rules: RuleFile) -> Trend:
    """Judge how one measure has changed since the visits before. Rules diffuse.trend."""
    found = compare_tally(now, earlier, limits_of(measure=now.measure, rules=rules))
    first, smallest = found.first, found.smallest
    total, before = now.total, first.total if first else None
    is_compared = total is not None and before is not None and not now.missing
    rule_id = RULES[found.word]
    return Trend(
        measure=now.measure,
        zone=now.zone,
        word=found.word,
        first=before,
        first_on=first.visited_on if first else None,
        smallest=smallest.total if smallest else None,
        smallest_on=smallest.visited_on if smallest else None,
        change_from_first_percent=change_percent(total, before)
        if is_compared and total is not None and before is not None
        else None,
        new_ids=new_since(now, first) if first else (),
        reason=Reason(rule_id=rule_id, sentence=found.sentence, cites=rules.rule(rule_id).cites),
    )


def compare_tally(now: Tally, earlier: Sequence[Tally], limits: Limits) -> Compared:
    """Compare a visit with those before it."""
    name, total = name_of(now), now.total
    complete = [each for each in earlier if each.is_complete]
    if total is None:
        word: TrendWord = "not_compared" if complete else "not_recorded"
        return Compared(word, f"No {name} is recorded at this visit{without(now)}.")
    if not complete:
        word = "first" if now.is_complete else "not_compared"
        return Compared(word, f"The {name} is {say(total, now)}: the first value{without(now)}.")
    usable = [each for each in complete if not why_not_comparable(now=now, before=each)]
    if not usable:
        why = why_not_comparable(now=now, before=complete[-1])
        return Compared("not_compared", f"The {name} of {say(total, now)} is not compared: {why}.")
    smallest, first = min(usable, key=lambda each: each.total or Decimal(0)), usable[0]
    return compare_totals(now, total, first, smallest, limits)


def compare_totals(
    now: Tally, total: Decimal, first: Tally, smallest: Tally, limits: Limits
) -> Compared:
    """Compare a value with the first one and the smallest one."""
    start, low = first.total or Decimal(0), smallest.total or Decimal(0)
    text = f"The {name_of(now)} of {say(total, now)}"
    if limits.is_growth(total, low):
        already = "already " if now.missing else ""
        over = f"{already}{distance(total, low, now)} above the smallest of {say(low, now)}"
        sentence = f"{text} is {over} ({smallest.visited_on}){without(now)}."
        return Compared("growing", sentence, first, smallest)
    if now.missing:
        return Compared("not_compared", f"{text} is not complete{without(now)}.", first, smallest)
    if total == 0 and start > 0 and not now.waiting:
        sentence = (
            f"The {name_of(now)} is 0: all are gone ({say(start, now)} on {first.visited_on})."
        )
        return Compared("gone", sentence, first, smallest)
    against = f"the first of {say(start, now)} ({first.visited_on})"
    if limits.is_shrinkage(total, start):
        sentence = f"{text} is {distance(total, start, now)} below {against}{without(now)}."
        return Compared("shrinking", sentence, first, smallest)
    place = "above" if total > start else "below"
    where = (
        f"is unchanged from {against}"
        if total == start
        else f"is {distance(total, start, now)} {place} {against}"
    )
    new = new_since(now, first)
    limit = f"below the limit of a trend, but {not_seen(new)} then" if new else WORDS["stable"]
    sentence = f"{text} {where}: {limit}{without(now)}."
    return Compared("stable", sentence, first, smallest)


def new_since(now: Tally, before: Tally) -> tuple[str, ...]:
    """Name lesions counted now that nobody had seen at a visit before; families are old ones."""
    if now.measure != "lesion_count":
        return ()
    found = (key for key, value in now.values.items() if value and key not in before.there)
    return tuple(in_order(key for key in found if key not in now.families))


def not_seen(names: Sequence[str]) -> str:
    """Say that lesions were not seen before, which need not mean that they are new."""
    return f"{join(names)} {'was' if len(names) == 1 else 'were'} not seen"


def combine_trends(
    *, trends: Iterable[Trend], without_value: Sequence[str] = ()
) -> tuple[ChannelWord, str]:
    """Give the trend of the channel with its sentence. Rule diffuse.trend.channel.

    ``without_value`` are diffuse lesions of which nothing tells how large they are at this visit:
    with them nothing is called stable, or gone.
    """
    told = [each for each in trends if each.word != "not_recorded"]
    words = {each.word for each in told}
    is_less = bool(words & {"shrinking", "gone"})
    word: ChannelWord = "not_recorded"
    if "growing" in words:
        word = "mixed" if is_less else "growing"
    elif is_less:
        is_gone = words <= {"gone", "first"} and not without_value
        word = "gone" if is_gone else "shrinking"
    else:
        known: tuple[TrendWord, ...] = ("stable", "first", "not_compared")
        word = next((each for each in known if each in words), "not_recorded")
    if word == "stable" and without_value:
        word = "not_compared"
    parts = [f"no size of {join(without_value)}"] if without_value else []
    parts += [say_trend(each) for each in told]
    said = f": {join(parts)}" if parts else ""
    new = [key for each in told for key in each.new_ids]
    headline = f"{not_seen(new)} at first" if word == "stable" and new else WORDS[word]
    return word, f"Exploratory: {headline}{said}."


def say_trend(trend: Trend) -> str:
    """Say the trend of one measure in a few words, new lesions by name."""
    word = WORDS[trend.word]
    if trend.new_ids:
        word = "below the limit of a trend" if trend.word == "stable" else word
        word = f"{word} ({not_seen(trend.new_ids)} at first)"
    return f"{name_trend(trend)} {word}"


def name_trend(trend: Trend) -> str:
    """Name a measure in a few words."""
    if trend.measure == "percent_of_region":
        return f"share of {trend.zone.replace('_', ' ') or 'a region not recorded'}"
    return {"area": "area", "lesion_count": "number of lesions"}[trend.measure]


def name_of(tally: Tally) -> str:
    """Name a measure, a share with its region."""
    if tally.measure == "percent_of_region":
        return f"share of {tally.zone.replace('_', ' ') or 'a region not recorded'}"
    return NAMES[tally.measure]


def without(tally: Tally) -> str:
    """Name the lesions that have no value, apart from those never measured."""
    parts = [f"{key} ({why})" for key, why in tally.missing.items()]
    parts += [f"{key} ({NEVER[tally.measure]})" for key in sorted(tally.waiting)]
    return f", without {join(parts)}" if parts else ""


def say(value: Decimal, tally: Tally) -> str:
    """Write a value with its unit; areas in square centimeters."""
    if tally.measure == "area":
        return f"{(value / HUNDRED).normalize():f} cm²"
    unit = {"percent_of_region": " %", "lesion_count": "", "all_lesions_sum": " mm"}
    return f"{value.normalize():f}{unit[tally.measure]}"


def distance(now: Decimal, before: Decimal, tally: Tally) -> str:
    """Write a change in its unit and in percent."""
    size = say(abs(now - before), tally)
    if tally.measure == "percent_of_region":
        size = size.replace(" %", " points")
    percent = change_percent(now, before)
    return f"{size} ({abs(percent)} %)" if percent is not None else size
