"""Where the skin and the other organs are called differently at one visit."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathway.compartments import NAMES, Compartment
from dermetry.pathway.respond import Responded
from dermetry.record.value import Value
from dermetry.response.values import Category, Reason, VisitCall

FILE = "compartments"
RULE = "compartments.discordance"


class Discordance(Value):
    """Two parts of one case that disagree at one visit, in the words of one policy."""

    visited_on: date
    skin: Category
    other: Category
    overall: Category | None
    skin_evaluator: str = ""
    other_evaluator: str = ""
    preset: str
    reason: Reason  # the sentence, the rule and its sources
    is_unverified: bool
    rules_version: str

    @property
    def sentence(self) -> str:
        """Say what disagrees."""
        return self.reason.sentence


def find_discordances(
    *, responded: Mapping[Compartment, Responded | None], rules: RuleSet = SHIPPED
) -> tuple[Discordance, ...]:
    """Find every visit at which skin and other organs disagree, in order of the visits.

    ``responded`` is what ``respond_by_compartment`` gives, by whatever preset. A visit where one
    part has no call, is not evaluable or was not assessed that day (an iCPD that only stands on
    is no finding of the day), gives nothing. Source: rules/compartments.toml.
    """
    skin, other, overall = (calls_of(responded[name]) for name in ("skin", "other", "overall"))
    file = rules.file(FILE)
    return tuple(
        write_discordance(one, two, find_overall(overall, one), file)
        for one, two in pair_calls(skin, other)
        if disagrees(one.category, two.category, file)
        and is_assessed(one, responded["skin"])
        and is_assessed(two, responded["other"])
    )


def is_assessed(call: VisitCall, part: Responded | None) -> bool:
    """Tell whether any lesion of a part was judged at the visit of a call."""
    return part is not None and (call.visited_on, call.evaluator) in part.assessed


def calls_of(responded: Responded | None) -> tuple[VisitCall, ...]:
    """Give the calls of one part."""
    return responded.calls if responded else ()


def pair_calls(
    skin: Sequence[VisitCall], other: Sequence[VisitCall]
) -> Iterator[tuple[VisitCall, VisitCall]]:
    """Pair the calls of each visit: by one evaluator, or by two who judge one part each."""
    judges_skin = {call.evaluator for call in skin}
    judges_other = {call.evaluator for call in other}
    for one in skin:
        for two in other:
            is_same = one.evaluator == two.evaluator
            is_shared = one.evaluator not in judges_other and two.evaluator not in judges_skin
            if one.visited_on == two.visited_on and (is_same or is_shared):
                yield one, two


def disagrees(skin: Category | None, other: Category | None, file: RuleFile) -> bool:
    """Tell whether two calls disagree. Rule compartments.discordance."""
    return any(
        one in row["one"] and two in row["against"]
        for row in file.table("discordance")
        for one, two in ((skin, other), (other, skin))
    )


def find_overall(overall: Sequence[VisitCall], skin: VisitCall) -> VisitCall | None:
    """Find the overall call of the evaluator of the skin."""
    key = (skin.visited_on, skin.evaluator)
    return next((each for each in overall if (each.visited_on, each.evaluator) == key), None)


def write_discordance(
    skin: VisitCall, other: VisitCall, overall: VisitCall | None, file: RuleFile
) -> Discordance:
    """Write one disagreement down."""
    rule = file.rule(RULE)
    official = overall.category if overall else None
    who = [f" ({call.evaluator})" if call.evaluator else "" for call in (skin, other)]
    hidden = f"; the overall call is {official}" if official else ""
    sentence = (
        f"{NAMES['skin'].capitalize()}{who[0]} {skin.category}, {NAMES['other']}{who[1]} "
        f"{other.category} at this visit{hidden}."
    )
    return Discordance(
        visited_on=skin.visited_on,
        skin=skin.category or "NE",  # never: what has no category disagrees with nothing
        other=other.category or "NE",
        overall=official,
        skin_evaluator=skin.evaluator,
        other_evaluator=other.evaluator,
        preset=skin.preset,
        reason=Reason(rule_id=RULE, sentence=sentence, cites=rule.cites),
        is_unverified=rule.status == "unverified",
        rules_version=file.version_text,
    )
