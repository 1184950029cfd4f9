"""The page of one lesion: every visit beside the others, and every number with its source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from dermetry.pathway.overview import overview_of
from dermetry.record.lesion import Lesion as RecordedLesion
from dermetry.report.figures.badge import figure_table
from dermetry.report.figures.growth import growth_chart, growth_table
from dermetry.report.strips import NON_MEASURABLE
from dermetry.report.values import Fact
from dermetry.report.words import organ_words, role_words, say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Lesion
from dermetry.workbench.casenotes.queries.banner import PatientBanner, banner_of
from dermetry.workbench.casenotes.queries.biopsies import SpecimenLine, cards_of, specimen_lines
from dermetry.workbench.casenotes.queries.biopsy_cards import BiopsyCard
from dermetry.workbench.casenotes.queries.extent_lines import LesionLine, extent_of_lesion
from dermetry.workbench.casenotes.queries.lesion_strip import (
    Strip,
    Tile,
    lesion_strip,
    read_rows,
    visits_of,
)
from dermetry.workbench.casenotes.queries.lesion_table import Row, growth_values, table_rows
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.patient_rail import RailLesion, rail_lesions
from dermetry.workbench.casenotes.queries.questions import AskedLine, asked_lines
from dermetry.workbench.casenotes.queries.rules import rules_in_force
from dermetry.workbench.casenotes.refusals import read_lawful

NEWNESS: Final = {
    "unequivocal": "new since baseline",
    "equivocal": "equivocal: watched, not counted as new",
}


@dataclass(frozen=True)
class LesionPage:
    """What the page of a lesion shows."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    lesion_pk: int
    lesion_id: str
    place: str
    morphology: str
    role: str
    is_skin: bool
    is_proposed: bool
    measure: str  # "Longest diameter", of a node "Short axis"
    facts: tuple[Fact, ...]
    note: str
    card: RailLesion
    growth_words: str
    strip: Strip
    before: Tile | None  # compared
    after: Tile | None
    choices: tuple[tuple[str, str], ...]
    chart: str
    chart_table: str
    rows: tuple[Row, ...]  # newest first
    biopsies: tuple[BiopsyCard, ...]  # on their way
    specimens: tuple[SpecimenLine, ...]
    siblings: tuple[PageLink, ...]
    edit_url: str
    biopsies_url: str
    new_biopsy_url: str
    asked: tuple[AskedLine, ...] = ()
    extent: LesionLine | None = None

    @property
    def before_key(self) -> str:
        """Name the visit on the left."""
        return str(self.before.visit_pk) if self.before else ""

    @property
    def after_key(self) -> str:
        """Name the visit on the right."""
        return str(self.after.visit_pk) if self.after else ""


@hides_file_names
def lesion_page(
    *,
    actor: Actor,
    lesion_pk: int,
    today: date,
    revealed: frozenset[int] = frozenset(),
    compared: tuple[str, str] = ("", ""),
) -> LesionPage:
    """Give the page of a lesion of the actor's site; raises NotHere, RecordNotLawful.

    ``revealed`` are the photographs shown clear in this session, ``compared`` the visits to lay
    beside each other (the first and the last one without a choice).
    """
    row = scope.get(actor=actor, model=Lesion, pk=lesion_pk)
    patient = row.patient
    case = read_lawful(patient)
    overview = overview_of(case=case)
    shown = next(each for each in overview.lesions if each.lesion.lesion_id == row.lesion_id)
    lesion, calls = shown.lesion, overview.overall.calls
    rows = read_rows(patient=patient, revealed=revealed)
    strip = lesion_strip(actor=actor, case=case, lesion=lesion, calls=calls, rows=rows)
    before, after = choose_pair(strip, compared)
    rules = rules_in_force(actor=actor)
    cards = rail_lesions(actor=actor, patient=patient, overview=overview)
    table = tuple(table_rows(actor, case, lesion, overview, rows))
    values = growth_values(case, shown, table, today)
    return LesionPage(
        banner=banner_of(actor=actor, row=patient, case=case, today=today),
        pages=patient_pages(actor=actor, patient_pk=patient.pk),
        lesion_pk=row.pk,
        lesion_id=lesion.lesion_id,
        place=organ_words(lesion),
        morphology=lesion.morphology or "",
        role=role_words(lesion, calls).removesuffix(", proposed"),
        is_skin=lesion.organ == "skin",
        is_proposed=not lesion.is_confirmed,
        measure="Short axis" if lesion.organ == "lymph_node" else "Longest diameter",
        facts=tuple(facts_of(lesion)),
        note=lesion.note,
        card=next(each for each in cards if each.lesion_pk == row.pk),
        growth_words=shown.growth.statement,
        strip=strip,
        before=before,
        after=after,
        choices=tuple(visits_of(strip.seen)),
        chart=growth_chart(values=values, uid="growth"),
        chart_table=figure_table(table=growth_table(values=values)),
        rows=tuple(reversed(table)),
        biopsies=tuple(
            each
            for each in cards_of(actor, patient, today, rules)
            if each.lesion_pk == row.pk and each.stage not in ("acted_on", "cancelled")
        ),
        specimens=specimen_lines(
            actor=actor, row=patient, case=case, rules=rules, lesion_pk=row.pk
        ),
        siblings=tuple(
            PageLink(str(each.lesion_pk), each.lesion_id, each.url) for each in cards if each.url
        ),
        edit_url=link(actor, "lesion_edit", row.pk),
        biopsies_url=link(actor, "patient_biopsies", patient.pk),
        new_biopsy_url=link(actor, "biopsy_new", patient.pk),
        asked=tuple(
            each
            for each in asked_lines(actor=actor, patient=patient, case=case, today=today)
            if row.lesion_id in each.lesion_ids
        ),
        extent=extent_of_lesion(
            actor=actor, patient=patient, case=case, rules=rules, lesion_id=row.lesion_id
        ),
    )


def choose_pair(strip: Strip, wanted: tuple[str, str]) -> tuple[Tile | None, Tile | None]:
    """Give the two visits to compare: those asked for, else the first and the last."""
    seen = strip.seen
    if len(seen) < 2:
        return None, None
    by_pk = {str(each.visit_pk): each for each in seen}
    return by_pk.get(wanted[0], seen[0]), by_pk.get(wanted[1], seen[-1])


def facts_of(lesion: RecordedLesion) -> Iterator[Fact]:
    """Say what is recorded of a lesion beside its place and role."""
    if lesion.first_seen_on:
        yield Fact("First seen", say_date(lesion.first_seen_on))
    if lesion.newness:
        proved = f"; proved on {say_date(lesion.proved_on)}" if lesion.proved_on else ""
        yield Fact("Newness", f"{NEWNESS[lesion.newness]}{proved}")
    if lesion.non_measurable:
        yield Fact("Not measurable as a target", NON_MEASURABLE[lesion.non_measurable])
    if lesion.merged_from:
        yield Fact("Merged from", " and ".join(lesion.merged_from))
    if lesion.split_from:
        yield Fact("Part of", lesion.split_from)
    if lesion.confirmed_by:
        yield Fact("Confirmed by", lesion.confirmed_by)
