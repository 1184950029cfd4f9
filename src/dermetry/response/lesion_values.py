"""The values of the lesion level: calls and courses of single lesions, never of a patient."""

from datetime import date
from decimal import Decimal
from typing import Literal

from dermetry.record.value import Value
from dermetry.response.values import Category, Reason

SizeClass = Literal["up_to_limit", "above_limit"]
CensorReason = Literal[
    "under_control",  # judged at the last visit, no progression
    "removed",  # taken out by surgery
    "merged",  # has become one with another lesion
    "not_judged_any_more",  # the last visits say nothing that can be judged
    "growth_open",  # has grown before any response, and no later visit has confirmed it
    "never_judged",  # no visit after treatment could be judged
]


class GivenTreatment(Value):
    """One local treatment of one lesion."""

    name: str
    kind: str  # kind of the treatment, "stated" where only a finding says so
    given_on: date


class LesionCall(Value):
    """The call of one lesion at one visit by one evaluator."""

    lesion_id: str
    evaluator: str = ""
    visited_on: date
    category: Category | None  # CR, PR, NC, PD or NE; None: nothing is called at this visit
    statement: str  # "PR", "too early to call", "before treatment", "size to compare with"
    treatments: tuple[GivenTreatment, ...] = ()  # up to this visit
    days_since_first_treatment: int | None = None
    days_since_last_treatment: int | None = None
    is_too_early: bool = False
    is_growth_open: bool = False  # has grown before any response: to be seen again
    progression_on: date | None = None  # of a progression; the visit that showed it first
    is_merged: bool = False  # has become one with another lesion: no size of its own any more
    size_class: SizeClass | None = None  # None: no diameter before treatment
    reference_on: date | None = None
    size_mm: Decimal | None = None
    reference_mm: Decimal | None = None
    smallest_mm: Decimal | None = None
    size_mm2: Decimal | None = None
    reference_mm2: Decimal | None = None
    smallest_mm2: Decimal | None = None
    smallest_on: date | None = None
    change_from_reference_percent: Decimal | None = None  # one decimal, for reading only
    reasons: tuple[Reason, ...] = ()
    is_unverified: bool  # a rule it rests on was not compared with its source
    preset: str
    rules_version: str

    @property
    def is_treated(self) -> bool:
        """Tell whether the lesion had been treated by itself by this visit."""
        return bool(self.treatments)


class LocalControl(Value):
    """Time from the first treatment of a lesion to its progression, or to the last word on it."""

    from_on: date
    until_on: date
    days: int
    is_event: bool  # the lesion has progressed
    censor_reason: CensorReason | None = None  # None: it has progressed
    reason: Reason


class LesionCourse(Value):
    """One lesion through all visits of one evaluator."""

    lesion_id: str
    evaluator: str = ""
    treatments: tuple[GivenTreatment, ...] = ()
    size_class: SizeClass | None = None
    calls: tuple[LesionCall, ...]
    best: Category | None  # CR, PR, NC or PD; NE: never judged; None: nothing called yet
    best_on: date | None = None
    control: LocalControl | None = None  # None: not treated

    @property
    def is_treated(self) -> bool:
        """Tell whether the lesion was treated by itself."""
        return bool(self.treatments)


class LesionCount(Value):
    """One row of the table of lesions: what became of them, and of how many patients."""

    is_treated: bool
    size_class: SizeClass | None
    treatment_kinds: tuple[str, ...]  # all kinds given to each lesion of the row
    lesions: int
    patients: int
    lesions_per_patient: tuple[int, ...]  # sorted: lesions of one patient are no strangers
    by_best: dict[str, int]  # best call -> lesions
    patients_with_response: int  # with at least one lesion CR or PR
    reason: Reason
