"""A form goes to the site at which its page was opened, or nowhere."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.workbench.conftest import TODAY

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.record.casefile import write_case_file
from dermetry.workbench.accounts.models import Membership
from dermetry.workbench.casenotes.models import Patient

pytestmark = pytest.mark.django_db
PERSON = {"patient_id": "N-7", "name": "Ottoline Quillfeather"}


@pytest.fixture
def both(make_actor, sign_in, sites):
    """The browser of a physician who works at both sites, now at the first."""
    actor = make_actor("physician")
    Membership.objects.create(user_id=actor.user_id, site=sites[1], role="physician")
    return sign_in(actor)


def hidden_site(page) -> str:
    """Give the site a page was opened at, as its form sends it."""
    found = re.search(r'<input type="hidden" name="site" value="(\d+)">', page.content.decode())
    return found[1]


def words(answer) -> str:
    """Give the page as text."""
    return html.unescape(answer.content.decode())


def fields_of(route: str) -> dict[str, object]:
    """Give what the form of a route sends."""
    if route == "patient_register":
        return dict(PERSON)
    case = load_demo_clinic(today=TODAY).patients[0].case
    file = SimpleUploadedFile("case.json", write_case_file(case=case).encode())
    return {"files": [file], "identifier": "N-7"}


@pytest.mark.parametrize("route", ["patient_register", "import_case"])
def test_after_a_change_of_site_nothing_is_kept_until_it_is_sent_again(both, sites, route):
    url = reverse(route)
    opened_at = hidden_site(both.get(url))
    assert opened_at == str(sites[0].pk)
    both.post(reverse("choose_site"), {"site": sites[1].pk})  # in another tab
    answer = both.post(url, fields_of(route) | {"site": opened_at})
    assert answer.status_code == 409
    said = words(answer)
    assert "opened at North Clinic; you have changed to South Clinic" in said
    assert "N-7" in said  # what was typed
    assert not Patient.objects.exists()
    again = both.post(url, fields_of(route) | {"site": hidden_site(answer)})
    assert again.status_code == 302
    assert Patient.objects.get().site_id == sites[1].pk


@pytest.mark.parametrize("site", ["", "²", "9" * 40, "0"])
def test_a_site_that_is_none_is_refused_in_words(both, site):
    answer = both.post(reverse("patient_register"), PERSON | {"site": site})
    assert answer.status_code == 409
    assert "opened at another site" in words(answer)
    assert not Patient.objects.exists()
