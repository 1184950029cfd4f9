"""On which rules a part of a report rests, and how far they were checked."""

from collections.abc import Iterable

from dermetry.knowledge.rule_set import RuleSet

UNCHECKED = "rule not yet checked by a clinician"  # the one word of pages and reports
NOT_COMPARED = "not every one was compared with its source"


def basis_line(*, names: Iterable[str], status: str, rules: RuleSet) -> str:
    """Name the rule files of a part with their versions, review and status."""
    files = [rules.file(name) for name in names]
    said = ", ".join(each.version_text for each in files)
    parts = [f"Rules {said}"]
    if any(each.header.clinician_reviewed_on is None for each in files):
        parts.append(UNCHECKED)
    if status == "unverified":
        parts.append(NOT_COMPARED)
    return "; ".join(parts) + "."
