"""The forms of the findings step: how a lesion looked, what was found of it, which regions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from dermetry.knowledge.appearance_words import load_appearance_words
from dermetry.knowledge.codes import load_skin_zones
from dermetry.report.appearances import BLEEDING
from dermetry.report.words import say_date
from dermetry.workbench.casenotes.appearances import FIELDS
from dermetry.workbench.clinic.sent_values import to_json

NONE_SEEN = "none seen"
YES_NO = (("yes", "yes"), ("no", "no"))
EXUDATE = tuple((each, each) for each in ("none", "low", "moderate", "high"))
ODOR = tuple((each, each) for each in ("none", "mild", "moderate", "strong"))
SCORES = tuple((str(each), str(each)) for each in range(11))
FELT = ("pain_0_10", "itch_0_10", "burning_0_10", "tightness_0_10")
LABELS = {
    "morphology": "Morphology",
    "ulcerated": "Ulcerated",
    "exudate": "Exudate",
    "odor": "Odor",
    "bleeding": "Bleeding",
    "pain_0_10": "Pain",
    "itch_0_10": "Itch",
    "burning_0_10": "Burning",
    "tightness_0_10": "Tightness",
    "dressing": "Dressing",
    "dressing_change_on": "Next dressing change",
    "infection_signs": "Signs of infection",
    "note": "Note",
}
OTHER = "Another sign"  # the field beside the list
NOT_ASKED = "not asked"


def choices(known: Any) -> forms.ChoiceField:
    """Make a choice of which nothing may be chosen: "not asked"."""
    return forms.ChoiceField(choices=(("", NOT_ASKED), *known), required=False)


class AppearanceForm(forms.Form):
    """How one lesion looked, smelled and felt; nothing of it is mandatory."""

    morphology = forms.CharField(required=False, max_length=200)
    ulcerated = choices(YES_NO)
    exudate = choices(EXUDATE)
    odor = choices(ODOR)
    bleeding = choices(tuple(BLEEDING.items()))
    pain_0_10 = choices(SCORES)
    itch_0_10 = choices(SCORES)
    burning_0_10 = choices(SCORES)
    tightness_0_10 = choices(SCORES)
    dressing = forms.CharField(required=False, max_length=200)
    dressing_change_on = forms.DateField(
        required=False, error_messages={"invalid": "This is no day; write it as 2026-05-04"}
    )
    infection_signs = forms.Field(required=False, widget=forms.SelectMultiple)
    other_sign = forms.CharField(required=False, max_length=200)
    note = forms.CharField(required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        """Refuse signs beside "none seen"."""
        signs = self.given_signs()
        if NONE_SEEN in signs and len(signs) > 1:
            self.add_error(
                "infection_signs",
                '"None seen" is ticked beside a sign: untick the one that does not hold',
            )
        return self.cleaned_data

    def given_signs(self) -> list[str]:
        """Give what was ticked or written as a sign, each once."""
        ticked = self.cleaned_data.get("infection_signs") or []
        other = self.cleaned_data.get("other_sign", "").strip()
        return list(dict.fromkeys([*(str(e)[:200] for e in ticked), *([other] if other else [])]))

    def values(self) -> dict[str, Any]:
        """Give the fields of the record's Appearance; "not asked" is None, never "none"."""
        given = self.cleaned_data
        signs = self.given_signs()
        return {
            "morphology": given["morphology"].strip() or None,
            "ulcerated": {"yes": True, "no": False}.get(given["ulcerated"]),
            "exudate": given["exudate"] or None,
            "odor": given["odor"] or None,
            "bleeding": given["bleeding"] or None,
            **{name: int(given[name]) if given[name] else None for name in FELT},
            "dressing": given["dressing"].strip() or None,
            "dressing_change_on": given["dressing_change_on"],
            "infection_signs": () if signs == [NONE_SEEN] else tuple(signs) or None,
            "note": given["note"].replace("\r\n", "\n").strip(),
        }


def typed_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give a description as the form shows it."""
    signs = values["infection_signs"]
    plain = {name: "" if values[name] is None else values[name] for name in FIELDS}
    return plain | {
        "ulcerated": {True: "yes", False: "no", None: ""}[values["ulcerated"]],
        "infection_signs": [] if signs is None else list(signs) or [NONE_SEEN],
    }


def words_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Say every field in words, for two versions side by side."""
    signs, change_on = values["infection_signs"], values["dressing_change_on"]
    said = {
        "ulcerated": {True: "yes", False: "no", None: NOT_ASKED}[values["ulcerated"]],
        "bleeding": BLEEDING.get(values["bleeding"], NOT_ASKED),
        "infection_signs": NOT_ASKED if signs is None else ", ".join(signs) or NONE_SEEN,
        "dressing_change_on": say_date(change_on) if change_on else "no day",
        "dressing": values["dressing"] or "nothing written",
        "note": values["note"] or "nothing written",
    }
    plain = {n: NOT_ASKED if values[n] is None else str(values[n]) for n in FIELDS if n not in said}
    return {name: (said | plain)[name] for name in FIELDS}


def sign_words(values: Mapping[str, Any]) -> list[str]:
    """Give the signs to offer, with those recorded in other words."""
    known = load_appearance_words().infection_signs
    return list(dict.fromkeys((NONE_SEEN, *known, *(values["infection_signs"] or ()))))


def read_was(text: str) -> dict[str, str]:
    """Read the words a card showed when it was opened; a broken text says nothing."""
    found = to_json(text)
    return found if isinstance(found, dict) else {}


class RegionsForm(forms.Form):
    """Which zones were looked at, which not, and which the patient refused."""

    def __init__(self, data: MultiValueDict[str, Any]) -> None:
        super().__init__(data)
        zones = [(zone, zone) for zone in load_skin_zones()]
        for name in ("examined", "not_examined", "refused"):
            self.fields[name] = forms.MultipleChoiceField(choices=zones, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a zone that stands in both lists."""
        given, zones = self.cleaned_data, load_skin_zones()
        both = set(given.get("examined", ())) & set(given.get("not_examined", ()))
        if both:
            named = ", ".join(zones[each].words for each in sorted(both))
            self.add_error("not_examined", f"Ticked as examined and as not examined: {named}")
        both = set(given.get("examined", ())) & set(given.get("refused", ()))
        if both:
            named = ", ".join(zones[each].words for each in sorted(both))
            self.add_error("refused", f"Ticked as examined and as refused: {named}")
        return given
