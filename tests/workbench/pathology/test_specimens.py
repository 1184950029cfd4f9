"""Specimens: pending is never benign, raw values stay raw, and what cannot be is asked."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY

from dermetry.record.patient import PrimaryTumor
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordNotLawful
from dermetry.workbench.casenotes.actions.pathology import choose_current, save_report
from dermetry.workbench.casenotes.models import AuditEntry, Patient, Specimen
from dermetry.workbench.casenotes.queries.banner import patient_banner
from dermetry.workbench.casenotes.queries.specimen import specimen_page

RESPONDER = "FERN-1041"
TAKEN = {"kind": "punch", "taken_on": date(2026, 4, 30)}
REPORTED = TAKEN | {"reported_on": TODAY, "is_malignant": True}

ULTRALOW = {"marker": "HER2", "ihc_score": "0", "membrane_staining_present": "yes"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def pk(load) -> int:
    """A patient without specimens."""
    found = load(RESPONDER)
    patient = Patient.objects.get(pk=found)
    patient.biopsies.all().delete()
    patient.specimens.all().delete()
    tumor = PrimaryTumor(laterality="left").model_dump(mode="json", exclude_none=True)
    patient.details = {**patient.details, "current_specimen": None, "primary": tumor}
    patient.save()
    return found


def save(actor, pk: int, fields=TAKEN, **changed) -> Specimen:
    given = {"lesion_pk": None} | changed
    key = save_report(actor=actor, at=AT, today=TODAY, patient_pk=pk, fields=fields, **given)
    return Specimen.objects.get(pk=key)


def type_stains(client, row: Specimen, *stains: dict, **changed):
    sent = {"do": "stains", "rows": len(stains)} | changed
    for number, stain in enumerate(stains):
        sent |= {f"s{number}-{name}": value for name, value in stain.items()}
    return client.post(reverse("specimen", args=[row.pk]), sent)


def recorded(pk: int):
    return mapping.read_case(patient=Patient.objects.get(pk=pk))


def opened_by(actor, row: Specimen):
    return specimen_page(actor=actor, patient_pk=row.patient_id, specimen_pk=row.pk, today=TODAY)


def asked(actor, row: Specimen) -> str:
    return " | ".join(each.what for each in opened_by(actor, row).questions)


def test_a_specimen_is_pending_until_a_pathologist_reports(pk, actors, sign_in):
    row = save(actors["pathologist"], pk)
    html = sign_in(actors["nurse"]).get(reverse("specimen", args=[row.pk])).content.decode()
    assert "result pending" in html
    assert "Save report" not in html
    with pytest.raises(NotPermitted):
        save(actors["nurse"], pk)
    assert AuditEntry.objects.filter(action="specimen.added").exists()


def test_impossible_days_are_refused(pk, actors):
    with pytest.raises(RecordNotLawful, match="lies in the future"):
        save(actors["physician"], pk, TAKEN | {"taken_on": date(2026, 5, 5)})
    with pytest.raises(RecordNotLawful, match="before it was taken"):
        save(actors["physician"], pk, TAKEN | {"reported_on": date(2026, 4, 29)})
    assert not Specimen.objects.filter(patient=pk).exists()


def test_the_second_editor_of_a_report_chooses_and_stains_are_no_conflict(pk, sign_in, actors):
    row = save(actors["physician"], pk)
    client, address = sign_in(actors["physician"]), reverse("specimen", args=[row.pk])
    opened = specimen_page(
        actor=actors["physician"], patient_pk=pk, specimen_pk=row.pk, today=TODAY
    )
    assert type_stains(client, row, {"marker": "ER", "percent": "5"}).status_code == 302
    mine = {"do": "report", "seen": opened.report_mark, "kind": "punch", "source": "skin",
            "taken_on": "2026-04-30", "diagnosis": "Scar", "is_malignant": "no"}  # fmt: skip
    assert client.post(address, mine).status_code == 302  # the stains are another part
    answer = client.post(address, mine | {"diagnosis": "Keloid"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Scar" in html
    assert "Keloid" in html
    now = opened_by(actors["physician"], row)
    chosen = mine | {"seen": now.report_mark, "diagnosis": "Keloid", "choice_diagnosis": "theirs"}
    assert client.post(address, chosen).status_code == 302
    (specimen,) = recorded(pk).specimens
    assert (specimen.diagnosis, specimen.stains[0].percent) == ("Scar", Decimal(5))


def test_two_editors_of_the_stains_see_both_tables(pk, sign_in, actors):
    row, client = save(actors["physician"], pk, REPORTED), sign_in(actors["physician"])
    opened = specimen_page(
        actor=actors["physician"], patient_pk=pk, specimen_pk=row.pk, today=TODAY
    )
    type_stains(client, row, {"marker": "ER", "percent": "90"})
    answer = type_stains(client, row, {"marker": "PR", "percent": "7"}, seen=opened.stains_mark)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "ER: 90 %" in html
    assert "PR: 7 %" in html
    theirs = type_stains(client, row, {"marker": "PR"}, choice_stains="theirs")
    assert theirs.status_code == 302
    assert [each.marker for each in recorded(pk).specimens[0].stains] == ["ER"]


IMPOSSIBLE = {
    "HER2 3+ with ISH negative": (
        [{"marker": "HER2", "ihc_score": "3+", "ish_ratio": "1.1", "ish_copies": "2"}],
        "exclude each other",
    ),
    "intensity none with 40 %": (
        [{"marker": "ER", "percent": "40", "intensity": "none"}], "none intensity and 40 %",
    ),
    "word against value": (
        [{"marker": "ER", "percent": "60", "result": "negative"}], "60 %",
    ),
    "score on a marker that has none": (
        [{"marker": "GATA3", "ihc_score": "2+"}], "which is not reported for it",
    ),
    "score as hybridization": (
        [{"marker": "HER2", "ihc_score": "2+", "method": "ish"}], "as a hybridization",
    ),
    "two results of one marker": (
        [{"marker": "ER", "percent": "90"}, {"marker": "ER", "percent": "0"}],
        "Two stains of one marker differ",
    ),
    "marker nobody knows": ([{"marker": "XQ9", "percent": "3"}], "no marker of the list"),
    "HER2 2+ without ISH": ([{"marker": "HER2", "ihc_score": "2+"}], "HER2 is open"),
    "malignant and no stain": ([], "no stain is entered"),
}  # fmt: skip


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_is_saved_as_typed_and_asked(pk, sign_in, actors, name):
    stains, question = IMPOSSIBLE[name]
    row, client = save(actors["pathologist"], pk, REPORTED), sign_in(actors["pathologist"])
    assert type_stains(client, row, *stains).status_code == 302
    assert len(recorded(pk).specimens[0].stains) == len(stains)
    assert question in asked(actors["pathologist"], row)
    html = client.get(reverse("specimen", args=[row.pk])).content.decode()
    assert "data-question" in html


REFUSED = {
    "ER 140 %": ({"marker": "ER", "percent": "140"}, "140 is not possible"),
    "no number": ({"marker": "ER", "percent": "many"}, "Enter a number"),
    "values without a marker": ({"percent": "40"}, "no marker"),
    "a marker that is no word": (
        {"marker": "%%", "percent": "1"},
        "it takes up to 20 signs: capital letters, digits",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_record_cannot_hold_is_refused_and_stays_typed(pk, sign_in, actors, name):
    stain, said = REFUSED[name]
    row, client = save(actors["pathologist"], pk, REPORTED), sign_in(actors["pathologist"])
    answer = type_stains(client, row, {"marker": "PR", "percent": "33"}, stain)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert 'value="33"' in html
    assert recorded(pk).specimens[0].stains == ()


def test_a_comma_is_a_decimal_point_and_none_reads_as_a_word(pk, sign_in, actors):
    row, client = save(actors["physician"], pk, REPORTED), sign_in(actors["physician"])
    stains = ({"marker": "ER", "percent": "12,5"}, {"marker": "ki-67", "percent": "30"},
              {"marker": "PR", "percent": "0", "intensity": "none"}, ULTRALOW)  # fmt: skip
    assert type_stains(client, row, *stains).status_code == 302
    assert recorded(pk).specimens[0].stains[0].percent == Decimal("12.5")
    page = opened_by(actors["physician"], row)
    assert "0 %, intensity none" in [each.raw for each in page.reading.lines]
    assert page.reading.subtype.variants[0][0] == "St Gallen 2013"
    html = client.get(reverse("specimen", args=[row.pk])).content.decode()
    assert "none intensity" not in html
    hours = {"do": "report", "kind": "punch", "source": "skin", "taken_on": "2026-04-30",
             "seen": page.report_mark, "fixation_hours": "7,5"}  # fmt: skip
    assert client.post(reverse("specimen", args=[row.pk]), hours).status_code == 302
    assert recorded(pk).specimens[0].report.fixation_hours == Decimal("7.5")


def test_what_stains_do_not_tell_apart_stands_beside_the_leader(pk, sign_in, actors):
    row, client = save(actors["pathologist"], pk, REPORTED), sign_in(actors["pathologist"])
    type_stains(
        client, row, {"marker": "ER", "percent": "90"}, {"marker": "GATA3", "percent": "80"}
    )
    bars = opened_by(actors["pathologist"], row).origin.large
    apart = [each for each in bars if each.leader]
    assert bars[0].side == "breast"
    assert apart and list(bars[1 : len(apart) + 1]) == apart
    html = client.get(reverse("specimen", args=[row.pk])).content.decode()
    small = html.partition("Less than 1 % each:")[2].partition("</p>")[0]
    assert "not told apart" in html
    assert not any(each.label in small for each in apart)


def test_a_report_dated_before_its_biopsy_came_to_the_lab_is_refused(pk, sign_in, actors):
    row = save(actors["pathologist"], pk, REPORTED | {"taken_on": date(2025, 1, 1)})
    client = sign_in(actors["pathologist"])
    typed = {"do": "report", "kind": "punch", "source": "skin", "taken_on": "2026-04-30",
             "reported_on": "2026-04-01", "conclusion": "kept"}  # fmt: skip
    answer = client.post(reverse("specimen", args=[row.pk]), typed)
    assert answer.status_code == 422
    assert "before it was taken" in answer.content.decode()
    assert "kept" in answer.content.decode()


def converted(pk: int, sign_in, actors) -> tuple[Specimen, Specimen]:
    """Type a primary with ER 90 % and a later metastasis with ER 0 %."""
    client = sign_in(actors["pathologist"])
    primary = save(actors["pathologist"], pk, {
        "kind": "core", "source": "primary", "taken_on": date(2022, 3, 1),
        "reported_on": date(2022, 3, 4), "is_malignant": True})  # fmt: skip
    type_stains(client, primary, {"marker": "oestrogen", "percent": "90"},
                ULTRALOW)  # fmt: skip
    later = save(actors["pathologist"], pk, REPORTED)
    type_stains(client, later, {"marker": "ER", "percent": "0"}, {"marker": "PR", "percent": "0"},
                ULTRALOW)  # fmt: skip
    return primary, later


def test_a_lost_receptor_is_flagged_from_the_stains_to_the_banner(pk, sign_in, actors):
    primary, later = converted(pk, sign_in, actors)
    banner = patient_banner(actor=actors["nurse"], patient_pk=pk, today=TODAY)
    assert banner.receptors.startswith("ER− 0 %")
    assert "(0) ultralow" in banner.receptors  # a 0 with staining is never a plain 0
    assert banner.receptor_changes == ("ER lost",)
    client = sign_in(actors["nurse"])
    for route, key in (("patient", pk), ("patient_biopsies", pk), ("specimen", later.pk)):
        assert "ER lost" in client.get(reverse(route, args=[key])).content.decode(), route
    html = client.get(reverse("specimen", args=[later.pk])).content.decode()
    assert "Triple negative" in html
    assert "receptors.conversion" in html
    assert html.count("rule not yet checked by a clinician") <= 3
    assert specimen_page(actor=actors["nurse"], patient_pk=pk, specimen_pk=primary.pk,
                         today=TODAY).reading.conversions == ()  # fmt: skip


def test_the_clinicians_choice_counts_with_its_reason(pk, sign_in, actors):
    primary, later = converted(pk, sign_in, actors)
    client, address = sign_in(actors["physician"]), reverse("receptors_choose", args=[pk])
    sent = {"specimen": primary.specimen_id, "seen": ""}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"reason": "decalcified"}).status_code == 302
    banner = patient_banner(actor=actors["physician"], patient_pk=pk, today=TODAY)
    assert banner.receptors.startswith("ER+ 90 %")
    assert "decalcified" in client.get(reverse("patient_biopsies", args=[pk])).content.decode()
    assert client.post(address, sent | {"reason": "again"}).status_code == 409
    with pytest.raises(RecordConflict):
        choose_current(actor=actors["physician"], at=AT, today=TODAY, patient_pk=pk,
                       specimen_pk=later.pk, reason="x", seen="")  # fmt: skip
    back = {"specimen": "", "reason": "", "seen": primary.specimen_id}
    assert client.post(address, back).status_code == 302
    assert recorded(pk).current_specimen is None
    assert sign_in(actors["nurse"]).get(address).status_code == 403


def test_the_origin_stands_below_the_pathologists_word_and_names_the_next_stain(
    pk, sign_in, actors
):
    row, client = save(actors["pathologist"], pk, REPORTED), sign_in(actors["pathologist"])
    address = reverse("specimen", args=[row.pk])
    assert "No score" in client.get(address).content.decode()
    type_stains(
        client, row, {"marker": "GATA3", "percent": "80"}, {"marker": "CK7", "percent": "90"}
    )
    typed = {"do": "report", "kind": "punch", "source": "skin", "taken_on": "2026-04-30",
             "reported_on": TODAY, "is_malignant": "yes", "origin": "adnexal"}  # fmt: skip
    assert client.post(address, typed).status_code == 302
    html = client.get(address).content.decode()
    assert "not validated" in html
    word, bars = html.index("That stands above the score"), html.index('class="bx-shares"')
    assert word < bars
    assert html.count("bx-interval") >= 2
    assert "Stains that would help most" in html or "No stain is suggested: " in html


def test_a_researcher_sees_no_free_text(pk, sign_in, actors, agree):
    agree(pk)
    report = {"accession": "S26-77", "pathologist": "Dr. Zdenka", "conclusion": "of Ottoline"}
    fields = REPORTED | {"diagnosis": "told by Wilhelmine", "note": "her sister", "report": report}
    row = save(actors["pathologist"], pk, fields)
    client = sign_in(actors["researcher"])
    for route, key in (("specimen", row.pk), ("patient_biopsies", pk)):
        html = client.get(reverse(route, args=[key])).content.decode()
        for text in ("S26-77", "Zdenka", "Ottoline", "Wilhelmine", "her sister"):
            assert text not in html, (route, text)
        assert "malignant" in html
