"""The values that leave the response room: calls with their numbers and reasons."""

from datetime import date
from decimal import Decimal
from typing import Literal

from dermetry.record.value import Value

Category = Literal[
    "CR",
    "PR",
    "SD",
    "PD",
    "NE",
    "NON-CR/NON-PD",
    "NED",
    "iCR",  # iRECIST
    "iPR",
    "iSD",
    "iUPD",
    "iCPD",
    "NON-iCR/NON-iUPD",
    "NC",  # WHO, and single lesions
]
RawStatus = Literal[
    "measured",
    "too_small",
    "absent",
    "present",
    "progressed",
    "not_done",
    "not_evaluable",
    "merged_into",
    "split_into",
    "treated_locally",
    "unconfirmed",  # only a proposal exists: nothing is used
    "no_finding",  # the visit says nothing of this lesion
]


class Reason(Value):
    """One reason of a call: the rule it rests on, in a sentence, with its numbers."""

    rule_id: str  # "recist_1_1.target.pr"
    sentence: str  # "Sum 31.2 mm is 45.3 % below the baseline of 57.0 mm (PR needs 30 %)."
    cites: tuple[str, ...] = ()  # keys of knowledge/citations.toml


class ValueUsed(Value):
    """The raw finding of one lesion at one visit beside the value the engine used."""

    lesion_id: str
    role: Literal["target", "non_target", "new"]
    raw_status: RawStatus
    raw_mm: Decimal | None = None  # the diameter as found
    used_mm: Decimal | None = None  # None: nothing entered the sum of diameters
    raw_mm2: Decimal | None = None  # product or area, where the criteria judge by it
    used_mm2: Decimal | None = None  # None: nothing entered the sum of products
    rule_id: str | None = None  # why used differs from raw, or why nothing was used
    note: str = ""

    @property
    def unit(self) -> Literal["mm", "mm2"]:
        """Give the unit of the value used."""
        return "mm" if self.used_mm2 is None else "mm2"

    @property
    def used(self) -> Decimal | None:
        """Give what entered the sum, in the unit of the call."""
        return self.used_mm if self.used_mm2 is None else self.used_mm2


class Conditional(Value):
    """What the call would read if the named proposals were confirmed."""

    category: Category
    if_confirmed: tuple[str, ...]  # lesion ids
    sentence: str  # "PD if L6 is confirmed"


class TurningPoint(Value):
    """A sum at which the response of the targets would be another one."""

    category: Category
    is_later: bool = False  # at a later visit, this one staying as it is
    sum_mm: Decimal | None = None
    sum_mm2: Decimal | None = None
    lesion_ids: tuple[str, ...] = ()  # of the growth of one lesion (WHO); no sum is meant then
    sentence: str  # "Targets PD from a sum of 36 mm on, 4.8 mm more than now."


class ImmuneFacts(Value):
    """What iRECIST adds to a call: the open or confirmed progression, and the new lesions."""

    unconfirmed_on: date | None = None  # first iUPD of the block that is open or was confirmed
    confirmed_on: date | None = None  # visit of the confirmation; iCPD is dated unconfirmed_on
    is_reset: bool = False  # an open progression has ended at this visit
    new_target_ids: tuple[str, ...] = ()
    new_other_ids: tuple[str, ...] = ()  # new lesions without a sum of their own
    new_sum_mm: Decimal | None = None  # never added to the sum of the baseline targets
    is_new_sum_complete: bool = False
    clinically_stable: bool | None = None  # as the visit records it; None: not recorded


class VisitCall(Value):
    """The response call of one visit by one evaluator, with everything it rests on.

    Sums of diameters stand in the fields ``..._mm``, sums of products (WHO) in ``..._mm2``;
    the other ones are then None.
    """

    visited_on: date
    evaluator: str = ""
    is_baseline: bool = False
    category: Category | None  # None at baseline (there is nothing to compare with)
    statement: str  # "SD; PD if L6 is confirmed", "baseline", ...
    target_response: Category | None = None
    non_target_response: Category | None = None
    new_lesion_ids: tuple[str, ...] = ()
    sum_mm: Decimal | None = None  # None: not even one target value
    is_sum_complete: bool = False
    sum_interval_95_mm: tuple[Decimal, Decimal] | None = None
    sum_interval_note: str = ""  # which values had no stated uncertainty
    baseline_sum_mm: Decimal | None = None
    baseline_on: date | None = None
    nadir_mm: Decimal | None = None  # smallest complete earlier sum, baseline included
    nadir_on: date | None = None
    change_from_baseline_percent: Decimal | None = None  # for reading only; more near a limit
    change_from_nadir_mm: Decimal | None = None
    change_from_nadir_percent: Decimal | None = None
    sum_mm2: Decimal | None = None
    baseline_sum_mm2: Decimal | None = None
    nadir_mm2: Decimal | None = None
    change_from_nadir_mm2: Decimal | None = None
    values_used: tuple[ValueUsed, ...] = ()
    missing_lesion_ids: tuple[str, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    turning_points: tuple[TurningPoint, ...] = ()
    immune: ImmuneFacts | None = None  # None: not judged by iRECIST
    reasons: tuple[Reason, ...] = ()
    flags: tuple[str, ...] = ()  # "region not examined at baseline: scalp", ...
    flag_reasons: tuple[Reason, ...] = ()  # the same flags, each with its rule and sources
    is_provisional: bool = False  # target lesions were suggested, not chosen by a person
    progression_on: date | None = None  # may be earlier than visited_on (back-dating)
    rules_version: str = ""
    preset: str = "recist11"
    criteria: Literal["recist_1_1", "irecist", "who"] = "recist_1_1"

    @property
    def unit(self) -> Literal["mm", "mm2"]:
        """Give the unit of the sums: WHO sums products."""
        return "mm2" if self.criteria == "who" else "mm"

    @property
    def total(self) -> Decimal | None:
        """Give the sum in its unit."""
        return self.sum_mm2 if self.unit == "mm2" else self.sum_mm

    @property
    def baseline_total(self) -> Decimal | None:
        """Give the sum of the baseline in its unit."""
        return self.baseline_sum_mm2 if self.unit == "mm2" else self.baseline_sum_mm

    @property
    def nadir(self) -> Decimal | None:
        """Give the smallest complete earlier sum in its unit."""
        return self.nadir_mm2 if self.unit == "mm2" else self.nadir_mm

    @property
    def change_from_nadir(self) -> Decimal | None:
        """Give the change from the nadir in the unit of the sums."""
        return self.change_from_nadir_mm2 if self.unit == "mm2" else self.change_from_nadir_mm


class RoleSuggestion(Value):
    """A suggested role of one lesion, with why."""

    lesion_id: str
    role: Literal["target", "non_target"]
    rule_id: str
    why: str
    rank: int | None = None  # among the measurable lesions, the largest first; None: not one
