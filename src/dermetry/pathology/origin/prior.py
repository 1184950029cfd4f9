"""The weights of possible origins before any stain: by sex, history and place."""

from collections.abc import Mapping
from dataclasses import dataclass

from dermetry.knowledge.rules import RuleFile
from dermetry.record.case import Case
from dermetry.record.patient import PrimaryTumor
from dermetry.record.specimen import Specimen


@dataclass(frozen=True)
class Prior:
    """Weights of origins (their proportion counts) and what was not recorded for them."""

    weights: Mapping[str, float]
    missing: tuple[str, ...]


def prior_weights(*, case: Case, specimen: Specimen, file: RuleFile) -> Prior:
    """Give the weight of each origin; an origin of weight 0 is left out."""
    sex = case.patient.sex if case.patient.sex in ("female", "male") else "not_stated"
    weights = {row["entity"]: float(row[sex]) for row in file.table("priors")}
    is_known = isinstance(case.primary, PrimaryTumor)
    for row in file.table("history"):
        if is_known and row["sex"] == sex:
            weights[row["entity"]] *= float(row["factor"])
    zone = zone_of(case, specimen)
    for row in file.table("sites"):
        if zone in row["zones"]:
            for entity in row["entities"]:
                weights[entity] *= float(row["factor"])
    missing = (
        "sex" if sex == "not_stated" else "",
        "primary tumor (known or unknown)" if case.primary is None else "",
        "place of the specimen" if zone is None else "",
    )
    held = {entity: weight for entity, weight in weights.items() if weight > 0}
    return Prior(held, tuple(each for each in missing if each))


def zone_of(case: Case, specimen: Specimen) -> str | None:
    """Give the zone of a specimen, else of its lesion."""
    if specimen.zone or specimen.lesion_id is None:
        return specimen.zone
    lesion = case.lesion(specimen.lesion_id)
    return lesion.zone if lesion else None
