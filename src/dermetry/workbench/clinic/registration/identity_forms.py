"""Who the patient is, and what must be known before anything is done."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms

from dermetry.report.words import say_date
from dermetry.workbench.clinic.registration.conflicts import Section
from dermetry.workbench.clinic.registration.fields import choice, day, lines_of, past, select, text

SEXES: Final = (
    ("female", "female"),
    ("male", "male"),
    ("other", "other"),
    ("", "not recorded"),
)
KNOWN: Final = (("list", "these:"), ("none", "none known"), ("", "not asked yet"))
IDENTIFIER = r"^\s*[A-Za-z0-9][A-Za-z0-9.+_\-/ ]{0,63}$"


class IdentityForm(forms.Form):
    """Identity, allergies, anticoagulants, and who looks after the patient."""

    name = text(
        "Name",
        help_text="As in the identity document: family name, given names.",
    )
    born_on = day("Birth date")
    patient_id = forms.RegexField(
        IDENTIFIER,
        label="Identifier",
        max_length=64,
        help_text="The hospital's own number of this patient.",
        error_messages={
            "required": "Enter the identifier",
            "invalid": "An identifier holds letters, digits and . + - _ / or spaces, and begins "
            "with a letter or digit",
        },
    )
    sex = choice("Sex", SEXES)
    allergies_known = choice("Allergies", KNOWN)
    allergies = text("Which allergies", rows=2, most=2000, help_text="One per line.")
    anticoagulants_known = choice("Anticoagulants", KNOWN)
    anticoagulants = text("Which anticoagulants", rows=2, most=2000, help_text="One per line.")
    last_contact_on = day(
        "Last contact on", help_text="The last day known to be alive, if it was not a visit here."
    )
    died_on = day("Died on", help_text="Ends every appointment; no visit can be dated after it.")
    owner = select("Looked after by", ())

    def __init__(self, *args: Any, people: Any, today: date, **kwargs: Any) -> None:
        """Offer the people of the site."""
        super().__init__(*args, **kwargs)
        self.today = today
        names = [("", "nobody yet"), *((str(key), name) for key, name in people)]
        self.fields["owner"].choices = names  # type: ignore[attr-defined]

    def clean_born_on(self) -> date | None:
        """Refuse a birth date in the future."""
        return past(self.cleaned_data["born_on"], self.today)

    def clean_last_contact_on(self) -> date | None:
        """Refuse a contact in the future."""
        return past(self.cleaned_data["last_contact_on"], self.today)

    def clean_died_on(self) -> date | None:
        """Refuse a death in the future."""
        return past(self.cleaned_data["died_on"], self.today)

    def clean(self) -> dict[str, Any]:
        """Check that each list and its answer say the same."""
        given = super().clean() or {}
        for name in ("allergies", "anticoagulants"):
            known, lines = given.get(f"{name}_known"), lines_of(given.get(name) or "")
            if known == "none" and lines:
                self.add_error(name, f"“None known” is chosen, and here stands {lines[0]}")
            elif known == "list" and not lines:
                self.add_error(name, "Write at least one, or choose another answer")
        return given

    def values(self) -> dict[str, Any]:
        """Give the fields of the record's ``Patient`` and the owner."""
        given = self.cleaned_data
        return {
            "patient_id": given["patient_id"].strip(),
            "name": " ".join(given["name"].split()) or None,
            "born_on": given["born_on"] and given["born_on"].isoformat(),
            "sex": given["sex"] or None,
            "died_on": given["died_on"] and given["died_on"].isoformat(),
            "last_contact_on": given["last_contact_on"] and given["last_contact_on"].isoformat(),
            "allergies": self.listed("allergies"),
            "anticoagulants": self.listed("anticoagulants"),
            "owner": int(given["owner"]) if given["owner"] else None,
        }

    def listed(self, name: str) -> list[str] | None:
        """Give a list as the record holds it: None not asked, [] none known."""
        lines = lines_of(self.cleaned_data[name])
        return [] if self.cleaned_data[f"{name}_known"] == "none" else lines or None


def typed_identity(held: Mapping[str, Any]) -> dict[str, Any]:
    """Give a stored identity as the form shows it."""
    plain = ("patient_id", "name", "born_on", "sex", "died_on", "last_contact_on")
    typed = {name: held.get(name) or "" for name in plain}
    typed["owner"] = str(held.get("owner") or "")
    for name in ("allergies", "anticoagulants"):
        stored = held.get(name)
        typed[f"{name}_known"] = "" if stored is None else "list" if stored else "none"
        typed[name] = "\n".join(stored or ())
    return typed


def say_known(stored: Any) -> str:
    """Say a list of what is known."""
    return "not asked" if stored is None else ", ".join(stored) or "none known"


def say_day(stored: Any) -> str:
    """Say a stored day."""
    return say_date(date.fromisoformat(stored)) if stored else ""


def sections(people: Any) -> tuple[Section, ...]:
    """Give what is chosen between two versions of an identity."""
    names = dict(people)
    return (
        Section("name", "Name", lambda held: held or ""),
        Section("born_on", "Birth date", say_day),
        Section("patient_id", "Identifier", lambda held: held or ""),
        Section("sex", "Sex", lambda held: held or ""),
        Section("allergies", "Allergies", say_known),
        Section("anticoagulants", "Anticoagulants", say_known),
        Section("died_on", "Died on", say_day),
        Section("last_contact_on", "Last contact on", say_day),
        Section("owner", "Looked after by", lambda held: names.get(held, "nobody yet")),
    )
