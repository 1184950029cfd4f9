"""What a photograph shows, as asked beside it: view, zone, side, before or after cleansing."""

from django import forms

from dermetry.knowledge.codes import load_skin_zones
from dermetry.report.figures.body_map import zone_groups

NOT_STATED = ("", "not stated")
VIEWS = (NOT_STATED, ("overview", "overview"), ("close_up", "close-up"),
         ("dermoscopic", "dermoscopic"))  # fmt: skip
SIDES = (NOT_STATED, ("left", "left"), ("right", "right"), ("midline", "midline"),
         ("bilateral", "both sides"))  # fmt: skip
CLEANSINGS = (NOT_STATED, ("before", "before cleansing"), ("after", "after cleansing"))
VIEW_WORDS = dict(VIEWS)
SIDE_WORDS = dict(SIDES)


def zone_choices() -> list[tuple[str, object]]:
    """Give the zones of the skin, grouped by where they stand on the body map."""
    named = ((title, list(zones)) for title, zones in zone_groups())
    return [NOT_STATED, *named]


def zone_names() -> dict[str, str]:
    """Give the words of every zone."""
    return {key: zone.words for key, zone in load_skin_zones().items()}


class PlaceForm(forms.Form):
    """The four facts; none of them is mandatory."""

    view = forms.ChoiceField(label="View", choices=VIEWS, required=False)
    zone = forms.ChoiceField(label="Zone", choices=zone_choices, required=False)
    laterality = forms.ChoiceField(label="Side", choices=SIDES, required=False)
    cleansing = forms.ChoiceField(label="Cleansing", choices=CLEANSINGS, required=False)


class UploadForm(PlaceForm):
    """The facts of an upload: a required view by its key, or another one by its parts."""

    place = forms.CharField(required=False, max_length=200)
    upload_key = forms.RegexField(r"^[0-9a-zA-Z_-]{16,64}$", required=False)

    def facts(self) -> dict[str, str]:
        """Give view, zone, side and cleansing; a chosen required view wins over the selects."""
        given = {name: self.cleaned_data[name] for name in PlaceForm.base_fields}
        parts = self.cleaned_data["place"].split("|")
        if len(parts) == 3:
            given |= dict(zip(("view", "zone", "laterality"), parts, strict=True))
        return given

    def facts_of(self, number: int) -> dict[str, str]:
        """Give the facts of one of several files sent together; only the first is an overview."""
        facts = self.facts()
        return facts | {"view": ""} if number and facts["view"] == "overview" else facts

    def clean_place(self) -> str:
        """Check a required view's key by the same choices as the selects."""
        place = self.cleaned_data["place"]
        parts = place.split("|")
        if place in ("", "other"):
            return ""
        form = PlaceForm(dict(zip(("view", "zone", "laterality"), parts, strict=False)))
        if len(parts) != 3 or not form.is_valid():
            raise forms.ValidationError("This view is not known; choose it again")
        return place
