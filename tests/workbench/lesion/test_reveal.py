"""One tap shows a photograph clear, for this session, with exactly one entry in the audit log."""

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT

from dermetry.workbench.casenotes import audit
from dermetry.workbench.casenotes.models import AuditEntry, Consent

pytestmark = pytest.mark.django_db


def entries() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action="photograph.revealed"))


def test_revealing_shows_the_photograph_and_writes_one_entry(sign_in, actors, photograph):
    client = sign_in(actors["site_administrator"])
    address = reverse("photograph_file", args=[photograph.pk])
    reveal = reverse("photograph_reveal", args=[photograph.pk])
    before = client.get(address)
    page = client.get(reverse("photograph", args=[photograph.pk]))
    assert reveal in page.content.decode()
    for _ in range(3):
        client.post(reveal)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content
    assert "no-cache" in after["Cache-Control"]  # gone with the session
    assert reveal not in client.get(reverse("photograph", args=[photograph.pk])).content.decode()
    (entry,) = entries()
    assert entry.actor_name == actors["site_administrator"].name
    assert entry.patient_pk == photograph.patient_id
    assert entry.target == photograph.photograph_id
    assert not audit.verify_chain().broken


def test_a_revealed_photograph_is_blurred_again_in_the_next_session(sign_in, actors, photograph):
    client = sign_in(actors["trial_coordinator"])
    address = reverse("photograph_small", args=[photograph.pk])
    blurred = client.get(address).content
    client.post(reverse("photograph_reveal", args=[photograph.pk]))
    assert client.get(address).content != blurred
    client.logout()
    assert sign_in(actors["trial_coordinator"]).get(address).content == blurred


def test_who_sees_photographs_anyway_leaves_no_entry(sign_in, actors, photograph):
    sign_in(actors["nurse"]).post(reverse("photograph_reveal", args=[photograph.pk]))
    assert entries() == []


def test_revealing_takes_a_post_and_goes_back_to_our_own_pages_alone(sign_in, actors, photograph):
    client = sign_in(actors["trial_coordinator"])
    address = reverse("photograph_reveal", args=[photograph.pk])
    assert client.get(address).status_code == 405
    home = reverse("photograph", args=[photograph.pk])
    assert client.post(address, {"next": "/today/"}).url == "/today/"
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert client.post(address, {"next": elsewhere}).url == home


@pytest.mark.parametrize(
    ("answers", "status"),
    [((), 404), (("refused",), 404), (("given", "withdrawn"), 404), (("refused", "given"), 302)],
)
def test_research_takes_the_patients_consent(sign_in, actors, photograph, answers, status):
    for number, answer in enumerate(answers):
        Consent.objects.create(
            patient_id=photograph.patient_id,
            position=number,
            use="research",
            answer=answer,
            answered_on=AT.date(),
            recorded_by="R. Nurse",
        )
    client = sign_in(actors["researcher"])
    answer = client.post(reverse("photograph_reveal", args=[photograph.pk]))
    assert answer.status_code == status
    assert len(entries()) == (status == 302)


def test_another_sites_photograph_does_not_exist(sign_in, make_actor, photograph):
    client = sign_in(make_actor("trial_coordinator", 1))
    answer = client.post(reverse("photograph_reveal", args=[photograph.pk]))
    assert answer.status_code == 404
    assert entries() == []
