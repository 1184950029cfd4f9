"""How the patient is at a visit: vital signs, ECOG, laboratory values, symptoms."""

from datetime import date

from dermetry.record.case import Case
from dermetry.record.observation import Observation
from dermetry.record.symptom import Symptom
from dermetry.record.visit import Visit
from dermetry.report.values import Cell, Table
from dermetry.report.words import say_date

OBSERVATIONS = {  # the words and the unit of each kind
    "ecog": ("ECOG performance status", ""),
    "temperature_c": ("Temperature", "°C"),
    "pulse_per_min": ("Pulse", "per min"),
    "systolic_mmhg": ("Systolic blood pressure", "mmHg"),
    "diastolic_mmhg": ("Diastolic blood pressure", "mmHg"),
    "weight_kg": ("Weight", "kg"),
    "neutrophils_10e9_l": ("Neutrophils", "× 10⁹/L"),
    "hemoglobin_g_dl": ("Hemoglobin", "g/dL"),
    "calcium_mmol_l": ("Calcium", "mmol/L"),
    "albumin_g_l": ("Albumin", "g/L"),
    "crp_mg_l": ("CRP", "mg/L"),
    "ldh_u_l": ("LDH", "U/L"),
}
SYMPTOMS = (
    *("pain", "itch", "burning", "tightness", "odor", "bleeding", "distress", "fatigue", "sleep"),
    "lymphedema",
)
Dated = tuple[date, Observation]


def say_observation(observation: Observation) -> str:
    """Say a value with its unit, as typed."""
    return f"{observation.value:f} {OBSERVATIONS[observation.kind][1]}".strip()


def latest_ecog(*, case: Case) -> tuple[str, date] | None:
    """Give the latest recorded ECOG status and its day."""
    found = [each for visit in case.visits for each in _dated(visit) if each[1].kind == "ecog"]
    if not found:
        return None
    on, latest = max(found, key=lambda each: each[0])
    return say_observation(latest), on


def _dated(visit: Visit) -> list[Dated]:
    return [(each.observed_on or visit.visited_on, each) for each in visit.observations]


def observations_table(*, case: Case, visit: Visit) -> Table | None:
    """Make the table of the values recorded at a visit, each beside the one before it."""
    rows = []
    for kind, (name, _) in OBSERVATIONS.items():
        for on, each in sorted(
            (pair for pair in _dated(visit) if pair[1].kind == kind), key=lambda pair: pair[0]
        ):
            before = _before(case, visit, kind, on)
            last = (
                Cell(say_observation(before[1]), say_date(before[0]))
                if before
                else Cell("none recorded", kind="missing")
            )
            rows.append((Cell(name), Cell(say_observation(each)), Cell(say_date(on)), last))
    columns = ("Value", "Found", "Of", "Before it")
    return Table("ECOG, vital signs and laboratory values", columns, tuple(rows)) if rows else None


def _before(case: Case, visit: Visit, kind: str, on: date) -> Dated | None:
    """Give the latest earlier value of the same kind, of this visit or one before it."""
    earlier = [
        pair
        for each in case.visits
        if each.visited_on <= visit.visited_on
        for pair in _dated(each)
        if pair[1].kind == kind and pair[0] < on
    ]
    return max(earlier, key=lambda pair: pair[0]) if earlier else None


def not_recorded_words(*, visit: Visit) -> str:
    """Name the values nobody recorded at a visit; a gap is a word."""
    there = {each.kind for each in visit.observations}
    names = [name for kind, (name, _) in OBSERVATIONS.items() if kind not in there]
    if not names:
        return ""
    if len(names) == len(OBSERVATIONS):
        return "No ECOG status, vital sign or laboratory value was recorded at this visit."
    return "Not recorded at this visit: " + ", ".join(
        name if name.isupper() or name.startswith("ECOG") else name[:1].lower() + name[1:]
        for name in names
    ) + "."  # fmt: skip


def symptoms_table(*, case: Case, visit: Visit) -> Table | None:
    """Make the table of symptom scores, 0 (not at all) to 10, each beside the one before it."""
    rows = []
    for each in sorted(visit.symptoms, key=lambda symptom: SYMPTOMS.index(symptom.kind)):
        before = _score_before(case, visit, each.kind)
        last, change = (
            Cell("never asked before", kind="missing"),
            Cell("not compared", kind="missing"),
        )
        if before is not None:
            on, score = before
            last = Cell(f"{score.score_0_10} of 10", say_date(on))
            difference = each.score_0_10 - score.score_0_10
            change = Cell(f"{difference:+d}".replace("-", "−") if difference else "unchanged")
        now = Cell(f"{each.score_0_10} of 10", each.note)
        rows.append((Cell(each.kind.capitalize()), now, last, change))
    columns = ("Symptom", "Now", "Before", "Change")
    caption = "Symptoms the patient reports, 0 (not at all) to 10 (worst)"
    return Table(caption, columns, tuple(rows)) if rows else None


def _score_before(case: Case, visit: Visit, kind: str) -> tuple[date, Symptom] | None:
    for earlier in reversed(case.visits):
        if earlier.visited_on < visit.visited_on:
            for each in earlier.symptoms:
                if each.kind == kind:
                    return earlier.visited_on, each
    return None


def not_asked_words(*, visit: Visit) -> str:
    """Name the symptoms nobody asked about."""
    there = {each.kind for each in visit.symptoms}
    missing = [kind for kind in SYMPTOMS if kind not in there]
    if not missing:
        return ""
    if len(missing) == len(SYMPTOMS):
        return "No symptom was asked about at this visit."
    return f"Not asked at this visit: {', '.join(missing)}."
