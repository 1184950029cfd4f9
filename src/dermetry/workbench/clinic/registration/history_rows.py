"""Rows of the history: stages, operations, radiation fields."""

from datetime import date
from typing import Any, Final

from django import forms

from dermetry.report.figures.body_map import body_map_picker
from dermetry.report.figures.values import ZonePicker
from dermetry.workbench.clinic.registration.fields import (
    NOT_STATED,
    SIDES,
    Number,
    day,
    select,
    text,
    zone_choices,
)

STAGE_KINDS: Final = (
    ("clinical", "clinical"),
    ("pathological", "pathological"),
    ("unstated", "not stated"),
)
SURGERY_KINDS: Final = (
    NOT_STATED,
    ("mastectomy", "mastectomy"),
    ("breast_conserving", "breast-conserving"),
    ("axillary", "axillary"),
    ("reconstruction", "reconstruction"),
    ("skin_excision", "excision of skin"),
    ("other", "other"),
)


class RowForm(forms.Form):
    """One row of a list; a row in which nothing is typed is no row."""

    key: str = ""  # the field that names the row in the record
    silent: tuple[str, ...] = ()  # fields that always hold something

    def is_removed(self) -> bool:
        """Tell whether a person took the row away."""
        return bool(self.cleaned_data.get("DELETE"))

    def values(self) -> dict[str, Any] | None:
        """Give the fields of the record's value, or None for an empty or removed row.

        A field in which nothing stands is None: it is emptied.
        """
        found = {name: plain(v) for name, v in self.cleaned_data.items() if name != "DELETE"}
        says = {name for name, value in found.items() if value is not None}
        says -= {self.key, *self.silent}
        return found if says and not self.is_removed() else None


def plain(value: Any) -> Any:
    """Give what was typed as the record takes it; nothing typed is None."""
    if value in ("", []):
        return None
    return value.isoformat() if isinstance(value, date) else value


class StageForm(RowForm):
    """A stage as it was entered somewhere."""

    silent = ("kind",)
    value = text("Stage, as written", help_text="IV, or cT4b N1 M1")
    edition = text("Edition", help_text="AJCC 8, or UICC 8")
    kind = select("Kind", STAGE_KINDS)
    stated_on = day("Stated on")

    def clean(self) -> dict[str, Any]:
        """Ask for the stage and for its edition."""
        given = super().clean() or {}
        if any(given.get(name) for name in ("value", "edition", "stated_on")):
            if not given.get("value"):
                self.add_error("value", "Write the stage")
            if not given.get("edition"):
                self.add_error("edition", "Say from which edition; “not stated” if nobody knows")
        given["kind"] = given.get("kind") or "unstated"
        return given


class SurgeryForm(RowForm):
    """One operation."""

    key = "surgery_id"
    surgery_id = forms.CharField(required=False, widget=forms.HiddenInput)
    name = text("Operation")
    kind = select("Kind", SURGERY_KINDS)
    done_on = day("Done on")
    laterality = select("Side", SIDES)
    zone = select("Zone", ())
    note = text("Note", most=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the zones of the skin."""
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zone_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the name of what was done."""
        given = super().clean() or {}
        others = ("kind", "done_on", "laterality", "zone", "note")
        if any(given.get(name) for name in others) and not given.get("name"):
            self.add_error("name", "Name the operation")
        return given

    def values(self) -> dict[str, Any] | None:
        """Give the fields of the record's ``Surgery``; a kind that was not asked stays."""
        found = super().values()
        if found and self.add_prefix("kind") not in self.data:
            found.pop("kind")
        return found


class RadiationForm(RowForm):
    """One irradiated field, as the zones of the skin that it covered."""

    key = "field_id"
    field_id = forms.CharField(required=False, widget=forms.HiddenInput)
    zones = forms.MultipleChoiceField(label="Zones of the field", required=False)
    laterality = select("Side", SIDES)
    started_on = day("First day")
    ended_on = day("Last day")
    dose_gy = Number(
        label="Dose",
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    fractions = forms.IntegerField(label="Fractions", required=False, min_value=1, max_value=100)
    note = text("Note", most=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the zones of the skin."""
        super().__init__(*args, **kwargs)
        self.fields["zones"].choices = zone_choices()[1:]  # type: ignore[attr-defined]
        self.fields["fractions"].widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def clean(self) -> dict[str, Any]:
        """Ask for at least one zone, and for days in their order."""
        given = super().clean() or {}
        others = ("laterality", "started_on", "ended_on", "dose_gy", "fractions", "note")
        if any(given.get(name) for name in others) and not given.get("zones"):
            self.add_error("zones", "Choose the zones that the field covered")
        first, last = given.get("started_on"), given.get("ended_on")
        if first and last and last < first:
            self.add_error("ended_on", "The last day is before the first")
        return given

    def values(self) -> dict[str, Any] | None:
        """Give the fields of the record's ``RadiationField``; lengths and doses as text."""
        found = super().values()
        if found and found["dose_gy"] is not None:
            found["dose_gy"] = str(found["dose_gy"])
        return found

    @property
    def picker(self) -> str:
        """Draw the body map beside the zones."""
        chosen = self["zones"].value() or ()
        return body_map_picker(
            picker=ZonePicker(
                name=self["zones"].html_name,
                label="Zones of the field",
                chosen=frozenset(chosen),
                takes_many=True,
                help="Tap the zones on the figures, or tick them here",
            ),
            uid=f"map-{self.prefix}",
        )
