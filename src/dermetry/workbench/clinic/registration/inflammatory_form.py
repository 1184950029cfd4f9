"""A clinician's statement that this is inflammatory carcinoma, with what it rests on."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms

from dermetry.workbench.clinic.registration.fields import (
    NOT_STATED,
    choice,
    day,
    one_line_breaks,
    past,
    text,
)

YES_NO: Final = (("yes", "yes"), ("no", "no"), NOT_STATED)
FACTS: Final = ("covers_a_third", "began_within_six_months", "has_invasive_carcinoma")
SAID: Final = {True: "yes", False: "no"}


class InflammatoryForm(forms.Form):
    """The statement; without a side there is none."""

    laterality = choice(
        "Inflammatory carcinoma",
        (("left", "left breast"), ("right", "right breast"), ("", "not stated")),
    )
    stated_by = text("Stated by")
    stated_on = day("Stated on")
    covers_a_third = choice("Redness or edema of a third of the breast or more", YES_NO)
    began_within_six_months = choice("Began within six months", YES_NO)
    has_invasive_carcinoma = choice("Invasive carcinoma proven", YES_NO)
    note = text("Note on it", most=2000)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Keep the day, to refuse what lies after it."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_stated_on(self) -> date | None:
        """Refuse a statement of the future."""
        return past(self.cleaned_data["stated_on"], self.today)

    def clean(self) -> dict[str, Any]:
        """Ask who stated it, when, and of which breast."""
        given = super().clean() or {}
        more = any(value for name, value in given.items() if name != "laterality")
        if more and not given.get("laterality"):
            self.add_error("laterality", "Say which breast, or empty the other fields")
        if given.get("laterality"):
            if not given.get("stated_by", "").strip():
                self.add_error("stated_by", "Say which clinician states it")
            if not given.get("stated_on") and "stated_on" not in self.errors:
                self.add_error("stated_on", "Enter the day")
        return given

    def given(self) -> dict[str, Any]:
        """Give the statement by its name; a form that did not ask for it gives nothing."""
        is_asked = self.add_prefix("laterality") in self.data
        return {"inflammatory": self.values()} if is_asked else {}

    def values(self) -> dict[str, Any] | None:
        """Give the fields of the record's statement; None where nobody stated it."""
        given = self.cleaned_data
        if not given["laterality"]:
            return None
        return {
            "laterality": given["laterality"],
            "stated_by": given["stated_by"].strip(),
            "stated_on": given["stated_on"].isoformat(),
            **{name: {"yes": True, "no": False}.get(given[name]) for name in FACTS},
            "note": one_line_breaks(given["note"]),
        }


def typed_inflammatory(held: Mapping[str, Any]) -> dict[str, Any]:
    """Give a stored statement as the form shows it."""
    plain = {name: held.get(name) or "" for name in ("laterality", "stated_by", "note")}
    facts = {name: SAID.get(held.get(name), "") for name in FACTS}
    return plain | facts | {"stated_on": held.get("stated_on") or ""}


def say_inflammatory(stored: Mapping[str, Any] | None) -> str:
    """Say a statement in words, for two versions side by side."""
    if not stored:
        return ""
    facts = (
        f"{InflammatoryForm.base_fields[name].label}: {SAID[stored[name]]}"
        for name in FACTS
        if stored.get(name) is not None
    )
    head = f"{stored['laterality']} breast, {stored['stated_by']}, {stored['stated_on']}"
    return "; ".join((head, *facts, *filter(None, [stored.get("note")])))
