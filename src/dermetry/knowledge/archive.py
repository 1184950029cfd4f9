"""Rule files under their versions: what a version said stays readable after it has changed.

``rules_lock.json`` holds the fingerprint of every version that was ever in force; the files of
versions that are no longer shipped stand in ``rules/archive`` as ``<id>-<version>.toml``.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.files import knowledge_folder, parse_toml, read_knowledge_text
from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile, load_rules, parse_rules

LOCK = "rules_lock.json"
ARCHIVE = "rules/archive"
# What is noted on a file when somebody has looked at it: it says nothing else than before.
REVIEW_FIELDS = ("source_checked_on", "clinician_reviewed_on", "review_due")


class RulesNotKept(KnowledgeInvalid):
    """A version of a rule file is neither shipped nor in the archive."""


def fingerprint(*, text: str, name: str) -> str:
    """Give the fingerprint of what a rule file says; comments and review dates are no part of it.

    Raises ``KnowledgeInvalid`` for a text that is no TOML.
    """
    table = parse_toml(text=text, name=name)
    said = {key: value for key, value in table.items() if key not in REVIEW_FIELDS}
    plain = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


@cache
def load_lock() -> Mapping[str, Mapping[str, str]]:
    """Load the fingerprints: by the name of the rule file, then by its version."""
    text = read_knowledge_text(folder="", file_name=LOCK)
    table = json.loads(text)
    return MappingProxyType({name: MappingProxyType(dict(row)) for name, row in table.items()})


@cache
def load_rules_version(*, name: str, version: str) -> RuleFile:
    """Load one version of a rule file: the shipped one, or the one kept in the archive.

    Raises ``RulesNotKept`` where there is none, and where the kept text is not what was in force.
    """
    shipped = load_rules(name=name)
    if shipped.header.version == version:
        return shipped
    place = knowledge_folder().joinpath(*ARCHIVE.split("/"), f"{name}-{version}.toml")
    where = f"{ARCHIVE}/{name}-{version}.toml"
    if not place.is_file():
        raise RulesNotKept(
            f"version {version} of the rule file {name} is not kept here",
            why=f"this dermetry ships version {shipped.header.version}",
            next_step="use the dermetry that the call was signed with",
        )
    text = place.read_text(encoding="utf-8")
    if fingerprint(text=text, name=where) != load_lock().get(name, {}).get(version):
        raise RulesNotKept(
            f"{where} is not what was in force as version {version}",
            next_step="install dermetry again",
        )
    return parse_rules(text=text, name=where)


def rules_of_versions(*, versions: Mapping[str, str]) -> RuleSet:
    """Give the rule files with those versions; files not named are the shipped ones.

    Raises ``RulesNotKept`` as ``load_rules_version`` does.
    """
    files = {
        name: load_rules_version(name=name, version=version) for name, version in versions.items()
    }
    return RuleSet(MappingProxyType(files))
