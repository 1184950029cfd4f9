"""What a person states of a lesion beside the photographs, as a form."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from dermetry.pathway.marks import THERE
from dermetry.workbench.clinic.visit.finding_forms import YES_NO
from dermetry.workbench.clinic.visit.numbers import to_decimal

STATUSES = {
    "measured": "Measured by caliper or ruler",
    "too_small": "There, too small to measure",
    "absent": "Gone: looked for and not there",
    "present": "There, not measured and not clearly worse",
    "progressed": "Clearly worse (unequivocal progression)",
    "not_done": "Not photographed or examined",
    "not_evaluable": "Looked at, cannot be judged",
    "treated_locally": "Treated locally: removed, irradiated, ...",
}
SAID = {
    "measured": "measured",
    "too_small": "is there, too small to measure",
    "absent": "is gone",
    "present": "is there, not measured",
    "progressed": "is clearly worse",
    "not_done": "was not photographed",
    "not_evaluable": "cannot be judged",
    "treated_locally": "was treated locally",
}
REASONS = {
    "progressed": "Write what is worse, and how you see it",
    "not_done": "Write why it was not photographed",
    "not_evaluable": "Write why it cannot be judged",
    "treated_locally": "Write what was done",
}


WHOLE = 100  # percent
COUNT = re.compile(r"^\d{1,4}$")
SPREAD = ("percent_of_region", "lesion_count")


class FindingForm(forms.Form):
    """What a person states of a lesion beside the photographs."""

    status = forms.ChoiceField(
        choices=tuple(STATUSES.items()),
        error_messages={"required": "Choose what was found"},
    )
    longest_diameter_mm = forms.CharField(required=False, max_length=12)
    perpendicular_mm = forms.CharField(required=False, max_length=12)
    method = forms.CharField(required=False, max_length=200)
    percent_of_region = forms.CharField(required=False, max_length=12)
    lesion_count = forms.CharField(required=False, max_length=12)
    reason = forms.CharField(required=False, max_length=2000)
    grown_further = forms.ChoiceField(choices=(("", "not stated"), *YES_NO), required=False)

    def clean_longest_diameter_mm(self) -> Any:
        """Read a length; a comma is a decimal point."""
        return to_decimal(self.cleaned_data["longest_diameter_mm"])

    def clean_perpendicular_mm(self) -> Any:
        """Read a length; a comma is a decimal point."""
        return to_decimal(self.cleaned_data["perpendicular_mm"])

    def clean_percent_of_region(self) -> Any:
        """Read a percentage; a comma is a decimal point."""
        share = to_decimal(self.cleaned_data["percent_of_region"])
        if share is not None and share > WHOLE:
            raise forms.ValidationError(
                f"Share of the region: {share} % is more than all of it; write 0 to 100"
            )
        return share

    def clean_lesion_count(self) -> int | None:
        """Read a number of lesions; a part of a lesion is no count, and none is gone."""
        text = self.cleaned_data["lesion_count"].strip()
        if not text:
            return None
        if not COUNT.match(text) or not int(text):
            raise forms.ValidationError(
                f'Number of lesions: "{text}" is no whole number from 1 to 9999'
            )
        return int(text)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen answer needs."""
        given = self.cleaned_data
        status = given.get("status", "")
        if status == "measured" and given.get("longest_diameter_mm", 0) is None:
            self.add_error("longest_diameter_mm", "Type the longest diameter in millimeters")
        if status in REASONS and not given.get("reason", "").strip():
            self.add_error("reason", REASONS[status])
        return given

    def mark_fields(self) -> dict[str, Any]:
        """Give the fields of a FindingMark; what another answer left typed is not sent."""
        given, status = self.cleaned_data, self.cleaned_data["status"]
        reason = given["reason"].strip()
        fields: dict[str, Any] = {"status": status}
        if status == "measured":
            for name in ("longest_diameter_mm", "perpendicular_mm", "method"):
                if given[name] not in (None, ""):
                    fields[name] = given[name]
        if status in THERE:
            fields |= {name: given[name] for name in SPREAD if given[name] is not None}
        if status == "treated_locally":
            fields["treatment"] = reason
        elif reason and status != "measured":
            fields["reason"] = reason
        if status == "progressed" and given["grown_further"]:
            fields["has_grown_further"] = given["grown_further"] == "yes"
        return fields

    def said(self) -> str:
        """Say the statement for the history of decisions."""
        given, status = self.cleaned_data, self.cleaned_data["status"]
        size = f" {given['longest_diameter_mm']} mm" if status == "measured" else ""
        spread = said_spread(self.mark_fields())
        return f"{SAID[status]}{size}{', ' if spread else ''}{spread}"


def said_spread(fields: Mapping[str, Any]) -> str:
    """Say share and count of a statement; empty: neither is stated."""
    share, count = (fields.get(name) for name in SPREAD)
    parts = (
        f"{share} % of its region" if share is not None else "",
        f"number of lesions {count}" if count is not None else "",
    )
    return ", ".join(filter(None, parts))
