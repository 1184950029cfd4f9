"""Who and what the report is about."""

from collections.abc import Iterable

from dermetry.record.case import Case
from dermetry.record.patient import PrimaryTumor, PrimaryUnknown, Treatment
from dermetry.report.values import Fact
from dermetry.report.words import say_date
from dermetry.response.names import policy_name

DATES_LISTED = 6  # a longer list of visits is said as a span


def identity_line(case: Case) -> str:
    """Say who the case is about: name, birth date, id; a missing one is a word."""
    patient = case.patient
    born = f"born {say_date(patient.born_on)}" if patient.born_on else "birth date not recorded"
    return f"{patient.name or 'Name not recorded'} · {born} · ID {patient.patient_id}"


def build_header(case: Case) -> tuple[Fact, ...]:
    """Say what the case is: tumor, treatment, criteria, baseline, visits."""
    plan = case.plan
    started = plan.treatment_started_on
    visits = f"{len(case.visits)}: " + _visit_dates(case)
    return (
        Fact("Primary tumor", primary_words(case)),
        Fact("Sex", case.patient.sex or "not recorded"),
        *life_facts(case),
        Fact("Treatment", treatment_words(case.treatments) or "not recorded"),
        Fact("Treatment started", say_date(started) if started else "not recorded"),
        Fact("Criteria", policy_name(preset=plan.preset)),
        Fact("Baseline", say_date(case.baseline_on) if case.baseline_on else "none yet"),
        Fact("Visits", visits if case.visits else "none yet"),
    )


def life_facts(case: Case) -> tuple[Fact, ...]:
    """Say a death and a last contact, where somebody recorded them."""
    patient = case.patient
    dated = (("Died", patient.died_on), ("Last contact", patient.last_contact_on))
    return tuple(Fact(label, say_date(day)) for label, day in dated if day)


def _visit_dates(case: Case) -> str:
    dates = [say_date(visit.visited_on) for visit in case.visits]
    if len(dates) > DATES_LISTED:
        return f"from {dates[0]} to {dates[-1]}"
    return ", ".join(dates)


def primary_words(case: Case) -> str:
    """Say the primary tumor; unknown and not recorded are two different facts."""
    primary = case.primary
    if primary is None:
        return "not recorded"
    if isinstance(primary, PrimaryUnknown):
        return "no primary tumor is known" + (f" ({primary.note})" if primary.note else "")
    return _known_primary(primary)


def _known_primary(primary: PrimaryTumor) -> str:
    parts = [
        f"{primary.laterality} breast" if primary.laterality else "breast",
        f"diagnosed {say_date(primary.diagnosed_on)}" if primary.diagnosed_on else "",
        primary.receptors or "receptors not recorded",
        primary.surgery or "",
    ]
    return ", ".join(part for part in parts if part)


def treatment_words(treatments: Iterable[Treatment]) -> str:
    """Say treatments with kind, line, lesions and dates; empty when there are none."""
    said = []
    for each in treatments:
        line = f", line {each.line}" if each.line else ""
        ended = f" to {say_date(each.ended_on)}" if each.ended_on else ""
        on = f" on {', '.join(each.lesion_ids)}" if each.lesion_ids else ""
        since = "from" if ended else "since"
        start = f"{since} {say_date(each.started_on)}"
        said.append(f"{each.name} ({each.kind}{line}){on} {start}{ended}")
    return "; ".join(said)
