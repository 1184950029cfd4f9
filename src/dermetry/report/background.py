"""What lies behind a case: history, care, specimens and imaging studies, in words."""

from collections.abc import Iterable
from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.receptors import read_receptors
from dermetry.record.case import Case
from dermetry.record.consent import latest_consents
from dermetry.record.history import RadiationField, StageEntered, Surgery
from dermetry.record.imaging_study import ImagingStudy
from dermetry.record.specimen import Specimen
from dermetry.report.cells import join_words
from dermetry.report.values import Cell, Fact, Table
from dermetry.report.words import say_date, say_number

NOT_RECORDED = "not recorded"
MODALITIES = {
    "ct": "CT",
    "mri": "MRI",
    "pet_ct": "PET-CT",
    "ultrasound": "ultrasound",
    "bone_scan": "bone scan",
    "xray": "X-ray",
    "mammography": "mammography",
    "dxa": "bone density measurement (DXA)",
    "other": "other imaging",
}
SPECIMENS = {
    "punch": "punch biopsy",
    "shave": "shave biopsy",
    "incision": "incisional biopsy",
    "excision": "excision",
    "core": "core biopsy",
    "cytology": "cytology",
    "other": "other specimen",
}
CARE_CONSENT = {
    "given": "consent to use in care given",
    "refused": "consent to use in care REFUSED",
    "withdrawn": "consent to use in care WITHDRAWN",
}


def history_facts(*, case: Case) -> tuple[Fact, ...]:
    """Say the history as recorded: diagnosis, stages as entered, surgery, radiation fields."""
    history = case.history
    facts = (
        Fact("Diagnosis", history.diagnosis),
        Fact("Stage, as entered", "; ".join(stage_words(each) for each in history.stages)),
        Fact("Surgery", "; ".join(surgery_words(each) for each in history.surgeries)),
        Fact("Radiation fields", "; ".join(field_words(e) for e in history.radiation_fields)),
        Fact("History, note", history.note),
    )
    return tuple(fact for fact in facts if fact.text)


def stage_words(stage: StageEntered) -> str:
    """Say a stage exactly as entered, with its edition and day."""
    kind = "" if stage.kind == "unstated" else stage.kind
    dated = say_date(stage.stated_on) if stage.stated_on else ""
    edition = f"edition {stage.edition}" if stage.edition else "edition not stated"
    return join_list(f"{stage.value} ({edition})", kind, dated)


def surgery_words(surgery: Surgery) -> str:
    """Say one operation with side, zone and day."""
    side = " ".join(part for part in (surgery.laterality, zone_words(surgery.zone)) if part)
    dated = say_date(surgery.done_on) if surgery.done_on else "day not recorded"
    return join_list(surgery.name, side, dated, surgery.note)


def field_words(field: RadiationField) -> str:
    """Say one irradiated field: zones, dose in gray, fractions, days."""
    zones = " and ".join(zone_words(zone) for zone in field.zones) or "zone not recorded"
    place = " ".join(part for part in (field.laterality, zones) if part)
    dose = f"{say_number(field.dose_gy)} Gy" if field.dose_gy is not None else "dose not recorded"
    parts = f" in {field.fractions} fractions" if field.fractions else ""
    return join_list(place, dose + parts, span_words(field.started_on, field.ended_on), field.note)


def span_words(start: date | None, end: date | None) -> str:
    """Say from when to when; what is not known is left unsaid."""
    if start and end:
        return f"{say_date(start)} to {say_date(end)}"
    if start or end:
        return f"from {say_date(start)}" if start else f"until {say_date(end)}"
    return "days not recorded"


def zone_words(zone: str | None) -> str:
    """Say a skin zone in words."""
    return (zone or "").replace("_", " ")


def join_list(*parts: str) -> str:
    """Join the parts that say something by commas."""
    return ", ".join(part for part in parts if part)


def care_facts(*, case: Case) -> tuple[Fact, ...]:
    """Say what matters at the bedside: allergies, anticoagulants, consent to care.

    "Not recorded" and "none known" are two different facts.
    """
    patient = case.patient
    consent = latest_consents(case.consents).get("care")
    said = (
        f"{CARE_CONSENT[consent.answer]}, {say_date(consent.answered_on)}"
        if consent
        else "never asked about use in care"
    )
    return (
        Fact("Allergies", known_words(patient.allergies)),
        Fact("Anticoagulants", known_words(patient.anticoagulants)),
        Fact("Consent", said),
    )


def known_words(names: tuple[str, ...] | None) -> str:
    """Say a list that was asked for, or that nobody recorded it."""
    if names is None:
        return NOT_RECORDED
    return ", ".join(names) or "none known"


def specimens_table(*, specimens: Iterable[Specimen], rules: RuleSet) -> Table | None:
    """Make the table of specimens; what is not reported yet says so."""
    ordered = sorted(specimens, key=lambda each: each.taken_on)
    rows = tuple(_specimen_row(each, rules) for each in ordered)
    columns = ("Specimen", "Taken", "From", "Reported", "Diagnosis", "Receptors")
    return Table("Specimens and their reports", columns, rows) if rows else None


def _specimen_row(specimen: Specimen, rules: RuleSet) -> tuple[Cell, ...]:
    found = {True: "malignant", False: "not malignant", None: ""}[specimen.is_malignant]
    return (
        Cell(specimen.specimen_id, SPECIMENS[specimen.kind]),
        Cell(say_date(specimen.taken_on)),
        Cell(specimen.lesion_id) if specimen.lesion_id else _gap("lesion not stated"),
        Cell(say_date(specimen.reported_on)) if specimen.reported_on else _gap("no report yet"),
        Cell(specimen.diagnosis or found, join_words(found if specimen.diagnosis else "",
             specimen.note))
        if specimen.diagnosis or found
        else _gap(NOT_RECORDED, specimen.note),
        _receptor_cell(specimen, rules),
    )  # fmt: skip


def _receptor_cell(specimen: Specimen, rules: RuleSet) -> Cell:
    """Give the receptors read from raw values, over the text as typed."""
    typed = specimen.receptors or ""
    read = read_receptors(specimen=specimen, rules=rules)
    if not specimen.stains or not read.has_receptors:
        return Cell(typed) if typed else _gap(NOT_RECORDED)
    return Cell(read.statement, f"as typed: {typed}" if typed else "")


def _gap(words: str, detail: str = "") -> Cell:
    return Cell(words, detail, kind="missing")


def imaging_table(*, studies: Iterable[ImagingStudy]) -> Table | None:
    """Make the table of imaging studies with their reports."""
    rows = tuple(
        (
            Cell(say_date(each.done_on)),
            Cell(MODALITIES[each.modality], each.region),
            Cell(each.report) if each.report else _gap("no report recorded"),
        )
        for each in sorted(studies, key=lambda e: e.done_on)
    )
    return Table("Imaging studies", ("Day", "Study", "Report"), rows) if rows else None
