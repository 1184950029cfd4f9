"""What a site has said of a rule file: who signed it, and which thresholds are its own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LONGEST_VERSION = 200  # of a version text: signatures and decisions keep it in one short line


@dataclass(frozen=True)
class ThresholdChange:
    """One threshold in which a site differs from the shipped file, and why."""

    key: str
    value: Decimal
    shipped: Decimal
    unit: str
    reason: str

    @property
    def words(self) -> str:
        """Say the change in a few words."""
        return f"{self.key} {self.value} instead of {self.shipped}"


@dataclass(frozen=True)
class SiteSignature:
    """Who stands behind a rule file at a site, since when, and what was changed in it."""

    signed_by: str
    signed_on: date
    note: str
    changes: tuple[ThresholdChange, ...]

    def version_text(self, version: str) -> str:
        """Say which version is in force; no person is named, for it goes into exports."""
        if not self.changes:
            return f"{version}, signed by site on {self.signed_on}"
        many = f"{version}, {len(self.changes)} thresholds changed by site on {self.signed_on}"
        told = "; ".join(change.words for change in self.changes)
        all_of_them = f"{version}, changed by site on {self.signed_on}: {told}"
        return all_of_them if len(all_of_them) <= LONGEST_VERSION else many
