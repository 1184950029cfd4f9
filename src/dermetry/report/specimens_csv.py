"""``specimens.csv``: one row per stain of each specimen, raw values beside what is read of them."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathology.receptors import conversions, current_receptors, read_receptors, subtype
from dermetry.pathology.receptors.values import SpecimenReceptors
from dermetry.record.case import Case
from dermetry.record.pathology_report import PathologyReport
from dermetry.record.specimen import Specimen
from dermetry.record.stain import Stain
from dermetry.report.csv_file import neutralize

REPORTED = ("histologic_type", "grade", "origin", "margins")
RAW = (
    *("method", "result", "percent", "intensity", "ihc_score", "membrane_staining_present"),
    *("ish_ratio", "ish_copies", "ish_reviewed", "antibody"),
)
READ = ("reading", "reading_rules", "against_primary")
COLUMNS = (
    *("case", "specimen", "lesion", "source", "kind", "taken_on", "reported_on", "is_malignant"),
    *(*REPORTED, "receptors_as_typed", "is_current", "subtype", "marker"),
    *(*RAW, *READ, "rules_version", "software_version"),
)


def write_specimens_csv(*, case: Case, version: str, rules: RuleSet = SHIPPED) -> str:
    """Write every stain of every specimen as CSV text with the columns of ``COLUMNS``.

    A specimen without stains has one row, a fact nobody stated is an empty cell, never "no". A
    receptor with several stains is read once, from all of them: each of their rows says so.
    ``version`` is the software version, ``rules`` are those in force at the site.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    current = current_receptors(case=case, rules=rules).specimen_id
    changes = {
        (each.specimen_id, each.marker): each.kind for each in conversions(case=case, rules=rules)
    }
    files = (rules.file(name).version_text for name in ("receptors", "subtypes"))
    always = {
        "case": case.patient.patient_id,
        "rules_version": ", ".join(files),
        "software_version": version,
    }
    for specimen in case.specimens:
        receptors = read_receptors(specimen=specimen, rules=rules)
        about = of_specimen(specimen) | always
        about["is_current"] = say(specimen.specimen_id == current)
        if receptors.has_receptors:
            about["subtype"] = subtype(receptors=receptors, rules=rules).statement
        for row in stain_rows(specimen, receptors, changes):
            writer.writerow({key: neutralize(text) for key, text in (about | row).items()})
    return out.getvalue()


def of_specimen(specimen: Specimen) -> dict[str, str]:
    """Give what a specimen and its report say."""
    report = specimen.report or PathologyReport()
    return {
        "specimen": specimen.specimen_id,
        "lesion": specimen.lesion_id or "",
        "source": specimen.source,
        "kind": specimen.kind,
        "taken_on": say(specimen.taken_on),
        "reported_on": say(specimen.reported_on),
        "is_malignant": say(specimen.is_malignant),
        **{name: say(getattr(report, name)) for name in REPORTED},
        "receptors_as_typed": specimen.receptors or "",
    }


def stain_rows(
    specimen: Specimen, receptors: SpecimenReceptors, changes: Mapping[tuple[str, str], str]
) -> Iterator[dict[str, str]]:
    """Give the columns of each stain; one empty row where there is none."""
    if not specimen.stains:
        yield {}
    for stain in specimen.stains:
        change = changes.get((specimen.specimen_id, stain.marker), "")
        yield of_stain(stain) | reading_of(stain, receptors) | {"against_primary": change}


def of_stain(stain: Stain) -> dict[str, str]:
    """Give the raw values of a stain."""
    return {"marker": stain.marker} | {name: say(getattr(stain, name)) for name in RAW}


def reading_of(stain: Stain, receptors: SpecimenReceptors) -> dict[str, str]:
    """Give what is read of the marker, where it is a receptor, with the rules of the reading."""
    found = next((each for each in receptors.readings if each.marker == stain.marker), None)
    if found is None:
        return {}
    return {"reading": found.label, "reading_rules": " ".join(found.rule_ids)}


def say(value: Any) -> str:
    """Write one value; what nobody stated is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
