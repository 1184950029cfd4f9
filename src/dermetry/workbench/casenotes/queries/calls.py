"""The calls of one visit side by side, each with its reasons, rules and sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dermetry.errors import DermetryError
from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rules import load_rules
from dermetry.pathway.compartments import (
    NAMES,
    Compartment,
    describe_compartment,
    respond_by_compartment,
)
from dermetry.pathway.discordance import Discordance, find_discordances
from dermetry.pathway.respond import Responded
from dermetry.record.case import Case
from dermetry.report.cells import change_cell, sum_cell
from dermetry.report.tables import values_table
from dermetry.report.values import Cell, Table
from dermetry.report.words import SUM_NAMES, badge_of, in_words, say_date, say_size
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
    turning: tuple[str, ...]  # the sums at which the targets would respond otherwise
    sum: Cell | None
    against: tuple[SumLine, ...]
    reasons: tuple[Why, ...]
    flags: tuple[Why, ...]
    values: Table | None
    sum_name: str = SUM_NAMES["mm"]


def calls_side_by_side(*, case: Case, visited_on: date) -> tuple[CallView, ...]:
    """Give the calls of skin, other organs and all lesions at a visit.

    A case that cannot be judged gives one view without a call that says why.
    """
    try:
        found = respond_by_compartment(case=case)
    except DermetryError as error:
        return (no_call("overall", str(error)),)
    apart = find_discordances(responded=found)
    return tuple(
        view
        for compartment in ("skin", "other", "overall")
        for view in views_of(compartment, found[compartment], visited_on, apart)
    )


def views_of(
    compartment: Compartment,
    responded: Responded | None,
    visited_on: date,
    apart: Iterable[Discordance],
) -> list[CallView]:
    """Give the views of one compartment, one per evaluator."""
    note = describe_compartment(compartment=compartment, responded=responded)
    calls = responded.calls if responded else ()
    here = [each for each in calls if each.visited_on == visited_on]
    views = [
        view_of(NAMES[compartment], call, note, calls, remarks_on(call, compartment, apart))
        for call in here
    ]
    return views or [no_call(NAMES[compartment], note or "This visit could not be judged.")]


def no_call(name: str, note: str) -> CallView:
    """Give a compartment that has no call, with why."""
    return CallView(name, "", "", "No call", "", note, False, (), (), None, (), (), (), None)


def remarks_on(
    call: VisitCall, compartment: Compartment, apart: Iterable[Discordance]
) -> tuple[Reason, ...]:
    """Give where skin and other organs disagree at the visit of an overall call."""
    if compartment != "overall":
        return ()
    return tuple(
        each.reason
        for each in apart
        if each.visited_on == call.visited_on
        and call.evaluator in (each.skin_evaluator, each.other_evaluator)
    )


def view_of(
    name: str,
    call: VisitCall,
    note: str,
    calls: Iterable[VisitCall],
    remarks: tuple[Reason, ...] = (),
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
        turning=tuple(in_words(each.sentence) for each in call.turning_points),
        sum=sum_cell(call),
        against=tuple(sum_lines(call, own)),
        reasons=whys(call.reasons),
        flags=whys((*remarks, *call.flag_reasons)),
        values=table_in_words(values_table(call=call)),
        sum_name=SUM_NAMES[call.unit],
    )


def table_in_words(table: Table | None) -> Table | None:
    """Give a table with its dates as people read them."""
    if table is None:
        return None
    rows = tuple(
        tuple(replace(cell, text=in_words(cell.text), detail=in_words(cell.detail)) for cell in row)
        for row in table.rows
    )
    return replace(table, rows=rows)


def sum_lines(call: VisitCall, calls: Mapping[date, VisitCall]) -> list[SumLine]:
    """Give the baseline and the nadir with the change since each.

    A change that is not more than measurement error, or may not be, has no direction.
    """
    if call.is_baseline:
        return []
    lines = []
    if call.baseline_total is not None:
        change = change_cell(call.change_from_baseline_percent, None)
        lines.append(
            sum_line("Baseline", call.baseline_on, call.baseline_total, change, call, calls)
        )
    if call.nadir is not None:
        change = change_cell(call.change_from_nadir_percent, call.change_from_nadir, unit=call.unit)
        lines.append(sum_line("Smallest before", call.nadir_on, call.nadir, change, call, calls))
    return lines


def sum_line(
    label: str,
    on: date | None,
    total: Decimal,
    change: Cell,
    call: VisitCall,
    calls: Mapping[date, VisitCall],
) -> SumLine:
    """Give an earlier sum with the change since."""
    before = calls.get(on) if on else None
    is_sure = is_beyond_error(now=call, before=before)
    return SumLine(
        label=f"{label}, {say_date(on)}",
        value=say_size(total, call.unit),
        change=change_words(change),
        direction=direction_of(change) if is_sure else "",
    )


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


def whys(reasons: Iterable[Reason]) -> tuple[Why, ...]:
    """Give reasons with the title of their rule and their sources."""
    return tuple(why_of(each) for each in reasons)


def why_of(reason: Reason) -> Why:
    """Give one reason; its rule stands in the file that the rule's id begins with."""
    known = load_citations().by_key
    rule = load_rules(name=reason.rule_id.partition(".")[0]).rule(reason.rule_id)
    return Why(
        sentence=in_words(reason.sentence),
        rule_id=reason.rule_id,
        rule_title=rule.title,
        sources=tuple(
            Source(known[key].short, known[key].url) for key in reason.cites if key in known
        ),
    )
