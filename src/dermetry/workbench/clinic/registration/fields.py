"""Fields that the forms of the record share."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms

from dermetry.report.figures.body_map import zone_groups

NOT_STATED: Final = ("", "not stated")
SIDES: Final = (
    NOT_STATED,
    ("right", "right"),
    ("left", "left"),
    ("midline", "midline"),
    ("bilateral", "both sides"),
)
NO_DAY: Final = {"invalid": "This is no day; write it as 2026-05-04"}


class Number(forms.DecimalField):
    """A number in which a comma is a decimal point."""

    def to_python(self, value: Any) -> Any:
        """Read the number."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    """Make a field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=NO_DAY | {"required": "Enter the day"},
    )


def text(label: str, *, rows: int = 0, most: int = 200, **options: Any) -> forms.CharField:
    """Make a field for words: one line, or a box of ``rows`` lines."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    options.setdefault("required", False)
    return forms.CharField(label=label, max_length=most, widget=widget, **options)


def choice(label: str, choices: Iterable[tuple[str, str]], **options: Any) -> forms.ChoiceField:
    """Make a field with few answers, shown as pills."""
    options.setdefault("required", False)
    return forms.ChoiceField(
        label=label, choices=list(choices), widget=forms.RadioSelect, **options
    )


def select(label: str, choices: Iterable[Any], **options: Any) -> forms.ChoiceField:
    """Make a field with many answers."""
    return forms.ChoiceField(label=label, choices=list(choices), required=False, **options)


def zone_choices() -> list[tuple[str, Any]]:
    """Give the zones of the skin, grouped as on the body map."""
    named = ((title, list(zones)) for title, zones in zone_groups())
    return [NOT_STATED, *named]


def one_line_breaks(words: str) -> str:
    """Give a text with plain line ends, however the browser sent them."""
    return words.replace("\r\n", "\n").strip()


def lines_of(words: str) -> list[str]:
    """Give the lines of a text that say something."""
    return [line.strip() for line in words.splitlines() if line.strip()]


def past(value: date | None, today: date) -> date | None:
    """Give a day; raises ValidationError for one in the future."""
    if value and value > today:
        raise forms.ValidationError(f"{value:%-d %b %Y} lies in the future")
    return value
