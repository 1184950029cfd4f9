"""Replay: a signed call computed again, and which calls a corrected measurement changes."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.knowledge import archive
from dermetry.knowledge.rules import load_rules
from dermetry.pathway import replay
from dermetry.pathway.changed_calls import what_changes
from dermetry.pathway.replay import NothingToReplay, replay_call, replay_signed
from dermetry.pathway.respond import respond
from dermetry.record.signature import Signature
from dermetry.response.engine import ENGINE_VERSION
from dermetry.response.rules_named import read_rules_version
from dermetry.response.statements import join_statements
from tests.pathway.cases import case_of, day

GROWS = "L1 skin target | 20 | 10 | 14"


def sign(case, index, *, preset=None, settings=None, **fields):
    """Sign the visit as the workbench does, by the plan or by another choice of rules."""
    calls = [
        each
        for each in respond(case=case, preset=preset, settings=settings).calls
        if each.visited_on == day(index)
    ]
    signature = Signature(
        **{
            "signed_by": "Dr. A",
            "signed_on": day(index),
            "statement": join_statements(calls=calls),
            "category": calls[0].category,
            "sum_mm": calls[0].sum_mm,
            "sum_mm2": calls[0].sum_mm2,
            "rules_version": calls[0].rules_version,
            "software_version": "0.1.0",
            "engine_version": ENGINE_VERSION,
            **fields,
        }
    )
    return change_visit(case, index, signature=signature)


def change_visit(case, index, **fields):
    """Change one visit of a case."""
    visits = list(case.visits)
    visits[index] = visits[index].model_copy(update=fields)
    return case.model_copy(update={"visits": tuple(visits)})


def correct(case, index, mm, **fields):
    """Correct the size of L1 at one visit."""
    (finding,) = case.visits[index].findings
    changed = finding.model_copy(update={"longest_diameter_mm": Decimal(mm), **fields})
    return change_visit(case, index, findings=(changed,))


@pytest.mark.parametrize(
    ("preset", "settings"),
    [
        ("recist11", None),
        ("recist11", {"targets_total": "1", "too_small_mm": "4.5"}),
        ("recist11-admiralonco", None),
        ("irecist", {"icpd_window": "minimum"}),
        ("who-sum", None),
        ("who-any-lesion", {"accept_sd": "true"}),
    ],
)
def test_a_signed_call_is_recomputed_with_the_rules_it_names(preset, settings):
    case = sign(case_of(GROWS), 2, preset=preset, settings=settings)
    found = replay_call(case=case, visited_on=day(2))
    assert found.is_same and found.rules_status == "as_signed", found.differences
    assert found.then[0].rules_version == case.visits[2].signature.rules_version
    assert found.then[0].preset == preset and found.today[0].preset == "recist11"
    assert (found.sentence, found.next_step) == (
        "Recomputed with the rules of its day, the call is what was signed.",
        "",
    )


def test_a_call_that_reads_otherwise_by_the_plan_of_today_says_so():
    case = sign(case_of("L1 skin target | 20 | 10 | 23"), 2, settings={"pd_mm": "20"})
    found = replay_call(case=case, visited_on=day(2))
    assert found.is_same and not found.reads_same_today
    assert found.differences_today == ("category PR was signed, PD is computed",)


def test_the_limits_of_the_plan_of_that_day_hold():
    case = case_of("L1 skin undecided | 20 | 10\nL2 skin undecided | 30 | 24")
    plan = case.plan.model_copy(update={"targets_total": 1})
    signed = sign(case.model_copy(update={"plan": plan}), 1)
    today = signed.model_copy(update={"plan": case.plan})
    found = replay_call(case=today, visited_on=day(1))
    assert "targets_total=1 (plan)" in found.rules_then and found.is_same
    assert (found.then[0].sum_mm, found.today[0].sum_mm) == (24, 34)
    assert found.differences_today[-1] == "sum 24 mm was signed, 34 mm is computed"


def test_a_record_corrected_after_signing_differs_and_is_named():
    case = correct(sign(case_of(GROWS), 2), 2, 15)
    found = replay_call(case=case, visited_on=day(2))
    assert not found.is_same and found.then[0].category == "PD"
    assert found.differences == (
        "category PR was signed, PD is computed",
        "sum 14 mm was signed, 15 mm is computed",
    )
    assert "the record was changed since" in found.sentence and found.next_step == ""


def test_another_evaluator_that_reads_otherwise_is_a_difference():
    case = sign(case_of(GROWS), 2)
    (finding,) = case.visits[2].findings
    second = finding.model_copy(update={"evaluator": "Dr. B"})
    found = replay_call(case=change_visit(case, 2, findings=(finding, second)), visited_on=day(2))
    assert found.differences == ('"PR" was signed, ": PR; Dr. B: NE" is computed',)


def test_a_call_of_another_engine_names_the_program_that_can_recompute_it():
    case = sign(case_of(GROWS), 2, engine_version="0")
    found = replay_call(case=case, visited_on=day(2))
    assert (found.engine_then, found.engine_status, found.is_same) == ("0", "other", True)
    assert "an older one cannot be run here" in found.sentence
    assert found.next_step.endswith("pip install dermetry==0.1.0")
    older = sign(case_of(GROWS), 2, engine_version=None)
    found = replay_call(case=older, visited_on=day(2))
    assert found.engine_status == "not_recorded" and "not recorded" in found.sentence
    assert found.next_step.endswith("pip install dermetry==0.1.0")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("recist_1_1 77, presets 1, preset recist11", "not_kept"),
        ("recist_1_1 1, presets 1, preset gone_since", "not_usable"),
        ("no_such_file 1, presets 1, preset recist11", "not_usable"),
        ("recist_1_1 1", "not_readable"),
        ("recist_1_1 1, presets 1, preset recist11, no_switch=3", "not_readable"),
        ("recist_1_1 1, presets 1, preset recist11" + ", pd_mm=5" * 20, "not_readable"),
    ],
)
def test_rules_that_are_not_at_hand_are_never_replaced_in_silence(text, status):
    case = sign(case_of(GROWS), 2, rules_version=text[:200])
    found = replay_call(case=case, visited_on=day(2))
    assert (found.rules_status, found.then, found.is_same) == (status, (), False)
    assert found.today[0].category == "PR" and found.reads_same_today
    assert found.sentence.startswith("Not recomputed") and text[:30] in found.sentence
    assert "pip install dermetry==0.1.0" in found.next_step


def test_an_earlier_version_of_a_rule_file_is_taken_from_the_archive(monkeypatch, tmp_path):
    """A file of version 0 asked for 70 % to progress; the shipped one asks for 20 %."""
    text = (archive.knowledge_folder() / "rules" / "recist_1_1.toml").read_text("utf-8")
    assert 'version = "1"' in text and "pd_percent = { value = 20," in text
    older = text.replace('version = "1"', 'version = "0"').replace(
        "pd_percent = { value = 20,", "pd_percent = { value = 70,"
    )
    kept = tmp_path / "rules" / "archive" / "recist_1_1-0.toml"
    kept.parent.mkdir(parents=True)
    kept.write_text(older, encoding="utf-8")
    lock = {"recist_1_1": {"0": archive.fingerprint(text=older, name="older")}}
    monkeypatch.setattr(archive, "knowledge_folder", lambda: tmp_path)
    monkeypatch.setattr(archive, "load_lock", lambda: lock)
    archive.load_rules_version.cache_clear()
    version = "recist_1_1 0, presets 1, preset recist11"
    words = {"rules_version": version, "category": "PR", "statement": "PR"}
    case = sign(case_of("L1 skin target | 20 | 10 | 16"), 2, **words)
    found = replay_call(case=case, visited_on=day(2))
    assert found.is_same and found.today[0].category == "PD"
    grown = sign(case_of("L1 skin target | 20 | 10 | 17"), 2, **words)
    assert replay_call(case=grown, visited_on=day(2)).then[0].category == "PD"
    kept.write_text(older.replace("value = 70", "value = 90"), encoding="utf-8")
    archive.load_rules_version.cache_clear()
    assert replay_call(case=case, visited_on=day(2)).rules_status == "not_kept"
    archive.load_rules_version.cache_clear()


def test_what_cannot_be_replayed_says_why():
    case = case_of(GROWS)
    for index, why in ((2, "it is not signed"),):
        with pytest.raises(NothingToReplay, match=why):
            replay_call(case=case, visited_on=day(index))
    with pytest.raises(NothingToReplay, match="there is no such visit"):
        replay_call(case=case, visited_on=date(2020, 1, 1))
    bare = sign(case, 2, rules_version="", category=None)
    with pytest.raises(NothingToReplay, match="no computed call"):
        replay_call(case=bare, visited_on=day(2))
    assert replay_signed(case=bare) == ()
    assert [each.visited_on for each in replay_signed(case=sign(sign(case, 1), 2))] == [
        day(1),
        day(2),
    ]


def test_a_corrected_measurement_shows_which_calls_change():
    before = sign(case_of("L1 skin target | 20 | 10 | 14 | 9"), 1)
    found = what_changes(before=before, after=correct(before, 1, 7))
    assert [(each.visited_on, each.kind, each.before, each.after) for each in found] == [
        (day(1), "numbers", "PR", "PR"),
        (day(2), "category", "PR", "PD"),
        (day(3), "numbers", "PR", "PR"),
    ]
    first, second, _ = found
    assert (first.is_signed, second.is_signed) == (True, False)
    assert (first.sum_before, first.sum_after, first.unit) == (10, 7, "mm")
    assert first.sentence == (
        f"Visit of {day(1)}: PR stays, sum 10 mm becomes 7 mm. It is signed: the signed call "
        "stays, and this is shown beside it."
    )
    assert second.sentence == (f"Visit of {day(2)}: PR becomes PD (nadir 10 mm becomes 7 mm).")
    rules = [{each.rule_id for each in (second.reasons_before)}]
    rules.append({each.rule_id for each in second.reasons_after})
    assert "recist_1_1.target.pr" in rules[0] and "recist_1_1.target.pd" in rules[1]
    assert what_changes(before=before, after=before) == ()


def test_calls_that_come_and_go_are_named():
    before = case_of("L1 skin target | 20 | 10")
    after = case_of("L1 skin target | 20 | 10 | 14")
    (added,) = what_changes(before=before, after=after)
    assert (added.kind, added.before, added.after, added.visited_on) == (
        "added", None, "PR", day(2),
    )  # fmt: skip
    (removed,) = what_changes(before=after, after=before)
    assert (removed.kind, removed.before, removed.after) == ("removed", "PR", None)
    (changed,) = what_changes(before=before, after=correct(before, 1, 15), preset="irecist")
    assert (changed.before, changed.after) == ("iPR", "iSD")


def test_a_version_text_is_read_back_as_it_was_written():
    call = respond(case=case_of(GROWS), preset="irecist", settings={"too_small_mm": "none"}).calls[
        0
    ]
    named = read_rules_version(text=call.rules_version)
    assert named.versions == {
        name: load_rules(name=name).header.version for name in ("recist_1_1", "irecist", "presets")
    }
    assert (named.preset, named.overrides) == ("irecist", {"too_small_mm": "none"})
    planned = "recist_1_1 1, presets 1, preset recist11, targets_total=3 (plan)"
    assert read_rules_version(text=planned).overrides == {"targets_total": "3"}


def test_the_engine_is_the_one_that_signatures_name():
    assert replay.ENGINE_VERSION == ENGINE_VERSION == "1"


SIZE = st.sampled_from(["-", "gone", "not done", "small", "there", "8", "12", "20", "30", "?20"])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["skin", "liver"]),
        st.sampled_from(["target", "non_target", "undecided"]),
        st.lists(SIZE, min_size=3, max_size=3),
    ),
    min_size=1,
    max_size=4,
)
PATIENT_PRESETS = ("recist11", "recist11-admiralonco", "irecist", "who-sum", "who-any-lesion")


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, preset=st.sampled_from(PATIENT_PRESETS), index=st.integers(0, 2))
def test_whatever_is_signed_is_recomputed_the_same(rows, preset, index):
    lines = (f"X{i} {organ} {role} | {' | '.join(c)}" for i, (organ, role, c) in enumerate(rows))
    case = sign(case_of("\n".join(lines)), index, preset=preset)
    found = replay_call(case=case, visited_on=day(index))
    assert found.is_same, found.differences
    assert what_changes(before=case, after=case, preset=preset) == ()
