"""Deciding who is who: what follows, what is refused, and undoing it exactly."""

import pytest
from tests.workbench.conftest import AT
from tests.workbench.matching.clinic_visits import LATE, later

from dermetry.errors import MarksInvalid
from dermetry.pathway.alerts.life import life_of
from dermetry.record.case import Case
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions.base import RecordConflict, VisitSigned
from dermetry.workbench.casenotes.actions.match_history import DecidedSince, undo_match
from dermetry.workbench.casenotes.actions.matching import (
    Decision,
    DecisionIncomplete,
    decide,
)
from dermetry.workbench.casenotes.actions.naming import LesionNameTaken, LesionTwiceInPhotograph
from dermetry.workbench.casenotes.models import AuditEntry, Outline, StatedFinding, Visit
from dermetry.workbench.casenotes.queries.matching import matching_page
from dermetry.workbench.casenotes.scope import NotHere

pytestmark = pytest.mark.django_db


def undo(of, change_pk=None):
    """Undo the last decision of the second visit."""
    made = Visit.objects.get(pk=of.second_pk).match_changes.filter(undone_at__isnull=True)
    pk = change_pk or made.latest("pk").pk
    return undo_match(actor=of.clinic.actor, at=AT, today=LATE, visit_pk=of.second_pk, change_pk=pk)


def test_three_lesions_seen_again_are_clear_and_one_tap_confirms_them(followed):
    clinic = followed.clinic
    page = matching_page(actor=clinic.actor, visit_pk=followed.second_pk)
    assert [card.lesion_id for card in page.clear] == list(followed.truth)
    assert all(card.evidence and card.confidence_percent for card in page.clear)
    assert not any(f.is_confirmed for f in clinic.findings(followed.second_pk).values())
    decide(
        actor=clinic.actor,
        at=AT,
        today=LATE,
        visit_pk=followed.second_pk,
        decisions=[
            Decision("same", tuple(o.pk for o in card.outlines), card.confirm.lesion_pk)
            for card in page.clear
        ],
    )
    found = clinic.findings(followed.second_pk)
    assert set(found) == {"L1", "L2", "L3"}
    assert {each.confirmed_by for each in found.values()} == {clinic.actor.name}
    page = matching_page(actor=clinic.actor, visit_pk=followed.second_pk)
    assert page.left == 0 and len(page.history) == 1
    assert page.history[0].said == "outline 1 is L1; outline 2 is L2; outline 3 is L3"
    assert AuditEntry.objects.filter(action="match.decided").latest("number").details == {
        "said": page.history[0].said
    }


KINDS = {
    "same": lambda of: of.clinic.decide(
        of.second_pk, "same", of.outline("L2"), lesion_pk=of.clinic.lesion("L2").pk
    ),
    "new": lambda of: of.clinic.decide(of.second_pk, "new", of.outline("L2")),
    "new with doubt": lambda of: of.clinic.decide(
        of.second_pk, "new", of.outline("L2"), is_equivocal=True, lesion_id="L9"
    ),
    "gone": lambda of: of.clinic.decide(
        of.second_pk, "absent", lesion_pk=of.clinic.lesion("L1").pk
    ),
    "too small": lambda of: of.clinic.decide(
        of.second_pk, "too_small", lesion_pk=of.clinic.lesion("L1").pk
    ),
    "not photographed": lambda of: of.clinic.decide(
        of.second_pk, "not_done", lesion_pk=of.clinic.lesion("L1").pk, reason="dressing left on"
    ),
    "not evaluable": lambda of: of.clinic.decide(
        of.second_pk, "not_evaluable", lesion_pk=of.clinic.lesion("L1").pk, reason="blood"
    ),
    "treated": lambda of: of.clinic.decide(
        of.second_pk, "treated_locally", lesion_pk=of.clinic.lesion("L1").pk, reason="excised"
    ),
    "merged": lambda of: of.clinic.decide(
        of.second_pk,
        "merged",
        of.outline("L2"),
        parent_pks=(of.clinic.lesion("L1").pk, of.clinic.lesion("L2").pk),
    ),
    "split": lambda of: of.clinic.decide(
        of.second_pk,
        "split",
        of.outline("L2"),
        of.outline("L3"),
        lesion_pk=of.clinic.lesion("L2").pk,
    ),
}
GIVES = {
    "same": lambda case, found: found["L2"].status == "measured" and found["L2"].is_confirmed,
    "new": lambda case, found: (
        case.lesion("L4").newness == "unequivocal"
        and case.lesion("L4").role == "new"
        and found["L4"].is_confirmed
    ),
    "new with doubt": lambda case, found: case.lesion("L9").newness == "equivocal",
    "gone": lambda case, found: found["L1"].status == "absent" and found["L1"].is_confirmed,
    "too small": lambda case, found: found["L1"].status == "too_small",
    "not photographed": lambda case, found: found["L1"].reason == "dressing left on",
    "not evaluable": lambda case, found: found["L1"].status == "not_evaluable",
    "treated": lambda case, found: found["L1"].treatment == "excised",
    "merged": lambda case, found: (
        case.lesion("L1+L2").merged_from == ("L1", "L2")
        and found["L1+L2"].is_confirmed
        and found["L1"].into_lesion_id == found["L2"].into_lesion_id == "L1+L2"
    ),
    "split": lambda case, found: (
        found["L2"].fragment_ids == ("L2.1", "L2.2")
        and case.lesion("L2.1").split_from == "L2"
        and found["L2.2"].status == "measured"
    ),
}


def without_alerts(case: Case) -> Case:
    """Give a case without its alerts, which are renewed with every write and never taken away."""
    return case.model_copy(update={"alerts": ()})


def held_alerts(case: Case) -> set[str]:
    """Give the keys of the alerts whose facts hold."""
    return {each.key for each in case.alerts if life_of(events=each.events).holds}


def test_each_decision_does_what_it_says_and_is_undone_exactly(followed):
    clinic = followed.clinic
    for kind, act in KINDS.items():
        before = clinic.case()
        said = act(followed)
        case, found = clinic.case(), clinic.findings(followed.second_pk)
        assert GIVES[kind](case, found), f"{kind}: {said}"
        assert undo(followed) == said
        assert without_alerts(clinic.case()) == without_alerts(before), kind
        assert held_alerts(clinic.case()) == held_alerts(before), kind
    page = matching_page(actor=clinic.actor, visit_pk=followed.second_pk)
    assert len(page.history) == len(KINDS) and all(each.undone_at for each in page.history)
    with pytest.raises(DecidedSince):
        undo(followed, page.history[0].pk)


def test_what_was_decided_again_is_not_undone_beneath_it(followed):
    clinic, outline = followed.clinic, followed.outline("L2")
    clinic.decide(followed.second_pk, "same", outline, lesion_pk=clinic.lesion("L3").pk)
    first = Visit.objects.get(pk=followed.second_pk).match_changes.latest("pk").pk
    clinic.decide(followed.second_pk, "same", outline, lesion_pk=clinic.lesion("L2").pk)
    with pytest.raises(DecidedSince, match="cannot be undone"):
        undo(followed, first)
    undo(followed)
    undo(followed, first)
    assert followed.outline("L2").lesion is None


def test_two_outlines_of_one_photograph_are_never_one_lesion(followed):
    clinic, lesion_pk = followed.clinic, followed.clinic.lesion("L1").pk
    clinic.decide(followed.second_pk, "same", followed.outline("L1"), lesion_pk=lesion_pk)
    with pytest.raises(LesionTwiceInPhotograph, match="L1"):
        clinic.decide(followed.second_pk, "same", followed.outline("L2"), lesion_pk=lesion_pk)
    both = (followed.outline("L2"), followed.outline("L3"))
    with pytest.raises(LesionTwiceInPhotograph):
        clinic.decide(followed.second_pk, "same", *both, lesion_pk=clinic.lesion("L2").pk)
    assert followed.outline("L2").lesion is None


def test_a_found_lesion_takes_back_that_it_was_gone(followed):
    clinic, lesion_pk = followed.clinic, followed.clinic.lesion("L1").pk
    clinic.decide(followed.second_pk, "absent", lesion_pk=lesion_pk)
    clinic.decide(followed.second_pk, "same", followed.outline("L1"), lesion_pk=lesion_pk)
    assert clinic.findings(followed.second_pk)["L1"].status == "measured"
    with pytest.raises(MarksInvalid, match="both cannot be true"):
        clinic.decide(followed.second_pk, "absent", lesion_pk=lesion_pk)
    assert clinic.findings(followed.second_pk)["L1"].status == "measured"


def test_somebody_elses_answer_is_never_overwritten_unseen(followed):
    clinic, outline = followed.clinic, followed.outline("L1")
    seen = {outline.pk: outline.version}
    lesion_pk = clinic.lesion("L1").pk
    clinic.decide(followed.second_pk, "same", outline, lesion_pk=lesion_pk)
    with pytest.raises(RecordConflict, match="it is L1 now"):
        clinic.decide(followed.second_pk, "new", outline, seen=seen)
    lesion_pk = clinic.lesion("L2").pk
    clinic.decide(followed.second_pk, "absent", lesion_pk=lesion_pk, stated_version=0)
    with pytest.raises(RecordConflict, match="it is gone now"):
        clinic.decide(followed.second_pk, "too_small", lesion_pk=lesion_pk, stated_version=0)
    assert StatedFinding.objects.get(lesion_id=lesion_pk).details["status"] == "absent"


LACKING = (
    ("not_done", {}, DecisionIncomplete),
    ("treated_locally", {}, DecisionIncomplete),
    ("same", {}, DecisionIncomplete),
    ("nonsense", {}, DecisionIncomplete),
    ("new", {"lesion_id": "L1"}, LesionNameTaken),
    ("merged", {"parent_pks": ()}, DecisionIncomplete),
    ("split", {}, DecisionIncomplete),
)


def test_what_is_lacking_is_said_in_words(followed):
    clinic = followed.clinic
    before = clinic.case()
    for kind, given, error in LACKING:
        is_status = kind in ("not_done", "treated_locally", "split")
        more = {"lesion_pk": clinic.lesion("L1").pk} if is_status else given
        outlines = () if kind == "not_done" else (followed.outline("L2"),)
        with pytest.raises(error):
            clinic.decide(followed.second_pk, kind, *outlines, **more)
        assert clinic.case() == before, kind
    assert not Visit.objects.get(pk=followed.second_pk).match_changes.exists()


def test_other_sites_roles_and_signed_visits_are_refused(followed, make_actor, actors, agree):
    clinic, outline = followed.clinic, followed.outline("L1")
    agree(clinic.patient_pk)
    lesion_pk = clinic.lesion("L1").pk
    answer = Decision("same", (outline.pk,), lesion_pk)

    def act(actor, visit_pk=followed.second_pk):
        decide(actor=actor, at=AT, today=LATE, visit_pk=visit_pk, decisions=[answer])

    with pytest.raises(NotHere):
        act(make_actor("nurse", 1))
    with pytest.raises(NotHere):
        matching_page(actor=make_actor("nurse", 1), visit_pk=followed.second_pk)
    with pytest.raises(NotHere):  # an outline of another visit
        act(clinic.actor, followed.first_pk)
    with pytest.raises(NotPermitted):
        act(actors["researcher"])
    visit = Visit.objects.get(pk=followed.second_pk)
    Visit.objects.filter(pk=visit.pk).update(signed_on=visit.visited_on)
    with pytest.raises(VisitSigned):
        act(clinic.actor)


def test_an_earlier_correction_renews_what_is_proposed_later(followed):
    clinic = followed.clinic
    proposed = {each.lesion_id for each in clinic.recorded(followed.second_pk).proposals}
    assert proposed == {"L1", "L2", "L3"}
    first = Outline.objects.get(photograph__visit_id=followed.first_pk, lesion__lesion_id="L2")
    clinic.decide(followed.first_pk, "undecided", first)
    proposed = {each.lesion_id for each in clinic.recorded(followed.second_pk).proposals}
    assert "L2" not in proposed


def test_merged_lesions_are_no_longer_asked_for(followed):
    KINDS["merged"](followed)
    day = Visit.objects.get(pk=followed.second_pk).visited_on
    next_pk = followed.clinic.visit(later(day))
    page = matching_page(actor=followed.clinic.actor, visit_pk=next_pk)
    assert {card.lesion_id for card in page.cards} == {"L1+L2", "L3"}


def test_a_doubt_is_never_about_lesions_other_outlines_of_the_photograph_show(followed):
    clinic, pk = followed.clinic, followed.second_pk
    visit = Visit.objects.get(pk=pk)
    doubted = followed.outline("L3")
    doubts = [
        {**each, "answer": "unsure", "lesion_id": "L1", "runner_up_id": "L2"}
        if each.get("outline_id") == doubted.outline_id
        else each
        for each in visit.details["proposals"]
    ]
    Visit.objects.filter(pk=pk).update(details={**visit.details, "proposals": doubts})

    def card():
        cards = matching_page(actor=clinic.actor, visit_pk=pk).cards
        return next(each for each in cards if doubted in [Outline(pk=o.pk) for o in each.outlines])

    assert card().answer == "Not sure: perhaps L1 or L2"
    for name in ("L1", "L2"):
        row = followed.outline(name)
        row.lesion = clinic.lesion(name)
        row.save()
        left = card()
        assert name not in left.answer
        assert f"It is {name}" not in [each.label for each in left.choices]
    assert card().answer == "Not sure"
