"""What a person reads whose role does not include a page, and where an error keeps the patient."""

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, PASSWORD, TODAY
from tests.workbench.findings.cases import register

from dermetry.workbench.accounts.models import User
from dermetry.workbench.casenotes.actions import signing
from dermetry.workbench.casenotes.queries.review import review_of

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("route", ["audit_log", "users", "patient_register"])
def test_a_page_of_another_role_is_refused_in_words_with_a_way_back(make_actor, sign_in, route):
    answer = sign_in(make_actor("researcher")).get(reverse(route))
    assert answer.status_code == 403
    assert "Your role does not include this page" in words(answer)
    assert '<a class="button button-primary" href="/">' in words(answer)
    assert "Researcher 0" in words(answer)  # the frame of the workbench stands around it


def test_signing_in_towards_a_page_of_another_role_ends_at_words(client, make_actor):
    make_actor("auditor")
    given = {"login": "auditor-0", "password": PASSWORD, "next": "/today/"}
    answer = client.post("/account/login/", given, follow=True)
    assert answer.status_code == 403
    assert "Go to the first page" in words(answer)


@pytest.mark.parametrize(("full_name", "said"), [("Nurse O'Neil", True), ("", False)])
def test_signing_in_greets_by_the_full_name_or_says_nothing(client, make_actor, full_name, said):
    nurse = make_actor("nurse")
    User.objects.filter(pk=nurse.user_id).update(full_name=full_name)
    given = {"login": "nurse-0", "password": PASSWORD}
    page = words(client.post("/account/login/", given, follow=True))
    assert "nurse-0" not in page.split('id="status"')[1].split("</main>")[0]
    assert ("Signed in as Nurse O&#x27;Neil." in page) == said


def test_what_is_refused_keeps_the_patient_in_sight(actors, sign_in):
    opened = register(actors["physician"])
    mark = review_of(actor=actors["physician"], visit_pk=opened.visit_pk, today=TODAY).mark
    signing.sign_visit(
        actor=actors["physician"], at=AT, today=TODAY, visit_pk=opened.visit_pk, reviewed=mark,
        own_call=signing.OwnCall("", ""), signs_without_waiting=False,
        is_the_patient=True,
    )  # fmt: skip
    address = reverse("visit_identity", args=[opened.visit_pk])
    answer = sign_in(actors["nurse"]).post(address, {"answer": "yes"})
    assert answer.status_code == 422
    page = words(answer)
    assert "Not taken" in page
    assert "> 400<" not in page
    assert 'aria-label="Patient Ada Probe"' in page
    assert "Ada Probe" not in words(sign_in(actors["auditor"]).get(address))
