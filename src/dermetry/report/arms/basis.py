"""On which rules a part of a report rests, and how far they were checked."""

from collections.abc import Iterable

from dermetry.knowledge.rule_set import RuleSet

UNVERIFIED = "unverified: not compared with the source by anyone"
NOT_REVIEWED = "no clinician has reviewed it"


def basis_line(*, names: Iterable[str], status: str, rules: RuleSet) -> str:
    """Name the rule files of a part with their versions, status and review."""
    files = [rules.file(name) for name in names]
    said = ", ".join(each.version_text for each in files)
    parts = [f"Rules {said}"]
    if status == "unverified":
        parts.append(f"at least one rule is {UNVERIFIED}")
    if any(each.header.clinician_reviewed_on is None for each in files):
        parts.append(NOT_REVIEWED)
    return "; ".join(parts) + "."
