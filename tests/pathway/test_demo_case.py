"""The demo case through the whole way, held against its known truth."""

import pytest

from dermetry.demo.case import write_demo_case
from dermetry.pathway.assess import assess_folder
from tests.pathway.conftest import TODAY

pytestmark = pytest.mark.scenes
TARGETS = ("L1", "L2")


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Give the assessed demo case and its truth."""
    folder = tmp_path_factory.mktemp("demo") / "case"
    truth = write_demo_case(folder=folder, workers=2)
    return assess_folder(folder=folder, today=TODAY), truth


def findings_of(assessed, index):
    return {each.lesion_id: each for each in assessed.case.visits[index].findings}


def used(assessed, index):
    return {each.lesion_id: each for each in assessed.calls[index].values_used}


def test_the_calls_tell_the_story(demo):
    assessed, _ = demo
    assert [call.statement for call in assessed.calls] == [
        "baseline",
        "PR",
        "PR; PD if L6 is confirmed",
        "PD",
    ]
    assert [call.new_lesion_ids for call in assessed.calls] == [(), (), (), ("L6",)]


def test_the_interval_of_every_lesion_holds_its_true_size(demo):
    assessed, truth = demo
    true_mm = {
        (each.visited_on, lesion.lesion_id): lesion.longest_diameter_mm
        for each in truth.photographs
        for lesion in each.truth.lesions
    }
    held, measured = {}, 0
    for visit in assessed.case.visits:
        for found in visit.findings:
            key = (str(visit.visited_on), found.lesion_id)
            if found.status == "measured" and found.interval_95_mm:
                low, high = found.interval_95_mm
                measured += 1
                held[key] = float(low) <= true_mm[key] <= float(high)
    assert measured == len(true_mm)
    assert [key for key, is_held in held.items() if not is_held and key[1] in TARGETS] == []
    assert sum(held.values()) >= 0.9 * measured


def test_every_sum_adds_up_from_its_parts(demo):
    assessed, _ = demo
    for index, call in enumerate(assessed.calls):
        parts = {key: each.used_mm for key, each in used(assessed, index).items() if each.used_mm}
        assert set(parts) == {"L1", "L2", "N1"}
        assert call.sum_mm == sum(parts.values())
        assert call.is_sum_complete


def test_the_lesion_on_the_back_was_not_photographed_and_is_not_zero(demo):
    assessed, _ = demo
    found = findings_of(assessed, 1)["L5"]
    assert (found.status, found.reason) == ("not_done", "the back was not photographed")
    value = used(assessed, 1)["L5"]
    assert (value.raw_status, value.raw_mm, value.used_mm) == ("not_done", None, None)
    said = " ".join(reason.sentence for reason in assessed.calls[1].reasons)
    assert "L5 (not done: the back was not photographed)" in said
    assert assessed.calls[1].non_target_response == "NE"
    for index in (0, 2, 3):
        assert findings_of(assessed, index)["L5"].status == "measured"


@pytest.mark.parametrize("index", [2, 3])
def test_two_lesions_have_merged(demo, index):
    assessed, _ = demo
    found = findings_of(assessed, index)
    assert {found[key].status for key in ("L3", "L4")} == {"merged_into"}
    assert {found[key].into_lesion_id for key in ("L3", "L4")} == {"L3+L4"}
    assert found["L3+L4"].status == "measured"
    lesion = next(each for each in assessed.case.lesions if each.lesion_id == "L3+L4")
    assert (lesion.role, lesion.merged_from, lesion.newness) == ("non_target", ("L3", "L4"), None)


def test_ulceration_is_recorded_from_the_third_visit_on(demo):
    assessed, _ = demo
    ulcerated = [findings_of(assessed, index)["L2"].ulcerated for index in range(4)]
    assert ulcerated == [None, None, True, True]


def test_the_unconfirmed_new_lesion_is_measured_and_counts_for_nothing(demo):
    assessed, _ = demo
    found = findings_of(assessed, 2)["L6"]
    assert (found.status, found.is_confirmed) == ("measured", False)
    assert findings_of(assessed, 3)["L6"].is_confirmed
    (promise,) = assessed.calls[2].conditionals
    assert (promise.category, promise.if_confirmed) == ("PD", ("L6",))


def test_the_blurred_photograph_is_named_and_measures_nothing(demo):
    assessed, truth = demo
    (blurred,) = [each for each in truth.photographs if each.is_blurred]
    visit = next(v for v in assessed.case.visits if str(v.visited_on) == blurred.visited_on)
    photo = next(each for each in visit.photographs if each.file_name == blurred.file)
    assert [issue.code for issue in photo.issues] == ["blurred"]
    sized = [each for each in visit.findings if each.status == "measured"]
    assert all(photo.photograph_id not in each.photograph_ids for each in sized)
    told = [each for each in assessed.attention if each.file_name == blurred.file]
    assert any(each.kind == "not_measured" for each in told)
    assert any("blurred" in each.message for each in told)


def test_no_lesion_was_swapped(demo):
    assessed, _ = demo
    assert not [each for each in assessed.attention if "lies where" in each.message]
