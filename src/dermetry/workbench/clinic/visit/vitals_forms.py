"""The form of the vitals step; its fields follow the kinds that the record knows."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from dermetry.record.observation import Observation
from dermetry.record.symptom import Symptom
from dermetry.report.wellbeing import OBSERVATIONS, SYMPTOMS
from dermetry.workbench.casenotes.actions.base import RecordNotLawful
from dermetry.workbench.casenotes.actions.vitals import make_observation
from dermetry.workbench.casenotes.queries.vitals import VisitVitals
from dermetry.workbench.clinic.visit.numbers import to_decimal

ECOG = "ecog"
SIGNS = ("temperature_c", "pulse_per_min", "systolic_mmhg", "diastolic_mmhg", "weight_kg")
LABS = tuple(kind for kind in OBSERVATIONS if kind not in (ECOG, *SIGNS))
WEEKS = (1, 2, 3, 4)
NOT_RECORDED = "not recorded"
NO_DAY = {"invalid": "This is no day; write it as 2026-05-04"}


class VitalsForm(forms.Form):
    """Performance status, vital signs, labs, symptoms, note and next visit; none is mandatory."""

    labs_on = forms.DateField(required=False, error_messages=NO_DAY)
    note = forms.CharField(required=False, max_length=2000)
    next_due_on = forms.DateField(required=False, error_messages=NO_DAY)
    next_reason = forms.CharField(required=False, max_length=200)
    clinically_stable = forms.ChoiceField(
        choices=(("", NOT_RECORDED), ("yes", "yes"), ("no", "no")), required=False
    )

    def __init__(self, *args: Any, visited_on: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visited_on, self.today = visited_on, today
        for kind in OBSERVATIONS:
            self.fields[kind] = forms.CharField(required=False, max_length=12)
            self.fields[f"{kind}_on"] = forms.DateField(required=False, error_messages=NO_DAY)
        for kind in SYMPTOMS:
            self.fields[f"symptom_{kind}"] = forms.TypedChoiceField(
                choices=[("", ""), *((str(n), str(n)) for n in range(11))],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Read every number with its typing guard, each error beside its field."""
        self.made: list[Observation] = []
        for kind, (name, _) in OBSERVATIONS.items():
            try:
                value = to_decimal(self.cleaned_data.get(kind, ""))
                if value is not None:
                    self.made.append(self.make(kind, name, value))
            except forms.ValidationError as error:
                self.add_error(kind, error)
            except RecordNotLawful as error:
                self.add_error(kind, error.what)
        return self.cleaned_data

    def make(self, kind: str, name: str, value: object) -> Observation:
        """Make one observation with its day."""
        given = self.cleaned_data
        on = given.get(f"{kind}_on") or (given.get("labs_on") if kind in LABS else None)
        if on and on > self.today:
            raise forms.ValidationError(f"{name}: {on:%-d %b %Y} lies in the future")
        fields = {"kind": kind, "value": value}
        return make_observation(
            fields=fields if on in (None, self.visited_on) else fields | {"observed_on": on},
            name=name,
        )

    def symptoms(self, stored: Mapping[str, Symptom]) -> list[Symptom]:
        """Give the scores; a note that stands beside one stays."""
        return [
            Symptom.model_validate(
                {
                    "kind": kind,
                    "score_0_10": score,
                    "note": stored[kind].note if kind in stored else "",
                }
            )
            for kind in SYMPTOMS
            if (score := self.cleaned_data.get(f"symptom_{kind}")) is not None
        ]


def typed_of(found: VisitVitals) -> dict[str, str]:
    """Give what is stored as the form shows it."""
    typed = {"labs_on": "", "note": "\n\n".join(found.notes), "next_reason": found.next_reason}
    if found.is_immune:
        typed["clinically_stable"] = {True: "yes", False: "no", None: ""}[found.clinically_stable]
    typed["next_due_on"] = found.next_due_on.isoformat() if found.next_due_on else ""
    for kind in OBSERVATIONS:
        each = found.observations.get(kind)
        typed[kind] = f"{each.value:f}" if each else ""
        typed[f"{kind}_on"] = each.observed_on.isoformat() if each and each.observed_on else ""
    for kind in SYMPTOMS:
        score = found.symptoms.get(kind)
        typed[f"symptom_{kind}"] = str(score.score_0_10) if score else ""
    return typed


def label_of(name: str) -> str:
    """Name a field for two versions side by side."""
    if name.startswith("symptom_"):
        return name.removeprefix("symptom_").capitalize()
    if name.removesuffix("_on") in OBSERVATIONS and name.endswith("_on"):
        return f"{OBSERVATIONS[name.removesuffix('_on')][0]}, day"
    if name in OBSERVATIONS:
        label, unit = OBSERVATIONS[name]
        return f"{label}, {unit}" if unit else label
    return {
        "labs_on": "Blood taken on",
        "note": "Note",
        "next_due_on": "Next visit",
        "next_reason": "Reason of the next visit",
        "clinically_stable": "Clinically stable",
    }[name]


def weeks_after(visited_on: date) -> list[tuple[int, date]]:
    """Give the shortcuts to the next visit."""
    return [(weeks, visited_on + timedelta(weeks=weeks)) for weeks in WEEKS]
