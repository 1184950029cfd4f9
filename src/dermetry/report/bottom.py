"""The bottom line: the latest call, what it depends on, what waits for a person."""

from dataclasses import replace

from dermetry.pathway.values import Assessed
from dermetry.record.signature import Signature
from dermetry.report.cells import sum_cell
from dermetry.report.lists import lines_of
from dermetry.report.signing import own_words
from dermetry.report.standing import UNSIGNED, signatures_of, standing_of
from dermetry.report.tables import (
    evaluators_of,
)
from dermetry.report.values import Bottom
from dermetry.report.words import (
    NO_CALL_BADGE,
    SUM_NAMES,
    badge_of,
    in_words,
    say_date,
    say_signed,
    say_size,
)
from dermetry.response.values import VisitCall

REASONS_SHOWN = 4  # the overall call and its three parts; all reasons stand further below


def build_bottoms(*, assessed: Assessed) -> tuple[Bottom, ...]:
    """Say the latest call of each evaluator first, with what it still depends on."""
    if not assessed.calls:
        return (
            Bottom(
                badge=NO_CALL_BADGE,
                visited="",
                headline="No response call can be given",
                sentences=("The case has no visit that could be judged.",),
                would_change=(),
                to_confirm=_confirm_words(assessed),
            ),
        )
    latest = (
        [call for call in assessed.calls if call.evaluator == name][-1]
        for name in evaluators_of(assessed.calls)
    )
    signatures = signatures_of(case=assessed.case)
    return tuple(
        with_standing(build_bottom(call, assessed), call, signatures.get(call.visited_on))
        for call in latest
    )


def with_standing(bottom: Bottom, call: VisitCall, signature: Signature | None) -> Bottom:
    """Put what was signed, or the clinician's own call, before what the rules give today."""
    stands = standing_of(signature=signature, call=call)
    if signature is None:
        return replace(bottom, visited=f"{bottom.visited}; {UNSIGNED}")
    by = f"{signature.signed_by}, {say_date(signature.signed_on)}"
    bottom = replace(bottom, visited=f"{bottom.visited}; signed by {by}")
    said = ""
    if signature.override is not None:
        said = own_words(override=signature.override, call=call)
    elif stands.differs:
        said = (
            f"Signed as {stands.badge.letters} by {by}; {stands.beside.removeprefix('signed; ')}."
        )
        said += " The numbers and reasons are those of today's call."
    elif stands.beside:
        said = f"Signed as {stands.badge.letters} by {by}; today {stands.today.letters}: "
        said += f"{stands.beside}."
    if not said:
        return bottom
    first = stands.badge != stands.today
    headline = stands.badge.meaning if first else bottom.headline
    return replace(
        bottom, badge=stands.badge, headline=headline, sentences=(said, *bottom.sentences)
    )


def build_bottom(call: VisitCall, assessed: Assessed) -> Bottom:
    """Say one call: its headline, its numbers, what would change it, what waits."""
    badge = badge_of(call)
    headline = badge.meaning
    if call.is_baseline and call.category is None:
        headline = "Baseline visit: nothing to compare with yet"
    if call.conditionals:
        headline += "; " + "; ".join(each.sentence for each in call.conditionals)
    who = f", evaluator {call.evaluator}" if call.evaluator else ""
    return Bottom(
        badge=badge,
        visited=f"Visit of {say_date(call.visited_on)}{who}",
        headline=headline,
        sentences=(
            *_sum_sentences(call),
            *_immune_sentences(call),
            *(in_words(reason.sentence) for reason in call.reasons[:REASONS_SHOWN]),
        ),
        would_change=_would_change(call),
        to_confirm=_confirm_words(assessed),
        flags=call.flags,
        is_provisional=call.is_provisional,
    )


def _sum_sentences(call: VisitCall) -> tuple[str, ...]:
    cell = sum_cell(call)
    if cell.kind == "missing":
        return (f"{SUM_NAMES[call.unit]}: {cell.text.lower()} ({cell.detail}).",)
    said = f"{SUM_NAMES[call.unit]} {cell.text}"
    if not call.is_baseline and call.change_from_baseline_percent is not None:
        said += f", {say_signed(call.change_from_baseline_percent)} % from baseline"
    if call.nadir is not None:
        said += f"; nadir before {say_size(call.nadir, call.unit)} on {say_date(call.nadir_on)}"
    return (said + ".",)


def _immune_sentences(call: VisitCall) -> tuple[str, ...]:
    """Say whether the patient was clinically stable, which iRECIST asks at each visit."""
    if call.immune is None or call.is_baseline:
        return ()
    stable = {True: "yes", False: "no", None: "not recorded"}[call.immune.clinically_stable]
    return (f"Clinically stable at this visit: {stable}.",)


def _would_change(call: VisitCall) -> tuple[str, ...]:
    lines = [f"{each.sentence}." for each in call.conditionals]
    if call.total is None:
        lines.append("A sum needs at least one measured target lesion at this visit.")
    elif call.missing_lesion_ids:
        missing = ", ".join(call.missing_lesion_ids)
        lines.append(f"A measurement of {missing} at this visit would complete the sum.")
    if call.is_provisional:
        lines.append("Target lesions were suggested by the program: choosing them may change it.")
    if call.progression_on and call.progression_on != call.visited_on:
        lines.append(f"Progression is dated back to {say_date(call.progression_on)}.")
    return tuple(lines)


def build_to_confirm(*, assessed: Assessed) -> tuple[str, ...]:
    """List what waits for a clinician: proposals and suggested roles."""
    suggested = tuple(
        f"{each.lesion_id}: suggested as {each.role.replace('_', '-')} lesion. {each.why}"
        f" ({each.rule_id})"
        for each in assessed.role_suggestions
    )
    return (*lines_of(assessed.attention, "to_confirm"), *suggested)


def _confirm_words(assessed: Assessed) -> str:
    waiting, candidates = (
        len(build_to_confirm(assessed=assessed)),
        len(lines_of(assessed.attention, "candidate")),
    )
    if not waiting and not candidates:
        return "Nothing is waiting for confirmation."
    said = f"{waiting} {'item waits' if waiting == 1 else 'items wait'} for confirmation"
    spots = f"; {candidates} candidate {'spot' if candidates == 1 else 'spots'} to look at"
    return said + (spots if candidates else "") + "."
