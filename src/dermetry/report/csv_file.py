"""``measurements.csv``: one row per lesion, visit and evaluator; a gap is empty, never 0."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from dermetry.pathway.values import Assessed
from dermetry.record.finding import Finding, Measured
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.report.cells import findings_of, silence_words, used_of
from dermetry.report.drawing import clean_text
from dermetry.report.words import main_diameter
from dermetry.response.values import ValueUsed

COLUMNS = (
    "case",
    "visit_date",
    "lesion",
    "organ",
    "site",
    "role",
    "used_role",
    "lesion_confirmed",
    "evaluator",
    "raw_status",
    "reason",
    "diameter",
    "raw_mm",
    "used_mm",
    "used_rule_id",
    "perpendicular_mm",
    "area_mm2",
    "perimeter_mm",
    "sd_scale_mm",
    "sd_tilt_mm",
    "sd_outline_mm",
    "sd_repeat_mm",
    "sd_combined_mm",
    "interval_95_low_mm",
    "interval_95_high_mm",
    "method",
    "scale_source",
    "photograph_files",
    "photograph_sha256",
    "confirmed",
    "confirmed_by",
    "rules_version",
    "software_version",
)
PRODUCT_COLUMNS = ("used_mm2",)  # beside them where the policy sums products (WHO)
PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
FORMULA_STARTS = tuple("=+-@")
# joiners (U+200C, U+200D) stay inside a text: names in several scripts are written with them
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
UNSEEN_CATEGORIES = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"))


def write_csv(*, assessed: Assessed, version: str) -> str:
    """Write every lesion at every visit as CSV text with the columns of ``COLUMNS``.

    Where the policy sums products those of ``PRODUCT_COLUMNS`` follow. Numbers stand as
    recorded. A cell a spreadsheet would run as a formula gets a leading
    apostrophe; plain numbers, also negative ones, stay numbers.
    """
    out = io.StringIO()
    columns = (*COLUMNS, *(PRODUCT_COLUMNS if sums_products(assessed) else ()))
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    for visit in assessed.case.visits:
        for lesion in assessed.case.lesions:
            for row in _rows(assessed, visit, lesion):
                row["software_version"] = version
                writer.writerow({key: neutralize(text) for key, text in row.items()})
    return out.getvalue()


def sums_products(assessed: Assessed) -> bool:
    """Tell whether the calls rest on sums of products, in mm²."""
    return any(call.unit == "mm2" for call in assessed.calls)


def neutralize(text: str) -> str:
    """Make a cell safe to open in a spreadsheet.

    Characters that are not seen go first, then the first one that is seen decides: what looks
    harmless to a test must look the same to the spreadsheet.
    """
    flat = INVISIBLE.sub("", clean_text(text)).replace("\n", " ").replace("\t", " ")
    seen = _without_unseen_start(flat)
    first = unicodedata.normalize("NFKC", seen[:1])  # ＝ and ﹦ are read as =
    if not first.startswith(FORMULA_STARTS) or PLAIN_NUMBER.fullmatch(flat):
        return flat
    return "'" + flat


def _without_unseen_start(text: str) -> str:
    """Drop blanks, marks and other characters without a shape of their own from the start."""
    start = 0
    while start < len(text) and unicodedata.category(text[start]) in UNSEEN_CATEGORIES:
        start += 1
    return text[start:]


def _rows(assessed: Assessed, visit: Visit, lesion: Lesion) -> Iterator[dict[str, str]]:
    """Give, for each evaluator, one row per finding, or one that says there is none and why."""
    rules = {call.rules_version for call in assessed.calls if call.visited_on == visit.visited_on}
    start = {
        "case": assessed.case.patient.patient_id,
        "visit_date": visit.visited_on.isoformat(),
        "lesion": lesion.lesion_id,
        "organ": lesion.organ,
        "site": lesion.site or lesion.zone or "",
        "role": lesion.role,
        "lesion_confirmed": _yes(lesion.is_confirmed),
        "rules_version": "; ".join(sorted(rules - {""})),
    }
    for evaluator in _evaluators(assessed, visit):
        found = [
            each for each in findings_of(visit, lesion.lesion_id) if each.evaluator == evaluator
        ]
        used = _used(_own_used(assessed, visit, lesion, evaluator))
        for finding in found:
            yield {**start, **finding_columns(finding, lesion, visit), **used}
        if not found:
            words = silence_words(lesion, visit, assessed.case, evaluator=evaluator)
            reason = "; ".join(part for part in words if part)
            yield {
                **start,
                "evaluator": evaluator,
                "raw_status": "no_finding",
                "reason": reason,
                **used,
            }


def _evaluators(assessed: Assessed, visit: Visit) -> tuple[str, ...]:
    """Give everybody with a call or a finding at a visit; nobody is one without a name."""
    called = (call.evaluator for call in assessed.calls if call.visited_on == visit.visited_on)
    names = (*called, *(finding.evaluator for finding in visit.findings))
    return tuple(dict.fromkeys(names)) or ("",)


def _own_used(
    assessed: Assessed, visit: Visit, lesion: Lesion, evaluator: str
) -> tuple[ValueUsed, ...]:
    """Give the value that one evaluator's own call used."""
    calls = tuple(call for call in assessed.calls if call.evaluator == evaluator)
    return used_of(calls, visit.visited_on, lesion.lesion_id)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _used(used: tuple[ValueUsed, ...]) -> dict[str, str]:
    values = dict.fromkeys(_number(each.used_mm) for each in used if each.used_mm is not None)
    products = dict.fromkeys(_number(each.used_mm2) for each in used if each.used_mm2 is not None)
    rules = dict.fromkeys(each.rule_id for each in used if each.rule_id)
    roles = dict.fromkeys(each.role for each in used)
    return {
        "used_role": "; ".join(roles),
        "used_mm": "; ".join(values),
        **({"used_mm2": "; ".join(products)} if products else {}),
        "used_rule_id": "; ".join(rules),
    }


def finding_columns(finding: Finding, lesion: Lesion, visit: Visit) -> dict[str, str]:
    """Give what one finding says as CSV columns; a size only where it was measured."""
    row = {
        "evaluator": finding.evaluator,
        "raw_status": finding.status,
        "reason": getattr(finding, "reason", None) or "",
        "confirmed": _yes(finding.is_confirmed),
        "confirmed_by": finding.confirmed_by or "",
    }
    return row | _measured(finding, lesion, visit) if isinstance(finding, Measured) else row


def _measured(finding: Measured, lesion: Lesion, visit: Visit) -> dict[str, str]:
    photos = [p for p in visit.photographs if p.photograph_id in finding.photograph_ids]
    low, high = finding.interval_95_mm or (None, None)
    row = {
        "diameter": "short_axis" if lesion.organ == "lymph_node" else "longest_diameter",
        "raw_mm": _number(main_diameter(finding, lesion)),
        "perpendicular_mm": _number(finding.perpendicular_mm),
        "area_mm2": _number(finding.area_mm2),
        "perimeter_mm": _number(finding.perimeter_mm),
        "interval_95_low_mm": _number(low),
        "interval_95_high_mm": _number(high),
        "method": finding.method,
        "scale_source": finding.scale_source or "",
        "photograph_files": "; ".join(photo.file_name for photo in photos),
        "photograph_sha256": "; ".join(photo.sha256 for photo in photos),
    }
    parts = finding.uncertainty_mm
    if parts is not None:
        for name in ("scale", "tilt", "outline", "repeat", "combined"):
            row[f"sd_{name}_mm"] = _number(getattr(parts, name))
    return row
