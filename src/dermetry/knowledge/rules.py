"""Rule files: the clinical rules and thresholds as data, each with its source and status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from types import MappingProxyType
from typing import Any

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.files import (
    Header,
    Status,
    invalid,
    knowledge_folder,
    parse_toml,
    read_header,
    read_knowledge_text,
    take,
    take_status,
    take_text,
    take_texts,
)
from dermetry.knowledge.site_changes import SiteSignature, ThresholdChange


@dataclass(frozen=True)
class Rule:
    """One rule in our own words, with the citation keys it rests on."""

    rule_id: str  # "recist_1_1.target.pd": the id of the file, then the key of the rule
    title: str
    text: str
    cites: tuple[str, ...]
    status: Status


@dataclass(frozen=True)
class Threshold:
    """One number of the rules, exact, with its unit and the rule it belongs to."""

    key: str
    value: Decimal
    unit: str
    rule_id: str
    status: Status


@dataclass(frozen=True)
class RuleFile:
    """One rule file: header, rules by id, thresholds by key, presets and tables of rows.

    Every row of a table names the ``rule`` it belongs to. ``site`` is what a site has said of
    the file: its thresholds are then those in force there.
    """

    header: Header
    rules: Mapping[str, Rule]
    thresholds: Mapping[str, Threshold]
    presets: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, tuple[Mapping[str, Any], ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    site: SiteSignature | None = None

    @property
    def signed_by(self) -> str:
        """Name who signed the file at a site; empty where nobody has."""
        return self.site.signed_by if self.site else ""

    @property
    def signed_on(self) -> date | None:
        """Give the day on which a site signed the file."""
        return self.site.signed_on if self.site else None

    @property
    def changes(self) -> tuple[ThresholdChange, ...]:
        """Give the thresholds in which a site differs."""
        return self.site.changes if self.site else ()

    @property
    def version_text(self) -> str:
        """Name file and version, and whether a site has signed or changed it."""
        version = f"{self.header.id} {self.header.version}"
        return self.site.version_text(version) if self.site else version

    def rule(self, rule_id: str) -> Rule:
        """Give the rule of that id; an unknown id raises ``KnowledgeInvalid``."""
        if rule_id not in self.rules:
            raise KnowledgeInvalid(f"rules/{self.header.id}.toml has no rule {rule_id}")
        return self.rules[rule_id]

    def table(self, key: str) -> tuple[Mapping[str, Any], ...]:
        """Give the rows of that table; an unknown key raises ``KnowledgeInvalid``."""
        if key not in self.tables:
            raise KnowledgeInvalid(f"rules/{self.header.id}.toml has no table {key!r}")
        return self.tables[key]

    def threshold(self, key: str) -> Decimal:
        """Give the threshold of that key; an unknown key raises ``KnowledgeInvalid``."""
        if key not in self.thresholds:
            raise KnowledgeInvalid(f"rules/{self.header.id}.toml has no threshold {key!r}")
        return self.thresholds[key].value


@cache
def rule_file_names() -> tuple[str, ...]:
    """Name the shipped rule files, in order; technical constants without rules are none."""
    places = [*knowledge_folder().joinpath("rules").iterdir()]
    texts = {each.name: each.read_text("utf-8") for each in places if each.name.endswith(".toml")}
    return tuple(
        name.removesuffix(".toml")
        for name, text in sorted(texts.items())
        if "rules" in parse_toml(text=text, name=f"rules/{name}")
    )


@cache
def load_rules(*, name: str) -> RuleFile:
    """Load the shipped rule file ``rules/<name>.toml``, checked and frozen."""
    file_name = f"{name}.toml"
    text = read_knowledge_text(folder="rules", file_name=file_name)
    return parse_rules(text=text, name=f"rules/{file_name}")


def parse_rules(*, text: str, name: str) -> RuleFile:
    """Parse the text of a rule file; ``name`` is what messages call it.

    Raises ``KnowledgeInvalid`` naming file and key when a field is missing or wrong.
    """
    table = parse_toml(text=text, name=name)
    header = read_header(table=table, name=name)
    rules = {
        f"{header.id}.{key}": read_rule(f"{header.id}.{key}", entry, f"{name}, rule {key}")
        for key, entry in take_table(table, "rules", name).items()
    }
    thresholds = {
        key: read_threshold(key, entry, header.id, f"{name}, threshold {key}")
        for key, entry in take_table(table, "thresholds", name).items()
    }
    for each in thresholds.values():
        if each.rule_id not in rules:
            raise invalid(name, each.key, f"belongs to the unknown rule {each.rule_id}")
    presets = {
        key: MappingProxyType(dict(entry)) for key, entry in table.get("presets", {}).items()
    }
    return RuleFile(
        header,
        MappingProxyType(rules),
        MappingProxyType(thresholds),
        MappingProxyType(presets),
        read_tables(table, header.id, rules, name),
    )


def read_tables(
    table: Mapping[str, Any], file_id: str, rules: Mapping[str, Rule], name: str
) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Read the tables of rows; a row that belongs to no rule of the file is an error."""
    tables = {}
    for key, rows in table.get("tables", {}).items():
        for number, row in enumerate(rows, start=1):
            rule_id = f"{file_id}.{row.get('rule')}"
            if rule_id not in rules:
                raise invalid(name, f"{key}, row {number}", f"belongs to unknown rule {rule_id}")
        tables[key] = tuple(MappingProxyType({**row}) for row in rows)
    return MappingProxyType(tables)


def take_table(table: Mapping[str, Any], key: str, name: str) -> Mapping[str, Any]:
    """Give the sub-table of a key that must be there."""
    value = take(table, key, name)
    if not isinstance(value, dict):
        raise invalid(name, key, "must be a table")
    return value


def read_rule(rule_id: str, entry: object, name: str) -> Rule:
    """Read one rule; a rule without a source is an error."""
    if not isinstance(entry, dict):
        raise invalid(name, rule_id, "must be a table")
    cites = take_texts(entry, "cites", name)
    if not cites:
        raise invalid(name, "cites", "must name at least one source")
    title, text = take_text(entry, "title", name), take_text(entry, "text", name)
    return Rule(rule_id, title, " ".join(text.split()), cites, take_status(entry, name))


def read_threshold(key: str, entry: object, file_id: str, name: str) -> Threshold:
    """Read one threshold; numbers stand as whole numbers or texts, never as floats."""
    if not isinstance(entry, dict):
        raise invalid(name, key, "must be a table")
    rule_id = f"{file_id}.{take_text(entry, 'rule', name)}"
    value = read_exact(take(entry, "value", name), name)
    return Threshold(key, value, take_text(entry, "unit", name), rule_id, take_status(entry, name))


def read_exact(value: object, name: str) -> Decimal:
    """Give a whole number or a text as an exact decimal; a float is refused."""
    if isinstance(value, int | str) and not isinstance(value, bool):
        try:
            exact = Decimal(value)
        except InvalidOperation:
            exact = Decimal("NaN")
        if exact.is_finite():
            return exact
    raise invalid(name, "value", f'must be a whole number or a text like "0.5", not {value!r}')
