"""The form of the response plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, get_args

from django import forms

from dermetry.record.case import Preset
from dermetry.report.words import in_words, say_date
from dermetry.response.names import explain_policy, policy_name
from dermetry.workbench.clinic.registration.conflicts import Section
from dermetry.workbench.clinic.registration.fields import choice, day, past, select, text
from dermetry.workbench.clinic.registration.identity_forms import say_day

COURSE_HELP: Final = {
    "sd_window_days": "For the best response, counted from the start. Empty: as the policy says. "
    "RECIST 1.1 as in admiralonco says none: without a number it gives no best response.",
    "confirm_days": "A number asks for the confirmed best response beside the one as called; "
    "28 is usual. Empty: as the policy says.",
}
WHY_HELP: Final = (
    "A visit is signed: needed where the policy, the baseline or the number of target lesions "
    "changes. It is kept in the audit log."
)


class PlanForm(forms.Form):
    """What the calls rest on."""

    preset = choice("Policy of the calls", ())
    baseline_on = day("Baseline visit", help_text="Empty: the first visit.")
    treatment_started_on = day(
        "Start of the treatment that is judged", help_text="Empty: not recorded."
    )
    is_late_baseline = forms.BooleanField(label="This baseline is meant", required=False)
    targets_total = forms.IntegerField(
        label="Target lesions, at most", required=False, min_value=1, max_value=10
    )
    targets_per_organ = forms.IntegerField(
        label="Target lesions per organ, at most", required=False, min_value=1, max_value=10
    )
    sd_window_days = forms.IntegerField(
        label="Stable disease counts from day", required=False, min_value=1, max_value=365
    )
    confirm_days = forms.IntegerField(
        label="Response confirmed after days", required=False, min_value=1, max_value=365
    )
    reason = text("Why it changes", rows=2, most=200)

    def __init__(
        self, *args: Any, visits: Sequence[date], today: date, signed: int, **kwargs: Any
    ) -> None:
        """Offer the visits there are; the fields of numbers are typed."""
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = preset_choices()  # type: ignore[attr-defined]
        self.today, self.visits = today, tuple(visits)
        self.asks_late_baseline = False
        self.policy_warning = warn_of_change(len(visits) - signed, signed)
        self.fields["baseline_on"] = select(
            "Baseline visit", baseline_choices(visits, self.initial.get("baseline_on"))
        )
        for name in ("targets_total", "targets_per_organ"):
            self.fields[name].widget = forms.NumberInput(attrs={"min": "1", "max": "10"})
            self.fields[name].help_text = "Empty: as the criteria say."
        for name, words in COURSE_HELP.items():
            self.fields[name].widget = forms.NumberInput(attrs={"min": "1", "max": "365"})
            self.fields[name].help_text = words
        if signed:
            self.fields["reason"].help_text = WHY_HELP
        else:
            del self.fields["reason"]

    def clean_treatment_started_on(self) -> date | None:
        """Refuse a start in the future."""
        return past(self.cleaned_data["treatment_started_on"], self.today)

    def clean(self) -> dict[str, Any]:
        """Ask once about a baseline after the start of the treatment that is judged."""
        given = super().clean() or self.cleaned_data
        started, first = given.get("treatment_started_on"), self.visits[:1]
        chosen = given.get("baseline_on") or (first[0].isoformat() if first else "")
        late = (date.fromisoformat(chosen) - started).days if chosen and started else 0
        held = (self.initial.get("baseline_on"), self.initial.get("treatment_started_on"))
        is_held = held == (given.get("baseline_on") or None, started and started.isoformat())
        self.asks_late_baseline = late > 0 and not is_held
        if self.asks_late_baseline and not given.get("is_late_baseline"):
            self.add_error("is_late_baseline", late_baseline_words(late))
        return given

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
            "sd_window_days": given["sd_window_days"],
            "confirm_days": given["confirm_days"],
            "reason": given.get("reason", ""),
        }


def late_baseline_words(days: int) -> str:
    """Say what a baseline after the start of the treatment does to every call."""
    later = "1 day" if days == 1 else f"{days} days"
    return (
        f"The baseline lies {later} after the start of the treatment: what the treatment had "
        "changed by then enters no call. Choose a visit before it, or tick that this is meant"
    )


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
    Section("sd_window_days", "Stable disease counts from day", number),
    Section("confirm_days", "Response confirmed after days", number),
)
