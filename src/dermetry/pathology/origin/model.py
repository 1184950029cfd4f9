"""Putting the model of one specimen together from record, rules and table of rates."""

from dataclasses import dataclass

from dermetry.knowledge.ihc_likelihoods import ANY, Rates, StainRate, load_stain_rates
from dermetry.knowledge.markers import load_markers
from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.origin.odds import Model, RateTable
from dermetry.pathology.origin.prior import Prior, prior_weights
from dermetry.pathology.origin.readings import BREAST, Readings, usable_readings, why_without_rate
from dermetry.pathology.receptors import read_receptors, subtype
from dermetry.record.case import Case
from dermetry.record.specimen import Specimen

SKIN = "skin"


@dataclass(frozen=True)
class Prepared:
    """The model of one specimen with what it was made of; ``refused_because`` "" is no refusal."""

    model: Model
    readings: Readings
    prior: Prior
    group: str  # treatment group whose rates were used for breast, or "unknown"
    refused_because: str


def prepare(*, specimen: Specimen, case: Case, rules: RuleSet) -> Prepared:
    """Prepare the score of one specimen."""
    file, rates = rules.file("origin_panel"), load_stain_rates()
    receptors = read_receptors(specimen=specimen, rules=rules)
    group = subtype(receptors=receptors, rules=rules).group
    readings = usable_readings(specimen=specimen, receptors=receptors, rates=rates, file=file)
    prior = prior_weights(case=case, specimen=specimen, file=file)
    rows = rows_for(rates, group)
    low, point, high = tables(rows, file)
    model = Model(
        prior=prior.weights,
        used=readings.used,
        rates=point,
        low=low,
        high=high,
        group_of={
            marker: row["group"] for row in file.table("groups") for marker in row["markers"]
        },
        cap=float(file.threshold("ratio_cap")),
        prior_factor=float(file.threshold("prior_factor")),
    )
    return Prepared(model, readings, prior, group, why_refused(specimen, readings))


def open_markers(prepared: Prepared) -> list[str]:
    """List the lineage markers with a rate that have no usable result."""
    rates = load_stain_rates()
    return [
        each.key
        for each in load_markers().by_key.values()
        if each.kind == "lineage"
        and each.key not in prepared.model.used
        and why_without_rate(each.key, rates) is None
    ]


def is_scored(specimen: Specimen) -> bool:
    """Tell whether the score is made for a specimen: of the skin, and malignant."""
    return specimen.source == SKIN and bool(specimen.is_malignant)


def why_refused(specimen: Specimen, readings: Readings) -> str:
    """Say why no score is given, "" where it can be."""
    if specimen.source != SKIN:
        return "the score is made for specimens of the skin"
    if specimen.is_malignant is None:
        return "whether the specimen is malignant is not reported"
    if not specimen.is_malignant:
        return "the specimen is not malignant"
    if not readings.has_lineage_marker:
        return "no usable stain of a lineage marker (such as GATA3, TRPS1, CK7 or SOX10)"
    return ""


def rows_for(rates: Rates, group: str) -> dict[tuple[str, str], StainRate]:
    """Choose the rate of each marker and origin: for breast that of the group where there is one.

    ER, PR and HER2 make the group, so theirs stay those of all tumors.
    """
    general = {key[:2]: rate for key, rate in rates.items() if key[2] == ANY}
    own = {key[:2]: rate for key, rate in rates.items() if key[1] == BREAST and key[2] == group}
    return {**general, **own}


def tables(
    rows: dict[tuple[str, str], StainRate], file: RuleFile
) -> tuple[RateTable, RateTable, RateTable]:
    """Give the lower ends, points and upper ends of the rates, none too near to 0 or 1."""
    floor = float(file.threshold("rate_floor"))
    half = float(file.threshold("half_width_least"))

    def held(value: float) -> float:
        return min(1 - floor, max(floor, value))

    low = {key: held(min(float(rate.low), float(rate.point) - half)) for key, rate in rows.items()}
    high = {
        key: held(max(float(rate.high), float(rate.point) + half)) for key, rate in rows.items()
    }
    point = {key: held(float(rate.point)) for key, rate in rows.items()}
    return low, point, high
