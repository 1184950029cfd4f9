"""An unconfirmed progression of iRECIST that is still open, carried from visit to visit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Block:
    """What a later visit must know to confirm an unconfirmed progression, or to end it.

    Each size is the smallest since the category it belongs to has progressed.
    """

    since: date  # day of the first iUPD, dated back where a new lesion was proved later
    opened_on: date  # visit at which it was first called
    has_targets: bool = False  # the targets are in unconfirmed progression
    targets_mm: Decimal | None = None  # None: no complete sum since
    non_target_ids: frozenset[str] = frozenset()
    new_ids: frozenset[str] = frozenset()
    new_mm: Decimal | None = None  # the sum of the new targets
    sizes_mm: Mapping[str, Decimal] = field(default_factory=dict)  # lesions outside of sums
