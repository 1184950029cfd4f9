"""What else a lesion can be, by its look and its site, and what would tell it apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dermetry.knowledge.files import Status
from dermetry.knowledge.morphology import Morphology, recognize_morphologies
from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.extent_places import fields_over
from dermetry.pathology.values import basis_of
from dermetry.record.appearance import Appearance
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion


@dataclass(frozen=True)
class Mimic:
    """One thing to think of; ``why`` says which look or site brought it up."""

    key: str
    name: str
    why: tuple[str, ...]  # "look: nodule", "site: irradiated skin (stated)"
    tells_apart: str
    must_not_miss: bool
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status


def mimics(
    *, lesion: Lesion, appearance: Appearance | None, case: Case, rules: RuleSet
) -> tuple[Mimic, ...]:
    """List what else a lesion can be (rule file ``differential``): first what must not be missed.

    Within that, what both look and site bring up comes first.
    The look is that of the appearance, else of the lesion, as far as its words are recognized;
    the site is that of zone and surroundings. Never ordered by frequency; () where neither look
    nor site is known.
    """
    file = rules.file("differential")
    looks = looks_of(lesion=lesion, appearance=appearance)
    sites = sites_of(lesion=lesion, case=case, looks=looks, file=file)
    found = [
        build(file, row, why) for row in file.table("mimics") if (why := why_of(row, looks, sites))
    ]
    return tuple(sorted(found, key=lambda each: (not each.must_not_miss, -len(each.why))))


def looks_of(*, lesion: Lesion, appearance: Appearance | None) -> tuple[Morphology, ...]:
    """Give the kinds of look that the typed words name; an open skin is an ulcer too."""
    typed = (appearance and appearance.morphology) or lesion.morphology or ""
    is_open = appearance is not None and appearance.ulcerated is True
    is_open = is_open or lesion.skin_change == "ulceration"
    more = {"en_cuirasse": "en cuirasse", "erythema": "erythema", "edema": "peau d'orange"}
    words = [typed, "ulcer" if is_open else "", more.get(lesion.skin_change or "", "")]
    found = [each for text in words for each in recognize_morphologies(text=text)]
    return tuple(dict.fromkeys(found))


def sites_of(
    *, lesion: Lesion, case: Case, looks: tuple[Morphology, ...], file: RuleFile
) -> Mapping[str, str]:
    """Give the sites a lesion belongs to, each with how that is known."""
    kinds = {each.key for each in looks}
    return {
        row["key"]: f"{row['label']} ({known})" if known else row["label"]
        for row in file.table("sites")
        for is_site, known in [is_at(row, lesion, case, kinds)]
        if is_site
    }


def is_at(row: Mapping[str, Any], lesion: Lesion, case: Case, kinds: set[str]) -> tuple[bool, str]:
    """Tell whether a lesion lies at a site, and how that is known where it is a stated fact."""
    fact = row.get("fact")
    if fact is None:
        return lesion.zone in row["zones"] or bool(kinds & set(row.get("morphologies", ()))), ""
    stated = getattr(lesion.surroundings, fact)
    if stated is None and fact == "in_radiation_field":
        fields = fields_over(lesion=lesion, case=case)
        return bool(fields), f"zone in field {', '.join(fields)}"
    return stated is True, "stated"


def why_of(
    row: Mapping[str, Any], looks: tuple[Morphology, ...], sites: Mapping[str, str]
) -> tuple[str, ...]:
    """Say which look and which site bring a mimic up; none means that it does not apply.

    Where the look is known, a mimic with looks of its own needs one of them, unless it must not
    be missed at that site.
    """
    by_look = [f"look: {each.label}" for each in looks if each.key in row["morphologies"]]
    by_site = [f"site: {label}" for key, label in sites.items() if key in row["sites"]]
    is_other_look = looks and row["morphologies"] and not by_look
    return () if is_other_look and not row["must_not_miss"] else (*by_look, *by_site)


def build(file: RuleFile, row: Mapping[str, Any], why: tuple[str, ...]) -> Mimic:
    """Build one entry of the list with its rule and sources."""
    basis = basis_of(file=file, rule_ids=[f"differential.{row['rule']}"])
    return Mimic(
        key=row["key"],
        name=row["name"],
        why=why,
        tells_apart=row["tells_apart"],
        must_not_miss=row["must_not_miss"],
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
    )
