"""Several policies side by side."""

from dermetry.response.compare import compare_classic_and_immune, compare_policies
from dermetry.response.policy import load_policy


def test_classic_and_immune_calls_stand_side_by_side(tables):
    case = tables.build_case(
        """
        lesion | baseline | week 6 | week 12 | week 18 | week 24
        T1     |      100 |     70 | 130     |     100 |     130
        """
    )
    compared = compare_classic_and_immune(case=case)
    told = [tuple(call.category for call in each.calls) for each in compared]
    assert told == [
        (None, None),
        ("PR", "iPR"),
        ("PD", "iUPD"),
        ("PD", "iSD"),
        ("PD", "iUPD"),
    ]
    assert [each.is_same for each in compared] == [True, True, False, False, False]
    turned = [load_policy(preset=each) for each in ("irecist", "recist11")]
    other_way = compare_policies(case=case, policies=turned)
    assert [each.is_same for each in other_way] == [each.is_same for each in compared]
    assert compared[3].sentence == "recist11 PD and irecist iSD."


def test_all_patient_presets_judge_one_case(tables):
    case = tables.build_case(
        """
        lesion | baseline | week 6
        T1     | 20x20    | 23x22
        """
    )
    presets = ("recist11", "recist11-admiralonco", "irecist", "who-sum", "who-any-lesion")
    policies = [load_policy(preset=each) for each in presets]
    last = compare_policies(case=case, policies=policies)[-1]
    assert [call.category for call in last.calls] == ["SD", "SD", "iSD", "PD", "PD"]
    assert not last.is_same and [call.preset for call in last.calls] == list(presets)
