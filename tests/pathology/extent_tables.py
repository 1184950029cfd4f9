"""Reading a spec table of lesions into a case: one row per lesion, its facts in words.

    lesion | zone | side | tissue | facts
Facts are words of the record: a skin change ("ulceration"), "clinical" | "histological" |
"both", "continuous" | "separate", "in breast", "beside breast", "scar", "flap", "tract",
"field", "crosses midline", "crosses field", "lymphedema".
"""

from collections.abc import Sequence
from datetime import date
from typing import get_args

from dermetry.record.case import Case
from dermetry.record.history import History, InflammatoryStatement, Surgery
from dermetry.record.lesion import Lesion, SkinChange, Surroundings
from dermetry.record.pathology_report import PathologyReport
from dermetry.record.patient import Patient, PrimaryTumor, PrimaryUnknown
from dermetry.record.specimen import Specimen

TAKEN_ON = date(2026, 1, 5)
TISSUE = {"malignant": True, "benign": False, "not reported": None}
AROUND = {
    "scar": {"in_scar": True},
    "flap": {"in_flap": True},
    "tract": {"in_needle_or_drain_tract": True},
    "field": {"in_radiation_field": True},
    "lymphedema": {"in_lymphedema": True},
    "crosses midline": {"crosses_midline": True},
    "crosses field": {"crosses_field_edge": True},
    "in breast": {"in_breast_skin": True},
    "beside breast": {"in_breast_skin": False},
    "continuous": {"continuity": "continuous"},
    "separate": {"continuity": "separate"},
}


def breast_case(
    table: str,
    *,
    primary: str = "left",
    left: str | None = None,
    right: str | None = None,
    inflammatory: str | None = None,
    specimens: Sequence[Specimen] = (),
    **more,
) -> Case:
    """Build the case of a table; ``primary`` is a side, "unknown", "no side" or "not recorded"."""
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()][1:]
    assert all(len(row) == 5 for row in rows), "a row has five cells"
    statement = InflammatoryStatement(
        laterality=inflammatory or "left", stated_by="Dr. A", stated_on=TAKEN_ON
    )
    history = History(
        **{
            "breast_left": left,
            "breast_right": right,
            "inflammatory": statement if inflammatory else None,
            **more.pop("history", {}),
        }
    )
    return Case(
        patient=Patient(patient_id="P1"),
        primary=primary_of(primary),
        history=history,
        lesions=tuple(lesion_of(row) for row in rows),
        specimens=(*(each for row in rows for each in specimens_of(row)), *specimens),
        **more,
    )


def primary_of(word: str):
    if word == "not recorded":
        return None
    if word == "unknown":
        return PrimaryUnknown()
    return PrimaryTumor(laterality=None if word == "no side" else word)


def lesion_of(row: list[str]) -> Lesion:
    name, zone, side, _, facts = row
    found = [each.strip() for each in facts.split(",") if each.strip()]
    around: dict = {}
    lesion: dict = {"skin_change": None, "evidence": None}
    for each in found:
        if each in AROUND:
            around |= AROUND[each]
        elif each in get_args(SkinChange):
            lesion["skin_change"] = each
        else:
            assert each in ("clinical", "histological", "both"), f"unknown word {each!r}"
            lesion["evidence"] = each
    is_open = name.endswith("?")
    return Lesion(
        lesion_id=name.removesuffix("?"),
        zone=zone or None,
        laterality=side or None,
        surroundings=Surroundings(**around),
        is_confirmed=not is_open,
        confirmed_by=None if is_open else "Dr. A",
        **lesion,
    )


def specimens_of(row: list[str]) -> list[Specimen]:
    name, *_, tissue, _ = row
    if tissue in ("", "none"):
        return []
    word, _, origin = tissue.partition(" of ")
    return [
        Specimen(
            specimen_id=f"S-{name.removesuffix('?')}",
            lesion_id=name.removesuffix("?"),
            kind="punch",
            taken_on=TAKEN_ON,
            is_malignant=TISSUE[word],
            report=PathologyReport(origin=origin) if origin else None,
        )
    ]


def mastectomy(side: str, **more) -> dict:
    """Give a history with one operation that removed the breast of that side."""
    operation = Surgery(surgery_id="OP1", name="mastectomy", kind="mastectomy", laterality=side)
    return {"surgeries": (operation,), **more}
