"""Visits of the demo clinic done over again through the actions, and the same as a case folder."""

import json
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from tests.workbench.conftest import AT

from dermetry import __version__
from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.imaging.photograph import Opener
from dermetry.pathway.examine import examine_photograph
from dermetry.record.case import Case
from dermetry.record.patient import Patient as RecordedPatient
from dermetry.record.photograph import Photograph as RecordedPhotograph
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, store
from dermetry.workbench.casenotes.actions import analyses
from dermetry.workbench.casenotes.actions.matching import Decision, decide
from dermetry.workbench.casenotes.actions.outlines import Drawn, save_outline
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.actions.photographs import add_photograph
from dermetry.workbench.casenotes.actions.visits import start_visit
from dermetry.workbench.casenotes.models import Lesion, Outline, Patient, Photograph, Visit

LATE = date(2027, 1, 1)


def demo_patient(story: str):
    """Give one patient of the demo clinic by what its story speaks of."""
    clinic = load_demo_clinic(today=date(2026, 1, 1))
    return next(each for each in clinic.patients if story in each.story)


@dataclass
class Clinic:
    """A nurse, a patient, and the visits made so far."""

    actor: Actor
    opener: Opener
    patient_pk: int

    def visit(self, day: date) -> int:
        """Start a visit."""
        started = start_visit(
            actor=self.actor, at=AT, patient_pk=self.patient_pk, visited_on=day, today=LATE
        )
        return started.visit_pk

    def photograph(self, visit_pk: int, name: str, data: bytes, **place) -> int:
        """Take a photograph in and analyse it, as the job does."""
        added = add_photograph(
            actor=self.actor, at=AT, visit_pk=visit_pk, file_name=name, data=data, **place
        )
        self.analyse(added.photograph_pk)
        return added.photograph_pk

    def analyse(self, photograph_pk: int) -> None:
        asked = analyses.read_to_analyse(photograph_pk=photograph_pk)
        result = examine_photograph(
            data=store.read(folder=settings.PHOTOGRAPH_FOLDER, name=asked.stored_as),
            file_name=asked.file_name,
            visited_on=asked.visited_on,
            mark=asked.marked.mark,
            is_confirmed=asked.marked.is_confirmed,
            calipers_mm=asked.marked.calipers_mm,
            opener=self.opener,
            today=LATE,
            photograph_id=asked.photograph_id,
            outline_ids=asked.marked.outline_ids,
        )
        assert analyses.keep_result(
            asked=asked, result=result, engine=__version__, at=AT, today=LATE
        )

    def outline(self, photograph_pk: int, polygon, lesion_id=None, outline_id=None) -> Outline:
        """Draw a border."""
        row = Photograph.objects.get(pk=photograph_pk)
        saved = save_outline(
            actor=self.actor,
            at=AT,
            today=LATE,
            photograph_pk=photograph_pk,
            version=row.version,
            drawn=Drawn(polygon=polygon, lesion_id=lesion_id, outline_id=outline_id),
            opener=self.opener,
        )
        return Outline.objects.get(outline_id=saved.outline_id)

    def decide(self, visit_pk: int, kind: str, *outlines: Outline, **more) -> str:
        """Decide who is who."""
        decision = Decision(kind, outline_pks=tuple(each.pk for each in outlines), **more)
        return decide(actor=self.actor, at=AT, today=LATE, visit_pk=visit_pk, decisions=[decision])

    def lesion(self, lesion_id: str) -> Lesion:
        return Lesion.objects.get(patient_id=self.patient_pk, lesion_id=lesion_id)

    def case(self) -> Case:
        return mapping.read_case(patient=Patient.objects.get(pk=self.patient_pk))

    def recorded(self, visit_pk: int):
        """Give a visit as the record holds it."""
        day = Visit.objects.get(pk=visit_pk).visited_on
        return next(each for each in self.case().visits if each.visited_on == day)

    def findings(self, visit_pk: int) -> dict:
        return {each.lesion_id: each for each in self.recorded(visit_pk).findings}


def open_clinic(actor: Actor, opener: Opener, patient_id: str = "T-1") -> Clinic:
    """Register a patient nobody has seen yet."""
    physician = Actor(actor.user_id, actor.name, "physician", actor.site_id, actor.site_name)
    pk = register_case(
        actor=physician,
        at=AT,
        case=Case(patient=RecordedPatient(patient_id=patient_id, born_on=date(1960, 2, 3))),
        said="patient.registered",
    )
    return Clinic(actor, opener, pk)


def drawn_of(photo: RecordedPhotograph):
    """Give the outlines a person drew on a photograph."""
    return [each for each in photo.outlines if each.lesion_id]


def redo(clinic: Clinic, patient) -> dict[date, int]:
    """Do every visit of a demo patient again: photographs, borders, who is who."""
    made = {}
    for visit in patient.case.visits:
        made[visit.visited_on] = clinic.visit(visit.visited_on)
        for photo in visit.photographs:
            pk = clinic.photograph(
                made[visit.visited_on],
                photo.file_name,
                patient.read_photograph(sha256=photo.sha256),
                view=photo.view,
                zone=photo.zone,
                laterality=photo.laterality,
            )
            for each in drawn_of(photo):
                known = Lesion.objects.filter(
                    patient_id=clinic.patient_pk, lesion_id=each.lesion_id
                ).exists()
                outline = clinic.outline(pk, each.polygon, each.lesion_id if known else None)
                if not known:
                    clinic.decide(made[visit.visited_on], "new", outline, lesion_id=each.lesion_id)
    return made


def write_folder(patient, folder: Path, actor_name: str) -> None:
    """Write the same photographs and marks as a case folder."""
    first = patient.case.visits[0].visited_on
    known: set[str] = set()
    folder.mkdir()
    folder.joinpath("case.toml").write_text('[patient]\nid = "T-1"\nborn_on = 1960-02-03\n')
    for visit in patient.case.visits:
        place = folder / visit.visited_on.isoformat()
        place.mkdir()
        lines = [f'confirmed = true\nconfirmed_by = "{actor_name}"']
        for photo in visit.photographs:
            (place / photo.file_name).write_bytes(patient.read_photograph(sha256=photo.sha256))
            lines.append(f'[[photograph]]\nfile = "{photo.file_name}"')
            for name in ("view", "zone", "laterality"):
                if getattr(photo, name):
                    lines.append(f'{name} = "{getattr(photo, name)}"')
            for each in drawn_of(photo):
                points = json.dumps([list(point) for point in each.polygon])
                lines.append(
                    f'[[photograph.lesion]]\nlesion = "{each.lesion_id}"\noutline = {points}'
                )
                if visit.visited_on > first and each.lesion_id not in known:
                    lines.append("is_new = true")
                known.add(each.lesion_id)
        (place / "marks.toml").write_text("\n".join(lines) + "\n")


def remove_photographs() -> None:
    """Forget the files other tests have stored."""
    shutil.rmtree(settings.PHOTOGRAPH_FOLDER, ignore_errors=True)


def later(day: date) -> date:
    """Give a day four weeks on."""
    return day + timedelta(days=28)
