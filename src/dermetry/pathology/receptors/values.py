"""The values that leave the receptor package: readings, subtype, current, conversion."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dermetry.knowledge.files import Status
from dermetry.pathology.values import Basis

ReceptorState = Literal[
    "positive",
    "low_positive",
    "negative",
    "equivocal",
    "low",  # this and the next two are of Ki-67
    "uncertain",
    "high",
    "contradictory",
    "not_evaluable",
    "not_stated",
    "not_tested",
]
ReadFrom = Literal["raw_values", "as_stated", "as_typed", "nothing"]
Group = Literal[
    "hr_positive_her2_negative",
    "hr_positive_her2_positive",
    "hr_negative_her2_positive",
    "triple_negative",
    "unknown",
]
ConversionKind = Literal[
    "unchanged",
    "not_comparable",
    "label_not_comparable",  # HER2 negative on both sides, low and ultralow not told apart
    "gained",
    "gained_low",
    "lost",
    "lost_to_low",
    "lost_to_ultralow",
    "to_low",
    "from_low",
    "to_ultralow",
    "low_lost",
]
SETTLED = ("positive", "low_positive", "negative")
SILENT = ("not_stated", "not_tested")


@dataclass(frozen=True, kw_only=True)
class ReceptorReading:
    """One receptor of one specimen: its state, and the raw values it was read from.

    ``state`` is the receptor's, ``status`` that of the rules it rests on.
    """

    marker: str
    state: ReceptorState
    label: str  # "ER low positive, 5 %", "HER2 negative: 0, with staining (ultralow: ...)"
    raw: str  # as the laboratory reported it; "" where nothing is recorded
    read_from: ReadFrom
    percent: Decimal | None = None  # None: not stated, or two stains differ
    ihc_score: str | None = None
    ish_group: str | None = None
    trial_label: Literal["low", "ultralow"] | None = None
    has_membrane_staining: bool | None = None
    missing: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    rule_ids: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    status: Status = "unverified"

    @property
    def is_settled(self) -> bool:
        """Tell whether the receptor is positive, low positive or negative."""
        return self.state in SETTLED

    @property
    def is_tested(self) -> bool:
        """Tell whether the specimen says anything of the receptor."""
        return self.state not in SILENT


@dataclass(frozen=True, kw_only=True)
class SpecimenReceptors:
    """The receptors of one specimen; nothing of another specimen ever enters."""

    specimen_id: str
    lesion_id: str | None
    source: str
    taken_on: date | None  # None: a typed text without a day
    reported_on: date | None
    er: ReceptorReading
    pr: ReceptorReading
    her2: ReceptorReading
    ki67: ReceptorReading
    typed: str = ""  # the text as typed, shown as it is
    is_typed_read: bool | None = None  # None: nothing was typed
    caveats: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    rule_ids: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    status: Status = "unverified"
    rules_version: str = ""

    @property
    def readings(self) -> tuple[ReceptorReading, ...]:
        """Give the four readings in the order in which they are shown."""
        return (self.er, self.pr, self.her2, self.ki67)

    @property
    def has_receptors(self) -> bool:
        """Tell whether ER, PR or HER2 were tested on this specimen."""
        return any(each.is_tested for each in (self.er, self.pr, self.her2))

    @property
    def statement(self) -> str:
        """Say the readings in one line."""
        return "; ".join(each.label for each in self.readings)


@dataclass(frozen=True, kw_only=True)
class SurrogateVariant:
    """The surrogate label by one published definition."""

    name: str
    label: str
    rule_id: str


@dataclass(frozen=True, kw_only=True)
class Subtype:
    """Treatment group and surrogate subtype of one specimen."""

    specimen_id: str
    group: Group
    group_label: str  # "HR positive, HER2 negative (ER low positive)", "unknown"
    is_er_low: bool
    surrogate: str  # "luminal_a_like", ..., "undetermined"
    surrogate_label: str
    is_uncertain: bool
    uncertain_because: tuple[str, ...]
    variants: tuple[SurrogateVariant, ...]
    missing: tuple[str, ...]
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status
    rules_version: str

    @property
    def statement(self) -> str:
        """Say group, surrogate and doubt in one line."""
        surrogate = f"; surrogate {self.surrogate_label}" if self.group != "unknown" else ""
        because = "; ".join(self.uncertain_because)
        return f"{self.group_label}{surrogate}" + (f" (uncertain: {because})" if because else "")


@dataclass(frozen=True, kw_only=True)
class CurrentReceptors:
    """The receptors that count as current, with why; ``receptors`` None: there are none."""

    specimen_id: str | None
    receptors: SpecimenReceptors | None
    subtype: Subtype | None
    why: str  # "latest malignant specimen with receptors", or the clinician's reason
    is_chosen: bool
    chosen_by: str
    chosen_on: date | None
    statement: str
    remarks: tuple[str, ...]
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status
    rules_version: str


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """One receptor of one later specimen against the primary.

    ``is_status_change``: the class of the receptor changed (positive, low positive of ER,
    negative), not a trial label alone; the table of changes in the rule file says which.
    """

    marker: str
    kind: ConversionKind
    is_status_change: bool
    specimen_id: str
    lesion_id: str | None
    is_current: bool
    now_label: str
    now_raw: str
    now_on: date | None
    primary_specimen_id: str | None  # None: the text typed for the primary, or nothing
    primary_label: str
    primary_raw: str
    primary_on: date | None
    is_primary_as_typed: bool
    statement: str
    how_often: str  # for staff: the pooled rate of such a change; "" where none is known
    caveats: tuple[str, ...]
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status
    rules_version: str

    @property
    def is_conversion(self) -> bool:
        """Tell whether anything changed, a trial label included."""
        return self.kind not in ("unchanged", "not_comparable", "label_not_comparable")


def join_bases(*bases: Basis) -> Basis:
    """Join what several files say a result rests on; one unverified part makes it unverified."""
    names = tuple(dict.fromkeys(each for basis in bases for each in basis.rule_ids))
    cites = tuple(dict.fromkeys(each for basis in bases for each in basis.cites))
    is_verified = all(basis.status == "verified_in_source" for basis in bases)
    versions = "; ".join(dict.fromkeys(basis.rules_version for basis in bases))
    return Basis(names, cites, "verified_in_source" if is_verified else "unverified", versions)
