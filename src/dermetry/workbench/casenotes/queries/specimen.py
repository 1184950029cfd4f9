"""One specimen: what the pathologist reported, its stains, and what is derived of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dermetry.knowledge.histology import load_histology
from dermetry.knowledge.markers import load_markers
from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.receptors.words import say_stain
from dermetry.pathway.questions import ask_about
from dermetry.record.case import Case
from dermetry.record.specimen import Specimen as RecordedSpecimen
from dermetry.report.background import SPECIMENS
from dermetry.report.words import organ_words
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Patient, Photograph, Specimen
from dermetry.workbench.casenotes.queries.banner import PatientBanner, banner_of
from dermetry.workbench.casenotes.queries.biopsies import SOURCES
from dermetry.workbench.casenotes.queries.biopsy_cards import HIDDEN
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.origin import OriginPanel, origin_panel
from dermetry.workbench.casenotes.queries.patient_timeline import outcome_words
from dermetry.workbench.casenotes.queries.questions import QuestionLine, question_line
from dermetry.workbench.casenotes.queries.receptors import (
    CurrentLine,
    SpecimenReading,
    current_line,
    reading_of,
)
from dermetry.workbench.casenotes.queries.rules import rules_in_force
from dermetry.workbench.casenotes.refusals import read_lawful
from dermetry.workbench.casenotes.specimen_parts import mark_of_report, mark_of_stains

PRIVATE = ("diagnosis", "note")  # texts that may name somebody
PRIVATE_OF_REPORT = ("accession", "pathologist", "conclusion")


@dataclass(frozen=True)
class MarkerChoice:
    """One marker of the list, with the raw values that make sense for it."""

    key: str
    label: str
    long: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class SpecimenPage:
    """What the page of a specimen shows; ``specimen_pk`` None is one that is being added."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    specimen_pk: int | None
    specimen_id: str
    title: str
    outcome: str
    is_malignant: bool | None
    taken_on: date | None
    reported_on: date | None
    lesion_id: str
    lesion_url: str
    biopsy_id: str
    biopsy_url: str
    photograph_url: str
    photograph_small_url: str
    is_current: bool
    can_edit: bool
    report_mark: str
    stains_mark: str
    fields: dict[str, Any]  # as stored, with the lesion's key
    lesions: tuple[tuple[int, str], ...]
    stains: tuple[dict[str, Any], ...]
    reading: SpecimenReading | None
    questions: tuple[QuestionLine, ...]
    origin: OriginPanel | None
    current: CurrentLine
    choose_url: str
    report_facts: tuple[tuple[str, str], ...]

    @property
    def markers(self) -> tuple[MarkerChoice, ...]:
        """Give the markers to choose from."""
        return tuple(
            MarkerChoice(each.key, each.label, each.long, each.values)
            for each in load_markers().by_key.values()
        )


@hides_file_names
def specimen_page(
    *, actor: Actor, patient_pk: int, specimen_pk: int | None, today: date
) -> SpecimenPage:
    """Give the page of a specimen; raises NotHere, RecordNotLawful."""
    patient = scope.get(actor=actor, model=Patient, pk=patient_pk)
    case, rules = read_lawful(patient), rules_in_force(actor=actor)
    current = current_line(case=case, rules=rules)
    row, specimen = None, None
    if specimen_pk is not None:
        row = scope.get(actor=actor, model=Specimen, pk=specimen_pk, patient_id=patient.pk)
        specimen = next(each for each in case.specimens if each.specimen_id == row.specimen_id)
    biopsy = getattr(row, "biopsy", None) if row else None
    photograph = photograph_of(patient, specimen)
    return SpecimenPage(
        banner=banner_of(actor=actor, row=patient, case=case, today=today),
        pages=patient_pages(actor=actor, patient_pk=patient.pk),
        specimen_pk=specimen_pk,
        specimen_id=row.specimen_id if row else "",
        title=title_of(specimen),
        outcome=outcome_words(specimen.is_malignant) if specimen else "",
        is_malignant=specimen.is_malignant if specimen else None,
        taken_on=specimen.taken_on if specimen else None,
        reported_on=specimen.reported_on if specimen else None,
        lesion_id=row.lesion.lesion_id if row and row.lesion else "",
        lesion_url=link(actor, "lesion", row.lesion_id) if row and row.lesion_id else "",
        biopsy_id=biopsy.biopsy_id if biopsy else "",
        biopsy_url=link(actor, "biopsy", biopsy.pk) if biopsy else "",
        photograph_url=link(actor, "photograph", photograph.pk) if photograph else "",
        photograph_small_url=link(actor, "photograph_small", photograph.pk) if photograph else "",
        is_current=bool(row) and current.specimen_id == (row.specimen_id if row else None),
        can_edit=actor.can("edit_pathology"),
        report_mark=mark_of_report(row) if row else "",
        stains_mark=mark_of_stains(row) if row else "",
        fields=fields_of(actor, specimen, row.lesion_id if row else None),
        lesions=lesion_choices(patient, case),
        stains=tuple(stains_of(actor, specimen)),
        reading=reading_of(specimen=specimen, case=case, rules=rules) if specimen else None,
        questions=questions_of(actor, case, rules, row.specimen_id, today) if row else (),
        origin=origin_panel(specimen=specimen, case=case, rules=rules) if specimen else None,
        current=current,
        choose_url=link(actor, "receptors_choose", patient.pk),
        report_facts=report_facts(actor, specimen) if specimen else (),
    )


def patient_of_specimen(*, actor: Actor, specimen_pk: int) -> int:
    """Give the key of the patient a specimen is of; raises NotHere."""
    return int(scope.get(actor=actor, model=Specimen, pk=specimen_pk).patient_id)


def title_of(specimen: RecordedSpecimen | None) -> str:
    """Name a specimen: punch biopsy of the skin."""
    if specimen is None:
        return "New specimen"
    return f"{SPECIMENS[specimen.kind]}, {SOURCES[specimen.source]}"


def photograph_of(patient: Patient, specimen: RecordedSpecimen | None) -> Photograph | None:
    """Give the photograph in which the place is marked."""
    if specimen is None or specimen.photograph_id is None:
        return None
    rows = Photograph.objects.filter(patient=patient, photograph_id=specimen.photograph_id)
    return rows.exclude(state__in=("erased", "unreadable")).first()


def lesion_choices(patient: Patient, case: Case) -> tuple[tuple[int, str], ...]:
    """Give the lesions to choose from."""
    places = {each.lesion_id: organ_words(each) for each in case.lesions}
    rows = patient.lesions.order_by("position", "pk").values_list("pk", "lesion_id")
    return tuple((pk, f"{name}, {places[name]}") for pk, name in rows)


def fields_of(
    actor: Actor, specimen: RecordedSpecimen | None, lesion_pk: int | None
) -> dict[str, Any]:
    """Give what is stored as plain fields, the report's beside the others."""
    if specimen is None:
        return {}
    held = specimen.model_dump(exclude={"report", "stains", "point_px"})
    report = specimen.report.model_dump() if specimen.report else {}
    if not actor.sees_identity:
        held |= {name: HIDDEN for name in PRIVATE if held.get(name)}
        report |= {name: HIDDEN for name in PRIVATE_OF_REPORT if report.get(name)}
    return {**held, **report, "lesion": lesion_pk}


def stains_of(actor: Actor, specimen: RecordedSpecimen | None) -> list[dict[str, Any]]:
    """Give the stains as plain fields."""
    stains = specimen.stains if specimen else ()
    plain = [
        each.model_dump() | {"raw": say_stain(each)} if not actor.can("edit_pathology")
        else each.model_dump()
        for each in stains
    ]  # fmt: skip
    if not actor.sees_identity:
        plain = [each | {"note": HIDDEN if each["note"] else ""} for each in plain]
    return plain


def questions_of(
    actor: Actor, case: Case, rules: RuleSet, specimen_id: str, today: date
) -> tuple[QuestionLine, ...]:
    """Give the questions about one specimen; facts that may quote a text are hidden with it."""
    asked = ask_about(case=case, rules=rules, on=today)
    found = (each for each in asked if specimen_id in each.specimen_ids)
    return tuple(question_line(actor=actor, asked=each, rules=rules) for each in found)


def report_facts(actor: Actor, specimen: RecordedSpecimen) -> tuple[tuple[str, str], ...]:
    """Say what the report holds, for readers who do not edit it."""
    held, words = fields_of(actor, specimen, None), load_histology()
    kind: str = held.get("histologic_type") or ""
    origin: str = held.get("origin") or ""
    patterns = held.get("patterns")
    said = {
        "Diagnosis": held["diagnosis"],
        "Receptors as typed": held["receptors"],
        "Histologic type": words.types[kind].label if kind in words.types else kind,
        "Grade": held.get("grade"),
        "Origin, the pathologist's word": words.origins.get(origin, origin),
        "Pattern": patterns_words(patterns),
        "Into the epidermis": yes_no(held.get("epidermotropism")),
        "Ulcerated": yes_no(held.get("ulcerated")),
        "Emboli in lymph vessels": yes_no(held.get("lymphatic_emboli")),
        "Margins": (held.get("margins") or "").replace("_", " "),
        "Conclusion": held.get("conclusion"),
        "Accession": held.get("accession"),
        "Pathologist": held.get("pathologist"),
        "Fixation": f"{held['fixation_hours']} h" if held.get("fixation_hours") else "",
        "Until formalin": f"{held['ischemia_minutes']} min" if held.get("ischemia_minutes") else "",
        "Decalcified": yes_no(held.get("is_decalcified")),
        "Note": held["note"],
    }
    return tuple((label, str(text)) for label, text in said.items() if text not in (None, ""))


def patterns_words(patterns: tuple[str, ...] | None) -> str:
    """Name growth patterns; () is "none of note", None says nothing."""
    if patterns is None:
        return ""
    known = load_histology().patterns
    return ", ".join(known[e].label if e in known else e for e in patterns) or "none of note"


def yes_no(value: bool | None) -> str:
    """Say yes, no, or nothing."""
    return {True: "yes", False: "no", None: ""}[value]
