"""What the pages show of a case: trends, changes, compartments, attention; derived only."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.pathway.changes import changes_since
from dermetry.pathway.compartments import respond_by_compartment
from dermetry.pathway.overview import overview_of
from dermetry.pathway.sizes import change_between, size_of
from dermetry.record.appearance import Appearance
from dermetry.record.photograph import DrawnOutline, Photograph, ScaleMissing
from dermetry.report.words import role_words
from tests.pathway.cases import case_of, cell, day


def row(case, lesion_id="L1"):
    return next(e for e in overview_of(case=case).lesions if e.lesion.lesion_id == lesion_id)


# Sd 1 mm at both visits: the 95 % interval of the change is +- 1.96 * sqrt(2) = +- 2.77 mm.
@pytest.mark.parametrize(
    ("cells", "trend"),
    [
        ("20~1 | 23~1", "growing"),
        ("20~1 | 22~1", "stable"),
        ("20~1 | 18~1", "stable"),
        ("20~1 | 17~1", "shrinking"),
        ("20~1 | 20.1~0", "stable"),
        ("20 | 30", "size_not_comparable"),
        ("20~1 | 30", "size_not_comparable"),
        ("20~1 | gone", "gone"),
        ("20~1 | gone | 5~1", "back"),
        ("20~1 | gone | not done | 5~1", "back"),
        ("20~1 | small", "too_small"),
        ("20~1 | there", "not_measured"),
        ("20~1 | worse", "worse"),
        ("20~1 | treated", "treated_locally"),
        ("20~1 | not done", "not_measured"),
        ("20~1 | not done | 30~1", "growing"),
        ("20~1 | ?30~1", "proposed"),
        ("20~1", "first_measured"),
    ],
)
def test_a_trend_word_rests_on_numbers_with_their_uncertainty(cells, trend):
    found = row(case_of(f"L1 | {cells}"))
    assert found.trend.trend == trend
    assert found.trend.as_of == day(cells.count("|"))


def test_a_new_lesion_is_new_once_and_then_followed_by_size():
    table = "L1 | 20~1 | 20~1 | 20~1\nL2 skin new | - | 8~1 | 14~1"
    case = case_of(table)
    assert row(case, "L2").trend.trend == "growing"
    earlier = case.model_copy(update={"visits": case.visits[:2]})
    assert row(earlier, "L2").trend.trend == "new"


def test_a_proposed_lesion_is_called_proposed_and_has_no_size():
    found = row(case_of("L1 | 20~1 | 20~1\nL2 skin ?new | - | ?8~1"), "L2")
    assert (found.trend.trend, found.last) == ("proposed", None)
    assert (found.points[-1].mm, found.points[-1].is_confirmed) == (Decimal(8), False)


def test_a_merged_lesion_is_no_longer_followed():
    table = "L1 | 20~1 | into M\nL2 | 10~1 | into M\nM | - | 30~1"
    found = row(case_of(table))
    assert (found.trend.trend, found.is_followed, found.last.mm) == ("merged", False, 20)
    assert row(case_of(table), "M").is_followed


def test_a_lesion_nobody_mentions_is_not_measured_and_keeps_its_dated_last_size():
    found = row(case_of("L1 | 20~1 | -\nL2 | 10~1 | 10~1"))
    assert found.trend.trend == "not_measured"
    assert (found.last.mm, found.last.visited_on, found.last.sd_mm) == (20, day(0), 1)
    assert [point.mm for point in found.points] == [20, None]


def test_a_visit_that_looked_at_other_organs_only_leaves_the_skin_as_it_was():
    found = row(case_of("L1 | 20~1 | 30~1 | -\nN1 lymph_node | 18 | - | 18"))
    assert (found.trend.trend, found.trend.as_of) == ("growing", day(1))


def test_sizes_of_several_evaluators_are_never_compared():
    case = case_of("L1 | 20~1 | 30~1")
    other = case.visits[1].findings[0].model_copy(update={"evaluator": "reader 2"})
    visit = case.visits[1].model_copy(update={"findings": (other,)})
    found = row(case.model_copy(update={"visits": (case.visits[0], visit)}))
    assert found.change is None
    assert found.trend.words == "change not judged: several evaluators measured it"
    assert found.growth.statement == "Cannot be given: several evaluators measured it"


@given(
    before=st.decimals("1", "300", places=1),
    now=st.decimals("1", "300", places=1),
    sds=st.tuples(st.decimals("0", "20", places=2), st.decimals("0", "20", places=2)),
)
def test_the_direction_is_that_of_the_interval(before, now, sds):
    lesion = case_of("L1 | 20").lesions[0]
    sizes = [
        size_of(
            visited_on=day(index),
            finding=cell(f"{mm}~{sd}", "L1", is_node=False),
            lesion=lesion,
        )
        for index, (mm, sd) in enumerate(zip((before, now), sds, strict=True))
    ]
    change = change_between(before=sizes[0], now=sizes[1])
    low, high = change.interval_95_mm
    assert low <= now - before <= high
    reach = Decimal("1.96") * (sds[0] ** 2 + sds[1] ** 2).sqrt()
    if change.direction == "growing":
        assert now - before > reach
    elif change.direction == "shrinking":
        assert before - now > reach
    else:
        assert abs(now - before) <= reach


def statements(case):
    return {
        name: [call.statement for call in found.calls] if found else None
        for name, found in respond_by_compartment(case=case).items()
    }


def test_skin_other_and_overall_calls_stand_side_by_side():
    """Skin responds while the liver progresses: the overall call hides neither."""
    case = case_of("L1 | 50~1 | 20~1\nH1 liver | 20~1 | 30~1")
    assert statements(case) == {
        "skin": ["baseline", "PR"],
        "other": ["baseline", "PD"],
        "overall": ["baseline", "SD"],
    }


def test_a_compartment_without_lesions_has_no_call_and_says_so():
    case = case_of("L1 | 50~1 | 20~1")
    assert statements(case)["other"] is None
    overview = overview_of(case=case)
    assert (overview.other.calls, overview.other.latest) == ((), None)
    assert overview.other.note == "No lesion of other organs is recorded: there is nothing to call."
    assert overview.skin.note == ""


def test_a_compartment_without_targets_says_what_its_calls_rest_on():
    case = case_of("L1 | 50~1 | 20~1\nB1 bone non_target | there | there")
    overview = overview_of(case=case)
    assert overview.other.latest.category == "NON-CR/NON-PD"
    assert "No target lesion (other organs)" in overview.other.note


def test_zones_of_the_skin_say_nothing_of_other_organs():
    """A new liver lesion later must not make the visits before it "no evidence of disease"."""
    case = case_of("L1 | 50~1 | 20~1 | 20~1\nH1 liver new | - | - | 12~1")
    visits = tuple(v.model_copy(update={"regions_examined": ("scalp",)}) for v in case.visits)
    found = statements(case.model_copy(update={"visits": visits}))
    assert found["other"] == ["baseline", "NE", "PD"]


SIZE = st.sampled_from(["-", "gone", "not done", "small", "8~1", "12~1", "20~1", "30~1", "?20~1"])
LESION = st.tuples(
    st.sampled_from(["skin", "liver", "lung"]), st.lists(SIZE, min_size=3, max_size=3)
)


@settings(max_examples=60, deadline=None)
@given(
    lesions=st.lists(LESION, min_size=1, max_size=6), role=st.sampled_from(["target", "undecided"])
)
def test_the_sums_of_the_compartments_add_up_to_the_overall_sum(lesions, role):
    table = "\n".join(
        f"X{i} {organ} {role} | " + " | ".join(c) for i, (organ, c) in enumerate(lesions)
    )
    found = respond_by_compartment(case=case_of(table))
    for index, call in enumerate(found["overall"].calls):
        parts = [found[key].calls[index].sum_mm for key in ("skin", "other") if found[key]]
        sums = [part for part in parts if part is not None]
        assert call.sum_mm == (sum(sums) if sums else None)


def told(case, index=1):
    return [change.sentence for change in changes_since(case=case, visited_on=day(index))]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ("20~1 | 25~1", "L1 is larger: 20 mm on 5 Jan 2026, now 25 mm (+5 mm, +25.0 %); "
         "95 % interval of the change +2.2 to +7.8 mm."),
        ("20~1 | 21~1", "L1 is stable within measurement error: 20 mm on 5 Jan 2026, now 21 mm "
         "(+1 mm, +5.0 %); 95 % interval of the change -1.8 to +3.8 mm."),
        ("20 | 25", "L1: 20 mm on 5 Jan 2026, now 25 mm (+5 mm, +25.0 %); no uncertainty is "
         "stated, so it is not said whether that is more than measurement error."),
        ("20~1 | gone", "L1: gone (looked for, not there)."),
        ("20~1 | not done", "L1: not photographed or examined (dressing left on)."),
        ("20~1 | ?25~1", "L1 is proposed, not confirmed: 25 mm."),
        ("20~1 | small", "L1: present, too small to measure."),
        ("20~1 | worse", "L1: stated as clearly worse (clearly larger)."),
        ("20~1 | -", "L1: nothing is recorded at this visit."),
        ("gone | 5~1", "L1 is back after it was gone: 5 mm."),
    ],
)  # fmt: skip
def test_a_change_is_a_plain_sentence(cells, sentence):
    case = case_of(f"L1 | {cells}\nL0 | 9 | 9")
    assert sentence in told(case)
    assert len([each for each in told(case) if each.startswith("L1")]) == 1


def test_new_and_merged_lesions_are_told_and_ended_ones_are_not_told_again():
    merged = "L1 | 20 | into M | -\nL2 | 10 | into M | -\nM | - | 30~1 | 30~1"
    table = f"{merged}\nL3 skin new | - | 8~1 | gone"
    assert told(case_of(table)) == [
        "L1: merged into M.",
        "L2: merged into M.",
        "M is what L1 and L2 have merged into: 30 mm.",
        "L3 is new: 8 mm.",
    ]
    later = told(case_of(table), 2)
    assert [each.split()[0].rstrip(":") for each in later] == ["M", "L3"]


@pytest.mark.parametrize(
    ("proved_at", "trend", "words"),
    [(None, "maybe_new", "may be new (in doubt)"), (2, "maybe_new", "may be new (in doubt)"),
     (1, "new", "is new")],
)  # fmt: skip
def test_a_lesion_of_doubt_is_not_told_as_plainly_new(proved_at, trend, words):
    case = case_of("L1 | 20~1 | 20~1\nL3 skin new | - | 8~1")
    doubt = {"newness": "equivocal", "proved_on": None if proved_at is None else day(proved_at)}
    lesions = [e.model_copy(update=doubt) if e.role == "new" else e for e in case.lesions]
    case = case.model_copy(update={"lesions": tuple(lesions)})
    assert f"L3 {words}: 8 mm." in told(case)
    found = row(case, "L3").trend
    assert found.trend == trend
    assert found.words == words.removeprefix("is ")
    calls = overview_of(case=case).overall.calls
    said = "new lesion" if proved_at else "may be new (in doubt)"
    assert role_words(lesions[-1], calls).startswith(said)


def test_a_size_is_compared_with_the_last_one_there_is():
    (sentence, _) = told(case_of("L1 | 20~1 | not done | 30~1\nL0 | 9 | 9 | 9"), 2)
    assert "20 mm on 5 Jan 2026, now 30 mm" in sentence


def test_the_first_visit_and_days_without_a_visit_have_no_changes():
    case = case_of("L1 | 20 | 30")
    assert changes_since(case=case, visited_on=day(0)) == ()
    assert changes_since(case=case, visited_on=day(9)) == ()


def described(case, *appearances):
    visits = tuple(
        visit.model_copy(update={"appearances": (each,) if each else ()})
        for visit, each in zip(case.visits, appearances, strict=True)
    )
    return case.model_copy(update={"visits": visits})


def test_what_looks_other_than_before_is_told_and_not_asked_is_no_change():
    before = Appearance(lesion_id="L1", odor="mild", pain_0_10=4, ulcerated=False, exudate="low")
    now = Appearance(lesion_id="L1", odor="strong", pain_0_10=4, ulcerated=True, infection_signs=())
    case = described(case_of("L1 | 20 | 20"), before, now)
    assert told(case)[1:] == [
        "L1 is newly ulcerated (on 5 Jan 2026 it was not).",
        "L1: odor strong (on 5 Jan 2026 mild).",
    ]


def test_an_ulcer_nobody_asked_about_before_is_not_called_new():
    case = described(case_of("L1 | 20 | 20"), None, Appearance(lesion_id="L1", ulcerated=True))
    assert told(case)[1:] == ["L1 is ulcerated; whether it was before is not recorded."]
    assert row(case).ulcerated is True


def test_what_was_only_copied_forward_says_nothing():
    before = Appearance(lesion_id="L1", odor="mild", ulcerated=False)
    now = Appearance(lesion_id="L1", odor="strong", ulcerated=True, is_copied_forward=True)
    case = described(case_of("L1 | 20 | 20"), before, now)
    assert len(told(case)) == 1
    assert row(case).ulcerated is False


def test_the_attention_list_of_a_page_names_no_file_of_a_folder():
    overview = overview_of(case=case_of("L1 | 20 | ?25"))
    (item,) = overview.attention
    assert (item.kind, item.advice) == ("to_confirm", "confirm or correct it")


def test_an_overview_counts_every_photograph_issue_once():
    outline = DrawnOutline(outline_id="c1", polygon=((1, 1), (2, 1), (2, 2)), source="candidate")
    photo = Photograph(
        photograph_id="p1",
        file_name="a.jpg",
        sha256="a" * 64,
        width_px=10,
        height_px=10,
        scale=ScaleMissing(reason="no marker found", advice="put the card in"),
        outlines=(outline,),
    )
    case = case_of("L1 | 20")
    visit = case.visits[0].model_copy(update={"photographs": (photo,)})
    found = overview_of(case=case.model_copy(update={"visits": (visit,)})).attention
    assert [item.kind for item in found] == ["not_measured", "candidate"]
