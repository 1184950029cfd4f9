"""The forms of other sites."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms

from dermetry.report.background import MODALITIES
from dermetry.report.words import say_date
from dermetry.workbench.casenotes.actions.other_sites import Reading, StudyGiven
from dermetry.workbench.casenotes.queries.other_sites import (
    FINDINGS,
    QUESTIONS,
    OtherSites,
    SiteLesion,
    StudyLine,
)
from dermetry.workbench.casenotes.sites import ORGANS
from dermetry.workbench.clinic.sent_values import to_int

SIDES: Final = (("", "not stated"), ("right", "right"), ("left", "left"), ("midline", "midline"))
ROLES: Final = (
    ("undecided", "not decided"),
    ("target", "target"),
    ("non_target", "non-target"),
    ("new", "new since baseline"),
)
FOUND_IN: Final = (("skin", "Skin"), *((key, name) for key, (name, _) in ORGANS.items()))
NEWNESS: Final = (("unequivocal", "certain"), ("equivocal", "in doubt"))
STATUSES: Final = (
    ("", "Not in this report"),
    ("measured", "Measured"),
    ("too_small", "Too small to measure"),
    ("present", "Present, not worse"),
    ("progressed", "Clearly worse"),
    ("absent", "Gone"),
    ("not_evaluable", "Not evaluable"),
)

FURTHER: Final = {"progressed_further": True, "progressed_alike": False}
IMMUNE_STATUSES: Final = (
    ("progressed_further", "Clearly worse, and grown further since the progression before"),
    ("progressed_alike", "Clearly worse, not grown further since the progression before"),
)


def day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    """Make a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class LesionForm(forms.Form):
    """A lesion of another organ."""

    organ = forms.ChoiceField(
        label="Organ", choices=[(key, name) for key, (name, _) in ORGANS.items()]
    )
    site = forms.CharField(
        label="Place", max_length=200, help_text="For example segment VI, left axilla."
    )
    laterality = forms.ChoiceField(label="Side", choices=SIDES, required=False)
    role = forms.ChoiceField(label="Role", choices=ROLES)
    first_seen_on = day("First seen on", help_text="Needed for a new lesion.")
    newness = forms.ChoiceField(label="If new, is it", choices=NEWNESS, required=False)
    note = forms.CharField(
        label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        """Ask when a new lesion was first seen; newness is said of new lesions alone."""
        given = super().clean() or {}
        if given.get("role") != "new":
            given["newness"] = ""
        elif not given.get("first_seen_on"):
            self.add_error("first_seen_on", "Say when the new lesion was first seen.")
        return given


def study_choice(label: str, words: Mapping[str, str], none: str) -> forms.ChoiceField:
    """Make a field for what a study was asked or found."""
    return forms.ChoiceField(label=label, choices=[("", none), *words.items()], required=False)


class StudyForm(forms.Form):
    """What is recorded of an imaging study."""

    done_on = day("Done on", required=True)
    region = forms.CharField(label="Region", max_length=200, required=False)
    question = study_choice("Question", QUESTIONS, "not stated")
    finding = study_choice("Finding", FINDINGS, "not reported")
    organs = forms.MultipleChoiceField(
        label="Metastases seen in",
        choices=FOUND_IN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    report = forms.CharField(
        label="Report", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def values(self) -> dict[str, Any]:
        """Give the fields of the record's ``ImagingStudy``."""
        given = self.cleaned_data
        return {
            "done_on": given["done_on"],
            "region": given["region"],
            "question": given["question"] or None,
            "finding": given["finding"] or None,
            "organs": tuple(given["organs"]),
            "report": given["report"].replace("\r\n", "\n"),
        }


def typed_study(line: StudyLine) -> dict[str, Any]:
    """Give a stored study as the form shows it."""
    held = {name: line.fields[name] for name in StudyForm.base_fields}
    return {name: "" if value is None else value for name, value in held.items()} | {
        "organs": list(held["organs"])
    }


class ReportForm(forms.Form):
    """An imaging study and what it says of each lesion."""

    study_id = forms.ChoiceField(label="Study", required=False)
    modality = forms.ChoiceField(label="Kind", choices=list(MODALITIES.items()), required=False)
    done_on = day("Done on")
    region = forms.CharField(label="Region", max_length=200, required=False)
    question = study_choice("Question", QUESTIONS, "not stated")
    finding = study_choice("Finding", FINDINGS, "not reported")
    organs = forms.MultipleChoiceField(
        label="Metastases seen in",
        choices=FOUND_IN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    report = forms.CharField(
        label="Report", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    visit = forms.ChoiceField(label="Belongs to", required=False)

    def __init__(self, data: Any, *, page: OtherSites) -> None:
        """Make the fields of each lesion beside those of the study."""
        super().__init__(data)
        self.followed = [each for each in page.lesions if not each.is_proposed]
        studies = [(e.study_id, f"{e.name} of {say_date(e.done_on)} ({e.study_id})")
                   for e in page.studies]  # fmt: skip
        visits = [(str(e.visit_pk), f"Visit of {say_date(e.visited_on)}") for e in page.open_visits]
        new = ("new", "Start a visit on the day of the study")
        self.fields["study_id"].choices = [("", "A new study"), *studies]  # type: ignore[attr-defined]
        self.fields["visit"].choices = [("", "Choose the visit"), *visits, new]  # type: ignore[attr-defined]
        for lesion in self.followed:
            self.add_lesion(lesion, page.is_immune)

    def add_lesion(self, lesion: SiteLesion, is_immune: bool) -> None:
        """Make the three fields of a lesion; iRECIST asks more of one that is worse."""
        statuses = (*STATUSES, *(IMMUNE_STATUSES if is_immune else ()))
        key, name = lesion.lesion_pk, lesion.lesion_id
        self.fields[f"status_{key}"] = forms.ChoiceField(
            label=f"{name}: what the report says", choices=statuses, required=False
        )
        self.fields[f"mm_{key}"] = forms.DecimalField(
            label=f"{name}: {lesion.measure.lower()}",
            required=False,
            min_value=0,
            max_digits=6,
            decimal_places=2,
        )
        self.fields[f"reason_{key}"] = forms.CharField(
            label=f"{name}: in words", required=False, max_length=1000
        )

    def rows(self) -> Iterator[tuple[SiteLesion, Any, Any, Any]]:
        """Give each lesion with its fields, for the page."""
        for lesion in self.followed:
            key = lesion.lesion_pk
            yield lesion, self[f"status_{key}"], self[f"mm_{key}"], self[f"reason_{key}"]

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a new study and the visit; a size without a status is a size."""
        given = super().clean() or {}
        if not given.get("study_id") and not given.get("done_on") and "done_on" not in self.errors:
            self.add_error("done_on", "Enter the day on which the images were taken.")
        for lesion in self.followed:
            status, mm = f"status_{lesion.lesion_pk}", f"mm_{lesion.lesion_pk}"
            if given.get(mm) is not None and not given.get(status):
                given[status] = "measured"
            elif given.get(mm) is not None and given.get(status) != "measured":
                self.add_error(mm, "A diameter goes with “Measured” only.")
        if any(self.statuses(given)) and not given.get("visit"):
            self.add_error("visit", "Choose the visit that these findings belong to.")
        return given

    def statuses(self, given: dict[str, Any]) -> list[str]:
        """Give what is said of each lesion."""
        return [given.get(f"status_{each.lesion_pk}") or "" for each in self.followed]

    def study(self) -> StudyGiven:
        """Give the study."""
        given = self.cleaned_data
        return StudyGiven(
            given["study_id"], given["modality"], given["done_on"], given["region"],
            given["report"].replace("\r\n", "\n"), given["question"], given["finding"],
            tuple(given["organs"]),
        )  # fmt: skip

    def readings(self) -> list[Reading]:
        """Give what is said of the lesions the report names."""
        given = self.cleaned_data
        return [
            reading(key, given[f"status_{key}"], given[f"mm_{key}"], given[f"reason_{key}"].strip())
            for key in (each.lesion_pk for each in self.followed)
            if given[f"status_{key}"]
        ]

    def visit_pk(self) -> int | None:
        """Give the visit; None: the one to be started."""
        return to_int(self.cleaned_data["visit"])


def reading(lesion_pk: int, status: str, mm: Any, reason: str) -> Reading:
    """Give what is said of one lesion; the answer to growth is a fact beside the status."""
    if status in FURTHER:
        return Reading(lesion_pk, "progressed", mm, reason, FURTHER[status])
    return Reading(lesion_pk, status, mm, reason)
