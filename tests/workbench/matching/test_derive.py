"""Deriving a visit from its rows gives what the library gives for the same marks."""

import pytest
from tests.workbench.matching.clinic_visits import LATE, demo_patient, redo, write_folder

from dermetry.pathway.assess import assess_folder
from dermetry.pathway.respond import respond

pytestmark = pytest.mark.django_db
STORY = "Two nodules of the right chest grow"


def comparable(finding):
    """Leave out what depends on names of files only."""
    fields = finding.model_dump()
    fields["photograph_ids"] = len(fields.get("photograph_ids", ()))
    return fields


def test_the_same_marks_give_the_same_findings_and_calls_as_a_folder(clinic, tmp_path):
    patient = demo_patient(STORY)
    write_folder(patient, tmp_path / "case", clinic.actor.name)
    expected = assess_folder(folder=tmp_path / "case", today=LATE)
    redo(clinic, patient)
    case = clinic.case()
    for mine, theirs in zip(case.visits, expected.case.visits, strict=True):
        assert theirs.findings, "the folder gave nothing to compare with"
        found = {each.lesion_id: comparable(each) for each in mine.findings}
        assert found == {each.lesion_id: comparable(each) for each in theirs.findings}
    calls = respond(case=case).calls
    assert [(c.visited_on, c.statement) for c in calls] == [
        (c.visited_on, c.statement) for c in expected.calls
    ]
    assert "L4" in {each.lesion_id for each in case.lesions if each.newness == "unequivocal"}
