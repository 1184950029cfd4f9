"""A signed visit is locked: every action on a visit or a photograph refuses, by name."""

import importlib
import inspect
import pkgutil
from datetime import date
from typing import Any

import pytest
from tests.workbench.conftest import AT, TODAY
from tests.workbench.findings.cases import look

from dermetry.workbench.casenotes import actions, mapping
from dermetry.workbench.casenotes.actions.base import VisitSigned
from dermetry.workbench.casenotes.actions.matching import Decision
from dermetry.workbench.casenotes.actions.moving import Destination
from dermetry.workbench.casenotes.actions.other_sites import Reading, StudyGiven
from dermetry.workbench.casenotes.models import Finding, Outline, Patient, Photograph

pytestmark = pytest.mark.django_db
KEYS = {"visit_pk", "photograph_pk", "outline_pk"}
NOT_LOCKED = {
    "visits.remember_step",  # a bookmark, never of a signed visit
    "signing.add_addendum",  # what a signed visit is for
    "reveal.reveal_photograph",  # looking, not changing
}
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
    assert set(ACTIONS) >= NOT_LOCKED


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


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - NOT_LOCKED))
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
