"""The calls of one visit side by side, each with its reasons, rules and sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dermetry.errors import DermetryError
from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rules import RuleFile, load_rules
from dermetry.pathway.compartments import (
    NAMES,
    Compartment,
    describe_compartment,
    respond_by_compartment,
)
from dermetry.pathway.respond import Responded
from dermetry.record.case import Case
from dermetry.report.cells import change_cell, sum_cell
from dermetry.report.tables import values_table
from dermetry.report.values import Cell, Table
from dermetry.report.words import badge_of, in_words, say_date, say_number
from dermetry.response.interval import is_beyond_error
from dermetry.response.values import Reason, VisitCall


@dataclass(frozen=True)
class Source:
    """Where a rule comes from."""

    short: str
    url: str


@dataclass(frozen=True)
class Why:
    """One reason of a call: the sentence with its numbers, its rule, its sources."""

    sentence: str
    rule_id: str
    rule_title: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class SumLine:
    """The sum of diameters beside an earlier one."""

    label: str  # "Baseline, 12 Jan 2026"
    value: str  # "57.0 mm"
    change: str  # "−45.3 %", or words
    direction: str  # up, down, flat; empty: not compared, or no more than measurement error


@dataclass(frozen=True)
class CallView:
    """One compartment's call at a visit by one evaluator."""

    name: str  # "skin", "other organs", "overall"
    evaluator: str
    letters: str  # empty: no call
    meaning: str
    statement: str
    note: str
    is_provisional: bool
    conditionals: tuple[str, ...]
    sum: Cell | None
    against: tuple[SumLine, ...]
    reasons: tuple[Why, ...]
    flags: tuple[Why, ...]
    values: Table | None


def calls_side_by_side(*, case: Case, visited_on: date) -> tuple[CallView, ...]:
    """Give the calls of skin, other organs and all lesions at a visit.

    A case that cannot be judged gives one view without a call that says why.
    """
    try:
        found = respond_by_compartment(case=case)
    except DermetryError as error:
        return (no_call("overall", str(error)),)
    rules = load_rules(name=case.plan.criteria)
    return tuple(
        view
        for compartment in ("skin", "other", "overall")
        for view in views_of(compartment, found[compartment], visited_on, rules)
    )


def views_of(
    compartment: Compartment, responded: Responded | None, visited_on: date, rules: RuleFile
) -> list[CallView]:
    """Give the views of one compartment, one per evaluator."""
    note = describe_compartment(compartment=compartment, responded=responded)
    calls = responded.calls if responded else ()
    here = [each for each in calls if each.visited_on == visited_on]
    views = [view_of(NAMES[compartment], call, note, rules, calls) for call in here]
    return views or [no_call(NAMES[compartment], note or "This visit could not be judged.")]


def no_call(name: str, note: str) -> CallView:
    """Give a compartment that has no call, with why."""
    return CallView(name, "", "", "No call", "", note, False, (), None, (), (), (), None)


def view_of(
    name: str, call: VisitCall, note: str, rules: RuleFile, calls: Iterable[VisitCall]
) -> CallView:
    """Give one call ready to be shown; ``calls`` holds those it is compared with."""
    own = {each.visited_on: each for each in calls if each.evaluator == call.evaluator}
    badge = badge_of(call)
    return CallView(
        name=name,
        evaluator=call.evaluator,
        letters=call.category or "",
        meaning=badge.meaning,
        statement=in_words(call.statement),
        note=in_words(note),
        is_provisional=call.is_provisional,
        conditionals=tuple(in_words(each.sentence) for each in call.conditionals),
        sum=sum_cell(call),
        against=tuple(sum_lines(call, own)),
        reasons=whys(call.reasons, rules),
        flags=whys(call.flag_reasons, rules),
        values=values_table(call=call),
    )


def sum_lines(call: VisitCall, calls: Mapping[date, VisitCall]) -> list[SumLine]:
    """Give the baseline and the nadir with the change since each.

    A change that is not more than measurement error, or may not be, has no direction.
    """
    base = calls.get(call.baseline_on) if call.baseline_on else None
    lowest = calls.get(call.nadir_on) if call.nadir_on else None
    lines = []
    if not call.is_baseline and call.baseline_sum_mm is not None:
        change = change_cell(call.change_from_baseline_percent, None)
        lines.append(
            SumLine(
                f"Baseline, {say_date(call.baseline_on)}",
                f"{say_number(call.baseline_sum_mm)} mm",
                change_words(change),
                direction_of(change) if is_beyond_error(now=call, before=base) else "",
            )
        )
    if call.nadir_mm is not None:
        change = change_cell(call.change_from_nadir_percent, call.change_from_nadir_mm)
        lines.append(
            SumLine(
                f"Smallest before, {say_date(call.nadir_on)}",
                f"{say_number(call.nadir_mm)} mm",
                change_words(change),
                direction_of(change) if is_beyond_error(now=call, before=lowest) else "",
            )
        )
    return lines


def change_words(change: Cell) -> str:
    """Say a change in percent and in mm, or that nothing was compared."""
    if change.kind == "missing":
        return "not compared"
    return f"{change.text} ({change.detail})" if change.detail else change.text


def direction_of(change: Cell) -> str:
    """Tell from a change in words which way it goes."""
    if change.kind == "missing":
        return ""
    return {"+": "up", "−": "down"}.get(change.text[:1], "flat")


def whys(reasons: Iterable[Reason], rules: RuleFile) -> tuple[Why, ...]:
    """Give reasons with the title of their rule and their sources."""
    known = load_citations().by_key
    return tuple(
        Why(
            sentence=in_words(each.sentence),
            rule_id=each.rule_id,
            rule_title=rules.rule(each.rule_id).title,
            sources=tuple(
                Source(known[key].short, known[key].url) for key in each.cites if key in known
            ),
        )
        for each in reasons
    )
