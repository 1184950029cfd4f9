"""The biopsies of a patient on their way, the specimens with their receptors, and one biopsy."""

from dataclasses import dataclass
from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.panels import Panel, list_panels, suggest_panel
from dermetry.record.case import Case
from dermetry.record.specimen import Specimen as RecordedSpecimen
from dermetry.report.background import SPECIMENS
from dermetry.report.words import organ_words
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Biopsy, Patient, Specimen
from dermetry.workbench.casenotes.queries.banner import PatientBanner, banner_of
from dermetry.workbench.casenotes.queries.biopsy_cards import BiopsyCard, biopsy_card, shown
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.patient_timeline import outcome_words
from dermetry.workbench.casenotes.queries.receptors import (
    CurrentLine,
    SpecimenReading,
    current_line,
    reading_of,
)
from dermetry.workbench.casenotes.queries.rule_words import Basis, basis_words
from dermetry.workbench.casenotes.queries.rules import rules_in_force
from dermetry.workbench.casenotes.refusals import read_lawful

SOURCES = {
    "skin": "skin",
    "primary": "primary tumor",
    "lymph_node": "lymph node",
    "other_organ": "other organ",
}


@dataclass(frozen=True)
class SpecimenLine:
    """One specimen in a list."""

    specimen_pk: int
    specimen_id: str
    url: str
    lesion_id: str
    lesion_url: str
    source: str
    kind_words: str
    taken_on: date
    reported_on: date | None
    is_malignant: bool | None
    outcome: str
    diagnosis: str
    receptors: str  # derived from stains, else as typed
    is_typed: bool
    subtype: str
    flags: tuple[str, ...]
    compared: str  # what the comparison says where no status changed
    is_current: bool


@dataclass(frozen=True)
class PanelLine:
    """One panel to order, and why it is suggested."""

    key: str
    title: str
    markers: tuple[str, ...]
    not_done: tuple[str, ...]
    also: tuple[str, ...]
    why: str
    basis: Basis


@dataclass(frozen=True)
class Biopsies:
    """The page of biopsies."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    can_handle: bool
    can_edit: bool
    on_the_way: tuple[BiopsyCard, ...]
    done: tuple[BiopsyCard, ...]  # acted on or cancelled, newest first
    specimens: tuple[SpecimenLine, ...]  # newest first
    current: CurrentLine
    new_url: str
    specimen_url: str
    choose_url: str


@dataclass(frozen=True)
class NewBiopsy:
    """What the form of a new biopsy offers."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    lesions: tuple[tuple[int, str], ...]
    chosen_pk: int | None
    chosen_label: str
    suggested: tuple[PanelLine, ...]
    panels: tuple[PanelLine, ...]
    may_order: bool
    rules: tuple[str, ...]  # the ids of rules that can suggest a biopsy


@hides_file_names
def biopsies(*, actor: Actor, patient_pk: int, today: date) -> Biopsies:
    """Give the biopsies and specimens of a patient of the actor's site.

    Raises NotHere, RecordNotLawful where the record contradicts itself.
    """
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    case, rules = read_lawful(row), rules_in_force(actor=actor)
    cards = cards_of(actor, row, today, rules)
    ended = [each for each in cards if each.stage in ("acted_on", "cancelled")]
    return Biopsies(
        banner=banner_of(actor=actor, row=row, case=case, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.pk),
        can_handle=actor.can("handle_biopsies"),
        can_edit=actor.can("edit_pathology"),
        on_the_way=tuple(each for each in cards if each not in ended),
        done=tuple(ended),
        specimens=specimen_lines(actor=actor, row=row, case=case, rules=rules),
        current=current_line(case=case, rules=rules),
        new_url=link(actor, "biopsy_new", row.pk),
        specimen_url=link(actor, "specimen_new", row.pk),
        choose_url=link(actor, "receptors_choose", row.pk),
    )


def cards_of(actor: Actor, row: Patient, today: date, rules: RuleSet) -> list[BiopsyCard]:
    """Give all biopsies of a patient, the newest first."""
    rows = Biopsy.objects.filter(patient=row).select_related("patient", "lesion", "specimen")
    return [
        biopsy_card(actor=actor, row=each, today=today, rules=rules)
        for each in rows.order_by("-position", "-pk")
    ]


def specimen_lines(
    *, actor: Actor, row: Patient, case: Case, rules: RuleSet, lesion_pk: int | None = None
) -> tuple[SpecimenLine, ...]:
    """Give the specimens of a patient, or of one lesion, the newest first."""
    rows = Specimen.objects.filter(patient=row).select_related("lesion")
    if lesion_pk is not None:
        rows = rows.filter(lesion_id=lesion_pk)
    by_id = {each.specimen_id: each for each in case.specimens}
    current = current_line(case=case, rules=rules).specimen_id
    return tuple(
        specimen_line(actor, each, by_id[each.specimen_id], case, rules, current)
        for each in sorted(rows, key=lambda one: (one.taken_on, one.pk), reverse=True)
    )


def specimen_line(
    actor: Actor,
    row: Specimen,
    specimen: RecordedSpecimen,
    case: Case,
    rules: RuleSet,
    current: str,
) -> SpecimenLine:
    """Give one specimen."""
    reading = reading_of(specimen=specimen, case=case, rules=rules)
    has_stains = any(each.is_tested and each.read_from != "" for each in reading.lines)
    return SpecimenLine(
        specimen_pk=row.pk,
        specimen_id=row.specimen_id,
        url=link(actor, "specimen", row.pk),
        lesion_id=row.lesion.lesion_id if row.lesion else "",
        lesion_url=link(actor, "lesion", row.lesion_id) if row.lesion_id else "",
        source=SOURCES[specimen.source],
        kind_words=SPECIMENS[row.kind],
        taken_on=row.taken_on,
        reported_on=row.reported_on,
        is_malignant=row.is_malignant,
        outcome=outcome_words(row.is_malignant),
        diagnosis=shown(actor, specimen.diagnosis),
        receptors=reading.short if has_stains else (specimen.receptors or ""),
        is_typed=not specimen.stains and bool(specimen.receptors),
        subtype=reading.subtype.group if reading.has_receptors else "",
        flags=tuple(each.flag for each in reading.conversions if each.is_status_change),
        compared=compared_words(specimen, reading),
        is_current=row.specimen_id == current,
    )


def compared_words(specimen: RecordedSpecimen, reading: SpecimenReading) -> str:
    """Say what the comparison with the primary says; nothing compared is never "unchanged"."""
    if specimen.source == "primary":
        return "the primary itself"
    if not reading.conversions:
        return "nothing to compare"
    if any(each.is_comparable for each in reading.conversions):
        return "no change of status"
    is_known = any(each.before_raw for each in reading.conversions)
    return "not comparable" if is_known else "primary’s receptors not recorded"


@hides_file_names
def new_biopsy(*, actor: Actor, patient_pk: int, lesion_pk: int | None, today: date) -> NewBiopsy:
    """Give what a new biopsy can be of, and the panels that fit; raises NotHere."""
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    case, rules = read_lawful(row), rules_in_force(actor=actor)
    places = {each.lesion_id: organ_words(each) for each in case.lesions}
    rows = row.lesions.order_by("position", "pk").values_list("pk", "lesion_id")
    lesions = tuple((pk, f"{name}, {places[name]}") for pk, name in rows)
    chosen = next((name for pk, name in rows if pk == lesion_pk), None)
    lesion = case.lesion(chosen) if chosen else None
    fitting = suggest_panel(case=case, lesion=lesion, rules=rules) if lesion else ()
    return NewBiopsy(
        banner=banner_of(actor=actor, row=row, case=case, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.pk),
        lesions=lesions,
        chosen_pk=lesion_pk if chosen else None,
        chosen_label=dict(lesions).get(lesion_pk or 0, "") if chosen else "",
        suggested=tuple(panel_line(each, rules) for each in fitting),
        panels=tuple(panel_line(each, rules) for each in list_panels(rules=rules)),
        may_order=actor.can("edit_pathology"),
        rules=tuple(rules.file("alerts").rules),
    )


def panel_line(panel: Panel, rules: RuleSet) -> PanelLine:
    """Give one panel."""
    return PanelLine(
        panel.key,
        panel.title,
        panel.marker_labels,
        panel.not_done,
        panel.also,
        panel.why,
        basis_words(result=panel, rules=rules),
    )
