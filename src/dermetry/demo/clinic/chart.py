"""Laying the chart of a story over an assessed case: all that no photograph can tell."""

from collections.abc import Iterator, Mapping
from typing import Any

from dermetry.demo.clinic.story import Story, VisitStory
from dermetry.record.case import Case
from dermetry.record.photograph import Photograph

LISTS = ("treatments", "consents", "specimens", "imaging_studies", "current_specimen")


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
        lesion |= story.about.get(lesion["lesion_id"], {})
    for visit, told in zip(fields["visits"], story.visits, strict=True):
        visit |= visit_chart(told)
        cleansing = {shot.file: shot.cleansing for shot in told.photographs}
        for photograph in visit["photographs"]:
            photograph["cleansing"] = cleansing[photograph["file_name"]]
    photographs = {photo.file_name: photo.photograph_id for photo in photographs_of(case)}
    fields["biopsies"] = [
        biopsy_chart(told, photographs) for told in story.record.get("biopsies", ())
    ]
    return Case.model_validate(fields)


def photographs_of(case: Case) -> Iterator[Photograph]:
    """Give every photograph of a case."""
    return (photo for visit in case.visits for photo in visit.photographs)


def biopsy_chart(told: dict[str, Any], photographs: Mapping[str, str]) -> dict[str, Any]:
    """Give one biopsy in the words of the record; its photograph is told by file name."""
    fields = dict(told)
    if file_name := fields.pop("photograph", None):
        fields["photograph_id"] = photographs[file_name]
    return fields


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
        "regions_refused": told.regions_refused,
        "dermoscopies": told.dermoscopies,
        "next_due_on": told.next_due_on,
        "next_reason": told.next_reason,
    }
