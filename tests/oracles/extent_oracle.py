"""Extent once more, slowly and without tables: plain questions in the order a person asks them."""

from itertools import product

NO_CHANGE = ("dimpling", "tethering", "nipple_retraction", "microscopic_invasion")
NODULES = ("nodule", "satellite_nodule")
M1, MAYBE, NONE = "distant_skin_m1", "indeterminate", "none"
RECURRENCE = "locoregional_recurrence"


def effect(f: dict[str, str]) -> tuple[str, str]:
    """Give (T, M) when every fact is known."""
    is_over_breast = (
        f["side"] == "ipsilateral" and f["in_breast"] == "yes" and f["place"] in ("breast", "chest")
    )
    if f["primary"] == "known" and f["breast"] == "in_situ" and is_over_breast:
        if f["inflammatory"] == "stated":
            return "t4d", MAYBE if f["crossing"] == "yes" else NONE
        if f["inflammatory"] == "doubted":
            return "undetermined", NONE
    if f["tissue"] == "not_malignant" or f["origin"] == "other":
        return NONE, NONE
    if f["primary"] == "unknown":
        is_far = f["place"] == "far" or (f["place"] == "near" and f["continuity"] == "separate")
        return NONE, M1 if f["origin"] == "breast" and is_far else MAYBE
    if f["place"] == "far":
        return NONE, M1
    return in_place(f, is_over_breast) if f["breast"] == "in_situ" else treated(f)


def in_place(f: dict[str, str], is_over_breast: bool) -> tuple[str, str]:
    """The breast that holds the primary is in place."""
    beyond = f["crossing"] == "yes"
    if not is_over_breast:
        return NONE, MAYBE if beyond or f["continuity"] == "continuous" else M1
    if f["skin_change"] in NO_CHANGE:
        return NONE, NONE
    if f["skin_change"] in NODULES and f["evidence"] == "histological":
        return NONE, NONE
    if f["skin_change"] == "erythema":
        return "undetermined", NONE
    t = "t4c" if f["chest_wall"] == "invaded" else "t4b"
    return t, MAYBE if beyond else NONE


def treated(f: dict[str, str]) -> tuple[str, str]:
    """The breast was removed, or operated and kept."""
    place, side = f["place"], f["side"]
    is_treated_skin = f["treated_place"] == "yes"
    if f["crossing"] == "yes":
        return RECURRENCE, MAYBE
    if place in ("breast", "chest", "axilla") and side == "ipsilateral":
        is_local = f["breast"] == "removed" or is_treated_skin
        is_local = is_local or (f["in_breast"] == "yes" and place != "axilla")
        return RECURRENCE, NONE if is_local else MAYBE
    if place == "supraclavicular" and side != "contralateral":
        return RECURRENCE, MAYBE
    if place == "sternum" or (place in ("breast", "chest", "axilla") and side == "midline"):
        return RECURRENCE, NONE if is_treated_skin else MAYBE
    if place in ("near", "upper_abdomen") and is_treated_skin:
        return RECURRENCE, MAYBE
    return (RECURRENCE, MAYBE) if f["continuity"] == "continuous" else (NONE, M1)


def effects(facts: dict[str, frozenset[str]]) -> set[tuple[str, str]]:
    """Give every (T, M) that some filling of the missing facts would lead to."""
    names = list(facts)
    fillings = product(*(sorted(facts[name]) for name in names))
    return {effect(dict(zip(names, each, strict=True))) for each in fillings}
