"""A second, slow reading of the origin score, with exact products and square roots.

It shares no code with the package and reads the shipped files by itself. A specimen is its
markers (True for positive), the sex, whether a breast cancer is known, a zone and the treatment
group whose rates are used for breast.
"""

import csv
import tomllib
from decimal import Decimal, getcontext
from pathlib import Path

import dermetry

FOLDER = Path(dermetry.__file__).parent / "knowledge"
getcontext().prec = 40


def read_files():
    """Give the rates by marker, entity and subtype, and the rule file as plain tables."""
    with open(FOLDER / "codes" / "ihc_origin_likelihoods.csv", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    rules = tomllib.loads((FOLDER / "rules" / "origin_panel.toml").read_text(encoding="utf-8"))
    return rows, rules


ROWS, RULES = read_files()
LIMIT = {key: Decimal(str(entry["value"])) for key, entry in RULES["thresholds"].items()}
GROUP_OF = {m: row["group"] for row in RULES["tables"]["groups"] for m in row["markers"]}


def rate_ends(marker, entity, group):
    """Give low end, point and high end of the rate that holds, None where there is none."""
    wanted = [group, "any"] if entity == "breast" else ["any"]
    for subtype in wanted:
        for row in ROWS:
            if (row["marker"], row["entity"], row["subtype"]) == (marker, entity, subtype):
                low, point, high = (Decimal(row[key]) for key in ("low", "point", "high"))
                half, floor = LIMIT["half_width_least"], LIMIT["rate_floor"]
                ends = (min(low, point - half), point, max(high, point + half))
                return tuple(min(max(each, floor), 1 - floor) for each in ends)
    return None


def prior(sex, is_known, zone):
    """Give the weights before any stain."""
    weights = {row["entity"]: Decimal(row[sex]) for row in RULES["tables"]["priors"]}
    for row in RULES["tables"]["history"]:
        if is_known and row["sex"] == sex:
            weights[row["entity"]] *= Decimal(row["factor"])
    for row in RULES["tables"]["sites"]:
        if zone in row["zones"]:
            for entity in row["entities"]:
                weights[entity] *= Decimal(row["factor"])
    return {entity: weight for entity, weight in weights.items() if weight > 0}


def ratio(marker, is_positive, theirs, breast):
    """Give the capped likelihood ratio of one marker."""
    if theirs is None or breast is None:
        return Decimal(1)
    value = theirs / breast if is_positive else (1 - theirs) / (1 - breast)
    return max(1 / LIMIT["ratio_cap"], min(LIMIT["ratio_cap"], value))


def strength(value):
    """Give how far a ratio is from 1, upward or downward alike, and then the ratio itself."""
    return max(value, 1 / value).quantize(Decimal("1e-9")), value


def stain_product(entity, markers, rates):
    """Multiply the ratios of an entity: of each group the strongest, and roots of the others."""
    groups = {}
    for marker, is_positive in markers.items():
        value = ratio(marker, is_positive, rates[marker, entity], rates[marker, "breast"])
        groups.setdefault(GROUP_OF.get(marker, marker), []).append(value)
    product = Decimal(1)
    for values in groups.values():
        values.sort(key=strength)
        product *= values[-1]
        for value in values[:-1]:
            product *= value.sqrt()
    return product


def shares(markers, weights, rates):
    """Give the share of each entity."""
    parts = {
        entity: weight * stain_product(entity, markers, rates) for entity, weight in weights.items()
    }
    whole = sum(parts.values())
    return {entity: part / whole for entity, part in parts.items()}


def odds(value):
    """Give the logarithm of the odds of a share."""
    return (value / (1 - value)).ln()


def score(*, markers, sex, is_known, zone, group):
    """Give share, low end and high end of every entity, and the same of the stain weight."""
    weights = prior(sex, is_known, zone)
    ends = {(m, e): rate_ends(m, e, group) for m in markers for e in weights}
    point = {key: each and each[1] for key, each in ends.items()}
    center = shares(markers, weights, point)
    by_rate = [
        shares(markers, weights, {**point, key: each[side]})
        for key, each in ends.items()
        if each
        for side in (0, 2)
    ]
    factor = LIMIT["prior_factor"]
    by_prior = [
        shares(markers, {**weights, entity: changed}, point)
        for entity, weight in weights.items()
        for changed in (weight * factor, weight / factor)
    ]
    spans = spread(center, by_rate + by_prior)
    narrow = spread(center, by_rate)["breast"]
    before = odds(weights["breast"] / sum(weights.values()))
    found = {
        entity: (value, back(spans[entity][0]), back(spans[entity][1]))
        for entity, value in center.items()
    }
    weight = tuple((each - before).exp() for each in (narrow[0], odds(center["breast"]), narrow[1]))
    return found, weight


def spread(center, moved):
    """Give the interval of each entity on the scale of log odds."""
    found = {}
    for entity, value in center.items():
        shifts = [odds(other[entity]) - odds(value) for other in moved]
        up = sum((each**2 for each in shifts if each > 0), Decimal(0)).sqrt()
        down = sum((each**2 for each in shifts if each < 0), Decimal(0)).sqrt()
        found[entity] = (odds(value) - down, odds(value) + up)
    return found


def back(log_odds):
    """Give the share of log odds."""
    return 1 / (1 + (-log_odds).exp())


def beside_leader(*, markers, sex, is_known, zone, group):
    """Give the leading entity and those that the stains alone leave at a third of it or more."""
    weights = prior(sex, is_known, zone)
    rates = {}
    for marker in markers:
        for entity in weights:
            ends = rate_ends(marker, entity, group)
            rates[marker, entity] = ends and ends[1]
    center = shares(markers, weights, rates)
    leader = max(sorted(center), key=lambda each: center[each])
    products = {entity: stain_product(entity, markers, rates) for entity in weights}
    least = products[leader] / LIMIT["supports_weight"]
    return leader, {each for each, product in products.items() if product > least} - {leader}


def supports(*, shares_of, weight, products_apart):
    """Tell whether breast is supported: likely, by the stains, and alone."""
    is_likely = 100 * shares_of["breast"][1] >= LIMIT["supports_share_percent"]
    return is_likely and weight[0] >= LIMIT["supports_weight"] and not products_apart
