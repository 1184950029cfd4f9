"""The history: diagnosis, primary tumor, stages, operations, radiation fields."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, BoundField, formset_factory
from django.http import QueryDict

from dermetry.report.figures.body_map import body_map_picker
from dermetry.report.figures.values import ZonePicker
from dermetry.workbench.clinic.registration.fields import (
    SIDES,
    choice,
    day,
    one_line_breaks,
    past,
    select,
    text,
    zone_choices,
)
from dermetry.workbench.clinic.sent_values import to_int

PRIMARY: Final = (
    ("known", "breast cancer, known"),
    ("unknown", "looked for, and unknown"),
    ("", "not recorded"),
)
STAGE_KINDS: Final = (
    ("clinical", "clinical"),
    ("pathological", "pathological"),
    ("unstated", "not stated"),
)


class HistoryForm(forms.Form):
    """Everything of the history that stands once."""

    diagnosis = text("Diagnosis", rows=2, most=2000, help_text="In the words of the documents.")
    primary_kind = choice("Primary tumor", PRIMARY)
    laterality = select("Side", SIDES)
    diagnosed_on = day("Diagnosed on")
    receptors = text("Receptors of the primary", help_text="ER+ 90 %, PR+ 20 %, HER2 IHC 1+")
    surgery = text("Surgery of the primary, in one line", most=2000)
    primary_note = text("Why it counts as unknown", most=2000)
    note = text("Note", rows=3, most=2000)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Keep the day, to refuse what lies after it."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_diagnosed_on(self) -> date | None:
        """Refuse a diagnosis in the future."""
        return past(self.cleaned_data["diagnosed_on"], self.today)

    def primary(self) -> dict[str, Any] | None:
        """Give what is known of the primary tumor; details typed make it a known one."""
        given = self.cleaned_data
        if given["primary_kind"] == "unknown":
            note = one_line_breaks(given["primary_note"])
            return {"kind": "unknown", **({"note": note} if note else {})}
        known = {
            "laterality": given["laterality"],
            "diagnosed_on": given["diagnosed_on"] and given["diagnosed_on"].isoformat(),
            "receptors": given["receptors"].strip(),
            "surgery": one_line_breaks(given["surgery"]),
        }
        known = {name: value for name, value in known.items() if value}
        return {"kind": "known", **known} if given["primary_kind"] == "known" or known else None


class RowForm(forms.Form):
    """One row of a list; a row in which nothing is typed is no row."""

    key: str = ""  # the field that names the row in the record

    def is_removed(self) -> bool:
        """Tell whether a person took the row away."""
        return bool(self.cleaned_data.get("DELETE"))

    def values(self) -> dict[str, Any] | None:
        """Give the fields of the record's value, or None for an empty or removed row."""
        given = self.cleaned_data
        found = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in given.items()
            if name != "DELETE" and value not in (None, "", [])
        }
        says = {name for name in found if name not in (self.key, "kind")}
        return found if says and not self.is_removed() else None


class StageForm(RowForm):
    """A stage as it was entered somewhere."""

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
        others = ("done_on", "laterality", "zone", "note")
        if any(given.get(name) for name in others) and not given.get("name"):
            self.add_error("name", "Name the operation")
        return given


class Dose(forms.DecimalField):
    """A number in which a comma is a decimal point."""

    def to_python(self, value: Any) -> Any:
        """Read the number."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class RadiationForm(RowForm):
    """One irradiated field, as the zones of the skin that it covered."""

    key = "field_id"
    field_id = forms.CharField(required=False, widget=forms.HiddenInput)
    zones = forms.MultipleChoiceField(label="Zones of the field", required=False)
    laterality = select("Side", SIDES)
    started_on = day("First day")
    ended_on = day("Last day")
    dose_gy = Dose(
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
        if found and "dose_gy" in found:
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


LISTS: Final = {
    "stages": StageForm,
    "surgeries": SurgeryForm,
    "radiation_fields": RadiationForm,
}
FORMSETS: Final = {
    name: formset_factory(form, extra=0, can_delete=True, max_num=60, absolute_max=80)
    for name, form in LISTS.items()
}


class WholeHistory:
    """The form and its three lists, as one."""

    def __init__(
        self, *, today: date, data: QueryDict | None = None, held: Mapping[str, Any] | None = None
    ) -> None:
        """Bind what was sent, or show what is stored."""
        held = held or {}
        self.form = HistoryForm(data, today=today, initial=typed_history(held))
        self.lists: dict[str, BaseFormSet[Any]] = {
            name: kind(data, prefix=name, initial=held.get(name) or [])
            for name, kind in FORMSETS.items()
        }

    def is_valid(self) -> bool:
        """Check all of it, so that every mistake is named at once."""
        return all([self.form.is_valid(), *(each.is_valid() for each in self.lists.values())])

    def values(self) -> dict[str, Any]:
        """Give the fields of the record's ``History``, and "primary"."""
        given = self.form.cleaned_data
        rows = {
            name: [value for form in forms_of if (value := form.values())]
            for name, forms_of in self.lists.items()
        }
        return {
            "diagnosis": one_line_breaks(given["diagnosis"]),
            "primary": self.form.primary(),
            **rows,
            "note": one_line_breaks(given["note"]),
        }

    def errors(self) -> Iterator[dict[str, str]]:
        """Give what stands against the form, each with its field."""
        every = [self.form, *(form for each in self.lists.values() for form in each)]
        for form in every:
            for name, said in form.errors.items():
                field = form[name] if name != "__all__" else None
                for words in said:
                    yield line_of(field, str(words))


def line_of(field: BoundField | None, words: str) -> dict[str, str]:
    """Give one line of the error summary."""
    if field is None:
        return {"text": words, "id": ""}
    return {"text": f"{field.label}: {words}", "id": field.auto_id}


def one_more(data: QueryDict, name: str) -> QueryDict:
    """Give what was sent with one more empty row in a list."""
    more = data.copy()
    count = more.get(f"{name}-TOTAL_FORMS", "0")
    more[f"{name}-TOTAL_FORMS"] = str((to_int(count) or 0) + 1)
    return more


def typed_history(held: Mapping[str, Any]) -> dict[str, Any]:
    """Give a stored history as the form shows it."""
    primary = held.get("primary") or {}
    kind = primary.get("kind", "")
    return {
        "diagnosis": held.get("diagnosis", ""),
        "note": held.get("note", ""),
        "primary_kind": kind,
        "primary_note": primary.get("note", "") if kind == "unknown" else "",
        **{name: primary.get(name) or "" for name in ("laterality", "diagnosed_on", "receptors")},
        "surgery": primary.get("surgery") or "",
    }
