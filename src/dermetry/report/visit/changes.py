"""What changed since the visit before, in sentences: calls, lesions, treatment, the patient."""

from collections.abc import Iterator
from datetime import date

from dermetry.pathway.values import Assessed
from dermetry.record.appearance import Appearance
from dermetry.record.case import Case
from dermetry.record.finding import Absent, Finding, Measured
from dermetry.record.specimen import Specimen
from dermetry.record.visit import Visit
from dermetry.report.background import MODALITIES, SPECIMENS, field_words, surgery_words
from dermetry.report.cells import findings_of, is_unconfirmed
from dermetry.report.standing import Standing, standing_of
from dermetry.report.tables import evaluators_of
from dermetry.report.wellbeing import say_observation
from dermetry.report.words import (
    SUM_NAMES,
    UNITS,
    describe_finding,
    say_date,
    say_number,
    say_signed,
)
from dermetry.response.values import VisitCall

QUIET = frozenset(("measured", "present", "not_done", "not_evaluable", "too_small"))


def list_changes(*, assessed: Assessed, visit: Visit) -> tuple[str, ...]:
    """Say what changed between the visit before and this one; one sentence when nothing did."""
    earlier = [each for each in assessed.case.visits if each.visited_on < visit.visited_on]
    if not earlier:
        return ("This is the first visit of the case: there is nothing to compare with.",)
    last = earlier[-1]
    said = (
        *_call_changes(assessed.calls, last, visit),
        *_lesion_changes(assessed.case, last, visit),
        *_appearance_changes(last, visit),
        *_ecog_change(last, visit),
        *_treatment_events(assessed.case, last.visited_on, visit.visited_on),
        *_diagnostic_events(assessed.case, last.visited_on, visit.visited_on),
    )
    return said or (f"Nothing that is recorded changed since {say_date(last.visited_on)}.",)


def _call_changes(calls: tuple[VisitCall, ...], earlier: Visit, visit: Visit) -> Iterator[str]:
    last, now = earlier.visited_on, visit.visited_on
    for name in evaluators_of(calls):
        own = {call.visited_on: call for call in calls if call.evaluator == name}
        if last not in own or now not in own:
            continue
        then, call = own[last], own[now]
        who = f" (evaluator {name})" if name else ""
        before, after = (
            standing_of(signature=each.signature, call=of)
            for each, of in ((earlier, then), (visit, call))
        )
        if (before.badge, before.today) != (after.badge, after.today):
            was, now_words = _call_words(before, earlier), _call_words(after, visit)
            yield f"The call{who} was {was} on {say_date(last)} and is {now_words} now."
        if not (then.is_sum_complete and call.is_sum_complete):
            continue
        if then.total is not None and call.total is not None and then.total != call.total:
            unit = UNITS[call.unit]
            yield (
                f"The {SUM_NAMES[call.unit].lower()}{who} went from {say_number(then.total)} to "
                f"{say_number(call.total)} {unit} ({say_signed(call.total - then.total)} {unit})."
            )


def _call_words(stands: Standing, visit: Visit) -> str:
    """Say the call of a visit and whether it was signed, a clinician's own one by whom."""
    override = visit.signature.override if visit.signature else None
    letters = stands.badge.letters
    if override is not None:
        return f"{letters} (signed by {override.by}; the rules give {stands.today.letters})"
    if stands.state == "draft":
        return f"{letters} (draft, not signed)"
    return f"{letters} (signed{f'; {stands.by_today}' if stands.by_today else ''})"


def _lesion_changes(case: Case, last: Visit, visit: Visit) -> Iterator[str]:
    for lesion in case.lesions:
        if lesion.first_seen_on is not None and (
            last.visited_on < lesion.first_seen_on <= visit.visited_on
        ):
            proposed = "" if lesion.is_confirmed else " (proposed, not confirmed)"
            yield f"{lesion.lesion_id} was first seen{proposed}."
        before = {f.evaluator: f for f in findings_of(last, lesion.lesion_id)}
        for finding in findings_of(visit, lesion.lesion_id):
            then = before.get(finding.evaluator)
            if _is_event(finding, then):
                words, detail = describe_finding(finding, lesion)
                waits = " (proposed, not confirmed)" if is_unconfirmed(finding, lesion) else ""
                more = f" ({detail.rstrip('.')})" if detail else ""
                yield f"{lesion.lesion_id}: {words[:1].lower()}{words[1:]}{more}{waits}."


def _is_event(finding: Finding, then: Finding | None) -> bool:
    """Tell whether a finding is news: of a new kind that matters, or a lesion that came back."""
    if isinstance(then, Absent) and isinstance(finding, Measured):
        return True
    return finding.status not in QUIET and (then is None or then.status != finding.status)


def _appearance_changes(last: Visit, visit: Visit) -> Iterator[str]:
    before = {each.lesion_id: each for each in last.appearances}
    for now in visit.appearances:
        then = before.get(now.lesion_id)
        if now.ulcerated and not (then and then.ulcerated):
            yield f"{now.lesion_id}: ulcerated now{_was(then and then.ulcerated is False)}."
        if now.infection_signs and not (then and then.infection_signs):
            looked = then is not None and then.infection_signs is not None
            signs = ", ".join(now.infection_signs)
            yield f"{now.lesion_id}: signs of infection now{_was(looked)}: {signs}."
        yield from _bleeding_change(now, then)


def _was(is_known: bool | None) -> str:
    return ", not so at the visit before" if is_known else ", not asked at the visit before"


def _bleeding_change(now: Appearance, then: Appearance | None) -> Iterator[str]:
    if now.bleeding == "spontaneous" and not (then and then.bleeding == "spontaneous"):
        yield f"{now.lesion_id}: bleeds spontaneously now{_was(then and bool(then.bleeding))}."


def _ecog_change(last: Visit, visit: Visit) -> Iterator[str]:
    then = [each for each in last.observations if each.kind == "ecog"]
    now = [each for each in visit.observations if each.kind == "ecog"]
    if then and now and then[-1].value != now[-1].value:
        yield f"ECOG went from {say_observation(then[-1])} to {say_observation(now[-1])}."


def _treatment_events(case: Case, after: date, until: date) -> Iterator[str]:
    for each in case.treatments:
        if after < each.started_on <= until:
            yield f"{each.name} ({each.kind}) started {say_date(each.started_on)}."
        if each.ended_on and after < each.ended_on <= until:
            yield f"{each.name} ({each.kind}) ended {say_date(each.ended_on)}."
    for surgery in case.history.surgeries:
        if surgery.done_on and after < surgery.done_on <= until:
            yield f"Surgery: {surgery_words(surgery).rstrip('.')}."
    for field in case.history.radiation_fields:
        if any(on and after < on <= until for on in (field.started_on, field.ended_on)):
            yield f"Radiation: {field_words(field).rstrip('.')}."


def _diagnostic_events(case: Case, after: date, until: date) -> Iterator[str]:
    for specimen in case.specimens:
        yield from _specimen_events(specimen, after, until)
    for study in case.imaging_studies:
        if after < study.done_on <= until:
            where = f" of {study.region}" if study.region else ""
            yield f"{MODALITIES[study.modality]}{where} on {say_date(study.done_on)}."


def _specimen_events(specimen: Specimen, after: date, until: date) -> Iterator[str]:
    of = f" of {specimen.lesion_id}" if specimen.lesion_id else ""
    name = f"Specimen {specimen.specimen_id} ({SPECIMENS[specimen.kind]}{of})"
    if after < specimen.taken_on <= until:
        yield f"{name} taken {say_date(specimen.taken_on)}."
    if specimen.reported_on and after < specimen.reported_on <= until:
        said = specimen.diagnosis or "diagnosis not recorded"
        yield f"{name} reported {say_date(specimen.reported_on)}: {said.rstrip('.')}."
