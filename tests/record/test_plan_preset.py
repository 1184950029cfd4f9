"""A plan names the policy of its patient; plans of before are read as the one there was."""

import json
from typing import get_args

import pytest

from dermetry.errors import CaseFileInvalid
from dermetry.record.case import Case, Preset, ResponsePlan
from dermetry.record.casefile import read_case_file, write_case_file
from dermetry.response.names import explain_policy, policy_name
from dermetry.response.policy import load_policy
from tests.record.test_laws import a_case


def text_of(plan: dict[str, object]) -> str:
    """Give a case file with this plan, as it stands in the file."""
    document = json.loads(write_case_file(case=Case.model_validate(a_case())))
    document["case"]["plan"] = plan
    return json.dumps(document)


def test_a_file_of_before_is_read_as_recist_and_written_anew():
    older = {"criteria": "recist_1_1", "targets_total": 3}
    case = read_case_file(text=text_of(older), name="old.json")
    assert case.plan == ResponsePlan(preset="recist11", targets_total=3)
    written = json.loads(write_case_file(case=case))["case"]["plan"]
    assert written["preset"] == "recist11"
    assert "criteria" not in written


@pytest.mark.parametrize(
    "plan",
    [
        {"criteria": "who"},
        {"criteria": "recist_1_1", "preset": "who-sum"},
        {"preset": "lesion-ect"},
        {"preset": "recist"},
    ],
)
def test_what_is_no_policy_of_a_patient_is_refused(plan):
    with pytest.raises(CaseFileInvalid, match=r"case\.plan"):
        read_case_file(text=text_of(plan), name="case.json")


@pytest.mark.parametrize("preset", get_args(Preset))
def test_every_policy_survives_a_file_and_has_a_name(preset):
    case = Case.model_validate(a_case(plan={"preset": preset}))
    assert read_case_file(text=write_case_file(case=case), name="case.json") == case
    assert load_policy(preset=preset).criteria != "lesion"
    assert policy_name(preset=preset) and explain_policy(preset=preset)


def test_no_two_policies_have_one_name():
    names = [policy_name(preset=each) for each in get_args(Preset)]
    assert len(set(names)) == len(names)
