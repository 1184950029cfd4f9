"""Forms of a lesion and of moving a photograph."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst

from dermetry.workbench.casenotes.actions.lesions import AROUND, EDITED
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
YES_NO = (("yes", "yes"), ("no", "no"), ("", "not stated"))
SAID = {True: "yes", False: "no"}
CONTINUITY = (("continuous", "in continuity"), ("separate", "separate"), ("", "not stated"))
SKIN_CHANGES = (
    ("nodule", "nodule"),
    ("satellite_nodule", "satellite nodule"),
    ("ulceration", "ulceration"),
    ("edema", "edema, peau d'orange"),
    ("en_cuirasse", "en cuirasse"),
    ("erythema", "erythema"),
    ("dimpling", "dimpling"),
    ("tethering", "tethering"),
    ("nipple_retraction", "nipple retraction"),
    ("microscopic_invasion", "microscopic invasion only"),
    ("", "not stated"),
)
EVIDENCE = (
    ("clinical", "seen on the skin"),
    ("histological", "under the microscope"),
    ("both", "both"),
    ("", "not stated"),
)


def tap(label: str, choices: Any = YES_NO) -> forms.ChoiceField:
    """Make a field of one tap, which need not be answered."""
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)


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
        label="Morphology",
        required=False,
        max_length=200,
        help_text="Such as: nodule, plaque",
        widget=forms.TextInput({"list": "morphologies"}),
    )
    skin_change = tap("What it does to the skin", SKIN_CHANGES)
    evidence = tap("How that is known", EVIDENCE)
    in_scar = tap("In a scar")
    in_radiation_field = tap("In a radiation field")
    in_flap = tap("In a flap")
    in_needle_or_drain_tract = tap("In a needle or drain tract")
    in_lymphedema = tap("In lymphedema")
    in_breast_skin = tap("In the skin of the breast of its own side")
    continuity = tap("With the disease of breast or chest wall", CONTINUITY)
    crosses_midline = tap("Crosses the midline")
    crosses_field_edge = tap("Crosses the edge of a field")
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

    def around(self) -> list[Any]:
        """Give the fields of what surrounds a lesion, for the page."""
        return [self[name] for name in AROUND]

    def edited(self) -> dict[str, Any]:
        """Give the fields of the record that the form asked for."""
        given = {name: self.cleaned_data[name] for name in EDITED if name in self.data}
        yes = {"yes": True, "no": False}
        return {name: yes.get(value, value) for name, value in given.items()}

    def words(self, name: str, value: Any) -> str:
        """Say a value of a field as its choices do."""
        value = SAID.get(value, value) if isinstance(value, bool) else value
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
        if name in mine and typed(value) != mine[name]
    ]


def typed(value: Any) -> str:
    """Give a stored value as the form sends it."""
    return SAID[value] if isinstance(value, bool) else str(value or "")


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
