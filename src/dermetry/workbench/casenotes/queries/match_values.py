"""The values of who is who: answers, cards, and what cards are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from dermetry.workbench.casenotes.models import Finding, Lesion, StatedFinding, Visit
from dermetry.workbench.casenotes.queries.visit_outlines import Crop, OutlineLine, Place, SizeLine

State = Literal["confirmed", "proposed", "open"]


@dataclass(frozen=True)
class Choice:
    """One answer that a tap gives."""

    kind: str
    label: str
    lesion_pk: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Card:
    """One question: which lesion is this, or what became of that one."""

    key: str
    title: str
    subtitle: str
    outlines: tuple[OutlineLine, ...]  # empty: a lesion without an outline
    lesion_pk: int | None
    lesion_id: str
    state: State
    answer: str  # what is known or proposed, in words
    confidence_percent: int | None
    evidence: tuple[str, ...]
    confirm: Choice | None  # the one tap for what is proposed
    choices: tuple[Choice, ...]  # the likely answers where nothing is
    is_clear: bool  # may be confirmed together with others
    now: Crop | None
    before: Crop | None
    size_now: SizeLine
    size_before: SizeLine
    before_on: date | None
    before_status: str
    stated_version: int

    @property
    def seen(self) -> tuple[str, ...]:
        """Give the outlines with the versions shown, for the form."""
        return tuple(f"{each.pk}:{each.version}" for each in self.outlines)


@dataclass(frozen=True)
class Known:
    """What the cards of a visit are made from."""

    visit: Visit
    lines: tuple[OutlineLine, ...]
    lesions: tuple[Lesion, ...]
    proposals: tuple[dict[str, Any], ...]
    places_now: Mapping[int, Place]  # by outline
    places_before: Mapping[str, Place]  # by lesion id
    last: Mapping[int, Finding]  # by lesion
    stated: Mapping[int, StatedFinding]  # by lesion
    imported: Mapping[int, Finding]  # by lesion
    is_baseline: bool
    names: Mapping[str, str]  # of outlines and photographs, for words
