"""Laying the chart of a story over an assessed case: all that no photograph can tell."""

from typing import Any

from dermetry.demo.clinic.story import Story, VisitStory
from dermetry.record.case import Case

LISTS = ("treatments", "consents", "specimens", "imaging_studies")


def add_chart(*, case: Case, story: Story) -> Case:
    """Give the case with what the story's chart says of patient, disease and each visit.

    Raises pydantic's ValidationError when the chart breaks a law of the record.
    """
    fields = case.model_dump()
    for name in ("patient", "primary", "history", *LISTS):
        if name in story.record:
            fields[name] = story.record[name]
    notes = {lesion["lesion_id"]: lesion.get("note", "") for lesion in story.lesions}
    for lesion in fields["lesions"]:
        lesion["note"] = notes.get(lesion["lesion_id"], "")
    for visit, told in zip(fields["visits"], story.visits, strict=True):
        visit |= visit_chart(told)
        cleansing = {shot.file: shot.cleansing for shot in told.photographs}
        for photograph in visit["photographs"]:
            photograph["cleansing"] = cleansing[photograph["file_name"]]
    return Case.model_validate(fields)


def visit_chart(told: VisitStory) -> dict[str, Any]:
    """Give the chart of one visit in the words of the record."""
    return {
        "appearances": [
            {"lesion_id": lesion_id, "recorded_by": told.recorded_by, **fields}
            for lesion_id, fields in told.appearances.items()
        ],
        "observations": [
            {"kind": kind, "value": value} for kind, value in told.observations.items()
        ],
        "symptoms": [{"kind": kind, "score_0_10": score} for kind, score in told.symptoms.items()],
        "next_due_on": told.next_due_on,
        "next_reason": told.next_reason,
    }
