"""The stain whose result is expected to move the share of the leading origin most."""

import math
from decimal import Decimal

from dermetry.knowledge.histology import load_histology
from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.origin.model import Prepared, is_scored, open_markers, prepare
from dermetry.pathology.origin.odds import Model, log_odds, share
from dermetry.pathology.origin.readings import BREAST
from dermetry.pathology.origin.score import in_percent
from dermetry.pathology.origin.values import NextStain
from dermetry.pathology.values import Basis, basis_of
from dermetry.pathology.vocabulary import marker_label
from dermetry.record.case import Case
from dermetry.record.specimen import Specimen

RULE = "origin_panel.score.next_stain"


def next_stain(*, specimen: Specimen, case: Case, rules: RuleSet) -> tuple[NextStain, ...]:
    """Name the stains not done yet that would help most, the best first.

    Empty for a specimen that is not malignant or not of the skin, where the leading origin is
    beyond the limit that is shown, and where nothing would move it (``why_no_stain`` says so);
    but one is always offered as long as no lineage marker is done. Receptors are never offered:
    they are tested anyway. Source: rule ``origin_panel.score.next_stain``.
    """
    prepared = prepare(specimen=specimen, case=case, rules=rules)
    file = rules.file("origin_panel")
    is_first = not prepared.readings.has_lineage_marker
    if not is_scored(specimen) or (is_beyond(prepared.model, file) and not is_first):
        return ()
    basis = basis_of(file=file, rule_ids=(RULE,))
    found = [judge(each, prepared, basis) for each in open_markers(prepared)]
    least = file.threshold("next_gain_least")
    found = [each for each in found if is_first or each.expected_shift_points >= least]
    found.sort(key=lambda each: (-each.expected_shift_points, each.marker))
    return tuple(found[: int(file.threshold("next_stains"))])


def why_no_stain(*, specimen: Specimen, case: Case, rules: RuleSet) -> str:
    """Say why no stain is suggested, "" where one is."""
    if next_stain(specimen=specimen, case=case, rules=rules):
        return ""
    file = rules.file("origin_panel")
    prepared = prepare(specimen=specimen, case=case, rules=rules)
    if not is_scored(specimen):
        return f"No stain is suggested: {prepared.refused_because}."
    origin = load_histology().origins[leading(prepared.model)]
    if is_beyond(prepared.model, file):
        most = file.threshold("shown_most_percent")
        return f"No stain is suggested: {origin} is at more than {most} % as it is."
    least = file.threshold("next_gain_least")
    unit = "point" if least == 1 else "points"
    return f"No stain is suggested: none is expected to move {origin} by {least} {unit} or more."


def is_beyond(model: Model, file: RuleFile) -> bool:
    """Tell whether the leading origin is beyond the highest share that is ever shown."""
    return in_percent(share_of(model, leading(model))) > file.threshold("shown_most_percent")


def share_of(model: Model, entity: str) -> float:
    """Give the share of one origin, of 1."""
    return share(log_odds(model)[entity])


def leading(model: Model) -> str:
    """Give the origin with the largest share."""
    odds = log_odds(model)
    return min(odds, key=lambda each: (-odds[each], each))


def chance_positive(model: Model, marker: str) -> float:
    """Give how likely the stain is positive, by the shares now; unknown rates as for breast."""
    odds, breast = log_odds(model), model.rates[marker, BREAST]
    return math.fsum(
        share(value) * model.rates.get((marker, each), breast) for each, value in odds.items()
    )


def judge(marker: str, prepared: Prepared, basis: Basis) -> NextStain:
    """Say what each result of one stain would mean."""
    model, label = prepared.model, marker_label(marker=marker)
    about = leading(model)
    now, chance = share_of(model, about), chance_positive(model, marker)
    positive, negative = (
        share_of(model.with_reading(marker, each), about) for each in (True, False)
    )
    shift = chance * abs(positive - now) + (1 - chance) * abs(negative - now)
    numbers = [in_percent(each) for each in (now, positive, negative)]
    origin = load_histology().origins[about]
    return NextStain(
        marker=marker,
        label=label,
        about=origin,
        chance_positive_percent=in_percent(chance),
        now_percent=numbers[0],
        if_positive_percent=numbers[1],
        if_negative_percent=numbers[2],
        expected_shift_points=in_percent(shift),
        statement=say(label, origin, numbers),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
    )


def say(label: str, origin: str, numbers: list[Decimal]) -> str:
    """Say both outcomes beside the share now."""
    now, positive, negative = numbers
    return (
        f"{label}: {origin} {now} % now, {positive} % if it is positive, "
        f"{negative} % if it is negative"
    )
