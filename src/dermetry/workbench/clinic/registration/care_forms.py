"""The forms of consent and treatments."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from dermetry.workbench.casenotes.queries.registration import TreatmentLine
from dermetry.workbench.clinic.registration.conflicts import Section
from dermetry.workbench.clinic.registration.fields import (
    choice,
    day,
    one_line_breaks,
    text,
)
from dermetry.workbench.clinic.registration.identity_forms import say_day

USES: Final = (("care", "care"), ("teaching", "teaching"), ("research", "research"))
ANSWERS: Final = (("given", "given"), ("refused", "refused"), ("withdrawn", "withdrawn"))
KINDS: Final = (
    ("systemic", "systemic"),
    ("radiation", "radiation"),
    ("surgery", "surgery"),
    ("electrochemotherapy", "electrochemotherapy"),
    ("topical", "topical"),
    ("antibiotic", "antibiotic"),
    ("other", "other"),
)
KIND_WORDS: Final = dict(KINDS)
NEWNESS: Final = (("yes", "yes"), ("no", "no"), ("", "not stated"))
SAID: Final = {"yes": True, "no": False}


class ConsentForm(forms.Form):
    """One answer to one use."""

    use = choice("Use", USES, required=True, error_messages={"required": "Choose the use"})
    answer = choice(
        "Answer", ANSWERS, required=True, error_messages={"required": "Choose the answer"}
    )
    answered_on = day("Answered on", required=True)
    note = text("Note", rows=2, most=2000, help_text="Where the signed form is kept, for example.")


class TreatmentForm(forms.Form):
    """One treatment with its days."""

    name = text(
        "Treatment",
        required=True,
        help_text="Capecitabine, or electron beam radiation 20 Gy",
        error_messages={"required": "Name the treatment"},
    )
    kind = choice("Kind", KINDS, required=True, error_messages={"required": "Choose the kind"})
    line = forms.IntegerField(
        label="Line",
        required=False,
        min_value=1,
        max_value=30,
        help_text="Of systemic treatment for metastatic disease.",
    )
    started_on = day("Started on", required=True)
    ended_on = day("Ended on", help_text="Empty while it runs.")
    is_new_anticancer = choice(
        "New anticancer treatment",
        NEWNESS,
        help_text="Yes: response to the treatment before it is judged up to its start.",
    )
    lesions = forms.MultipleChoiceField(
        label="Lesions it was given to",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For local treatment.",
    )

    def __init__(self, *args: Any, lesion_ids: Sequence[str], **kwargs: Any) -> None:
        """Offer the patient's lesions."""
        super().__init__(*args, **kwargs)
        self.fields["lesions"].choices = [(each, each) for each in lesion_ids]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check the order of the days."""
        given = super().clean() or {}
        start, end = given.get("started_on"), given.get("ended_on")
        if start and end and end < start:
            self.add_error("ended_on", "It ends before it starts")
        return given

    def values(self) -> dict[str, Any]:
        """Give the fields of the record's ``Treatment``."""
        given = self.cleaned_data
        return {
            "name": one_line_breaks(given["name"]),
            "kind": given["kind"],
            "line": given["line"],
            "started_on": given["started_on"].isoformat(),
            "ended_on": given["ended_on"] and given["ended_on"].isoformat(),
            "is_new_anticancer": SAID.get(given["is_new_anticancer"]),
            "lesion_ids": given["lesions"],
        }


def typed_treatment(line: TreatmentLine) -> dict[str, Any]:
    """Give a stored treatment as the form shows it."""
    return {
        "name": line.name,
        "kind": line.kind,
        "line": line.line,
        "started_on": line.started_on,
        "ended_on": line.ended_on,
        "is_new_anticancer": say_newness(line.is_new_anticancer),
        "lesions": list(line.lesion_ids),
    }


def stored_treatment(line: TreatmentLine) -> Mapping[str, Any]:
    """Give a stored treatment as its values are sent."""
    return {
        "name": line.name,
        "kind": line.kind,
        "line": line.line,
        "started_on": line.started_on.isoformat(),
        "ended_on": line.ended_on and line.ended_on.isoformat(),
        "is_new_anticancer": line.is_new_anticancer,
        "lesion_ids": list(line.lesion_ids),
    }


def say_newness(stored: bool | None) -> str:
    """Give the answer as the form holds it; empty: nobody said."""
    return "" if stored is None else "yes" if stored else "no"


TREATMENT_SECTIONS: Final = (
    Section("name", "Treatment", str),
    Section("kind", "Kind", lambda held: KIND_WORDS.get(held, "")),
    Section("line", "Line", lambda held: str(held or "")),
    Section("started_on", "Started on", say_day),
    Section("ended_on", "Ended on", lambda held: say_day(held) or "still running"),
    Section("is_new_anticancer", "New anticancer treatment", say_newness),
    Section("lesion_ids", "Lesions", lambda held: ", ".join(held or ())),
)
