"""What a visit must remember of the visits before it; nothing in it comes from later ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dermetry.response.block import Block

Group = frozenset[str]  # the lesions of the baseline that one or more sizes now stand for
GroupsOfDay = tuple[date, Mapping[Group, Decimal]]


@dataclass(frozen=True)
class History:
    """The memory of one evaluator's timeline, carried from visit to visit."""

    became: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # merged or split into
    treated: Mapping[str, str] = field(default_factory=dict)  # lesion id -> what was done
    baseline: Decimal | None = (
        None  # in the unit of the policy; None: no targets, or the sum is not complete
    )
    nadir: Decimal | None = None
    nadir_on: date | None = None
    has_responded: bool = False  # targets reached CR or PR, and no progression since
    complete_on: date | None = None  # first overall CR
    progressed_on: date | None = None  # first progression, back-dated where the rules say so
    smallest_mm: Mapping[str, Decimal] = field(default_factory=dict)  # diameters, each lesion
    course: tuple[GroupsOfDay, ...] = ()  # WHO: the products of each lesion, visit by visit
    first_seen: Mapping[str, date] = field(default_factory=dict)  # of new lesions
    standing: frozenset[str] = frozenset()  # new lesions not recorded as gone
    proved: frozenset[str] = frozenset()  # new lesions whose proof has been counted
    counted: frozenset[str] = frozenset()  # new lesions that have counted at a visit
    new_targets: tuple[str, ...] = ()  # iRECIST: new lesions with a sum of their own
    block: Block | None = None  # iRECIST: the progression that is still open
    confirmed: Block | None = None  # iRECIST: the progression that was confirmed
    confirmed_on: date | None = None  # the visit that confirmed it
