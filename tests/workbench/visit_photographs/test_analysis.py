"""An analysis finds the scale, keeps what people said, and done twice is done once."""

import io
from datetime import date

import pytest
from django.conf import settings
from PIL import Image
from tests.workbench.conftest import AT, TODAY
from tests.workbench.visit_photographs.conftest import SPOT

from dermetry.workbench.casenotes.actions import photographs as actions
from dermetry.workbench.casenotes.models import Lesion, Outline, Photograph, Visit
from dermetry.workbench.casenotes.queries.photographs_of_visit import (
    photograph_line,
    photographs_of_visit,
)
from dermetry.workbench.jobs.tasks import analyse_photograph

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(place):
    """Keep a photograph without analysing it."""

    def keep(data: bytes, **more) -> int:
        given = {"file_name": "a.jpg"} | more
        return actions.add_photograph(
            actor=place.actor, at=AT, visit_pk=place.visit_pk, data=data, **given
        ).photograph_pk

    return keep


@pytest.fixture
def line(place):
    """Give what the pages say of a photograph."""
    return lambda pk: photograph_line(actor=place.actor, photograph_pk=pk)


def analyse(pk: int) -> str:
    """Analyse here and now."""
    return analyse_photograph.call(pk)


def test_a_card_gives_a_scale_with_its_uncertainty_and_what_it_rests_on(add, line, photo):
    pk = add(photo)
    assert analyse(pk) == "done"
    found = line(pk)
    assert found.stage == "analysed"
    assert found.scale.is_found
    assert float(found.scale.mm_per_pixel) == pytest.approx(0.2, rel=0.02)
    assert 0 < float(found.scale.plus_minus_percent) < 5
    assert len(found.scale.reference_px) % 4 == 0
    assert (found.width_px, found.height_px) == (1000, 700)


def test_without_a_scale_it_says_why_and_what_to_do(add, line, bare_photo):
    pk = add(bare_photo)
    analyse(pk)
    found = line(pk)
    assert found.stage == "analysed"
    assert not found.scale.is_found
    assert found.scale.reason
    assert found.scale.advice


def test_two_taps_on_a_ruler_give_the_scale(place, add, line, bare_photo):
    pk = add(bare_photo)
    analyse(pk)
    actions.set_ruler(
        actor=place.actor, at=AT, photograph_pk=pk, version=1,
        first=(100, 600), second=(600, 600), mm="100",
    )  # fmt: skip
    analyse(pk)
    found = line(pk)
    assert (found.scale.method, found.scale.mm_per_pixel) == ("ruler", "0.200")
    assert found.scale.reference_px == ((100, 600), (600, 600))


def test_an_impossible_ruler_is_refused_in_words_and_not_kept(place, add, line, bare_photo):
    pk = add(bare_photo)
    analyse(pk)
    for taps in (
        {"first": (100, 600), "second": (101, 600), "mm": "100"},
        {"first": (100, 600), "second": (5000, 600), "mm": "100"},
        {"first": (100, 600), "second": (600, 600), "mm": "-3"},
        {"first": (100, 600), "second": (600, 600), "mm": "ten"},
    ):
        with pytest.raises(actions.MarksInvalid):
            actions.set_ruler(actor=place.actor, at=AT, photograph_pk=pk, version=1, **taps)
    assert line(pk).ruler is None


def test_twice_analysed_is_once_analysed(add, photo):
    pk = add(photo)
    analyse(pk)
    before = state_of(pk)
    assert before["outlines"], "the lesion should be noticed"
    analyse(pk)
    assert state_of(pk) == before


def state_of(pk: int) -> dict:
    """Give everything an analysis writes."""
    row = Photograph.objects.get(pk=pk)
    outlines = row.outlines.order_by("pk").values("pk", "outline_id", "source", "details")
    return {
        "details": row.details,
        "analysis": row.analysis,
        "outlines": list(outlines),
        "findings": list(row.visit.findings.values("lesion", "details")),
    }


def test_a_dismissed_candidate_does_not_come_back(add, photo):
    pk = add(photo)
    analyse(pk)
    Outline.objects.filter(photograph_id=pk, source="candidate").delete()
    analyse(pk)
    assert not Outline.objects.filter(photograph_id=pk).exists()


def test_an_imported_photograph_is_analysed_again_and_keeps_its_candidates(add, photo):
    pk = add(photo)
    analyse(pk)
    before = state_of(pk)["outlines"]
    assert before
    Photograph.objects.filter(pk=pk).update(analysis="", analysed_with="")  # as an import leaves it
    assert analyse(pk) == "done", Photograph.objects.get(pk=pk).reason
    assert state_of(pk)["outlines"] == before
    assert Photograph.objects.get(pk=pk).analysed_with


def test_a_candidate_takes_an_id_that_another_outline_does_not_have(place, add, photo):
    pk = add(photo)
    row = Photograph.objects.get(pk=pk)
    ring = [[x, y] for x, y in SPOT.ring()]
    Outline.objects.create(
        photograph=row, patient_id=place.patient_pk, outline_id=f"{row.photograph_id}-c1",
        source="candidate", details={"polygon": ring}, position=4,
    )  # fmt: skip
    assert analyse(pk) == "done", Photograph.objects.get(pk=pk).reason
    found = row.outlines.order_by("position").values_list("outline_id", "position")
    assert list(found)[:2] == [(f"{row.photograph_id}-c1", 4), (f"{row.photograph_id}-c2", 5)]


def test_an_outline_keeps_its_id_and_border_and_gives_a_measured_finding(place, add, photo):
    pk = add(photo)
    lesion = Lesion.objects.create(
        patient_id=place.patient_pk,
        lesion_id="L1",
        organ="skin",
        role="undecided",
        is_confirmed=True,
        confirmed_by="Ria",
    )
    ring = SPOT.ring()
    kept = Outline.objects.create(
        photograph_id=pk, patient_id=place.patient_pk, lesion=lesion, outline_id="mine-1",
        source="drawn", is_confirmed=True, confirmed_by="Ria", details={"polygon": ring},
    )  # fmt: skip
    assert analyse(pk) == "done", Photograph.objects.get(pk=pk).reason
    kept.refresh_from_db()
    assert (kept.outline_id, kept.details["polygon"]) == ("mine-1", ring)
    (finding,) = Visit.objects.get(pk=place.visit_pk).findings.all()
    assert float(finding.details["longest_diameter_mm"]) == pytest.approx(24, abs=0.7)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"<html>hello</html>", "not a photograph"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", ""),
    ],
    ids=["empty", "wrong type", "cut off"],
)
def test_what_cannot_be_read_is_kept_and_says_why(add, line, data, said):
    pk = add(data)
    assert analyse(pk) == "done"
    found = line(pk)
    assert found.stage == "unreadable"
    assert said in found.reason
    assert "Next:" in found.reason
    assert (settings.PHOTOGRAPH_FOLDER / Photograph.objects.get(pk=pk).stored_as).exists()


def test_a_bomb_is_refused_by_its_header(add, line):
    buffer = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(buffer, "PNG")
    pk = add(buffer.getvalue(), file_name="bomb.png")
    analyse(pk)
    assert line(pk).stage == "unreadable"
    assert "pixels" in line(pk).reason


def test_a_lost_file_is_told_and_what_was_found_before_stays(add, line, photo):
    pk = add(photo)
    analyse(pk)
    (settings.PHOTOGRAPH_FOLDER / Photograph.objects.get(pk=pk).stored_as).unlink()
    assert analyse(pk) == "given up"
    found = line(pk)
    assert (found.stage, found.scale.is_found) == ("analysed", True)
    assert "not in the store" in found.reason


def test_a_signed_visit_is_not_analysed_again(place, add, photo):
    pk = add(photo)
    Visit.objects.filter(pk=place.visit_pk).update(signed_on=TODAY)
    assert analyse(pk) == "nothing to do"
    assert Photograph.objects.get(pk=pk).state == "waiting"


def test_marks_that_change_meanwhile_are_measured_anew(place, add, photo, monkeypatch):
    pk = add(photo)
    real = analyse_photograph.func.__globals__["examine_photograph"]
    calls = []

    def examine(**given):
        result = real(**given)
        calls.append(len(given["outline_ids"]))
        if len(calls) == 1:  # somebody draws while the program works
            Outline.objects.create(
                photograph_id=pk, patient_id=place.patient_pk, outline_id="late",
                source="drawn", details={"polygon": SPOT.ring()},
            )  # fmt: skip
        return result

    monkeypatch.setitem(analyse_photograph.func.__globals__, "examine_photograph", examine)
    assert analyse(pk) == "done"
    assert calls == [0, 1]


def test_required_views_come_with_the_last_photograph_and_count_what_is_taken(place, add):
    Lesion.objects.create(
        patient_id=place.patient_pk, lesion_id="L1", organ="skin", role="target",
        zone="axilla", laterality="left",
    )  # fmt: skip
    add(b"one", view="overview", zone="axilla", laterality="left")
    found = photographs_of_visit(actor=place.actor, visit_pk=place.visit_pk)
    assert [(each.view, each.taken, each.wanted) for each in found.wanted] == [
        ("overview", 1, 1),
        ("close_up", 0, 1),
    ]
    assert all(each.last_on is None or each.last_on < date(2026, 5, 4) for each in found.wanted)
