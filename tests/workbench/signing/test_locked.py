"""A signed visit is locked: every action on a visit or a photograph refuses, by name."""

import importlib
import inspect
import pkgutil
from datetime import date, timedelta
from typing import Any

import pytest
from tests.workbench.conftest import AT, TODAY
from tests.workbench.findings.cases import look

from dermetry.workbench.casenotes import actions, mapping
from dermetry.workbench.casenotes.actions import moving
from dermetry.workbench.casenotes.actions.base import VisitSigned
from dermetry.workbench.casenotes.actions.matching import Decision
from dermetry.workbench.casenotes.actions.moving import Destination, MoveRefused
from dermetry.workbench.casenotes.actions.other_sites import Reading, StudyGiven
from dermetry.workbench.casenotes.models import (
    Addendum,
    Finding,
    Outline,
    Patient,
    Photograph,
    Visit,
)

pytestmark = pytest.mark.django_db
KEYS = {"visit_pk", "photograph_pk", "outline_pk"}
NOT_LOCKED = {
    "visits.remember_step",  # a bookmark, never of a signed visit
    "signing.add_addendum",  # what a signed visit is for
    "reveal.reveal_photograph",  # looking, not changing
    "photographs.give_file",  # the bytes of a photograph that is in the record already
}
ON_PURPOSE = {"moving.move_photograph"}  # the one exception: by physicians, with an addendum
GIVEN: dict[str, Any] = {
    "at": AT, "today": TODAY, "values": look(), "fields": {"status": "absent"}, "said": "",
    "examined": [], "not_examined": [], "observations": [], "symptoms": [], "notes": [],
    "next_due_on": date(2026, 6, 1), "next_reason": "", "reviewed": "", "owner_user_id": 0,
    "decisions": [Decision("undecided")], "change_pk": 1, "first": (0, 0), "second": (9, 0),
    "mm": "10", "data": b"x", "reason": "wrong patient", "outline_ids": ["o"],
    "study": StudyGiven("", "ct", TODAY, "", ""),
}  # fmt: skip


def functions():
    """Give every action that speaks of a visit, a photograph or an outline."""
    for module in pkgutil.iter_modules(actions.__path__):
        found = importlib.import_module(f"{actions.__name__}.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            parameters = inspect.signature(function).parameters
            is_own = "actor" in parameters and function.__module__ == found.__name__
            if is_own and KEYS & set(parameters) and not name.startswith("_"):
                yield f"{module.name}.{name}", function, parameters


ACTIONS = {name: (function, parameters) for name, function, parameters in functions()}


def test_the_walk_finds_the_actions():
    assert {"findings.describe_lesion", "signing.sign_visit", "matching.decide"} <= set(ACTIONS)
    assert set(ACTIONS) >= NOT_LOCKED | ON_PURPOSE


@pytest.fixture
def signed(actors, opened):
    """Sign the visit, with a photograph and an outline on it."""
    photo = Photograph.objects.create(
        patient_id=opened.patient_pk, visit_id=opened.visit_pk, photograph_id="p", file_name="p",
        sha256="0" * 64, stored_as="p", added_at=AT,
    )  # fmt: skip
    outline = Outline.objects.create(
        photograph=photo, patient_id=opened.patient_pk, outline_id="o", source="drawn"
    )
    visit = opened.visit
    visit.signed_on = TODAY
    visit.save()
    return {
        "visit_pk": opened.visit_pk,
        "lesion_pk": opened.lesions["L1"],
        "photograph_pk": photo.pk,
        "outline_pk": outline.pk,
    }


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - NOT_LOCKED - ON_PURPOSE))
def test_a_signed_visit_refuses(name, actors, opened, signed):
    function, parameters = ACTIONS[name]
    given = GIVEN | signed | {"actor": actors["physician"], "patient_pk": opened.patient_pk}
    given["to"] = Destination(opened.patient_pk, None, TODAY)
    given["readings"] = [Reading(opened.lesions["N1"], "absent", None, "")]
    asked = {
        key: given.get(key)
        for key, parameter in parameters.items()
        if parameter.default is parameter.empty or key in KEYS
    }
    before = mapping.read_case(patient=Patient.objects.get(pk=opened.patient_pk))
    findings = list(Finding.objects.order_by("pk").values())
    with pytest.raises(VisitSigned, match="is signed"):
        function(**asked)
    assert mapping.read_case(patient=Patient.objects.get(pk=opened.patient_pk)) == before
    assert list(Finding.objects.order_by("pk").values()) == findings


@pytest.fixture
def move(opened, signed):
    """Move the photograph out of the signed visit, to a visit of another day."""

    def run(actor, **more):
        place = Destination(opened.patient_pk, None, TODAY - timedelta(days=1), **more)
        return moving.move_photograph(
            actor=actor, at=AT, today=TODAY, photograph_pk=signed["photograph_pk"], version=None,
            to=place, reason="wrong day",
        )  # fmt: skip

    return run


@pytest.mark.parametrize(
    ("role", "is_agreed", "error"),
    [("nurse", True, VisitSigned), ("site_administrator", True, VisitSigned),
     ("physician", False, MoveRefused)],
)  # fmt: skip
def test_a_photograph_leaves_only_by_a_physicians_word(
    move, actors, opened, role, is_agreed, error
):
    before = mapping.read_case(patient=Patient.objects.get(pk=opened.patient_pk))
    with pytest.raises(error, match="is signed"):
        move(actors[role], with_addendum=is_agreed)
    assert mapping.read_case(patient=Patient.objects.get(pk=opened.patient_pk)) == before
    assert Addendum.objects.count() == 0


def test_a_physician_takes_it_out_and_all_else_stays(move, actors, opened, signed):
    findings = list(Finding.objects.filter(visit_id=opened.visit_pk).order_by("pk").values())
    visit = Visit.objects.get(pk=opened.visit_pk)
    visit.details["signature"] = {
        "signed_by": "Dr. A", "signed_on": TODAY.isoformat(), "statement": "SD",
        "rules_version": "1", "software_version": "1",
    }  # fmt: skip
    visit.save()
    move(actors["physician"], with_addendum=True)
    after = Visit.objects.get(pk=opened.visit_pk)
    assert Photograph.objects.get(pk=signed["photograph_pk"]).visit_id != opened.visit_pk
    assert (after.signed_on, after.details) == (visit.signed_on, visit.details)
    kept = Finding.objects.filter(visit_id=opened.visit_pk).order_by("pk")
    assert list(kept.values()) == findings
    assert after.addenda.get().written_by == actors["physician"].name
