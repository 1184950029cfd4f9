"""How the disease may have reached the skin: the route of each lesion, the patient's pattern."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.extent_facts import facts_of, fill_silence
from dermetry.pathology.extent_places import YES_NO, fields_over
from dermetry.pathology.extent_table import Facts, assumed_facts, read_ways
from dermetry.pathology.extent_tissue import tissue_of
from dermetry.pathology.spread_values import (
    LesionSpread,
    SpreadCounts,
    SpreadPattern,
    StatedOrRecorded,
    Suggestion,
)
from dermetry.pathology.values import basis_of, version_of
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion

LOCAL, DISTANT = "local_lymphatic", "distant_hematogenous"


def spread_pattern(*, case: Case, rules: RuleSet) -> SpreadPattern:
    """Give the route of each confirmed skin lesion and the pattern of the patient.

    Rule file ``spread``, with the zones and sides of ``extent``. Only proven lesions make the
    pattern; lesions without tissue are counted apart and benign ones have no route.
    """
    file = rules.file("spread")
    lesions = tuple(
        lesion_spread(lesion=each, case=case, rules=rules)
        for each in case.lesions
        if each.organ == "skin" and each.is_confirmed
    )
    proven = [each for each in lesions if each.tissue == "malignant"]
    pattern = pattern_of(each.route for each in proven)
    if_proven = pattern_of(each.route for each in lesions if each.tissue != "not_malignant")
    suggestions = tuple(suggestions_of(file, if_proven, lesions))
    rule_ids = ["spread.pattern", *(r for each in lesions for r in each.rule_ids)]
    basis = basis_of(file=file, rule_ids=[*rule_ids, *(each.rule_id for each in suggestions)])
    return SpreadPattern(
        lesions=lesions,
        pattern=pattern,
        pattern_if_proven=if_proven,
        statement=statement_of(file, lesions, pattern, if_proven),
        suggestions=suggestions,
        counts=count(lesions),
        missing=tuple(dict.fromkeys(text for each in lesions for text in each.missing)),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=version_of(file=file),
    )


def lesion_spread(*, lesion: Lesion, case: Case, rules: RuleSet) -> LesionSpread:
    """Give where one lesion lies, and the route that points to."""
    file, facts = rules.file("spread"), route_facts(lesion=lesion, case=case, rules=rules)
    tissue = tissue_of(lesion=lesion, case=case)
    ways = read_ways(rows=file.table("routes"), facts=facts, same=lambda row: row["route"])
    is_one = len(ways) == 1
    around = lesion.surroundings
    asks = {row["fact"]: str(row["ask"]) for row in file.table("facts")}
    return LesionSpread(
        lesion_id=lesion.lesion_id,
        zone=lesion.zone,
        laterality=lesion.laterality,
        relation=next(iter(facts["side"])) if len(facts["side"]) == 1 else "not_stated",
        in_scar=around.in_scar,
        in_field=field_of(lesion=lesion, case=case),
        in_flap=around.in_flap,
        in_tract=around.in_needle_or_drain_tract,
        in_lymphedema=around.in_lymphedema,
        tissue=tissue,
        route="none"
        if tissue == "not_malignant"
        else (str(ways[0].row["route"]) if is_one else "undetermined"),
        reason=str(ways[0].row["say"]) if is_one else "facts are missing",
        missing=tuple(asks[fact] for fact in assumed_facts(ways=ways) if fact in asks),
        rule_ids=tuple(dict.fromkeys(f"spread.{way.row['rule']}" for way in ways)),
    )


def route_facts(*, lesion: Lesion, case: Case, rules: RuleSet) -> Facts:
    """Give the facts of extent, and those that only the route asks for; silence is "no"."""
    extent, around = rules.file("extent"), lesion.surroundings
    facts = fill_silence(facts=facts_of(lesion=lesion, case=case, file=extent), file=extent)[0]
    limbs = {zone for row in rules.file("spread").table("limbs") for zone in row["zones"]}
    facts["tract"] = yes(around.in_needle_or_drain_tract)
    facts["lymphedema"] = yes(around.in_lymphedema)
    facts["limb"] = YES_NO if lesion.zone is None else yes(lesion.zone in limbs)
    return facts


def yes(told: bool | None) -> frozenset[str]:
    """Take a stated yes as yes; everything else as no."""
    return frozenset({"yes" if told else "no"})


def field_of(*, lesion: Lesion, case: Case) -> StatedOrRecorded:
    """Tell whether a lesion lies in a radiation field, and whether stated or by its zone."""
    stated = lesion.surroundings.in_radiation_field
    ids = fields_over(lesion=lesion, case=case)
    if stated is not None:
        return StatedOrRecorded(stated, "stated", ids)
    if ids:
        return StatedOrRecorded(True, f"zone and side lie in recorded field {', '.join(ids)}", ids)
    return StatedOrRecorded(None, "not stated", ())


def pattern_of(routes: Iterable[str]) -> str:
    """Give the pattern of several routes."""
    found = set(routes) - {"none"}
    if {LOCAL, DISTANT} <= found:
        return "mixed"
    if "undetermined" in found or not found:
        return "undetermined"
    if found <= {LOCAL, "implantation"}:
        return LOCAL if LOCAL in found else "implantation"
    return "mixed" if len(found) > 1 else found.pop()


def statement_of(
    file: RuleFile, lesions: Sequence[LesionSpread], pattern: str, if_proven: str
) -> str:
    """Say the pattern, how many lesions it rests on, and what the unproven ones would change."""
    word = {row["key"]: str(row["word"]) for row in file.table("patterns")}
    proven = sum(each.tissue == "malignant" for each in lesions)
    pending = sum(each.tissue == "pending" for each in lesions)
    if not lesions:
        return "no confirmed skin lesion"
    said = f"{word[pattern]}, from {proven} of {len(lesions)} lesions proven by tissue"
    if pending:
        would = f"; {pending} without tissue"
        said += would + (f": {word[if_proven]} if proven" if if_proven != pattern else "")
    return said


def suggestions_of(
    file: RuleFile, pattern: str, lesions: Sequence[LesionSpread]
) -> Iterator[Suggestion]:
    """Give what the pattern, and swollen or irradiated skin, suggest; unproven lesions count."""
    for row in file.table("surveillance"):
        rule = file.rule(f"spread.{row['rule']}")
        ids = tuple(e.lesion_id for e in lesions if is_meant(row.get("fact"), e))
        if ids and ("fact" in row or pattern in row["pattern"]):
            yield Suggestion(row["text"], ids, rule.rule_id, rule.cites, rule.status)


def is_meant(fact: str | None, lesion: LesionSpread) -> bool:
    """Tell whether a suggestion for swollen or irradiated skin, or for all skin, means a lesion."""
    if fact == "in_lymphedema":
        return lesion.in_lymphedema is True
    if fact == "in_field":
        return lesion.in_field.value is True
    return lesion.route != "none"


def count(lesions: Sequence[LesionSpread]) -> SpreadCounts:
    """Count lesions by what a registry asks."""
    proven = [each for each in lesions if each.tissue == "malignant"]
    return SpreadCounts(
        lesions=len(lesions),
        proven=len(proven),
        pending=sum(each.tissue == "pending" for each in lesions),
        not_malignant=sum(each.tissue == "not_malignant" for each in lesions),
        by_route=counted(each.route for each in proven),
        by_relation=counted(each.relation for each in lesions),
        by_zone=counted(each.zone or "not_stated" for each in lesions),
        in_scar=sum(each.in_scar is True for each in lesions),
        in_field=sum(each.in_field.value is True for each in lesions),
        in_flap=sum(each.in_flap is True for each in lesions),
        in_tract=sum(each.in_tract is True for each in lesions),
        in_lymphedema=sum(each.in_lymphedema is True for each in lesions),
    )


def counted(keys: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Count keys, sorted by name."""
    return tuple(sorted(Counter(keys).items()))
