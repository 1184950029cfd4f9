"""The history: diagnosis, primary tumor, stages, operations, radiation fields."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.forms import BaseFormSet, BoundField, formset_factory
from django.http import QueryDict

from dermetry.workbench.clinic.registration.fields import (
    NOT_STATED,
    SIDES,
    choice,
    day,
    one_line_breaks,
    past,
    select,
    text,
)
from dermetry.workbench.clinic.registration.history_rows import (
    RadiationForm,
    StageForm,
    SurgeryForm,
)
from dermetry.workbench.clinic.registration.inflammatory_form import (
    InflammatoryForm,
    typed_inflammatory,
)
from dermetry.workbench.clinic.sent_values import to_int

PRIMARY: Final = (
    ("known", "breast cancer, known"),
    ("unknown", "looked for, and unknown"),
    ("", "not recorded"),
)
BREASTS: Final = (
    ("in_situ", "in place"),
    ("operated_kept", "operated and kept"),
    ("removed", "removed"),
    NOT_STATED,
)
CHEST_WALL: Final = (
    ("none", "no"),
    ("left", "on the left"),
    ("right", "on the right"),
    ("bilateral", "on both sides"),
    NOT_STATED,
)


class HistoryForm(forms.Form):
    """Everything of the history that stands once."""

    diagnosis = text("Diagnosis", rows=2, most=2000, help_text="In the words of the documents.")
    primary_kind = choice("Primary tumor", PRIMARY)
    laterality = select("Side", SIDES)
    diagnosed_on = day("Diagnosed on")
    receptors = text("Receptors of the primary", help_text="ER+ 90 %, PR+ 20 %, HER2 IHC 1+")
    surgery = text("Surgery of the primary, in one line", most=2000)
    breast_left = choice("Left breast", BREASTS)
    breast_right = choice("Right breast", BREASTS)
    chest_wall_invasion = choice("Chest wall invaded", CHEST_WALL)
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


LISTS: Final = {
    "stages": StageForm,
    "surgeries": SurgeryForm,
    "radiation_fields": RadiationForm,
}
STATED: Final = ("breast_left", "breast_right", "chest_wall_invasion")
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
        self.inflammatory = InflammatoryForm(
            data,
            today=today,
            prefix="inflammatory",
            initial=typed_inflammatory(held.get("inflammatory") or {}),
        )
        self.lists: dict[str, BaseFormSet[Any]] = {
            name: kind(data, prefix=name, initial=held.get(name) or [])
            for name, kind in FORMSETS.items()
        }

    def is_valid(self) -> bool:
        """Check all of it, so that every mistake is named at once."""
        forms_of = (self.form, self.inflammatory, *self.lists.values())
        return all([each.is_valid() for each in forms_of])

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
            **{name: given[name] or None for name in STATED if name in self.form.data},
            **self.inflammatory.given(),
            "note": one_line_breaks(given["note"]),
        }

    def add_error(self, field: str | None, error: str) -> None:
        """Put a problem on the form."""
        self.form.add_error(field, error)

    def errors(self) -> Iterator[dict[str, str]]:
        """Give what stands against the form, each with its field."""
        every = [
            self.form,
            self.inflammatory,
            *(form for each in self.lists.values() for form in each),
        ]
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
        **{name: held.get(name) or "" for name in STATED},
    }
