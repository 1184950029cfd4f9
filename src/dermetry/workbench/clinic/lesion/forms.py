"""Forms of a lesion and of moving a photograph."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst

from dermetry.workbench.clinic.visit.upload_form import SIDES, zone_choices, zone_names

ROLES = (
    ("target", "target"),
    ("non_target", "non-target"),
    ("new", "new lesion"),
    ("undecided", "not decided"),
)
NEWNESS = (
    ("", "not stated"),
    ("unequivocal", "certainly new since baseline"),
    ("equivocal", "equivocal: not sure that it is new"),
)


class LesionForm(forms.Form):
    """What is recorded of a lesion beside its sizes."""

    role = forms.ChoiceField(label="Role", choices=ROLES, widget=forms.RadioSelect)
    newness = forms.ChoiceField(label="Newness", choices=NEWNESS, required=False)
    zone = forms.ChoiceField(label="Zone", choices=zone_choices, required=False)
    laterality = forms.ChoiceField(label="Side", choices=SIDES, required=False)
    site = forms.CharField(
        label="Place in words",
        required=False,
        max_length=200,
        help_text="Such as: 3 cm below the scar",
    )
    morphology = forms.CharField(
        label="Morphology", required=False, max_length=200, help_text="Such as: nodule, plaque"
    )
    note = forms.CharField(
        label="Note", required=False, max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    reason = forms.CharField(
        label="Reason for the change",
        required=False,
        max_length=300,
        help_text="Needed where role or newness changes and a visit with this lesion is signed.",
    )
    is_confirmed = forms.BooleanField(label="I confirm that this lesion is there", required=False)

    def words(self, name: str, value: Any) -> str:
        """Say a value of a field as its choices do."""
        if name == "zone":
            return capfirst(zone_names().get(value or "", "not stated"))
        choices = dict(getattr(self.fields[name], "choices", ()) or ())
        return str(choices.get(value or "", value or ""))


def theirs_and_mine(
    form: LesionForm, theirs: Mapping[str, Any], mine: Mapping[str, str]
) -> list[dict[str, str]]:
    """Give the fields two people left differently, for the parts of a conflict."""
    return [
        {
            "name": name,
            "label": str(form.fields[name].label),
            "theirs": form.words(name, value),
            "mine": form.words(name, mine.get(name, "")),
        }
        for name, value in theirs.items()
        if (value or "") != mine.get(name, "")
    ]


class MoveForm(forms.Form):
    """Where a photograph goes, and why."""

    visit = forms.ChoiceField(label="Visit", widget=forms.RadioSelect)
    visited_on = forms.DateField(
        label="Day of the new visit",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "This is no day; write it as 2026-05-04"},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="Such as: taken with the former patient still open",
        error_messages={"required": "Say why it is moved"},
    )
    confirm = forms.BooleanField(label="", required=False)
    addendum = forms.BooleanField(label="", required=False)  # out of a signed visit

    def __init__(self, *args: Any, visits: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["visit"].choices = visits  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the day where a visit is to be started."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("visit") == "new" and not found.get("visited_on"):
            self.add_error("visited_on", "Enter the day on which the photograph was taken")
        return found
