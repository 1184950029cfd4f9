"""The form of what the pathologist reported of a specimen."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from dermetry.knowledge.histology import load_histology
from dermetry.record.pathology_report import PathologyReport
from dermetry.report.background import SPECIMENS
from dermetry.workbench.casenotes.queries.biopsies import SOURCES
from dermetry.workbench.casenotes.queries.specimen import SpecimenPage
from dermetry.workbench.clinic.registration.fields import (
    NOT_STATED,
    SIDES,
    Number,
    choice,
    day,
    one_line_breaks,
    select,
    text,
    zone_choices,
)

YES_NO: Final = (NOT_STATED, ("yes", "yes"), ("no", "no"))
OUTCOMES: Final = (("", "result pending"), ("yes", "malignant"), ("no", "not malignant"))
MARGINS: Final = (
    NOT_STATED,
    ("clear", "clear"),
    ("involved", "involved"),
    ("not_assessed", "not assessed"),
)
NONE_OF_NOTE: Final = "none"
TRUTHS: Final = ("epidermotropism", "ulcerated", "lymphatic_emboli", "is_decalcified")
WORDS: Final = ("accession", "pathologist")
DECIMAL: Final = {"inputmode": "decimal", "autocomplete": "off"}
TRUTH: Final = {"yes": True, "no": False}
SAID: Final = {True: "yes", False: "no", None: ""}


def number(label: str) -> Number:
    """Make a field for a number that need not be there; as text, so that a comma is taken."""
    return Number(label=label, required=False, widget=forms.TextInput(attrs=DECIMAL))


class ReportForm(forms.Form):
    """A specimen and its report."""

    kind = forms.ChoiceField(
        label="Kind", choices=[(key, words.capitalize()) for key, words in SPECIMENS.items()]
    )
    source = choice("Tissue of", SOURCES.items(), required=True)
    lesion = select("Of lesion", ())
    zone = select("Place", zone_choices(), help_text="Where no lesion of this record is named.")
    laterality = choice("Side", SIDES)
    taken_on = day("Taken on", required=True)
    reported_on = day("Reported on", help_text="Empty until the result is there.")
    is_malignant = choice("Result", OUTCOMES)
    diagnosis = text("Diagnosis", rows=2, most=2000)
    histologic_type = select("Histologic type", ())
    grade = choice("Grade", (NOT_STATED, ("1", "1"), ("2", "2"), ("3", "3")))
    origin = select("Origin, as the pathologist states it", ())
    patterns = forms.MultipleChoiceField(
        label="Pattern",
        required=False,
        help_text="Nothing ticked: not described.",
        widget=forms.CheckboxSelectMultiple,
    )
    epidermotropism = choice("Tumor in the epidermis", YES_NO)
    ulcerated = choice("Ulcerated", YES_NO)
    lymphatic_emboli = choice("Emboli in lymph vessels", YES_NO)
    margins = choice("Margins", MARGINS)
    conclusion = text("Conclusion of the report", rows=3, most=2000)
    receptors = text("Receptors in one line", help_text="Better entered as stains below.")
    accession = text("Accession number")
    pathologist = text("Pathologist")
    fixation_hours = number("Hours in formalin")
    ischemia_minutes = number("Minutes until formalin")
    is_decalcified = choice("Decalcified", YES_NO)
    note = text("Note", rows=2, most=2000)

    def __init__(self, data: Any, *, page: SpecimenPage, initial: Mapping[str, Any]) -> None:
        """Offer the patient's lesions and the words of the vocabulary."""
        super().__init__(data, initial=dict(initial))
        words = load_histology()
        lesions = [(str(key), name) for key, name in page.lesions]
        offered: dict[str, list[tuple[str, str]]] = {
            "lesion": [("", "no lesion of this record"), *lesions],
            "histologic_type": [
                NOT_STATED, *((key, each.label) for key, each in words.types.items())
            ],
            "origin": [NOT_STATED, *words.origins.items()],
            "patterns": [
                *((key, each.label) for key, each in words.patterns.items()),
                (NONE_OF_NOTE, "none of note"),
            ],
        }  # fmt: skip
        for name, choices in offered.items():
            self.fields[name].choices = keep_known(choices, initial.get(name))  # type: ignore[attr-defined]

    def clean_patterns(self) -> list[str]:
        """Refuse a pattern beside "none of note"."""
        given = list(self.cleaned_data["patterns"])
        if NONE_OF_NOTE in given and len(given) > 1:
            raise forms.ValidationError("“None of note” and a pattern exclude each other.")
        return given

    def values(self) -> dict[str, Any]:
        """Give the fields of the record's ``Specimen``."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "source": given["source"],
            "zone": given["zone"] or None,
            "laterality": given["laterality"] or None,
            "taken_on": given["taken_on"],
            "reported_on": given["reported_on"],
            "is_malignant": TRUTH.get(given["is_malignant"]),
            "diagnosis": one_line_breaks(given["diagnosis"]),
            "receptors": given["receptors"] or None,
            "note": one_line_breaks(given["note"]),
            "report": self.report(),
        }

    def report(self) -> dict[str, Any] | None:
        """Give the structured report; None where nothing of it is stated."""
        given = self.cleaned_data
        patterns = [each for each in given["patterns"] if each != NONE_OF_NOTE]
        found: dict[str, Any] = {
            name: given[name] or None for name in (*WORDS, "origin", "margins")
        }
        found |= {name: TRUTH.get(given[name]) for name in TRUTHS}
        found |= {
            "histologic_type": given["histologic_type"] or None,
            "grade": int(given["grade"]) if given["grade"] else None,
            "patterns": patterns if given["patterns"] else None,
            "conclusion": one_line_breaks(given["conclusion"]),
            "fixation_hours": given["fixation_hours"],
            "ischemia_minutes": given["ischemia_minutes"],
        }
        return found if any(each not in (None, "") for each in found.values()) else None


def keep_known(choices: list[tuple[str, str]], held: Any) -> list[tuple[str, str]]:
    """Add what is stored and no longer offered, so that a save does not lose it."""
    stored = [str(each) for each in (held if isinstance(held, list) else [held]) if each]
    known = dict(choices)
    return [*choices, *((each, each.replace("_", " ")) for each in stored if each not in known)]


def typed_report(page: SpecimenPage) -> dict[str, Any]:
    """Give a stored specimen as the form shows it."""
    held = page.fields
    if not held:
        return {"kind": "core", "source": "primary"}
    report_names = PathologyReport.model_fields
    plain = {name: held.get(name) for name in ReportForm.base_fields}
    plain |= {name: SAID[held.get(name)] for name in (*TRUTHS, "is_malignant")}
    patterns = held.get("patterns") if "patterns" in report_names else None
    plain["patterns"] = [] if patterns is None else list(patterns) or [NONE_OF_NOTE]
    plain["grade"] = str(held.get("grade") or "")
    plain["lesion"] = str(held.get("lesion") or "")
    return {name: "" if value is None else value for name, value in plain.items()}
