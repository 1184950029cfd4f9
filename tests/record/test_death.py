"""Death, last contact and a new treatment in the record: lawful ones come back, others do not."""

import json

import pytest
from pydantic import ValidationError

from dermetry.record.case import Case
from dermetry.record.casefile import read_case_file, write_case_file
from tests.record.test_laws import TREATMENT, a_case


def dead(died_on: str = "2026-05-03", **more: object) -> dict[str, object]:
    """Give the patient of a small case, who died after the one visit."""
    known = {"patient_id": "P1", "born_on": "1960-01-01", "died_on": died_on}
    return {"patient": known | more}


def test_the_day_of_death_itself_is_no_day_after_it():
    case = Case.model_validate(
        a_case(
            **dead("2026-02-01", last_contact_on="2026-02-01"),
            treatments=[TREATMENT],
            plan={"treatment_started_on": "2026-02-01"},
        )
    )
    assert case.patient.died_on == case.treatments[0].started_on


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (dead("2026-01-11"), "visit 2026-01-12 is after the patient's death (2026-01-11)"),
        (dead(last_contact_on="2026-05-04"), "the last contact (2026-05-04) is after"),
        (
            dead("2026-01-31") | {"treatments": [TREATMENT]},
            "treatment T1 (2026-02-01) is after the patient's death",
        ),
        (
            dead("2026-01-31") | {"plan": {"treatment_started_on": "2026-02-01"}},
            "the start of treatment (2026-02-01) is after the patient's death",
        ),
        (
            {"patient": {"patient_id": "P1", "born_on": "2027-01-01", "died_on": "2026-05-03"}},
            "the death (2026-05-03) is before the patient's birth",
        ),
        (
            {"patient": {"patient_id": "P1", "born_on": "2026-01-01",
                         "last_contact_on": "2025-05-03"}},
            "the last contact (2025-05-03) is before the patient's birth",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(changes, words):
    with pytest.raises(ValidationError) as caught:
        Case.model_validate(a_case(**changes))
    assert words in str(caught.value)


@pytest.mark.parametrize("answer", [True, False, None])
def test_a_case_file_keeps_them_and_an_older_one_says_nothing(answer):
    given = a_case(
        **dead(last_contact_on="2026-05-01"), treatments=[TREATMENT | {"is_new_anticancer": answer}]
    )
    case = Case.model_validate(given)
    text = write_case_file(case=case)
    assert read_case_file(text=text, name="case.json") == case
    older = json.loads(text)
    del older["case"]["patient"]["died_on"], older["case"]["patient"]["last_contact_on"]
    del older["case"]["treatments"][0]["is_new_anticancer"]
    read = read_case_file(text=json.dumps(older), name="case.json")
    assert (read.patient.died_on, read.treatments[0].is_new_anticancer) == (None, None)
