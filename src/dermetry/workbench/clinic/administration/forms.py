"""Forms of the administrator's pages, and of the search in the audit log."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from dermetry.workbench.accounts.roles import ROLE_NAMES, ROLES
from dermetry.workbench.casenotes.audit_search import Search

ROLE_CHOICES = [("", "Choose a role")] + [(role, ROLE_NAMES[role]) for role in ROLES]
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
NAME_RULE = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]*\Z", "Use small letters, digits, dots, hyphens and underscores."
)


class RoleField(forms.ChoiceField):
    """One of the roles."""

    def __init__(self) -> None:
        super().__init__(choices=ROLE_CHOICES, label="Role", error_messages={"required": "Choose."})


class AddForm(forms.Form):
    """A new account."""

    full_name = forms.CharField(
        max_length=200,
        label="Name",
        help_text="As it is written into the record, such as Dr. Maria Novak.",
    )
    username = forms.CharField(
        max_length=60,
        label="User name",
        validators=[NAME_RULE],
        help_text="Typed at sign-in. It cannot be changed later.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    role = RoleField()


class InviteForm(forms.Form):
    """A person of another site."""

    prefix = "other"
    username = forms.CharField(
        max_length=150,
        label="User name",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    role = RoleField()


class EditForm(forms.Form):
    """Name and role of a person."""

    full_name = forms.CharField(max_length=200, label="Name")
    role = RoleField()
    mark = forms.CharField(widget=forms.HiddenInput)


def day_field(label: str) -> forms.DateField:
    """Make a field for a date; one at the end of the calendar has no next day to end at."""
    return forms.DateField(
        required=False,
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[
            MinValueValidator(FIRST_DAY, "Type a year from 1900 on."),
            MaxValueValidator(LAST_DAY, "Type a year up to 2999."),
        ],
    )


class SearchForm(forms.Form):
    """What is looked for in the audit log."""

    person = forms.CharField(required=False, max_length=100, label="Person")
    patient = forms.CharField(required=False, max_length=64, label="Patient identifier")
    action = forms.CharField(
        required=False,
        max_length=60,
        label="Action",
        widget=forms.TextInput(attrs={"list": "audit-actions", "autocomplete": "off"}),
    )
    since = day_field("From")
    until = day_field("Until")
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def search(self) -> Search:
        """Give what is looked for; a field that cannot be read looks for everything."""
        given = self.cleaned_data
        return Search(
            person=given.get("person") or "",
            patient=given.get("patient") or "",
            action=given.get("action") or "",
            since=given.get("since"),
            until=given.get("until"),
        )
