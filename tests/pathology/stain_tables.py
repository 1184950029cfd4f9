"""Reading a spec table of stains: one row per specimen, its stains in words, and what is said.

    stains                                | reading
    HER2 2+; HER2 ish ratio=1.4 copies=3  | HER2 negative: 2+, ISH group 5 (low: trial label)
Stains are separated by ";". Words after the marker: a percentage, weak | moderate | strong |
none, an IHC score, membrane | no-membrane, "ish" (a hybridization), ratio=, copies=, reviewed |
not-reviewed, positive | negative | equivocal | not_evaluable.
"""

from datetime import date

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.receptors import read_receptors
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.pathology_report import PathologyReport
from dermetry.record.patient import Patient, PrimaryTumor
from dermetry.record.specimen import Specimen
from dermetry.record.stain import Stain

TAKEN_ON = date(2026, 5, 4)
SCORES = ("0", "1+", "2+", "3+")
RESULTS = ("positive", "negative", "equivocal", "not_evaluable")
FLAGS = {
    "membrane": ("membrane_staining_present", True),
    "no-membrane": ("membrane_staining_present", False),
    "reviewed": ("ish_reviewed", True),
    "not-reviewed": ("ish_reviewed", False),
    "ish": ("method", "ish"),
}


def rows_of(table: str) -> list[list[str]]:
    """Split a table into its rows without the head; every row has as many cells as the head."""
    lines = [line.strip() for line in table.strip().splitlines() if line.strip()]
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    assert all(len(row) == len(head) for row in rows), "a row lacks or exceeds a column"
    return rows


def read_stain(text: str) -> Stain:
    """Read one stain."""
    marker, *words = text.replace(" %", "%").split()
    fields: dict[str, object] = {"marker": marker}
    for word in words:
        name, _, value = word.partition("=")
        if word.endswith("%"):
            fields["percent"] = word[:-1]
        elif word in SCORES:
            fields["ihc_score"] = word
        elif word in RESULTS:
            fields["result"] = word
        elif word in FLAGS:
            fields[FLAGS[word][0]] = FLAGS[word][1]
        elif name in ("ratio", "copies"):
            fields[f"ish_{name}"] = value
        else:
            assert word in ("none", "weak", "moderate", "strong"), word
            fields["intensity"] = word
    return Stain(**fields)


def read_stains(text: str) -> tuple[Stain, ...]:
    """Read the stains of one specimen; "-" is none."""
    return () if text == "-" else tuple(read_stain(part.strip()) for part in text.split(";"))


def specimen(stains: str = "-", specimen_id: str = "S1", **facts) -> Specimen:
    """Build a malignant skin specimen with these stains."""
    report = {"grade": facts.pop("grade", None), "origin": facts.pop("origin", None)}
    report |= facts.pop("report", {})
    return Specimen(
        **{
            "specimen_id": specimen_id,
            "kind": "punch",
            "taken_on": TAKEN_ON,
            "reported_on": TAKEN_ON,
            "is_malignant": True,
            "stains": read_stains(stains),
            "report": PathologyReport(**report) if any(report.values()) else None,
            **facts,
        }
    )


def case_of(*specimens: Specimen, sex: str | None = "female", **facts) -> Case:
    """Build the case of a woman with a known breast cancer."""
    ids = sorted({each.lesion_id for each in specimens if each.lesion_id})
    lesions = [Lesion(lesion_id=each, is_confirmed=True, confirmed_by="Dr. A") for each in ids]
    return Case(
        **{
            "patient": Patient(patient_id="P1", sex=sex),
            "primary": PrimaryTumor(),
            "lesions": tuple(lesions),
            "specimens": specimens,
            **facts,
        }
    )


def read(stains: str, **facts):
    """Read the receptors of a specimen with these stains."""
    return read_receptors(specimen=specimen(stains, **facts), rules=SHIPPED)
