"""What the functions of this room share: the rules a result rests on, and questions."""

from collections.abc import Iterable
from dataclasses import dataclass

from dermetry.knowledge.files import Status
from dermetry.knowledge.rules import RuleFile


@dataclass(frozen=True)
class Basis:
    """What a result rests on; one unverified rule makes the whole result unverified."""

    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status
    rules_version: str  # "extent 1", so that a kept decision can name it


@dataclass(frozen=True)
class Question:
    """Something impossible or doubtful in the record, asked in words.

    ``key`` names the rule and what it is asked of, so that the same question is one question.
    """

    key: str  # "questions.removed_breast:L3"
    what: str
    why: str
    what_to_do: str
    facts: tuple[str, ...]
    rule_id: str
    cites: tuple[str, ...]
    status: Status
    lesion_ids: tuple[str, ...] = ()
    specimen_ids: tuple[str, ...] = ()


def basis_of(*, file: RuleFile, rule_ids: Iterable[str]) -> Basis:
    """Give rules, sources and status of the named rules of one file (full rule ids)."""
    names = tuple(dict.fromkeys(rule_ids))
    rules = [file.rule(each) for each in names]
    cites = tuple(dict.fromkeys(key for rule in rules for key in rule.cites))
    is_verified = bool(rules) and all(rule.status == "verified_in_source" for rule in rules)
    status: Status = "verified_in_source" if is_verified else "unverified"
    return Basis(names, cites, status, version_of(file=file))


def version_of(*, file: RuleFile) -> str:
    """Name a rule file with its version, and whether a site has signed or changed it."""
    return file.version_text
