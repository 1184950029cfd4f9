"""What a derived result rests on, in words: its rules, its sources, whether they are checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rule_set import RuleSet


class Derived(Protocol):
    """A result that names its rules."""

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Give the rules by full id."""

    @property
    def cites(self) -> tuple[str, ...]:
        """Give the sources by key."""

    @property
    def status(self) -> str:
        """Give whether the rules were checked against their sources."""


@dataclass(frozen=True)
class Basis:
    """Rules and sources of a result."""

    rules: tuple[tuple[str, str], ...]  # id, title
    sources: tuple[str, ...]
    is_unverified: bool  # not every rule was compared with its source
    is_unchecked: bool  # and no clinician has signed the file


def basis_words(*, result: Derived, rules: RuleSet) -> Basis:
    """Give the rules and sources of a result in words."""
    return Basis(
        tuple((each, title_of(each, rules)) for each in result.rule_ids),
        sources_of(result.cites),
        result.status != "verified_in_source",
        result.status != "verified_in_source" and not is_signed(result.rule_ids, rules),
    )


def is_signed(rule_ids: Iterable[str], rules: RuleSet) -> bool:
    """Tell whether a clinician has signed every file that the rules stand in."""
    names = {each.partition(".")[0] for each in rule_ids}
    return all(rules.file(each).header.clinician_reviewed_on is not None for each in names)


def title_of(rule_id: str, rules: RuleSet) -> str:
    """Give the title of a rule by its full id."""
    return rules.file(rule_id.partition(".")[0]).rule(rule_id).title


def sources_of(cites: Iterable[str]) -> tuple[str, ...]:
    """Give how each source is cited in a line."""
    known = load_citations().by_key
    return tuple(known[each].short for each in cites if each in known)
