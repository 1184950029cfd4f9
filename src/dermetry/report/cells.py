"""One table cell at a time: what one lesion or one sum says at one visit."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from dermetry.record.case import Case
from dermetry.record.finding import (
    Finding,
    Measured,
    MergedInto,
    Present,
    Progressed,
    SplitInto,
    TooSmall,
)
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.report.values import Cell, RowKind
from dermetry.report.words import (
    UNITS,
    describe_finding,
    organ_words,
    role_words,
    say_date,
    say_signed,
    say_size,
    say_sum,
)
from dermetry.response.values import ValueUsed, VisitCall


def findings_of(visit: Visit, lesion_id: str) -> tuple[Finding, ...]:
    """Give the findings of one lesion at one visit, one per evaluator."""
    return tuple(each for each in visit.findings if each.lesion_id == lesion_id)


def used_of(calls: tuple[VisitCall, ...], on: date, lesion_id: str) -> tuple[ValueUsed, ...]:
    """Give the values used for one lesion at one visit, one per evaluator."""
    return tuple(
        value
        for call in calls
        if call.visited_on == on
        for value in call.values_used
        if value.lesion_id == lesion_id
    )


def is_unconfirmed(finding: Finding, lesion: Lesion) -> bool:
    """Tell whether a finding is still a proposal, and so outside every sum and call."""
    return not (finding.is_confirmed and lesion.is_confirmed)


def silence_words(
    lesion: Lesion, visit: Visit, case: Case, *, evaluator: str | None = None
) -> tuple[str, str]:
    """Say why a visit has no finding of a lesion, without making a zero of it.

    With ``evaluator``, only that one's own findings explain it.
    """
    ended = _ended_before(lesion, visit, case, evaluator)
    if ended is not None:
        finding, on = ended
        headline, _ = describe_finding(finding, lesion)
        if is_unconfirmed(finding, lesion):
            return f"Proposed: {headline[:1].lower()}{headline[1:]}", join_words(
                f"since {say_date(on)}", "not confirmed"
            )
        return headline, f"since {say_date(on)}"
    if lesion.first_seen_on is not None and visit.visited_on < lesion.first_seen_on:
        what = "first seen" if lesion.is_confirmed else "proposed, not confirmed, first seen"
        return "Not yet seen", f"{what} {say_date(lesion.first_seen_on)}"
    for proposal in visit.proposals:
        if proposal.lesion_id == lesion.lesion_id:
            words = {
                "not_seen": "Proposed: looked at, not seen",
                "not_photographed": "Proposed: not photographed",
                "unsure": "Unsure: nothing was stated or outlined",
            }.get(proposal.answer, "Proposed match, not confirmed")
            return words, "; ".join(proposal.evidence[:2])
    return "Nothing recorded", "neither measured nor stated absent"


def _ended_before(
    lesion: Lesion, visit: Visit, case: Case, evaluator: str | None
) -> tuple[Finding, date] | None:
    """Give the latest merger or split before a visit, unless the lesion was seen again since."""
    for earlier in reversed(case.visits):
        if earlier.visited_on >= visit.visited_on:
            continue
        found = [
            each
            for each in findings_of(earlier, lesion.lesion_id)
            if evaluator is None or each.evaluator == evaluator
        ]
        ends = [each for each in found if isinstance(each, MergedInto | SplitInto)]
        if ends:
            sure = [each for each in ends if not is_unconfirmed(each, lesion)]
            return (sure or ends)[0], earlier.visited_on
        if any(isinstance(each, Measured | TooSmall | Present | Progressed) for each in found):
            return None
    return None


def evidence_words(lesion: Lesion, visit: Visit) -> str:
    """Give what was noted when a lesion was measured or stated, for every evaluator."""
    return join_words(
        *dict.fromkeys(
            note for finding in findings_of(visit, lesion.lesion_id) for note in finding.evidence
        )
    )


def lesion_cell(*, lesion: Lesion, visit: Visit, case: Case, calls: tuple[VisitCall, ...]) -> Cell:
    """Say one lesion at one visit: raw value, and the value used where it differs."""
    found = findings_of(visit, lesion.lesion_id)
    used = used_of(calls, visit.visited_on, lesion.lesion_id)
    if not found:
        headline, detail = silence_words(lesion, visit, case)
        return Cell(headline, join_words(detail, used_words(used)), kind="missing")
    headlines, details = [], []
    kind: RowKind = ""
    for finding in found:
        headline, detail = describe_finding(finding, lesion)
        who = f"{finding.evaluator}: " if len(found) > 1 and finding.evaluator else ""
        headlines.append(who + headline)
        if is_unconfirmed(finding, lesion):
            kind = "proposed"
            detail = join_words("proposed", detail)
        elif not isinstance(finding, Measured):
            kind = kind or "missing"
        details.append(detail)
    detail = join_words(*dict.fromkeys(details), used_words(used))
    return Cell("; ".join(headlines), detail, kind=kind)


def used_words(used: tuple[ValueUsed, ...]) -> str:
    """Say the value used with its rule, where it is not simply the raw value."""
    words = []
    for value in used:
        raw = value.raw_mm if value.used_mm2 is None else value.raw_mm2
        if raw == value.used and value.raw_status == "measured":
            continue
        rule = f" ({value.rule_id})" if value.rule_id else ""
        if value.used is not None:
            words.append(f"used {say_size(value.used, value.unit)}{rule}")
        elif value.role == "target":
            words.append(f"not in the sum{rule}")
    return "; ".join(dict.fromkeys(words))


def join_words(*parts: str) -> str:
    """Join the parts that say something."""
    return "; ".join(part for part in parts if part)


def lesion_label(lesion: Lesion, calls: Iterable[VisitCall]) -> Cell:
    """Name a lesion in the first cell of a row."""
    return Cell(
        lesion.lesion_id,
        f"{organ_words(lesion)}; {role_words(lesion, calls)}",
        kind="" if lesion.is_confirmed else "proposed",
    )


def sum_cell(call: VisitCall) -> Cell:
    """Say the sum with its interval; an incomplete or missing sum is said in words."""
    if call.total is None:
        return Cell("No sum", "no target value", kind="missing")
    text = say_sum(call)
    if not call.is_sum_complete:
        missing = ", ".join(call.missing_lesion_ids) or "a target"
        return Cell("Incomplete", f"without {missing}: {text}", kind="missing")
    note = call.sum_interval_note
    if call.unit == "mm" and not note and not call.sum_interval_95_mm:
        note = "uncertainty not stated"
    return Cell(text, note, kind="strong")


def size_cell(value: Decimal | None, detail: str, *, unit: str = "mm") -> Cell:
    """Say a length or a sum, or that there is none."""
    if value is None:
        return Cell("not available", kind="missing")
    return Cell(say_size(value, unit), detail)


def change_cell(percent: Decimal | None, change: Decimal | None, *, unit: str = "mm") -> Cell:
    """Say a change in percent and in its unit, or that there is none."""
    if percent is None and change is None:
        return Cell("not available", kind="missing")
    said = "" if change is None else f"{say_signed(change)} {UNITS[unit]}"
    if percent is None:
        return Cell(said)
    return Cell(f"{say_signed(percent)} %", said)
