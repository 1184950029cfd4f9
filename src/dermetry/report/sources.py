"""Sources and thresholds a report names: read from the knowledge files, never typed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rules import RuleFile, load_rules
from dermetry.report.values import Reference, RuleLine
from dermetry.report.words import say_number

READ_AS = {
    "original": "",
    "restatement": "read through a restatement, not in the original",
    "not_read": "not read; unverified",
}
RESPONSE_KEY = "pr_percent"
PROGRESSION_PERCENT_KEY = "pd_percent"
PROGRESSION_MM_KEY = "pd_mm"


@dataclass(frozen=True)
class Thresholds:
    """The levels a chart draws, as read from the rule file of the criteria."""

    response_percent: Decimal
    progression_percent: Decimal
    progression_mm: Decimal

    def progression_from(self, nadir_mm: Decimal) -> Decimal:
        """Give the smallest sum that is both enough percent and enough mm over the nadir."""
        relative = nadir_mm * (100 + self.progression_percent) / 100
        return max(relative, nadir_mm + self.progression_mm)

    @property
    def progression_words(self) -> str:
        """Label the progression line."""
        percent, mm = say_number(self.progression_percent), say_number(self.progression_mm)
        return f"+{percent.removesuffix('.0')} % and +{mm.removesuffix('.0')} mm over nadir"


def load_rule_file(criteria: str) -> RuleFile:
    """Load the rule file of the criteria; raises ``KnowledgeInvalid`` when it is broken."""
    return load_rules(name=criteria)


def read_thresholds(rules: RuleFile | None) -> Thresholds | None:
    """Read the chart's levels; None when the rule file does not hold them all."""
    if rules is None:
        return None
    keys = (RESPONSE_KEY, PROGRESSION_PERCENT_KEY, PROGRESSION_MM_KEY)
    if any(key not in rules.thresholds for key in keys):
        return None
    return Thresholds(*(rules.threshold(key) for key in keys))


def rule_lines(*, rules: RuleFile | None, rule_ids: Iterable[str]) -> tuple[RuleLine, ...]:
    """Give the rules that calls name, each once and sorted; an unknown one says so."""
    lines = []
    for rule_id in sorted(set(rule_ids)):
        rule = rules.rules.get(rule_id) if rules is not None else None
        if rule is None:
            lines.append(RuleLine(rule_id, "not in the rule file", "", "unknown rule"))
            continue
        status = "" if rule.status == "verified_in_source" else "unverified"
        lines.append(RuleLine(rule_id, rule.title, rule.text, status))
    return tuple(lines)


def number_references(keys: Iterable[str]) -> tuple[Reference, ...]:
    """Number cited sources in order of first appearance; an unknown key says so."""
    known = load_citations().by_key
    references = []
    for number, key in enumerate(dict.fromkeys(keys), start=1):
        citation = known.get(key)
        if citation is None:
            references.append(Reference(number, key, key, "source not in the list of citations"))
            continue
        text = citation.full + (f" {citation.url}" if citation.url else "")
        references.append(Reference(number, key, text, READ_AS[citation.read_as]))
    return tuple(references)
