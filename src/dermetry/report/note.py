"""A short plain-text note to paste into a hospital record."""

import textwrap
from collections.abc import Iterable, Iterator
from datetime import date

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.values import Assessed
from dermetry.record.case import Case
from dermetry.record.signature import Signature
from dermetry.report.arms.lines import Section, arm_sections
from dermetry.report.bottom import build_bottoms, build_to_confirm
from dermetry.report.cells import lesion_cell, sum_cell
from dermetry.report.drawing import clean_text
from dermetry.report.header import identity_line
from dermetry.report.lists import lines_of, not_measured_lines
from dermetry.report.signing import DRAFT
from dermetry.report.standing import signatures_of, standing_of
from dermetry.report.tables import evaluators_of
from dermetry.report.words import (
    INTENDED_USE,
    badge_of,
    in_words,
    say_date,
    say_signed,
    say_size,
)
from dermetry.response.names import PROGRESSION, policy_name
from dermetry.response.values import Reason, VisitCall

WIDTH = 78
LONGEST = 32
SECTION_LINES = 3  # a longer list is cut with a pointer to the report
NAME_LENGTH = 60
PROGRESSION_RULES = (".new.", ".pd", ".recurrence")
PLAIN = str.maketrans({"±": "+-", "−": "-", "°": " deg", "–": "-", "…": "...", "²": "2"})


def write_note(
    *, assessed: Assessed, version: str, rules: RuleSet = SHIPPED, on: date | None = None
) -> str:
    """Write the note: who, the call and why, the sizes, extent and receptors, what is open.

    At most 32 lines of 78 characters; what does not fit is named as being in the report.
    ``rules`` are those in force at the site; ``on`` is the day of extent and alerts, without it
    the last day of which the case says anything.
    """
    case = assessed.case
    last = say_date(case.visits[-1].visited_on) if case.visits else "no visit"
    count = len(case.visits)
    visits = f"{count} {'visit' if count == 1 else 'visits'}"
    head = [*head_lines(case), *wrapped(f"Photographs up to {last}; {visits}.")]
    arms = arm_sections(case=case, rules=rules, on=on)
    return fit_note(head, sections_of(assessed, arms), version)


def head_lines(case: Case) -> list[str]:
    """Say the criteria and the patient; a long name is cut, birth date and id never are."""
    identity = identity_line(case)
    if len(identity) > 2 * WIDTH:
        name, *rest = identity.rsplit(" · ", 2)
        identity = " · ".join((f"{name[:NAME_LENGTH]}...", *rest))
    return [
        *wrapped(f"SKIN METASTASES, RESPONSE BY {policy_name(preset=case.plan.preset)}"),
        *wrapped(identity),
    ]


def fit_note(
    head: list[str], sections: Iterable[list[str]], version: str, longest: int = LONGEST
) -> str:
    """Join head and sections to at most ``longest`` lines; a cut is stated."""
    lines = list(head)
    for section in sections:
        lines += section
    use = wrapped(f"Use: {' '.join(INTENDED_USE)} dermetry {version}.")
    room = longest - len(use)
    if len(lines) > room:
        lines = [*lines[: room - 1], "More stands in the report."]
    return "\n".join([*lines, *use]) + "\n"


def wrapped(text: str) -> list[str]:
    """Wrap a text to the note's width, in signs every record can hold."""
    plain = " ".join(clean_text(text).replace(" · ", ", ").translate(PLAIN).split())
    return textwrap.wrap(plain, WIDTH, subsequent_indent="  ") or [""]


def listed(title: str, items: Iterable[str], nothing: str, most: int = SECTION_LINES) -> list[str]:
    """Give one section of at most ``most`` lines; a cut is stated."""
    items = [in_words(each) for each in items]
    lines = wrapped(f"{title}: " + (" ".join(items) if items else nothing))
    if len(lines) <= most:
        return lines
    tail = " ... (more in the report)"
    last = textwrap.shorten(lines[most - 1], WIDTH - len(tail), placeholder="")
    return [*lines[: most - 1], f"  {last[: WIDTH - len(tail) - 2]}{tail}"]


def sections_of(assessed: Assessed, arms: Iterable[Section]) -> Iterator[list[str]]:
    """Give the calls, the sizes, the clinical arms and what is open."""
    yield from call_sections(assessed)
    yield sizes_section(assessed)
    yield from (listed(title, items, "") for title, items in arms)
    gaps = not_measured_lines(assessed=assessed)[::-1]  # the latest first: it matters most
    yield from open_sections(assessed, gaps)


def call_sections(assessed: Assessed) -> Iterator[list[str]]:
    """Give the latest call of each evaluator with its sum and reasons."""
    calls, signatures = assessed.calls, signatures_of(case=assessed.case)
    for name in evaluators_of(calls):
        call = [each for each in calls if each.evaluator == name][-1]
        yield from _call(call, signatures.get(call.visited_on))
    if not calls:
        yield wrapped("CALL: none. " + build_bottoms(assessed=assessed)[0].headline + ".")


def open_sections(assessed: Assessed, gaps: tuple[str, ...]) -> Iterator[list[str]]:
    """Give what is confirmed, what was not measured, and what is to do."""
    yield _confirmed(assessed)
    yield listed(_counted("Not measured", gaps), gaps, "nothing known.")
    waiting = (*build_to_confirm(assessed=assessed), *lines_of(assessed.attention, "candidate"))
    yield listed(
        _counted("To do", waiting), waiting, "no item waits; a clinician confirms the call."
    )


def _counted(title: str, items: tuple[str, ...]) -> str:
    """Count a list in its title, so that a cut list still tells how long it is."""
    return f"{title} ({len(items)})" if items else title


def _call(call: VisitCall, signature: Signature | None) -> Iterator[list[str]]:
    who = f" by {call.evaluator}" if call.evaluator else ""
    provisional = " (provisional: targets suggested, not chosen)" if call.is_provisional else ""
    stated = _stated(call, signature)
    yield wrapped(f"CALL {say_date(call.visited_on)}{who}: {stated}{provisional}")
    cell = sum_cell(call)
    said = f"Sum: {cell.text}" + (f" ({cell.detail})" if cell.detail else "")
    if call.baseline_total is not None and not call.is_baseline:
        baseline = say_size(call.baseline_total, call.unit)
        said += f"; baseline {baseline} {say_date(call.baseline_on)}"
    if call.nadir is not None:
        said += f"; nadir {say_size(call.nadir, call.unit)} {say_date(call.nadir_on)}"
    if call.change_from_baseline_percent is not None:
        said += f"; change {say_signed(call.change_from_baseline_percent)} % from baseline"
    yield wrapped(said + ".")
    if call.progression_on is not None:
        yield wrapped(f"Progression dated {say_date(call.progression_on)}.")
    leading = sorted(call.reasons, key=lambda each: not _is_leading(each, call))
    yield listed("Why", (each.sentence for each in leading), "no reason recorded.")
    if call.flags:
        yield listed("Flags", ["; ".join(call.flags)], "")


def _stated(call: VisitCall, signature: Signature | None) -> str:
    """Say the call as it was signed, what the rules give today beside it; a draft as one."""
    statement = in_words(call.statement or badge_of(call).meaning)
    if signature is None:
        return f"{statement} ({DRAFT})"
    stands = standing_of(signature=signature, call=call)
    letters = stands.badge.letters
    if stands.state == "own":
        return f"{letters} (clinician's own; {stands.beside.partition('; ')[2]})"
    if stands.by_today:
        return f"signed as {letters}; {stands.by_today.replace(': ', ' ')}"
    if stands.differs or stands.beside:
        return f"{letters} ({stands.beside}; today {statement})"
    return f"{statement} (signed by {signature.signed_by}, {say_date(signature.signed_on)})"


def _is_leading(reason: Reason, call: VisitCall) -> bool:
    """Tell whether a reason must not be cut: of a progression, what makes it one."""
    return call.category in PROGRESSION and any(
        part in reason.rule_id for part in PROGRESSION_RULES
    )


def sizes_section(assessed: Assessed) -> list[str]:
    """Give the size of every lesion at the latest visit, or the word for why there is none."""
    case = assessed.case
    if not case.visits:
        return []
    visit = case.visits[-1]
    said = []
    for lesion in case.lesions:
        cell = lesion_cell(lesion=lesion, visit=visit, case=case, calls=assessed.calls)
        proposed = " (proposed)" if cell.kind == "proposed" else ""
        said.append(f"{lesion.lesion_id} {cell.text}{proposed}")
    sizes = ["; ".join(said) + " (+- is the 95 % half width)."] if said else []
    return listed(f"Sizes {say_date(visit.visited_on)}", sizes, "no lesion in the case.")


def _confirmed(assessed: Assessed) -> list[str]:
    lesions = assessed.case.lesions
    yes = ", ".join(each.lesion_id for each in lesions if each.is_confirmed) or "none"
    no = ", ".join(each.lesion_id for each in lesions if not each.is_confirmed) or "none"
    return listed("Lesions confirmed", [f"{yes}. Only proposed, not counted: {no}."], "")
