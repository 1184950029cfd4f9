"""Share of the region and number of lesions: typed, refused in words, shown wherever they count."""

import pytest
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.matching import Decision, decide
from dermetry.workbench.casenotes.models import Lesion, MatchChange, Patient, StatedFinding
from dermetry.workbench.casenotes.queries.response_diffuse import diffuse_part
from dermetry.workbench.casenotes.queries.rules import rules_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(actors, opened, sign_in):
    client = sign_in(actors["nurse"])

    class Page:
        pk = opened.lesions["L3"]
        whole = f"/visits/{opened.visit_pk}/findings/"

        def get(self, address=""):
            return " ".join(client.get(address or self.whole).content.decode().split())

        def state(self, **values):
            fields = {f"s{self.pk}-{name}": value for name, value in values.items()}
            return client.post(
                f"{self.whole}{self.pk}/stated/", fields, headers={"HX-Request": "true"}
            )

    return Page()


def text_of(answer) -> str:
    return " ".join(answer.content.decode().replace("&quot;", '"').split())


def test_a_share_and_a_count_are_kept_and_shown_wherever_they_count(actors, opened, page):
    answer = page.state(status="present", percent_of_region="37,5", lesion_count="12")
    assert answer.status_code == 200
    assert "37.5 % of its region, 12 lesions" in text_of(answer)
    assert (
        MatchChange.objects.get().said == "L3 is there, not measured, 37.5 % of its region, "
        "number of lesions 12"
    )
    assert "37.5 % of its region, 12 lesions" in page.get()
    assert "37.5 % of its region, 12 lesions" in page.get(f"/lesions/{page.pk}/")
    case = mapping.read_case(patient=Patient.objects.get(pk=opened.patient_pk))
    found = diffuse_part(case=case, rules=rules_in_force(actor=actors["nurse"])).rows[0]
    assert found.visited_on == TODAY
    assert [each.text for each in found.regions] == ["37.5 % of chest wall anterior"]
    assert (found.count.text, found.count.missing) == ("13", "L2")  # L1 is 1, the group 12


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"percent_of_region": "101"}, "101 % is more than all of it; write 0 to 100"),
        ({"percent_of_region": "a third"}, '"a third" is no number'),
        ({"lesion_count": "2.5"}, '"2.5" is no whole number from 1 to 9999'),
        ({"lesion_count": "0"}, '"0" is no whole number from 1 to 9999'),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays_typed(page, typed, words):
    answer = page.state(status="present", reason="typed", **typed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert f'value="{next(iter(typed.values()))}"' in text_of(answer)
    assert not StatedFinding.objects.exists()


def test_of_a_lesion_that_is_gone_neither_is_sent(page):
    page.state(status="absent", percent_of_region="40", lesion_count="3")
    assert StatedFinding.objects.get().details == {"status": "absent"}


def test_they_stand_open_for_a_plaque_and_folded_away_for_a_nodule(opened, page):
    folded = "Plaque or group of lesions ..."
    before = page.get().count(folded)
    Lesion.objects.filter(pk=page.pk).update(
        details={**Lesion.objects.get(pk=page.pk).details, "non_measurable": "diffuse_plaque"}
    )
    assert page.get().count(folded) == before - 1
    page.state(status="present", lesion_count="5")
    assert page.get().count(folded) == before - 1


def test_who_is_who_does_not_ask_for_them_and_leaves_them(actors, opened, page):
    page.state(status="present", percent_of_region="40", lesion_count="3")
    for kind, kept in (("too_small", ("40", 3)), ("absent", (None, None))):
        decide(
            actor=actors["nurse"],
            at=AT,
            today=TODAY,
            visit_pk=opened.visit_pk,
            decisions=[Decision(kind, lesion_pk=page.pk)],
        )
        details = StatedFinding.objects.get().details
        assert details["status"] == kind
        assert (details.get("percent_of_region"), details.get("lesion_count")) == kept
