"""The forms of a biopsy: a new one, its next step, and what can be corrected."""

from typing import Any, Final

from django import forms

from dermetry.report.background import SPECIMENS
from dermetry.workbench.casenotes.queries.biopsies import NewBiopsy
from dermetry.workbench.casenotes.queries.biopsy import BiopsyPage
from dermetry.workbench.clinic.registration.fields import (
    NOT_STATED,
    SIDES,
    choice,
    day,
    one_line_breaks,
    select,
    text,
    zone_choices,
)

KINDS: Final = (NOT_STATED, *((key, words.capitalize()) for key, words in SPECIMENS.items()))
DAYS: Final = (
    ("suggested_on", "Suggested on"),
    ("ordered_on", "Ordered on"),
    ("wanted_by", "Wanted by"),
    ("taken_on", "Taken on"),
    ("at_lab_on", "At the lab since"),
    ("reported_on", "Reported on"),
    ("acted_on", "Acted on, on"),
)
STEP_DAYS: Final = {
    "ordered": "ordered_on",
    "taken": "taken_on",
    "at_lab": "at_lab_on",
    "reported": "reported_on",
    "acted_on": "acted_on",
}


def panel_choices(panels: Any) -> list[tuple[str, str]]:
    """Give the panels that can be ordered."""
    return [("", "no panel"), *panels]


class NewBiopsyForm(forms.Form):
    """A biopsy that is suggested or ordered."""

    kind = choice("Kind", KINDS)
    purpose = text("What is to be found out", rows=2, most=2000)
    panel = select("Stains to order", ())
    wanted_by = day("Wanted by")
    zone = select("Place", zone_choices())
    laterality = choice("Side", SIDES)

    def __init__(self, data: Any, *, page: NewBiopsy, initial: dict[str, Any]) -> None:
        """Offer the panels in force."""
        super().__init__(data, initial=initial)
        panels = [(each.key, each.title) for each in page.panels]
        self.fields["panel"].choices = panel_choices(panels)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Give the fields of the record's ``Biopsy``."""
        given = self.cleaned_data
        return {name: given[name] or None for name in ("kind", "panel", "zone", "laterality")} | {
            "purpose": one_line_breaks(given["purpose"]),
            "wanted_by": given["wanted_by"],
        }


class BiopsyForm(forms.Form):
    """Days and words of a biopsy, as they can be corrected."""

    kind = choice("Kind", KINDS)
    purpose = text("What is to be found out", rows=2, most=2000)
    panel = select("Stains to order", ())
    suggested_on = day(DAYS[0][1])
    ordered_on = day(DAYS[1][1])
    wanted_by = day(DAYS[2][1])
    taken_on = day(DAYS[3][1])
    at_lab_on = day(DAYS[4][1])
    lab = text("Which lab", most=200)
    reported_on = day(DAYS[5][1])
    acted_on = day(DAYS[6][1])
    action = text("What was decided", rows=2, most=2000)

    def __init__(self, data: Any, *, page: BiopsyPage) -> None:
        """Show what is stored."""
        held = {name: page.fields.get(name) for name in self.base_fields}
        super().__init__(data, initial=held)
        self.fields["panel"].choices = panel_choices(page.panels)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Give the fields of the record's ``Biopsy``; words as "", the rest as None."""
        words = ("purpose", "lab", "action")
        given = self.cleaned_data
        return {
            name: one_line_breaks(value) if name in words else value or None
            for name, value in given.items()
        }


class StepForm(forms.Form):
    """The next step: its day, and what belongs to it."""

    on = day("On", required=True)
    action = text("What was decided", rows=3, most=2000)
    lab = text("Which lab", most=200)
    photograph = forms.IntegerField(required=False, widget=forms.HiddenInput)
    point_x = forms.FloatField(required=False, min_value=0)
    point_y = forms.FloatField(required=False, min_value=0)

    def values(self, step: str, photograph_id: str | None) -> dict[str, Any]:
        """Give the fields of the record's ``Biopsy`` that belong to a step."""
        given = self.cleaned_data
        values: dict[str, Any] = {STEP_DAYS[step]: given["on"]}
        if step == "acted_on":
            values["action"] = one_line_breaks(given["action"])
        if step == "at_lab" and given["lab"]:
            values["lab"] = given["lab"]
        if step == "taken":
            values |= self.place(photograph_id)
        return values

    def place(self, photograph_id: str | None) -> dict[str, Any]:
        """Give photograph and point; a point without a photograph is none."""
        x, y = self.cleaned_data["point_x"], self.cleaned_data["point_y"]
        has_point = photograph_id is not None and x is not None and y is not None
        return {"photograph_id": photograph_id, "point_px": (x, y) if has_point else None}
