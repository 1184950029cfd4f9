"""The forms of consent, response plan and treatments."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, get_args

from django import forms

from dermetry.record.case import Preset
from dermetry.report.words import in_words, say_date
from dermetry.response.names import explain_policy, policy_name
from dermetry.workbench.casenotes.queries.registration import TreatmentLine
from dermetry.workbench.clinic.registration.conflicts import Section
from dermetry.workbench.clinic.registration.fields import (
    choice,
    day,
    one_line_breaks,
    past,
    select,
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


class ConsentForm(forms.Form):
    """One answer to one use."""

    use = choice("Use", USES, required=True, error_messages={"required": "Choose the use"})
    answer = choice(
        "Answer", ANSWERS, required=True, error_messages={"required": "Choose the answer"}
    )
    answered_on = day("Answered on", required=True)
    note = text("Note", rows=2, most=2000, help_text="Where the signed form is kept, for example.")


class PlanForm(forms.Form):
    """What the calls rest on."""

    preset = choice("Policy of the calls", ())
    baseline_on = day("Baseline visit", help_text="Empty: the first visit.")
    treatment_started_on = day(
        "Start of the treatment that is judged", help_text="Empty: not recorded."
    )
    targets_total = forms.IntegerField(
        label="Target lesions, at most", required=False, min_value=1, max_value=10
    )
    targets_per_organ = forms.IntegerField(
        label="Target lesions per organ, at most", required=False, min_value=1, max_value=10
    )

    def __init__(
        self, *args: Any, visits: Sequence[date], today: date, signed: int, **kwargs: Any
    ) -> None:
        """Offer the visits there are; the fields of numbers are typed."""
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = preset_choices()  # type: ignore[attr-defined]
        self.today = today
        self.policy_warning = warn_of_change(len(visits) - signed, signed)
        self.fields["baseline_on"] = select(
            "Baseline visit", baseline_choices(visits, self.initial.get("baseline_on"))
        )
        for name in ("targets_total", "targets_per_organ"):
            self.fields[name].widget = forms.NumberInput(attrs={"min": "1", "max": "10"})
            self.fields[name].help_text = "Empty: as the criteria say."

    def clean_treatment_started_on(self) -> date | None:
        """Refuse a start in the future."""
        return past(self.cleaned_data["treatment_started_on"], self.today)

    def policies(self) -> list[tuple[Any, str]]:
        """Give each policy as its radio button and what it judges by."""
        names = get_args(Preset)
        return [
            (radio, in_words(explain_policy(preset=name)))
            for radio, name in zip(self["preset"], names, strict=True)
        ]

    def values(self) -> dict[str, Any]:
        """Give the fields of the record's plan; where no policy was sent, the stored one stays."""
        given = self.cleaned_data
        started = given["treatment_started_on"]
        return {
            "preset": given["preset"] or self.initial.get("preset"),
            "baseline_on": given["baseline_on"] or None,
            "treatment_started_on": started and started.isoformat(),
            "targets_total": given["targets_total"],
            "targets_per_organ": given["targets_per_organ"],
        }


def warn_of_change(unsigned: int, signed: int) -> str:
    """Say what another policy does to the visits there are."""
    if not unsigned and not signed:
        return "This patient has no visit yet: every visit will be judged by the policy chosen."
    if not unsigned:
        return (
            "Every visit is signed and stays as it was signed; beside each, the page says where "
            "the policy chosen would call it otherwise. Later visits are judged by that policy."
        )
    stays = {0: "No visit is signed.", 1: "The one signed visit stays as it was signed"}.get(
        signed, f"The {signed} signed visits stay as they were signed"
    )
    if signed:
        stays += ", and beside each the page says where the policy would call it otherwise."
    again = {1: "The call of 1 unsigned visit is worked out"}
    judged = again.get(unsigned, f"The calls of {unsigned} unsigned visits are worked out")
    return f"{judged} again by it. {stays}"


def preset_choices() -> list[tuple[str, str]]:
    """Give the policies that a plan can name, as people say them."""
    return [(name, policy_name(preset=name)) for name in get_args(Preset)]


def baseline_choices(visits: Sequence[date], held: str | None) -> list[tuple[str, str]]:
    """Give the days a baseline can be on; a stored one stays to be seen."""
    found = {each.isoformat(): say_date(each) for each in visits}
    if held and held not in found:
        found[held] = f"{say_date(date.fromisoformat(held))} (no visit on that day)"
    first = f"the first visit ({say_date(visits[0])})" if visits else "the first visit"
    return [("", first), *sorted(found.items())]


def number(stored: Any) -> str:
    """Say a number, or that the criteria decide."""
    return str(stored) if stored else "as the criteria say"


PLAN_SECTIONS: Final = (
    Section("preset", "Policy of the calls", lambda held: policy_name(preset=held)),
    Section("baseline_on", "Baseline visit", lambda held: say_day(held) or "the first visit"),
    Section("treatment_started_on", "Start of treatment", say_day),
    Section("targets_total", "Target lesions, at most", number),
    Section("targets_per_organ", "Target lesions per organ, at most", number),
)


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
        "lesion_ids": list(line.lesion_ids),
    }


TREATMENT_SECTIONS: Final = (
    Section("name", "Treatment", str),
    Section("kind", "Kind", lambda held: KIND_WORDS.get(held, "")),
    Section("line", "Line", lambda held: str(held or "")),
    Section("started_on", "Started on", say_day),
    Section("ended_on", "Ended on", lambda held: say_day(held) or "still running"),
    Section("lesion_ids", "Lesions", lambda held: ", ".join(held or ())),
)
