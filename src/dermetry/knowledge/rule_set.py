"""The rule files in force: as shipped, or with what a site has changed and signed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from dermetry.knowledge.rules import RuleFile, load_rules


@dataclass(frozen=True)
class StaleSignature:
    """What a site signed of another version of a file: shown, and not applied."""

    file_id: str
    made_for: str
    shipped: str

    @property
    def words(self) -> str:
        """Say what is wrong and what to do."""
        return (
            f"{self.file_id}: signed for version {self.made_for}, shipped is {self.shipped}: "
            "look again"
        )


@dataclass(frozen=True)
class RuleSet:
    """All rule files by name; ``changed`` holds those that a site has signed or changed.

    ``stale`` names what a site signed of other versions: of those files the shipped one holds.
    """

    changed: Mapping[str, RuleFile] = field(default_factory=lambda: MappingProxyType({}))
    stale: tuple[StaleSignature, ...] = ()

    def file(self, name: str) -> RuleFile:
        """Give the rule file of that name; an unknown one raises ``KnowledgeInvalid``."""
        return self.changed.get(name) or load_rules(name=name)

    def words(self) -> tuple[str, ...]:
        """Say what a site has signed or changed, and what of it no longer fits."""
        files = (self.changed[name].version_text for name in sorted(self.changed))
        return (*files, *(each.words for each in self.stale))


SHIPPED = RuleSet()
