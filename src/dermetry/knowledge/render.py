"""Turning a rule file into a page that a clinician can read and check."""

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.files import Header
from dermetry.knowledge.rules import Rule, RuleFile

STATUS_WORDS = {
    "verified_in_source": "compared with the source named",
    "unverified": "**not verified**",
}


def rule_page(*, rules: RuleFile) -> str:
    """Write one rule file as a Markdown page: header, thresholds, presets, rules, sources."""
    parts = [
        f"# {rules.header.title}",
        header_text(rules.header),
        "## Thresholds\n\n" + threshold_table(rules) if rules.thresholds else "",
        "## Presets\n\n" + preset_table(rules) if rules.presets else "",
        "## Rules\n\n" + "\n\n".join(rule_text(rule) for rule in rules.rules.values()),
        "## Sources\n\n" + source_list(rules),
    ]
    return "\n\n".join(each for each in parts if each) + "\n"


def header_text(header: Header) -> str:
    """Say version and checks of the file, and plainly what has not been done."""
    checked = header.source_checked_on or "never"
    reviewed = header.clinician_reviewed_on or "no clinician has reviewed this file yet"
    return (
        f"Rule file `{header.id}`, version {header.version}. "
        f"Compared with the sources named: {checked}. "
        f"Clinician review: {reviewed}. Next review due: {header.review_due or 'not set'}."
    )


def threshold_table(rules: RuleFile) -> str:
    """Write the thresholds as a table."""
    rows = [
        f"| `{each.key}` | {each.value} | {each.unit} | `{each.rule_id}` "
        f"| {STATUS_WORDS[each.status]} |"
        for each in rules.thresholds.values()
    ]
    head = "| threshold | value | unit | rule | status |\n|---|---|---|---|---|"
    return "\n".join([head, *rows])


def preset_table(rules: RuleFile) -> str:
    """Write the switches of each preset as a table."""
    rows = [
        f"| `{preset}` | `{switch}` | {str(value).lower()} |"
        for preset, switches in rules.presets.items()
        for switch, value in switches.items()
    ]
    return "\n".join(["| preset | switch | value |\n|---|---|---|", *rows])


def rule_text(rule: Rule) -> str:
    """Write one rule with its sources and status."""
    by_key = load_citations().by_key
    sources = "; ".join(by_key[key].short for key in rule.cites)
    return (
        f"### {rule.title}\n\n`{rule.rule_id}` ({STATUS_WORDS[rule.status]})\n\n"
        f"{rule.text}\n\nSource: {sources}."
    )


def source_list(rules: RuleFile) -> str:
    """List the sources the rules rest on, with what of them was read."""
    by_key = load_citations().by_key
    keys = sorted({key for rule in rules.rules.values() for key in rule.cites})
    return "\n".join(
        f"- **{by_key[key].short}** ({by_key[key].read_as.replace('_', ' ')}): {by_key[key].full}"
        for key in keys
    )
