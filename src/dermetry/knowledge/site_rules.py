"""A site's word on rule files, as text: read, checked, and applied over what is shipped.

One TOML text per rule file. Without a signature nothing of it counts; what was made for another
version of the file is not applied, but named, so that somebody looks again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from dermetry.errors import InputNotFound, KnowledgeInvalid
from dermetry.knowledge.files import invalid, parse_toml, take, take_date, take_text
from dermetry.knowledge.rule_set import RuleSet, StaleSignature
from dermetry.knowledge.rules import RuleFile, Threshold, load_rules, read_exact, take_table
from dermetry.knowledge.site_changes import SiteSignature, ThresholdChange

PUBLISHED: Final = "published criteria: applied as published; a trial chooses its switches"
FIXED: Final[Mapping[str, str]] = MappingProxyType(  # files a site may sign, not change; why
    dict.fromkeys(
        ("recist_1_1", "irecist", "who", "lesion_ect", "best_response", "presets"), PUBLISHED
    )
)
KEYS: Final = frozenset({"file", "made_for", "signed_by", "signed_on", "note", "changes"})
PERCENT_MOST: Final = Decimal(100)


class SiteRulesInvalid(KnowledgeInvalid):
    """What a site has said of a rule file cannot be used as it stands.

    ``key`` is the entry and ``fault`` what is wrong with it, for a page with words of its own.
    """

    key = ""
    fault = ""


class SiteRulesNotFound(InputNotFound):
    """There is no folder of a site's rule files, or nothing in it."""


@dataclass(frozen=True)
class SiteRules:
    """What a site has said of one rule file; ``changes`` holds value and reason by threshold."""

    file_id: str
    made_for: str
    signed_by: str
    signed_on: date
    note: str = ""
    changes: tuple[tuple[str, Decimal, str], ...] = ()


def load_site_rules(*, folder: Path) -> RuleSet:
    """Read every TOML file of a folder and apply it; raises SiteRulesNotFound, KnowledgeInvalid."""
    places = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    if not places:
        raise SiteRulesNotFound(
            f"there is no rule file of a site in {folder}",
            next_step="name the folder with the TOML files of the site",
        )
    try:
        texts = {place.name: place.read_text(encoding="utf-8") for place in places}
    except (OSError, UnicodeDecodeError) as error:
        raise SiteRulesNotFound(
            f"a rule file in {folder} cannot be read", why=str(error), next_step="check the file"
        ) from error
    return apply_site_texts(texts=texts)


def apply_site_texts(*, texts: Mapping[str, str]) -> RuleSet:
    """Apply a site's texts, by their names; raises KnowledgeInvalid naming text and key."""
    return apply_site_rules(
        given=[parse_site_rules(text=text, name=name) for name, text in texts.items()]
    )


def apply_site_rules(*, given: Iterable[SiteRules]) -> RuleSet:
    """Give the rule files in force; raises KnowledgeInvalid naming file and key."""
    files: dict[str, RuleFile] = {}
    stale: list[StaleSignature] = []
    for each in given:
        if each.file_id in files or each.file_id in {one.file_id for one in stale}:
            raise broken(each.file_id, "file", "is signed twice; keep one")
        shipped = load_rules(name=each.file_id)
        if each.made_for == shipped.header.version:
            files[each.file_id] = changed_file(shipped, each)
        else:
            stale.append(StaleSignature(each.file_id, each.made_for, shipped.header.version))
    return RuleSet(MappingProxyType(files), tuple(stale))


def changed_file(shipped: RuleFile, given: SiteRules) -> RuleFile:
    """Give a rule file with a site's thresholds and signature."""
    changes = tuple(change_of(shipped, *each) for each in given.changes)
    thresholds = dict(shipped.thresholds)
    for change in changes:
        # A site's own number was compared with no source.
        thresholds[change.key] = replace(
            thresholds[change.key], value=change.value, status="unverified"
        )
    return replace(
        shipped,
        thresholds=MappingProxyType(thresholds),
        site=SiteSignature(given.signed_by, given.signed_on, given.note, changes),
    )


def change_of(shipped: RuleFile, key: str, value: Decimal, reason: str) -> ThresholdChange:
    """Check one change against the shipped file; raises SiteRulesInvalid."""
    name = shipped.header.id
    if name in FIXED:
        raise broken(name, key, f"cannot be changed by a site ({FIXED[name]})")
    known = shipped.thresholds.get(key)
    if known is None:
        raise broken(name, key, "is no threshold of this file")
    if not reason.strip():
        raise broken(name, key, "is changed without a reason")
    check_value(name, known, value)
    return ThresholdChange(key, value, known.value, known.unit, reason.strip())


def check_value(name: str, known: Threshold, value: Decimal) -> None:
    """Refuse what can only be a slip: a negative number, 140 percent, part of a day."""
    if value < 0 <= known.value:
        raise broken(name, known.key, f"must not be negative, as {value} is")
    most = most_of(known.unit)
    if most is not None and value > most >= known.value:
        raise broken(name, known.key, f"must be {most} or less ({known.unit}), not {value}")
    is_whole = known.value == known.value.to_integral_value()
    if is_whole and is_counted(known) and value != value.to_integral_value():
        raise broken(name, known.key, f"is counted in {known.unit}: {value} is no whole number")


def most_of(unit: str) -> Decimal | None:
    """Give the largest number of a unit such as percent or "of 10"; None where there is none."""
    first, second = [*unit.split(), "", ""][:2]
    if first == "percent":
        return PERCENT_MOST
    number = second.strip(",;:")
    return Decimal(number) if first == "of" and number.isdigit() else None


def is_counted(known: Threshold) -> bool:
    """Tell whether a threshold counts days, weeks, months or pieces."""
    counted = ("day", "days", "week", "weeks", "month", "months", "lesions", "visits", "markers")
    return known.unit.split()[0] in counted


def broken(name: str, key: str, why: str) -> SiteRulesInvalid:
    """Build the error of one key that a site has written."""
    error = SiteRulesInvalid(
        f"the site's rules on {name}: {key!r} {why}", next_step=f"correct {key!r} and sign again"
    )
    error.key, error.fault = key, why
    return error


def parse_site_rules(*, text: str, name: str) -> SiteRules:
    """Read one text; raises KnowledgeInvalid naming text and key. An unsigned one is refused."""
    table = parse_toml(text=text, name=name)
    for key in sorted(set(table) - KEYS):
        raise invalid(name, key, f"is unknown; there are {', '.join(sorted(KEYS))}")
    signed_on = take_date(table, "signed_on", name) if "signed_on" in table else None
    if signed_on is None:
        raise unsigned(name, "signed_on")
    if not str(table.get("signed_by", "")).strip():
        raise unsigned(name, "signed_by")
    return SiteRules(
        file_id=take_text(table, "file", name),
        made_for=take_text(table, "made_for", name),
        signed_by=take_text(table, "signed_by", name),
        signed_on=signed_on,
        note=str(table.get("note", "")),
        changes=tuple(
            read_change(key, entry, f"{name}, change {key}")
            for key, entry in (
                take_table(table, "changes", name) if "changes" in table else {}
            ).items()
        ),
    )


def unsigned(name: str, key: str) -> SiteRulesInvalid:
    """Build the error of a text that nobody stands behind."""
    return SiteRulesInvalid(
        f"{name} is not signed: {key!r} is missing",
        why="a rule is changed only where a person stands behind it",
        next_step=f"fill in {key!r}, or take the file out of the folder",
    )


def read_change(key: str, entry: Any, name: str) -> tuple[str, Decimal, str]:
    """Read one change."""
    if not isinstance(entry, dict):
        raise invalid(name, key, "must be a table with value and reason")
    return key, read_exact(take(entry, "value", name), name), take_text(entry, "reason", name)


def write_site_rules(*, rules: SiteRules) -> str:
    """Write one text that ``parse_site_rules`` reads back as it was."""
    lines = [
        f"file = {quoted(rules.file_id)}",
        f"made_for = {quoted(rules.made_for)}",
        f"signed_by = {quoted(rules.signed_by)}",
        f"signed_on = {quoted(rules.signed_on.isoformat())}",
    ]
    lines += [f"note = {quoted(rules.note)}"] if rules.note else []
    for key, value, reason in rules.changes:
        lines += ["", f"[changes.{key}]", f'value = "{value}"', f"reason = {quoted(reason)}"]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Write a text as TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
