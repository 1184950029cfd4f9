"""Which stains of a specimen the origin score can use, and as what."""

from collections.abc import Mapping
from dataclasses import dataclass

from dermetry.knowledge.ihc_likelihoods import Rates
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.receptors.values import ReceptorReading, SpecimenReceptors
from dermetry.pathology.vocabulary import is_lineage, marker_key, marker_label
from dermetry.record.specimen import Specimen
from dermetry.record.stain import Stain

BREAST = "breast"


@dataclass(frozen=True)
class Readings:
    """Markers that are used, True for positive, and why each other one is not."""

    used: Mapping[str, bool]  # by marker, in order of the alphabet
    not_used: Mapping[str, str]

    @property
    def has_lineage_marker(self) -> bool:
        """Tell whether a marker that speaks for an origin by itself is among those used."""
        return any(is_lineage(marker=each) for each in self.used)


def usable_readings(
    *, specimen: Specimen, receptors: SpecimenReceptors, rates: Rates, file: RuleFile
) -> Readings:
    """Read every stain of a specimen as positive or negative, or say why it is not used."""
    by_receptor = {each.marker: each for each in receptors.readings if each.is_tested}
    stains: dict[str, list[Stain]] = {}
    for stain in specimen.stains:
        stains.setdefault(marker_key(spelling=stain.marker), []).append(stain)
    used: dict[str, bool] = {}
    not_used: dict[str, str] = {}
    for marker in sorted({*stains, *by_receptor}):
        why = why_without_rate(marker, rates)
        if why is None:
            if marker in by_receptor:
                found = side_of_receptor(by_receptor[marker])
            else:
                found = side_of_stains(stains[marker], file)
            if isinstance(found, bool):
                used[marker] = found
                continue
            why = found
        not_used[marker_label(marker=marker)] = why
    return Readings(used, not_used)


def why_without_rate(marker: str, rates: Rates) -> str | None:
    """Say why the table of rates has nothing to offer on a marker, None where it has."""
    entities = {entity for each, entity, _ in rates if each == marker}
    if BREAST not in entities:
        return "no rate in the table"
    return None if len(entities) > 1 else "no rate for another origin"


def side_of_receptor(reading: ReceptorReading) -> bool | str:
    """Give a settled receptor as positive or negative, else its label."""
    if not reading.is_settled:
        return reading.label
    return reading.state != "negative"


def side_of_stains(stains: list[Stain], file: RuleFile) -> bool | str:
    """Join the stains of one marker; those that differ are not used."""
    sides = [side_of_stain(each, file) for each in stains]
    clear = {each for each in sides if isinstance(each, bool)}
    if len(clear) == 1:
        return clear.pop()
    return "two stains differ" if clear else str(sides[0])


def side_of_stain(stain: Stain, file: RuleFile) -> bool | str:
    """Give one stain as positive or negative: its word, else its percentage."""
    if stain.result in ("positive", "negative"):
        return stain.result == "positive"
    if stain.result is not None:
        return stain.result.replace("_", " ")
    if stain.percent is None:
        return "result not stated"
    if stain.percent >= file.threshold("positive_percent"):
        return True
    if stain.percent < file.threshold("negative_percent"):
        return False
    return "few cells stained, no word of the laboratory"
