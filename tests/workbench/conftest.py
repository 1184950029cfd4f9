"""Sites, people and a case for the tests of the workbench."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.models import Membership, Site, User
from dermetry.workbench.accounts.roles import ROLES, Role
from dermetry.workbench.casenotes import audit_guard, models

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
TODAY = date(2026, 5, 4)
PASSWORD = "wound-care-2026-demo"


@pytest.fixture
def sites(db) -> tuple[Site, Site]:
    """Two sites."""
    return (
        Site.objects.create(code="north", name="North Clinic"),
        Site.objects.create(code="south", name="South Clinic"),
    )


@pytest.fixture
def make_actor(sites):
    """Make a person in a role at the first (0) or second (1) site, able to sign in."""

    def make(role: Role, site: int = 0) -> Actor:
        user, is_new = User.objects.get_or_create(
            username=f"{role}-{site}", defaults={"full_name": f"{role.title()} {site}"}
        )
        if is_new:
            user.set_password(PASSWORD)
            user.save()
        Membership.objects.get_or_create(user=user, site=sites[site], defaults={"role": role})
        return Actor(user.pk, str(user), role, sites[site].pk, sites[site].name)

    return make


@pytest.fixture
def actors(make_actor) -> dict[Role, Actor]:
    """One person per role at the first site."""
    return {role: make_actor(role) for role in ROLES}


@pytest.fixture
def _unguarded(db) -> None:
    """Take the guard of the audit log away, as somebody with the rights of its owner would."""
    audit_guard.remove(connection=connection)


@pytest.fixture
def sign_in(client):
    """Sign the test client in as an actor."""

    def enter(actor: Actor):
        client.force_login(
            User.objects.get(pk=actor.user_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return enter


@pytest.fixture
def agree():
    """Write down a patient's answer about research, "given" unless another is named."""

    def record(patient_pk: int, answer: str = "given") -> int:
        models.Consent.objects.create(
            patient_id=patient_pk,
            position=models.Consent.objects.filter(patient_id=patient_pk).count(),
            use="research",
            answer=answer,
            answered_on=TODAY,
            recorded_by="R. Nurse",
        )
        return patient_pk

    return record


@pytest.fixture
def foreign(sites, make_actor) -> dict[str, object]:
    """One of everything at the second site, by the names that addresses use."""
    patient = models.Patient.objects.create(
        site=sites[1], patient_id="SOUTH-1", name="Not Yours", created_at=AT
    )
    lesion = models.Lesion.objects.create(
        patient=patient, lesion_id="L1", organ="skin", role="target"
    )
    visit = models.Visit.objects.create(patient=patient, visited_on=TODAY)
    photograph = models.Photograph.objects.create(
        patient=patient, visit=visit, photograph_id="F1", file_name="a.jpg", sha256="0" * 64,
        added_at=AT,
    )  # fmt: skip
    outline = models.Outline.objects.create(
        photograph=photograph, patient=patient, outline_id="O1", source="drawn", lesion=lesion
    )
    task = models.Task.objects.create(
        patient=patient, site=sites[1], kind="task", reason="x", opened_at=AT
    )
    specimen = models.Specimen.objects.create(
        patient=patient, specimen_id="BX-1", kind="punch", taken_on=TODAY
    )
    biopsy = models.Biopsy.objects.create(
        patient=patient, biopsy_id="BP-1", suggested_on=TODAY, specimen=specimen
    )
    alert = models.Alert.objects.create(
        patient=patient, key="alerts.x:L1", rule_id="alerts.x", urgency="soon", owner="nurse"
    )
    report = models.Report.objects.create(
        patient=patient, role="physician", key="0" * 64, order={}, asked_at=AT
    )
    return {
        "patient_pk": patient.pk,
        "lesion_pk": lesion.pk,
        "visit_pk": visit.pk,
        "photograph_pk": photograph.pk,
        "outline_pk": outline.pk,
        "task_pk": task.pk,
        "alert_pk": alert.pk,
        "specimen_pk": specimen.pk,
        "biopsy_pk": biopsy.pk,
        "report_pk": report.pk,
        "user_pk": make_actor("physician", site=1).user_id,
    }


@pytest.fixture(scope="session", autouse=True)
def _no_session_left(django_db_setup, django_db_blocker):
    """End sessions that threads of a test left open, so that PostgreSQL lets its database go."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
