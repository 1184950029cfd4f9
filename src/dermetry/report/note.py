"""A short plain-text note to paste into a hospital record."""

import textwrap
from collections.abc import Iterable, Iterator

from dermetry.pathway.values import Assessed
from dermetry.report.bottom import build_bottoms, build_to_confirm
from dermetry.report.cells import lesion_cell, sum_cell
from dermetry.report.drawing import clean_text
from dermetry.report.header import identity_line
from dermetry.report.lists import lines_of, not_measured_lines
from dermetry.report.tables import evaluators_of
from dermetry.report.words import (
    CRITERIA,
    INTENDED_USE,
    badge_of,
    say_date,
    say_number,
    say_signed,
)
from dermetry.response.values import Reason, VisitCall

WIDTH = 78
LONGEST = 25
SECTION_LINES = 3  # a longer list is cut with a pointer to the report
NAME_LENGTH = 60
PROGRESSION_RULES = (".new.", ".pd", ".recurrence")
PLAIN = str.maketrans({"±": "+-", "−": "-", "°": " deg", "–": "-", "…": "..."})


def write_note(*, assessed: Assessed, version: str) -> str:
    """Write the note: who, the call and why, the sizes, what is open, the intended use.

    At most 25 lines of 78 characters; what does not fit is named as being in the report.
    """
    case = assessed.case
    identity = identity_line(case)
    if len(identity) > 2 * WIDTH:
        identity = f"{identity[:NAME_LENGTH]}... ID {case.patient.patient_id}"
    last = say_date(case.visits[-1].visited_on) if case.visits else "no visit"
    count = len(case.visits)
    visits = f"{count} {'visit' if count == 1 else 'visits'}"
    lines = [
        *_wrap(f"SKIN METASTASES, RESPONSE BY {CRITERIA[case.plan.criteria]}"),
        *_wrap(identity),
        *_wrap(f"Photographs up to {last}; {visits}."),
    ]
    for section in _sections(assessed):
        lines += section
    use = _wrap(f"Use: {' '.join(INTENDED_USE)} dermetry {version}.")
    room = LONGEST - len(use)
    if len(lines) > room:
        lines = [*lines[: room - 1], "More stands in the report."]
    return "\n".join([*lines, *use]) + "\n"


def _wrap(text: str) -> list[str]:
    plain = " ".join(clean_text(text).replace(" · ", ", ").translate(PLAIN).split())
    return textwrap.wrap(plain, WIDTH, subsequent_indent="  ") or [""]


def _listed(title: str, items: Iterable[str], nothing: str) -> list[str]:
    """Give one section of at most ``SECTION_LINES`` lines; a cut is stated."""
    items = list(items)
    lines = _wrap(f"{title}: " + (" ".join(items) if items else nothing))
    if len(lines) <= SECTION_LINES:
        return lines
    tail = " ... (more in the report)"
    last = textwrap.shorten(lines[SECTION_LINES - 1], WIDTH - len(tail), placeholder="")
    return [*lines[: SECTION_LINES - 1], f"  {last[: WIDTH - len(tail) - 2]}{tail}"]


def _sections(assessed: Assessed) -> Iterator[list[str]]:
    calls = assessed.calls
    for name in evaluators_of(calls):
        call = [each for each in calls if each.evaluator == name][-1]
        yield from _call(call)
    if not calls:
        yield _wrap("CALL: none. " + build_bottoms(assessed=assessed)[0].headline + ".")
    yield _sizes(assessed)
    yield _confirmed(assessed)
    gaps = not_measured_lines(assessed=assessed)[::-1]  # the latest first: it matters most
    yield _listed(_counted("Not measured", gaps), gaps, "nothing known.")
    waiting = (*build_to_confirm(assessed=assessed), *lines_of(assessed.attention, "candidate"))
    yield _listed(
        _counted("To do", waiting), waiting, "no item waits; a clinician confirms the call."
    )


def _counted(title: str, items: tuple[str, ...]) -> str:
    """Count a list in its title, so that a cut list still tells how long it is."""
    return f"{title} ({len(items)})" if items else title


def _call(call: VisitCall) -> Iterator[list[str]]:
    who = f" by {call.evaluator}" if call.evaluator else ""
    provisional = " (provisional: targets suggested, not chosen)" if call.is_provisional else ""
    statement = call.statement or badge_of(call).meaning
    yield _wrap(f"CALL {say_date(call.visited_on)}{who}: {statement}{provisional}")
    cell = sum_cell(call)
    said = f"Sum: {cell.text}" + (f" ({cell.detail})" if cell.detail else "")
    if call.baseline_sum_mm is not None and not call.is_baseline:
        said += f"; baseline {say_number(call.baseline_sum_mm)} mm {say_date(call.baseline_on)}"
    if call.nadir_mm is not None:
        said += f"; nadir {say_number(call.nadir_mm)} mm {say_date(call.nadir_on)}"
    if call.change_from_baseline_percent is not None:
        said += f"; change {say_signed(call.change_from_baseline_percent)} % from baseline"
    yield _wrap(said + ".")
    if call.progression_on is not None:
        yield _wrap(f"Progression dated {say_date(call.progression_on)}.")
    leading = sorted(call.reasons, key=lambda each: not _is_leading(each, call))
    yield _listed("Why", (each.sentence for each in leading), "no reason recorded.")
    if call.flags:
        yield _listed("Flags", ["; ".join(call.flags)], "")


def _is_leading(reason: Reason, call: VisitCall) -> bool:
    """Tell whether a reason must not be cut: of a progression, what makes it one."""
    return call.category == "PD" and any(part in reason.rule_id for part in PROGRESSION_RULES)


def _sizes(assessed: Assessed) -> list[str]:
    case = assessed.case
    if not case.visits:
        return []
    visit = case.visits[-1]
    said = []
    for lesion in case.lesions:
        cell = lesion_cell(lesion=lesion, visit=visit, case=case, calls=assessed.calls)
        proposed = " (proposed)" if cell.kind == "proposed" else ""
        said.append(f"{lesion.lesion_id} {cell.text}{proposed}")
    listed = ["; ".join(said) + " (+- is the 95 % half width)."] if said else []
    return _listed(f"Sizes {say_date(visit.visited_on)}", listed, "no lesion in the case.")


def _confirmed(assessed: Assessed) -> list[str]:
    lesions = assessed.case.lesions
    yes = ", ".join(each.lesion_id for each in lesions if each.is_confirmed) or "none"
    no = ", ".join(each.lesion_id for each in lesions if not each.is_confirmed) or "none"
    return _listed("Lesions confirmed", [f"{yes}. Only proposed, not counted: {no}."], "")
