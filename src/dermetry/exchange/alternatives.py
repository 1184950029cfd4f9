"""The same patients judged again with one setting changed: what another choice would say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from dermetry.errors import DermetryError
from dermetry.pathway.respond_patients import PatientResponse, judge_subject, respond_cases
from dermetry.pathway.response_settings import ResponseSettings, load_settings
from dermetry.record.case import Case
from dermetry.response.policy import SWITCHES, Policy, PolicyInvalid, list_presets, load_policy
from dermetry.response.sequence.values import Subject, SubjectDates, VisitResponse


@dataclass(frozen=True)
class Alternative:
    """One changed setting: how it is written on the command line, and the settings with it."""

    label: str  # "--set continued_pr=false", "--policy recist11-admiralonco"
    settings: ResponseSettings


def list_alternatives(*, settings: ResponseSettings) -> tuple[Alternative, ...]:
    """List every single change: each switch to the values that shipped presets use, each preset.

    Yes and no are always tried; a change that does not fit the other settings is left out.
    """
    given = dict(settings.given)
    preset = settings.policy.preset
    found = [
        Alternative(f"--set {name}={text}", changed)
        for name in sorted(SWITCHES)
        for text in other_values(name, settings.policy)
        if (changed := try_settings(preset, {**given, name: text})) is not None
    ]
    return (*found, *list_other_presets(settings))


def list_other_presets(settings: ResponseSettings) -> Iterator[Alternative]:
    """Give the other presets that judge by the same measure.

    One that leaves the window of stable disease to the caller gets the one in force.
    """
    window = write(settings.policy.sd_window_days)
    for preset in list_presets():
        changed = try_settings(preset, settings.given)
        if preset == settings.policy.preset or changed is None:
            continue
        if changed.policy.sd_window_days is None:
            changed = try_settings(preset, {**settings.given, "sd_window_days": window})
        if changed is not None and changed.policy.unit == settings.policy.unit:
            yield Alternative(f"--policy {preset}", changed)


def try_settings(preset: str, given: Mapping[str, str]) -> ResponseSettings | None:
    """Load settings, or give None where they do not hold together."""
    try:
        return load_settings(preset=preset, given=given)
    except PolicyInvalid:
        return None


def other_values(name: str, policy: Policy) -> list[str]:
    """Give the values of a switch that differ from the policy's, as texts."""
    now = getattr(policy, name)
    if isinstance(now, bool):
        return [write(not now)]
    presets = [load_policy(preset=each) for each in list_presets()]
    # A switch that is off here is tried only as presets of the same criteria use it.
    shipped = [
        getattr(each, name)
        for each in presets
        if each.criteria != "lesion" and (now is not None or each.criteria == policy.criteria)
    ]
    words = get_args(Policy.model_fields[name].annotation)
    possible = [*shipped, *(word for word in words if isinstance(word, str))]
    return [text for text in dict.fromkeys(map(write, possible)) if text != write(now)]


def write(value: Any) -> str:
    """Write the value of a switch as on the command line."""
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass
class Tried:
    """Patients who can be judged again; each one once per change, when first asked for."""

    settings: ResponseSettings
    cases: Mapping[str, tuple[Sequence[Case], SubjectDates | None]]
    subjects: Mapping[str, Subject]  # where only responses were given
    _alternatives: tuple[Alternative, ...] = ()
    _known: dict[str, tuple[tuple[str, PatientResponse], ...]] = field(default_factory=dict)

    def of(self, subject: str) -> tuple[tuple[str, PatientResponse], ...]:
        """Give what each single change would say of one patient, by its label."""
        if not self._alternatives:
            self._alternatives = list_alternatives(settings=self.settings)
        if subject not in self._known:
            self._known[subject] = tuple(self._judge(subject))
        return self._known[subject]

    def judge_visits(self, subject: str, visits: Sequence[VisitResponse]) -> PatientResponse:
        """Judge best response and endpoints from other responses; raises ``SequenceInvalid``."""
        known = self.subjects.get(subject)
        dates = known.dates if known else self.cases[subject][1]
        if dates is None:
            return PatientResponse(subject)
        return judge_subject(subject=Subject(subject, dates, tuple(visits)), settings=self.settings)

    def _judge(self, subject: str) -> Iterator[tuple[str, PatientResponse]]:
        for each in self._alternatives:
            try:
                yield each.label, self._judge_by(subject, each.settings)
            except DermetryError:
                continue  # the change does not fit this patient: it explains nothing

    def _judge_by(self, subject: str, settings: ResponseSettings) -> PatientResponse:
        if subject in self.cases:
            cases, dates = self.cases[subject]
            return respond_cases(cases=cases, dates=dates, settings=settings)
        return judge_subject(subject=self.subjects[subject], settings=settings)
