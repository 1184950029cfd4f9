"""What a person writes of a lesion that is only proposed stays; decisions can still be undone."""

import pytest
from tests.workbench.conftest import AT
from tests.workbench.matching.clinic_visits import LATE

from dermetry.workbench.casenotes.actions.lesions import edit_lesion
from dermetry.workbench.casenotes.actions.match_history import undo_match
from dermetry.workbench.casenotes.actions.outlines import remove_outlines
from dermetry.workbench.casenotes.derive import renew_visit
from dermetry.workbench.casenotes.models import Lesion, Outline, Visit

pytestmark = pytest.mark.django_db
NOTE = "very painful, her sister noticed it"


@pytest.fixture
def fresh(followed):
    """Undo the decisions of the first visit: its lesions are proposed again."""
    undo_all(followed)
    return followed


def undo_all(followed) -> None:
    """Undo what was decided at the first visit, the last decision first."""
    for made in Visit.objects.get(pk=followed.first_pk).match_changes.order_by("-pk"):
        undo_match(
            actor=followed.clinic.actor, at=AT, today=LATE, visit_pk=followed.first_pk,
            change_pk=made.pk,
        )  # fmt: skip


def proposals(visit_pk: int) -> dict[str, str]:
    """Give the proposed lesion of each outline."""
    details = Visit.objects.get(pk=visit_pk).details
    return {e["outline_id"]: e["lesion_id"] for e in details["proposals"] if e.get("lesion_id")}


def outlines_of(visit_pk: int) -> list[Outline]:
    """Give the outlines people drew at a visit."""
    drawn = Outline.objects.filter(photograph__visit_id=visit_pk).exclude(source="candidate")
    return list(drawn.order_by("position", "pk"))


def write(followed, row: Lesion) -> Lesion:
    """Write a note and the morphology of a lesion."""
    edit_lesion(
        actor=followed.clinic.actor, at=AT, today=LATE, lesion_pk=row.pk, version=row.version,
        fields={"note": NOTE, "morphology": "nodule"},
    )  # fmt: skip
    return Lesion.objects.get(pk=row.pk)


def proposed_for(followed, outline: Outline) -> Lesion:
    """Give the lesion proposed for an outline of the first visit."""
    return followed.clinic.lesion(proposals(followed.first_pk)[outline.outline_id])


def test_decisions_with_proposals_at_a_later_open_visit_can_be_undone(followed):
    named = set(proposals(followed.second_pk).values())
    assert named & set(followed.truth), "the second visit should propose lesions of the first"
    undo_all(followed)
    assert {each.lesion for each in outlines_of(followed.first_pk)} == {None}
    assert not Lesion.objects.filter(is_confirmed=True).exists()
    assert len(set(proposals(followed.first_pk).values())) == len(followed.truth)
    assert not set(proposals(followed.second_pk).values()) & set(followed.truth)
    assert followed.clinic.case()


def test_a_lesion_that_a_decision_made_goes_though_a_later_open_visit_derived_findings(followed):
    outline = outlines_of(followed.first_pk)[0]
    before = outline.lesion
    followed.clinic.decide(followed.first_pk, "new", outline)
    made = Outline.objects.get(pk=outline.pk).lesion
    assert made.findings.filter(visit_id=followed.second_pk).exists()
    last = Visit.objects.get(pk=followed.first_pk).match_changes.latest("pk")
    undo_match(
        actor=followed.clinic.actor, at=AT, today=LATE, visit_pk=followed.first_pk,
        change_pk=last.pk,
    )  # fmt: skip
    assert not Lesion.objects.filter(pk=made.pk).exists()
    assert Outline.objects.get(pk=outline.pk).lesion == before


def test_an_edited_proposal_keeps_its_name_when_another_one_comes_back(followed):
    *_, last = outlines_of(followed.first_pk)
    changes = Visit.objects.get(pk=followed.first_pk).match_changes.order_by("-pk")
    undo = {"actor": followed.clinic.actor, "at": AT, "today": LATE, "visit_pk": followed.first_pk}
    undo_match(**undo, change_pk=changes[0].pk)
    row = write(followed, proposed_for(followed, last))
    for made in changes[1:]:
        undo_match(**undo, change_pk=made.pk)
    row.refresh_from_db()
    assert row.details["note"] == NOTE
    assert proposed_for(followed, last) == row
    assert len(set(proposals(followed.first_pk).values())) == len(followed.truth)


def test_what_was_written_of_a_proposed_lesion_is_not_overwritten(fresh):
    outline = outlines_of(fresh.first_pk)[0]
    row = write(fresh, proposed_for(fresh, outline))
    renew_visit(visit=Visit.objects.get(pk=fresh.first_pk), today=LATE)
    row.refresh_from_db()
    assert (row.details["note"], row.details["morphology"]) == (NOTE, "nodule")
    assert proposed_for(fresh, outline) == row


def test_it_stays_when_the_lesion_is_confirmed_and_when_that_is_undone(fresh):
    outline = outlines_of(fresh.first_pk)[0]
    row = write(fresh, proposed_for(fresh, outline))
    fresh.clinic.decide(fresh.first_pk, "new", outline, lesion_id="L7")
    row.refresh_from_db()
    assert (row.lesion_id, row.is_confirmed, row.details["note"]) == ("L7", True, NOTE)
    assert row.details["morphology"] == "nodule"
    made = Visit.objects.get(pk=fresh.first_pk).match_changes.latest("pk")
    undo_match(
        actor=fresh.clinic.actor, at=AT, today=LATE, visit_pk=fresh.first_pk, change_pk=made.pk
    )
    row.refresh_from_db()
    assert (row.is_confirmed, row.details["note"]) == (False, NOTE)
    assert proposed_for(fresh, outline) == row


def test_without_its_outline_it_is_kept_and_passes_to_no_other_outline(fresh):
    first, *others = outlines_of(fresh.first_pk)
    row = write(fresh, proposed_for(fresh, first))
    remove_outlines(
        actor=fresh.clinic.actor, at=AT, today=LATE, photograph_pk=first.photograph_id,
        version=None, outline_ids=[first.outline_id],
    )  # fmt: skip
    for _ in range(2):
        renew_visit(visit=Visit.objects.get(pk=fresh.first_pk), today=LATE)
        row.refresh_from_db()
        assert row.details["note"] == NOTE
        now = proposals(fresh.first_pk)
        assert set(now) == {each.outline_id for each in others}
        assert row.lesion_id not in now.values()
        assert len(set(now.values())) == len(others)


def test_one_that_was_only_confirmed_goes_with_its_outline_once_that_is_undone(fresh):
    first = outlines_of(fresh.first_pk)[-1]
    row = proposed_for(fresh, first)
    fresh.clinic.decide(fresh.first_pk, "same", first, lesion_pk=row.pk)
    assert Lesion.objects.get(pk=row.pk).is_confirmed
    made = Visit.objects.get(pk=fresh.first_pk).match_changes.latest("pk")
    undo_match(
        actor=fresh.clinic.actor, at=AT, today=LATE, visit_pk=fresh.first_pk, change_pk=made.pk
    )
    assert proposed_for(fresh, first) == row
    remove_outlines(
        actor=fresh.clinic.actor, at=AT, today=LATE, photograph_pk=first.photograph_id,
        version=None, outline_ids=[first.outline_id],
    )  # fmt: skip
    assert not Lesion.objects.filter(pk=row.pk).exists()


def test_one_that_nobody_wrote_of_still_goes_with_its_outline(fresh):
    first = outlines_of(fresh.first_pk)[-1]
    row = proposed_for(fresh, first)
    remove_outlines(
        actor=fresh.clinic.actor, at=AT, today=LATE, photograph_pk=first.photograph_id,
        version=None, outline_ids=[first.outline_id],
    )  # fmt: skip
    assert not Lesion.objects.filter(pk=row.pk).exists()
