"""What cannot be taken is answered in words, on a page or to a script."""

import pytest
from django.test import Client
from django.urls import reverse

from dermetry.workbench.accounts.models import User

pytestmark = pytest.mark.django_db
SCRIPT = {"Accept": "application/json"}
FORM = "multipart/form-data; boundary=edge"
SENT = (
    f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{"x" * 5000}.jpg"\r\n'
    "Content-Type: image/jpeg\r\n\r\nsome bytes\r\n--edge--\r\n"
)


def enter(actor, **how) -> Client:
    """Sign in with a browser of one's own."""
    client = Client(**how)
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    client.get(reverse("patterns"))  # gives the cookie that a form's token is compared with
    return client


@pytest.mark.parametrize("checks_csrf", [True, False], ids=["before the page", "in the page"])
def test_a_file_name_that_is_far_too_long_is_said(make_actor, checks_csrf):
    client = enter(make_actor("physician"), enforce_csrf_checks=checks_csrf)
    for headers in ({}, SCRIPT):
        answer = client.post(reverse("import_case"), SENT, FORM, headers=headers)
        assert answer.status_code == 400
        assert "file has a name that is far too long" in answer.text
        assert "shorter file name" in answer.text
    assert answer.json()["what"].startswith("What was sent could not be taken")


@pytest.mark.parametrize("checks_csrf", [True, False], ids=["before the page", "in the page"])
def test_too_many_fields_are_said(make_actor, settings, checks_csrf):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    client = enter(make_actor("nurse"), enforce_csrf_checks=checks_csrf)
    answer = client.post(reverse("patient_register"), {f"a{i}": "x" for i in range(9)})
    assert answer.status_code == 400
    assert "Too much was sent at once" in answer.text
    assert "smaller parts" in answer.text


def test_a_strange_host_is_answered_in_words(client):
    answer = client.get(reverse("account_login"), headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "could not be taken" in answer.text
