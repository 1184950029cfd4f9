"""The table of stains: one row per stain, raw values as the laboratory reported them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import QueryDict

from dermetry.pathology.receptors.words import say_stain
from dermetry.pathology.vocabulary import StainInvalid, make_stain, marker_label
from dermetry.record.stain import Stain
from dermetry.workbench.clinic.registration.fields import Number
from dermetry.workbench.clinic.sent_values import to_int

BLANK_ROWS: Final = 3
ROWS_MOST: Final = 60
IHC: Final = ("percent", "intensity", "ihc_score", "membrane_staining_present")
ISH: Final = ("ish_ratio", "ish_copies")
NOTHING: Final = ("", "–")
TRUTH: Final = {"yes": True, "no": False}
SAID: Final = {True: "yes", False: "no", None: ""}
METHODS: Final = (("", "by the values"), ("ihc", "IHC"), ("ish", "ISH"))
RESULTS: Final = (
    NOTHING,
    ("positive", "positive"),
    ("negative", "negative"),
    ("equivocal", "equivocal"),
    ("not_evaluable", "not evaluable"),
)
INTENSITIES: Final = (NOTHING, *((each, each) for each in ("none", "weak", "moderate", "strong")))
SCORES: Final = (NOTHING, *((each, each) for each in ("0", "1+", "2+", "3+")))
YES_NO: Final = (NOTHING, ("yes", "yes"), ("no", "no"))
RAW: Final = (
    *("result", "percent", "intensity", "ihc_score", "membrane_staining_present"),
    *("ish_ratio", "ish_copies", "ish_reviewed"),
)
TYPED: Final = ("marker", *RAW, "antibody", "note")


def select(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    """Make a field with few answers in one line."""
    return forms.ChoiceField(label=label, choices=list(choices), required=False)


def number(label: str) -> forms.DecimalField:
    """Make a field for a number; its range is the record's."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return Number(label=label, required=False, widget=widget)


class StainRow(forms.Form):
    """One stain."""

    marker = forms.CharField(
        label="Marker",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "markers", "autocomplete": "off"}),
    )
    result = select("Lab's word", RESULTS)
    percent = number("% stained")
    intensity = select("Intensity", INTENSITIES)
    ihc_score = select("IHC score", SCORES)
    membrane_staining_present = select("Any membrane staining", YES_NO)
    ish_ratio = number("ISH ratio")
    ish_copies = number("HER2 copies per cell")
    ish_reviewed = select("IHC read again", YES_NO)
    method = select("Method", METHODS)
    antibody = forms.CharField(label="Antibody", required=False, max_length=200)
    note = forms.CharField(label="Note", required=False, max_length=2000)

    def is_filled(self) -> bool:
        """Tell whether anything stands in the row."""
        return any(self.cleaned_data.get(name) not in (None, "") for name in TYPED)

    def stain(self) -> Stain:
        """Give the stain; raises StainInvalid in words."""
        given = self.cleaned_data
        if not given["marker"].strip():
            raise StainInvalid("a row has values and no marker", next_step="enter its marker")
        values: dict[str, Any] = {name: given[name] or None for name in ("result", "antibody")}
        values |= {name: given[name] or None for name in ("intensity", "ihc_score")}
        values |= {name: given[name] for name in ("percent", *ISH)}
        values |= {
            name: TRUTH.get(given[name]) for name in ("membrane_staining_present", "ish_reviewed")
        }
        return make_stain(
            marker=given["marker"],
            method=given["method"] or method_of(values),
            note=given["note"].replace("\r\n", "\n").strip(),
            **values,
        )


def method_of(values: Mapping[str, Any]) -> str:
    """Give the method that the values are of: a hybridization where nothing else is stated."""
    by_ish = any(values[name] is not None for name in ISH)
    by_ihc = any(values[name] is not None for name in IHC)
    return "ish" if by_ish and not by_ihc else "ihc"


@dataclass
class StainTable:
    """All rows as they were sent or stored, with what stands against each."""

    rows: list[StainRow]
    stains: list[Stain]
    problems: list[dict[str, str]]  # text, and the id of the field it stands at

    @property
    def blank(self) -> StainRow:
        """Give an empty row, for the page to copy."""
        return StainRow(prefix="sROW")


def stored_table(stains: Sequence[Mapping[str, Any]]) -> StainTable:
    """Give the table of what is stored, with empty rows to type into."""
    rows = [StainRow(initial=typed_stain(each), prefix=f"s{n}") for n, each in enumerate(stains)]
    rows += [StainRow(prefix=f"s{len(rows) + n}") for n in range(BLANK_ROWS)]
    return StainTable(rows, [], [])


def sent_table(sent: QueryDict) -> StainTable:
    """Read the table as it was sent."""
    count = min(to_int(sent.get("rows")) or 0, ROWS_MOST)
    table = StainTable([], [], [])
    for number_of in range(count):
        row = StainRow(sent, prefix=f"s{number_of}")
        table.rows.append(row)
        read_row(row, table)
    return table


def read_row(row: StainRow, table: StainTable) -> None:
    """Read one row into its stain or into what stands against it."""
    if not row.is_valid():
        for name, said in row.errors.items():
            label = row.fields[name].label
            marker = marker_label(marker=row.data.get(row.add_prefix("marker"), "")) or "A row"
            text = f"{marker}, {label}: {said[0]}"
            table.problems.append({"text": text, "id": row[name].id_for_label})
        return
    if not row.is_filled():
        return
    try:
        table.stains.append(row.stain())
    except StainInvalid as error:
        row.add_error(None, error.what)
        table.problems.append({"text": error.what, "id": row["marker"].id_for_label})


def typed_stain(held: Mapping[str, Any]) -> dict[str, Any]:
    """Give a stored stain as its row shows it."""
    truths = ("membrane_staining_present", "ish_reviewed")
    plain = {name: "" if value is None else value for name, value in held.items()}
    label = marker_label(marker=str(held["marker"]))
    return plain | {"marker": label} | {name: SAID[held.get(name)] for name in truths}


def say_stains(stains: Sequence[Stain]) -> str:
    """Say a table of stains in one text, for a choice between two versions."""
    return "; ".join(f"{marker_label(marker=e.marker)}: {say_stain(e)}" for e in stains)
