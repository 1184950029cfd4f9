"""The values that leave the origin package."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dermetry.knowledge.files import Status

Conclusion = Literal[
    "supports_breast",
    "not_told_apart",  # it fits breast, and at least one other origin as well
    "does_not_discriminate",
    "argues_against_breast",
]
Side = Literal["breast", "favored", "not_told_apart", "unlikelier"]
NOT_VALIDATED = "not validated"


@dataclass(frozen=True, kw_only=True)
class EntityShare:
    """The share of one possible origin, in percent, with its interval and its prior.

    ``is_beside_leader``: the stains do not tell it apart from the origin with the largest share,
    so that a small share of it comes from the prior alone and is not shown.
    """

    entity: str
    label: str
    share_percent: Decimal
    low_percent: Decimal
    high_percent: Decimal
    prior_percent: Decimal
    shown: str  # "83.4 % (61.0 to 94.2 %)", "more than 99 %", "not told apart"
    stain_ratio: Decimal  # how the stains weigh it against breast; 1 for breast itself
    side: Side  # what the stains alone say of it against breast
    is_beside_leader: bool
    markers_without_rate: tuple[str, ...]  # these did not change it


@dataclass(frozen=True, kw_only=True)
class MarkerUse:
    """One marker that entered the score."""

    marker: str
    label: str
    is_positive: bool
    group: str  # the markers it goes together with; its own key where there are none


@dataclass(frozen=True, kw_only=True)
class OriginScore:
    """The origin score of one specimen, or why there is none.

    ``stain_weight`` is how many times the stains alone multiply the odds of breast.
    """

    specimen_id: str
    is_refused: bool
    refused_because: str
    pathologist_origin: str | None
    pathologist_label: str
    conclusion: Conclusion | None
    statement: str
    label: str  # "not validated"
    entities: tuple[EntityShare, ...]
    stain_weight: Decimal | None
    stain_weight_low: Decimal | None
    stain_weight_high: Decimal | None
    used: tuple[MarkerUse, ...]
    not_used: tuple[str, ...]  # "AR: no rate for another origin"
    favored: tuple[str, ...]  # origins that the stains favor over breast
    not_told_apart: tuple[str, ...]  # origins that these stains do not part from breast
    missing: tuple[str, ...]
    questions: tuple[str, ...]
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status
    rules_version: str

    @property
    def breast(self) -> EntityShare | None:
        """Give the share of breast, None where the score is refused."""
        return next((each for each in self.entities if each.entity == "breast"), None)


@dataclass(frozen=True, kw_only=True)
class NextStain:
    """A stain that is not done yet, and what each result would mean for the leading origin."""

    marker: str
    label: str
    about: str  # the label of the origin that leads now
    chance_positive_percent: Decimal
    now_percent: Decimal
    if_positive_percent: Decimal
    if_negative_percent: Decimal
    expected_shift_points: Decimal  # of that origin's share, in percentage points
    statement: str
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status
