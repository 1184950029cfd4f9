"""Drawing, accepting, proposing and removing outlines."""

import pytest
from tests.workbench.conftest import AT
from tests.workbench.matching.clinic_visits import LATE

from dermetry.errors import MarksInvalid
from dermetry.workbench.casenotes.actions.base import RecordConflict, VisitSigned
from dermetry.workbench.casenotes.actions.naming import LesionTwiceInPhotograph
from dermetry.workbench.casenotes.actions.outlines import (
    Drawn,
    accept_outlines,
    propose_border,
    remove_outlines,
    save_outline,
)
from dermetry.workbench.casenotes.models import AuditEntry, Outline, Photograph, Visit
from dermetry.workbench.casenotes.queries.outlines import editor_state, outlines_page
from dermetry.workbench.casenotes.scope import NotHere

pytestmark = pytest.mark.django_db


def common(of, **more):
    """Give what every action takes."""
    return {
        "actor": of.clinic.actor,
        "at": AT,
        "today": LATE,
        "photograph_pk": of.photograph_pk,
        "version": Photograph.objects.get(pk=of.photograph_pk).version,
    } | more


def save(of, drawn, **more):
    return save_outline(**common(of, **more), drawn=drawn, opener=of.clinic.opener)


def center(outline):
    xs, ys = zip(*outline.details["polygon"], strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def test_a_drawn_polygon_is_kept_point_by_point_and_measured(followed):
    polygon = [[100.25, 200.5], [180.75, 210.0], [150.0, 290.125]]
    saved = save(followed, Drawn(polygon))
    row = Outline.objects.get(outline_id=saved.outline_id)
    assert row.details["polygon"] == polygon and row.source == "drawn"
    assert row.is_confirmed and row.confirmed_by == followed.clinic.actor.name
    state = editor_state(actor=followed.clinic.actor, photograph_pk=followed.photograph_pk)
    mine = next(each for each in state["outlines"] if each["outline_id"] == saved.outline_id)
    assert mine["polygon"] == polygon and "±" in mine["measured"]
    assert AuditEntry.objects.latest("number").details["points"] == 3


def test_naming_in_the_editor_confirms_the_finding_and_stands_in_the_history(followed):
    outline = followed.outline("L2")
    save(followed, Drawn(outline.details["polygon"], outline.outline_id, "L2"))
    found = followed.clinic.findings(followed.second_pk)["L2"]
    assert found.is_confirmed and found.confirmed_by == followed.clinic.actor.name
    made = Visit.objects.get(pk=followed.second_pk).match_changes.get()
    assert made.said == "outline 2 is L2"


def test_correcting_a_border_changes_the_size(followed):
    outline = followed.outline("L1")
    save(followed, Drawn(outline.details["polygon"], outline.outline_id, "L1"))
    before = followed.clinic.findings(followed.second_pk)["L1"].longest_diameter_mm
    x, y = center(outline)
    wider = [[x + 2 * (a - x), y + 2 * (b - y)] for a, b in outline.details["polygon"]]
    save(followed, Drawn(wider, outline.outline_id, "L1"))
    after = followed.clinic.findings(followed.second_pk)["L1"].longest_diameter_mm
    assert 1.9 < after / before < 2.1


NO_BORDERS = (
    [],
    [[1, 1], [2, 2]],
    [[0, 0], [100, 100], [100, 0], [0, 100]],
    [[10, 10], [99999, 10], [10, 90]],
    [["a", 1], [2, 3], [4, 5]],
    [[float("nan"), 1], [2, 3], [4, 5]],
)


def test_what_is_no_border_is_refused_in_words_and_nothing_is_kept(followed):
    before = followed.clinic.case()
    for polygon in NO_BORDERS:
        with pytest.raises(MarksInvalid) as error:
            save(followed, Drawn(polygon))
        assert error.value.what and error.value.next_step, polygon
    assert followed.clinic.case() == before
    assert Outline.objects.filter(photograph_id=followed.photograph_pk, source="drawn").count() == 3


def test_a_stale_version_is_a_conflict_and_overwrites_nothing(followed):
    outline = followed.outline("L1")
    stale = Photograph.objects.get(pk=followed.photograph_pk).version
    moved = [[x + 1, y] for x, y in outline.details["polygon"]]
    save(followed, Drawn(moved, outline.outline_id))
    with pytest.raises(RecordConflict):
        save(followed, Drawn(outline.details["polygon"], outline.outline_id), version=stale)
    assert followed.outline("L1").details["polygon"] == moved


def test_a_lesion_is_outlined_once_in_a_photograph(followed):
    outline = followed.outline("L1")
    save(followed, Drawn(outline.details["polygon"], outline.outline_id, "L1"))
    with pytest.raises(LesionTwiceInPhotograph):
        save(followed, Drawn([[10, 10], [60, 10], [30, 60]], None, "L1"))


def test_a_tap_proposes_and_accepting_keeps_where_it_came_from(followed):
    outline = followed.outline("L2")
    x, y = center(outline)
    remove_outlines(**common(followed), outline_ids=[outline.outline_id])
    found = propose_border(
        **common(followed), tap=(x, y), box=None, lesion_id="L2", opener=followed.clinic.opener
    )
    row = Outline.objects.get(outline_id=found.outline_id)
    assert row.source == "tap" and not row.is_confirmed and row.lesion.lesion_id == "L2"
    assert followed.clinic.findings(followed.second_pk)["L2"].is_confirmed is False
    accept_outlines(**common(followed), outline_ids=[row.outline_id], opener=followed.clinic.opener)
    accepted = Outline.objects.get(outline_id=row.outline_id)
    assert accepted.source == "tap" and accepted.is_confirmed
    assert accepted.details["confidence"] == row.details["confidence"]
    assert accepted.details["polygon"] == row.details["polygon"]
    assert followed.clinic.findings(followed.second_pk)["L2"].is_confirmed is True


def test_a_tap_on_the_card_or_outside_is_refused_in_words_and_nothing_is_kept(followed):
    state = editor_state(actor=followed.clinic.actor, photograph_pk=followed.photograph_pk)
    xs, ys = zip(*state["reference_px"], strict=True)
    card = (sum(xs) / len(xs), sum(ys) / len(ys))
    before = followed.clinic.case()
    for tap in (card, (-30.0, 3.0)):
        with pytest.raises(MarksInvalid) as error:
            propose_border(
                **common(followed),
                tap=tap,
                box=None,
                lesion_id=None,
                opener=followed.clinic.opener,
            )
        assert error.value.next_step
    assert followed.clinic.case() == before


def test_a_candidate_is_accepted_under_an_id_of_its_own_or_answered_away(followed):
    row = Photograph.objects.get(pk=followed.photograph_pk)
    for number in (1, 2):
        Outline.objects.create(
            photograph=row,
            patient_id=row.patient_id,
            position=50 + number,
            source="candidate",
            outline_id=f"{row.photograph_id}-c9{number}",
            details={"polygon": [[10, 10], [60, 10], [30, 60]], "confidence": 0.7},
        )
    assert outlines_page(actor=followed.clinic.actor, visit_pk=followed.second_pk).left >= 2
    accept_outlines(
        **common(followed),
        outline_ids=[f"{row.photograph_id}-c91"],
        opener=followed.clinic.opener,
    )
    assert not Outline.objects.filter(outline_id=f"{row.photograph_id}-c91").exists()
    accepted = Outline.objects.get(photograph=row, details__confidence=0.7, is_confirmed=True)
    assert accepted.source == "noticed"
    page = outlines_page(actor=followed.clinic.actor, visit_pk=followed.second_pk)
    (line,) = [each for each in page.sheet.outlines if each.pk == accepted.pk]
    assert line.source_words == "noticed by the program, accepted"
    (photo,) = (each for each in followed.clinic.case().visits[-1].photographs)
    assert "noticed" in {each.source for each in photo.outlines if each.is_confirmed}
    remove_outlines(**common(followed), outline_ids=[f"{row.photograph_id}-c92"])
    assert not Outline.objects.filter(outline_id=f"{row.photograph_id}-c92").exists()
    actions = list(AuditEntry.objects.order_by("-number").values_list("action", flat=True)[:2])
    assert actions == ["outline.removed", "outline.saved"]


def test_removing_takes_the_finding_with_it(followed):
    outline = followed.outline("L3")
    save(followed, Drawn(outline.details["polygon"], outline.outline_id, "L3"))
    assert "L3" in followed.clinic.findings(followed.second_pk)
    remove_outlines(**common(followed), outline_ids=[outline.outline_id])
    assert "L3" not in followed.clinic.findings(followed.second_pk)
    page = outlines_page(actor=followed.clinic.actor, visit_pk=followed.second_pk)
    assert [each.lesion_id for each in page.to_draw if each.crop] == ["L1", "L2", "L3"]
    clinic = followed.clinic
    clinic.decide(followed.second_pk, "absent", lesion_pk=clinic.lesion("L2").pk)
    page = outlines_page(actor=clinic.actor, visit_pk=followed.second_pk)
    assert [each.lesion_id for each in page.to_draw] == ["L1", "L3"]  # nobody draws what is gone


def test_other_sites_and_signed_visits_are_refused(followed, make_actor):
    drawn = Drawn([[10, 10], [60, 10], [30, 60]])
    stranger = make_actor("nurse", 1)
    with pytest.raises(NotHere):
        save(followed, drawn, actor=stranger)
    with pytest.raises(NotHere):
        remove_outlines(**common(followed, actor=stranger), outline_ids=["x"])
    with pytest.raises(NotHere):
        outlines_page(actor=stranger, visit_pk=followed.second_pk)
    with pytest.raises(NotHere):
        editor_state(actor=stranger, photograph_pk=followed.photograph_pk)
    visit = Visit.objects.get(pk=followed.second_pk)
    Visit.objects.filter(pk=visit.pk).update(signed_on=visit.visited_on)
    with pytest.raises(VisitSigned):
        save(followed, drawn)
    with pytest.raises(VisitSigned):
        remove_outlines(**common(followed), outline_ids=[followed.outline("L1").outline_id])
