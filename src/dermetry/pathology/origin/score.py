"""The origin score of one specimen, in words and numbers."""

import math
from collections.abc import Mapping
from decimal import Decimal

from dermetry.knowledge.histology import load_histology
from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.origin.model import Prepared, is_scored, open_markers, prepare
from dermetry.pathology.origin.odds import (
    Spread,
    log_odds,
    log_weight,
    prior_log_odds,
    share,
    spread,
)
from dermetry.pathology.origin.readings import BREAST
from dermetry.pathology.origin.values import (
    NOT_VALIDATED,
    Conclusion,
    EntityShare,
    MarkerUse,
    OriginScore,
    Side,
)
from dermetry.pathology.values import basis_of
from dermetry.pathology.vocabulary import marker_label
from dermetry.record.case import Case
from dermetry.record.specimen import Specimen

PREFIX = "origin_panel."
ALWAYS = ("score.design", "pathologist.above")
SCORED = (
    *("score.reading", "score.rates", "score.cap", "score.groups", "score.interval"),
    *("score.statement", "prior.sex", "prior.history", "prior.site"),
)
CONCLUSION_WORDS: dict[Conclusion, str] = {
    "supports_breast": "supports breast",
    "not_told_apart": "fits breast and does not tell it apart from another origin",
    "does_not_discriminate": "does not discriminate",
    "argues_against_breast": "argues against breast",
}
NOT_TOLD_APART = "not told apart"
NAMED_AT_MOST = 3  # origins named in the sentence; all of them stand in the list


def score_origin(*, specimen: Specimen, case: Case, rules: RuleSet) -> OriginScore:
    """Score the possible origins of one malignant skin specimen from its stains.

    Refused with a reason where too little is known. Source: rule file ``origin_panel``;
    not validated on patients, and never above the pathologist's diagnosis.
    """
    file = rules.file("origin_panel")
    prepared = prepare(specimen=specimen, case=case, rules=rules)
    stated = specimen.report.origin if specimen.report else None
    pathologist = load_histology().origins.get(stated, stated) if stated else ""
    if prepared.refused_because:
        return refusal(specimen, prepared, stated, pathologist, file)
    width = spread(prepared.model)
    entities = shares(prepared, width, file)
    weight = stain_weight(prepared, width)
    conclusion = conclude(entities, weight, file)
    favored, apart = named(entities, "favored"), named(entities, "not_told_apart")
    basis = basis_of(file=file, rule_ids=(PREFIX + each for each in (*ALWAYS, *SCORED)))
    return OriginScore(
        specimen_id=specimen.specimen_id,
        is_refused=False,
        refused_because="",
        pathologist_origin=stated,
        pathologist_label=pathologist,
        conclusion=conclusion,
        statement=say(conclusion, entities, pathologist, file.threshold("shown_most_percent")),
        label=NOT_VALIDATED,
        entities=entities,
        stain_weight=in_three_digits(weight[1]),
        stain_weight_low=in_three_digits(weight[0]),
        stain_weight_high=in_three_digits(weight[2]),
        used=uses(prepared),
        not_used=tuple(f"{each}: {why}" for each, why in prepared.readings.not_used.items()),
        favored=favored,
        not_told_apart=apart,
        missing=(*prepared.prior.missing, *missing_markers(prepared)),
        questions=differing(stated, pathologist, conclusion, entities),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=basis.rules_version,
    )


def refusal(
    specimen: Specimen, prepared: Prepared, stated: str | None, pathologist: str, file: RuleFile
) -> OriginScore:
    """Give the answer that there is no score, and why."""
    names = (PREFIX + each for each in (*ALWAYS, "score.refused"))
    basis = basis_of(file=file, rule_ids=names)
    said = f"The pathologist states: {pathologist}. " if pathologist else ""
    return OriginScore(
        specimen_id=specimen.specimen_id,
        is_refused=True,
        refused_because=prepared.refused_because,
        pathologist_origin=stated,
        pathologist_label=pathologist,
        conclusion=None,
        statement=f"{said}No origin score: {prepared.refused_because}.",
        label=NOT_VALIDATED,
        entities=(),
        stain_weight=None,
        stain_weight_low=None,
        stain_weight_high=None,
        used=(),
        not_used=tuple(f"{each}: {why}" for each, why in prepared.readings.not_used.items()),
        favored=(),
        not_told_apart=(),
        # No stain makes the score possible for tissue it is not made for.
        missing=missing_markers(prepared) if is_scored(specimen) else (),
        questions=(),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=basis.rules_version,
    )


def shares(prepared: Prepared, width: Spread, file: RuleFile) -> tuple[EntityShare, ...]:
    """Give every origin with share and interval: the leader, those beside it, then the others."""
    model = prepared.model
    center, before = log_odds(model), prior_log_odds(model)
    weights = {each: math.exp(log_weight(model, each, model.rates)) for each in center}
    leader = min(center, key=lambda each: (-center[each], each))
    beside = beside_leader(weights, leader, float(file.threshold("supports_weight")))
    most = file.threshold("shown_most_percent")
    found = []
    for entity, value in center.items():
        low, high = width.with_prior[entity]
        numbers = [in_percent(share(each)) for each in (value, low, high)]
        is_small = entity in beside and numbers[0] < 100 - most
        found.append(
            EntityShare(
                entity=entity,
                label=load_histology().origins[entity],
                share_percent=numbers[0],
                low_percent=numbers[1],
                high_percent=numbers[2],
                prior_percent=in_percent(share(before[entity])),
                shown=NOT_TOLD_APART if is_small else say_share(numbers, most),
                stain_ratio=in_three_digits(weights[entity]),
                side=side_of(entity, weights[entity], file),
                is_beside_leader=entity in beside,
                markers_without_rate=tuple(
                    marker_label(marker=each)
                    for each in model.used
                    if (each, entity) not in model.rates
                ),
            )
        )

    def place(each: EntityShare) -> tuple[bool, bool, Decimal, str]:
        """Order by the leader, those beside it, and the share."""
        is_leader = each.entity == leader
        return not is_leader, not each.is_beside_leader, -each.share_percent, each.entity

    return tuple(sorted(found, key=place))


def beside_leader(weights: Mapping[str, float], leader: str, least: float) -> frozenset[str]:
    """Name the origins that the stains alone do not make unlikelier than the leading one."""
    return frozenset(
        each
        for each, weight in weights.items()
        if each != leader and weight > weights[leader] / least
    )


def say_share(numbers: list[Decimal], most: Decimal) -> str:
    """Write a share with its interval; nothing is shown as nearly certain or impossible."""
    center, low, high = (say_number(each, most) for each in numbers)
    return f"{center} %" if low == high else f"{center} % ({low} to {high} %)"


def say_number(value: Decimal, most: Decimal) -> str:
    """Write one share, the ends as more or less than the limit."""
    if value > most:
        return f"more than {most}"
    return f"less than {100 - most}" if value < 100 - most else str(value)


def stain_weight(prepared: Prepared, width: Spread) -> tuple[float, float, float]:
    """Give low end, center and high end of what the stains do to the odds of breast."""
    model = prepared.model
    before = prior_log_odds(model)[BREAST]
    low, high = width.by_rates[BREAST]
    center = log_odds(model)[BREAST]
    return (math.exp(low - before), math.exp(center - before), math.exp(high - before))


def conclude(
    entities: tuple[EntityShare, ...], weight: tuple[float, float, float], file: RuleFile
) -> Conclusion:
    """Give what the score says of breast, by the ends of the intervals.

    Breast is not supported while the stains fit another origin as well.
    """
    breast = next(each for each in entities if each.entity == BREAST)
    least = float(file.threshold("supports_weight"))
    is_likely = breast.low_percent >= file.threshold("supports_share_percent")
    if is_likely and weight[0] >= least:
        is_alone = all(each.side in ("breast", "unlikelier") for each in entities)
        return "supports_breast" if is_alone else "not_told_apart"
    return "argues_against_breast" if weight[2] <= 1 / least else "does_not_discriminate"


def side_of(entity: str, weight: float, file: RuleFile) -> Side:
    """Say what the stains alone do to an origin against breast."""
    least = float(file.threshold("supports_weight"))
    if entity == BREAST:
        return "breast"
    if weight >= least:
        return "favored"
    return "not_told_apart" if weight > 1 / least else "unlikelier"


def named(entities: tuple[EntityShare, ...], side: Side) -> tuple[str, ...]:
    """Give the labels of the origins on one side, the largest share first."""
    return tuple(each.label for each in entities if each.side == side)


def say(
    conclusion: Conclusion, entities: tuple[EntityShare, ...], pathologist: str, most: Decimal
) -> str:
    """Say the score in a sentence or two, the pathologist's word before it.

    The share before any stain comes first: most of it can come from there.
    """
    breast = next(each for each in entities if each.entity == BREAST)
    favored, apart = named(entities, "favored"), named(entities, "not_told_apart")
    shown = f"breast {say_number(breast.prior_percent, most)} % before any stain, {breast.shown}"
    first = f"The pathologist states: {pathologist}. " if pathologist else ""
    words = CONCLUSION_WORDS[conclusion]
    said = f"The panel {words} ({shown} with them; {NOT_VALIDATED})."
    more = f" The stains favor {name_some(favored)}." if favored else ""
    rest = f" The stains do not part breast from {name_some(apart)}." if apart else ""
    return f"{first}{said}{more}{rest}"


def name_some(labels: tuple[str, ...]) -> str:
    """Name the first origins, and how many more there are."""
    more = len(labels) - NAMED_AT_MOST
    return "; ".join(labels[:NAMED_AT_MOST]) + (f"; {more} more" if more > 0 else "")


def differing(
    stated: str | None, label: str, conclusion: Conclusion, entities: tuple[EntityShare, ...]
) -> tuple[str, ...]:
    """Ask where the pathologist's origin and the score point apart; the score yields."""
    says = CONCLUSION_WORDS[conclusion]
    sides = {each.entity: each.side for each in entities}
    is_for_breast = conclusion in ("supports_breast", "not_told_apart")
    is_apart = (stated == BREAST and conclusion == "argues_against_breast") or (
        stated not in (None, BREAST, "undetermined")
        and is_for_breast
        and sides.get(stated or "", "unlikelier") == "unlikelier"
    )
    return (f"The pathologist states {label}, the panel {says}: ask.",) if is_apart else ()


def uses(prepared: Prepared) -> tuple[MarkerUse, ...]:
    """List the markers that entered."""
    model = prepared.model
    return tuple(
        MarkerUse(
            marker=marker,
            label=marker_label(marker=marker),
            is_positive=is_positive,
            group=model.group_of.get(marker, marker),
        )
        for marker, is_positive in model.used.items()
    )


def missing_markers(prepared: Prepared) -> tuple[str, ...]:
    """Name the lineage markers that would enter and have no usable result."""
    return tuple(marker_label(marker=each) for each in open_markers(prepared))


def in_percent(value: float) -> Decimal:
    """Give a share of 1 in percent with one decimal."""
    return Decimal(f"{100 * value:.1f}")


def in_three_digits(value: float) -> Decimal:
    """Give a ratio in three digits."""
    return Decimal(f"{value:.3g}")
