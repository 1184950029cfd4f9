"""The forms of import and export."""

from datetime import date
from typing import Any, Final

from django import forms

from dermetry.workbench.clinic.registration.fields import choice, day, past, text

USES: Final = (
    ("care", "treatment elsewhere"),
    ("research", "research"),
    ("teaching", "teaching"),
)


class ExportForm(forms.Form):
    """What the export is for, and what it holds."""

    use = choice("For", USES, required=True, error_messages={"required": "Choose what it is for"})
    is_deidentified = forms.BooleanField(
        label="Leave out the name and the birth date",
        required=False,
        help_text="Always done for research and teaching.",
    )
    code = text(
        "Code in place of the identifier",
        most=64,
        help_text="Needed without the name: the number in the study, for example.",
    )
    with_photographs = forms.BooleanField(label="With the photographs", required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the code where the identifier is left out."""
        given = super().clean() or {}
        hides = given.get("is_deidentified") or given.get("use") in ("research", "teaching")
        if hides and not (given.get("code") or "").strip():
            self.add_error("code", "Enter the code that stands for the identifier")
        return given


class ImportForm(forms.Form):
    """A case file, and under which identifier it is kept here."""

    identifier = text(
        "Identifier at this site",
        most=64,
        help_text="Empty: as in the file.",
    )


class FolderForm(forms.Form):
    """The day of photographs that state none."""

    visited_on = day(
        "Day of photographs without one",
        help_text="Used only where neither the folder nor the name states the day.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Keep the day, to refuse what lies after it."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_visited_on(self) -> date | None:
        """Refuse a day in the future."""
        return past(self.cleaned_data["visited_on"], self.today)
