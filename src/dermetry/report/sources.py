"""Sources and thresholds a report names: read from the knowledge files, never typed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rules import Rule, RuleFile, load_rules, rule_file_names
from dermetry.report.values import Reference, RuleLine
from dermetry.report.words import UNITS, say_number
from dermetry.response.policy import PRESETS, Policy, load_policy

READ_AS = {
    "original": "",
    "restatement": "read through a restatement, not in the original",
    "not_read": "not read; unverified",
}


@dataclass(frozen=True)
class Thresholds:
    """The levels a chart draws, as the policy has them."""

    response_percent: Decimal
    progression_percent: Decimal
    progression_mm: Decimal | None  # None: the percentage alone decides
    unit: str = "mm"  # "mm2" where products are summed
    is_of_sum: bool = True  # False: the growth of any one lesion is progression, so no sum is

    def progression_from(self, nadir: Decimal) -> Decimal | None:
        """Give the smallest sum that is progression over the nadir; None where no sum is."""
        if not self.is_of_sum:
            return None
        relative = nadir * (100 + self.progression_percent) / 100
        return max(relative, nadir + (self.progression_mm or 0))

    @property
    def progression_words(self) -> str:
        """Label the progression line."""
        parts = [f"+{short_number(self.progression_percent)} %"]
        if self.progression_mm is not None:
            parts.append(f"+{short_number(self.progression_mm)} {UNITS[self.unit]}")
        return f"{' and '.join(parts)} over nadir"


def short_number(value: Decimal) -> str:
    """Say a number of a label without needless decimals."""
    return say_number(value).removesuffix(".0")


def load_thresholds(*, preset: str) -> Thresholds:
    """Give the levels of a policy; raises ``PolicyInvalid`` for an unknown preset."""
    return thresholds_of(load_policy(preset=preset))


def thresholds_of(policy: Policy) -> Thresholds:
    """Give the levels of a policy."""
    return Thresholds(
        response_percent=policy.pr_percent,
        progression_percent=policy.pd_percent,
        progression_mm=policy.pd_mm,
        unit=policy.unit,
        is_of_sum=policy.pd_scope == "sum",
    )


def load_rule_files(*, preset: str) -> tuple[RuleFile, ...]:
    """Load the rule files that a policy rests on, in its order.

    Raises ``KnowledgeInvalid`` when one of them is broken.
    """
    return tuple(
        load_rules(name=name) for name in load_rules(name=PRESETS).presets[preset]["rules"]
    )


def find_rule(rule_id: str) -> Rule | None:
    """Give a rule by its id, which begins with the name of its file; None: there is none."""
    name = rule_id.partition(".")[0]
    return load_rules(name=name).rules.get(rule_id) if name in rule_file_names() else None


def rule_lines(*, rule_ids: Iterable[str]) -> tuple[RuleLine, ...]:
    """Give the rules that calls name, each once and sorted; an unknown one says so."""
    lines = []
    for rule_id in sorted(set(rule_ids)):
        rule = find_rule(rule_id)
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
