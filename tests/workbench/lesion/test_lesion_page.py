"""The page of a lesion: every visit, equal scale, honest gaps, every number with its source."""

import re

import pytest
from django.urls import reverse
from tests.workbench.conftest import TODAY

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.report.cells import findings_of
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.models import Lesion, Outline, Photograph
from dermetry.workbench.casenotes.queries.lesion import lesion_page
from dermetry.workbench.casenotes.queries.photographs import photograph_page
from dermetry.workbench.casenotes.queries.visit_outlines import SOURCES

pytestmark = pytest.mark.django_db
STORIES = [each.story for each in load_demo_clinic(today=TODAY).patients if each.case.lesions]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story[:30])
def test_every_lesion_and_photograph_of_the_demo_clinic_has_its_page(sign_in, actors, load, story):
    patient = load(story)
    client = sign_in(actors["physician"])
    for lesion in patient.lesions.all():
        answer = client.get(reverse("lesion", args=[lesion.pk]))
        assert answer.status_code == 200
        assert patient.name in answer.content.decode()
    for photo in patient.photographs.all():
        answer = client.get(reverse("photograph", args=[photo.pk]))
        assert answer.status_code == 200
        assert photo.sha256[:12] in answer.content.decode()


def page_of(actors, patient, lesion_id, role="physician", **more):
    row = Lesion.objects.get(patient=patient, lesion_id=lesion_id)
    return lesion_page(actor=actors[role], lesion_pk=row.pk, today=TODAY, **more)


def test_every_patch_of_the_strip_is_of_one_width(actors, load):
    page = page_of(actors, load("partial response over three"), "L1")
    widths = {re.search(r"mm=(\d+)", tile.patch.src)[1] for tile in page.strip.seen}
    assert widths == {str(page.strip.side_mm)}
    assert len(page.strip.seen) == 4
    assert {tile.patch.bar_text for tile in page.strip.seen} == {"10 mm"}


def test_a_visit_without_a_picture_says_why(actors, load):
    patient = load("the occiput was not photographed")
    page = page_of(actors, patient, "L2")
    gaps = [tile for tile in page.strip.tiles if tile.patch is None]
    assert gaps
    assert all(tile.gap and tile.text for tile in gaps)
    assert any("Not photographed" in tile.text for tile in gaps)
    not_done = [row for row in page.rows if not row.is_measured]
    assert not_done
    assert all(row.longest == "" for row in not_done)  # never a zero


def test_every_size_is_the_one_of_the_record_and_leads_to_its_outline(actors, load):
    patient = load("partial response over three")
    case = mapping.read_case(patient=patient)
    page = page_of(actors, patient, "L1")
    recorded = [
        (visit.visited_on, finding)
        for visit in reversed(case.visits)
        for finding in findings_of(visit, "L1")
    ]
    assert len(page.rows) == len(recorded) == 4
    for row, (visited_on, finding) in zip(page.rows, recorded, strict=True):
        assert row.visited_on == visited_on
        assert row.longest == str(finding.longest_diameter_mm)
        assert row.interval == " to ".join(str(each) for each in finding.interval_95_mm)
        assert len(row.sources) == len(finding.photograph_ids)
        for source in row.sources:
            found = re.fullmatch(r"/photographs/(\d+)/\?outline=(\d+)", source.url)
            outline = Outline.objects.get(pk=found[2])
            assert outline.photograph_id == int(found[1])
            assert outline.lesion.lesion_id == "L1"
            assert outline.photograph.photograph_id in finding.photograph_ids
            assert source.border == SOURCES[outline.source]
    assert str(page.rows[0].first_source) in page.chart


def test_a_photograph_marks_the_outline_that_was_asked_for(actors, load):
    patient = load("partial response over three")
    outline = Outline.objects.filter(patient=patient, lesion__lesion_id="L2").first()
    page = photograph_page(
        actor=actors["physician"],
        photograph_pk=outline.photograph_id,
        outline_pk=outline.pk,
        today=TODAY,
    )
    assert [each.label for each in page.outlines if each.is_selected] == ["L2"]
    assert page.painted[-1].is_selected
    assert page.marks.polygons  # the markers of the card
    first = tuple(float(each) for each in page.painted[-1].points.split()[0].split(","))
    x, y = outline.details["polygon"][0]
    assert first == pytest.approx((x + 0.5, y + 0.5), abs=0.06)


def test_any_two_visits_are_laid_beside_each_other(sign_in, actors, load):
    patient = load("partial response over three")
    page = page_of(actors, patient, "L1")
    second, third = (str(tile.visit_pk) for tile in page.strip.seen[1:3])
    chosen = page_of(actors, patient, "L1", compared=(second, third))
    assert (chosen.before_key, chosen.after_key) == (second, third)
    odd = page_of(actors, patient, "L1", compared=("999999", "x"))
    assert (odd.before_key, odd.after_key) == (page.before_key, page.after_key)


def test_without_a_scale_nothing_is_called_equal(sign_in, actors, load):
    patient = load("partial response over three")
    photo = Photograph.objects.filter(patient=patient, outlines__lesion__lesion_id="L1").first()
    for row in photo.visit.photographs.all():
        row.details["scale"] = {"kind": "missing", "reason": "no marker found"}
        row.save()
    page = page_of(actors, patient, "L1")
    first = page.strip.tiles[0]
    assert first.patch.bar_path == ""
    assert "mm=" not in first.patch.src
    assert "no scale" in first.gap
    lesion = Lesion.objects.get(patient=patient, lesion_id="L1")
    html = sign_in(actors["physician"]).get(reverse("lesion", args=[lesion.pk])).content.decode()
    assert "One of the two has no scale" in html


def test_a_blurred_role_gets_a_button_per_picture(sign_in, actors, load):
    patient = load("partial response over three")
    lesion = Lesion.objects.get(patient=patient, lesion_id="L1")
    client = sign_in(actors["researcher"])
    html = client.get(reverse("lesion", args=[lesion.pk])).content.decode()
    assert html.count("/reveal/") == 4
    assert patient.name not in html
    page = page_of(actors, patient, "L1", role="researcher")
    pk = page.strip.seen[0].patch.photograph_pk
    client.post(f"/photographs/{pk}/reveal/", {"next": "/today/"})
    html = client.get(reverse("lesion", args=[lesion.pk])).content.decode()
    assert html.count("/reveal/") == 3


def test_the_page_takes_few_queries(sign_in, actors, load, django_assert_max_num_queries):
    patient = load("partial response over three")
    lesion = Lesion.objects.get(patient=patient, lesion_id="L1")
    client = sign_in(actors["physician"])
    with django_assert_max_num_queries(45):
        client.get(reverse("lesion", args=[lesion.pk]))
