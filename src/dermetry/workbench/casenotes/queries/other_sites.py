"""Lesions of other organs with their history, and the imaging studies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dermetry.pathway.overview import CaseOverview, overview_of
from dermetry.pathway.questions import ask_about
from dermetry.record.case import Case
from dermetry.record.finding import Finding, Measured
from dermetry.record.lesion import Lesion
from dermetry.report.background import MODALITIES
from dermetry.report.words import describe_finding, organ_words, role_words
from dermetry.response.names import is_immune
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Lesion as LesionRow
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.queries.banner import PatientBanner, banner_of
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.patient_calls import CallCard, call_cards
from dermetry.workbench.casenotes.queries.questions import QuestionLine, question_line
from dermetry.workbench.casenotes.queries.rules import rules_in_force
from dermetry.workbench.casenotes.refusals import read_lawful
from dermetry.workbench.casenotes.sites import ORGANS, mark_of_statements

QUESTIONS: Final = {
    "staging": "staging",
    "restaging": "restaging",
    "local_extent": "local extent",
    "response": "response to treatment",
    "symptom": "a symptom",
    "bone_density": "bone density",
    "other": "another question",
}
FINDINGS: Final = {
    "no_metastasis": "no metastasis seen",
    "metastasis": "metastasis seen",
    "equivocal": "equivocal",
}


@dataclass(frozen=True)
class HistoryLine:
    """What one visit says of a lesion."""

    visited_on: date
    words: str
    detail: str
    method: str
    by: str
    is_confirmed: bool
    visit_url: str


@dataclass(frozen=True)
class SiteLesion:
    """One lesion of another organ."""

    lesion_pk: int
    lesion_id: str
    url: str
    place: str
    role: str
    is_proposed: bool
    is_followed: bool
    measure: str  # "Short axis" of a node, else "Longest diameter"
    trend: str
    history: tuple[HistoryLine, ...]  # newest first


@dataclass(frozen=True)
class OrganGroup:
    """The lesions of one organ."""

    name: str
    lesions: tuple[SiteLesion, ...]


@dataclass(frozen=True)
class StudyLine:
    """One imaging study."""

    study_id: str
    name: str
    done_on: date
    region: str
    report: str
    version: int
    fields: Mapping[str, Any]  # as stored, for the form that changes them
    question: str
    finding: str
    organs: str
    asked: tuple[QuestionLine, ...]  # where it does not answer its question


@dataclass(frozen=True)
class VisitChoice:
    """A visit that findings can be recorded at."""

    visit_pk: int
    visited_on: date


@dataclass(frozen=True)
class OtherSites:
    """The page of other sites."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    can_edit: bool
    groups: tuple[OrganGroup, ...]
    studies: tuple[StudyLine, ...]
    open_visits: tuple[VisitChoice, ...]
    signed_on: tuple[date, ...]
    cards: tuple[CallCard, ...]  # other organs and overall
    mark: str
    is_immune: bool  # the plan's policy asks whether a worse lesion has grown further

    @property
    def lesions(self) -> tuple[SiteLesion, ...]:
        """Give all lesions of the page."""
        return tuple(each for group in self.groups for each in group.lesions)


@hides_file_names
def other_sites(*, actor: Actor, patient_pk: int, today: date) -> OtherSites:
    """Give the lesions of other organs of a patient of the actor's site.

    Raises NotHere, RecordNotLawful where the record contradicts itself.
    """
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    case = read_lawful(row)
    overview = overview_of(case=case)
    visits = {each.visited_on: each for each in row.visits.all()}
    cards = call_cards(overview=overview, case=case)
    return OtherSites(
        banner=banner_of(actor=actor, row=row, case=case, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.pk),
        can_edit=actor.can("confirm"),
        groups=tuple(organ_groups(actor, row, case, overview)),
        studies=tuple(study_lines(actor, row, case, today)),
        open_visits=tuple(
            VisitChoice(each.pk, each.visited_on)
            for each in sorted(visits.values(), key=lambda one: one.visited_on, reverse=True)
            if each.signed_on is None
        ),
        signed_on=tuple(sorted(on for on, each in visits.items() if each.signed_on)),
        cards=tuple(each for each in cards if each.view.name != "skin"),
        mark=mark_of_statements(patient=row),
        is_immune=is_immune(preset=case.plan.preset),
    )


def organ_groups(
    actor: Actor, row: Patient, case: Case, overview: CaseOverview
) -> Iterator[OrganGroup]:
    """Give each organ that has lesions, in the order of the list of organs."""
    keys = dict(LesionRow.objects.filter(patient=row).values_list("lesion_id", "pk"))
    addresses = {
        on: link(actor, "visit_review", pk) for pk, on in row.visits.values_list("pk", "visited_on")
    }
    for organ, (name, _) in ORGANS.items():
        found = tuple(
            SiteLesion(
                lesion_pk=keys[each.lesion.lesion_id],
                lesion_id=each.lesion.lesion_id,
                url=link(actor, "lesion", keys[each.lesion.lesion_id]),
                place=organ_words(each.lesion),
                role=role_words(each.lesion, overview.overall.calls).removesuffix(", proposed"),
                is_proposed=not each.lesion.is_confirmed,
                is_followed=each.is_followed,
                measure="Short axis" if organ == "lymph_node" else "Longest diameter",
                trend=each.trend.words,
                history=tuple(history_of(case, each.lesion, addresses)),
            )
            for each in overview.lesions
            if each.lesion.organ == organ
        )
        if found:
            yield OrganGroup(name, found)


def history_of(case: Case, lesion: Lesion, addresses: dict[date, str]) -> Iterator[HistoryLine]:
    """Give what each visit says of a lesion, newest first; silence is no line."""
    for visit in reversed(case.visits):
        for finding in visit.findings:
            if finding.lesion_id == lesion.lesion_id:
                words, detail = describe_finding(finding, lesion)
                yield HistoryLine(
                    visit.visited_on,
                    words,
                    detail,
                    method_of(finding),
                    finding.confirmed_by or "",
                    finding.is_confirmed,
                    addresses.get(visit.visited_on, ""),
                )


def method_of(finding: Finding) -> str:
    """Give how a finding was made; one without a size names its study in its words."""
    return finding.method if isinstance(finding, Measured) else ""


def study_lines(actor: Actor, row: Patient, case: Case, today: date) -> Iterator[StudyLine]:
    """Give the imaging studies, the newest entry first, each with what is asked about it."""
    rules = rules_in_force(actor=actor)
    asked = ask_about(case=case, rules=rules, on=today)
    versions = dict(row.imaging_studies.values_list("study_id", "version"))
    for study in reversed(case.imaging_studies):
        about = [each for each in asked if each.key.endswith(f":{study.study_id}")]
        yield StudyLine(
            study.study_id,
            MODALITIES[study.modality],
            study.done_on,
            study.region,
            study.report,
            versions[study.study_id],
            study.model_dump(),
            QUESTIONS.get(study.question or "", ""),
            FINDINGS.get(study.finding or "", ""),
            ", ".join(each.replace("_", " ") for each in study.organs),
            tuple(question_line(actor=actor, asked=each, rules=rules) for each in about),
        )
