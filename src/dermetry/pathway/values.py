"""What an assessment gives back: the case, its calls, and what still needs a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dermetry.imaging.growth import Growth
from dermetry.imaging.values import Picture
from dermetry.record.case import Case
from dermetry.response.values import RoleSuggestion, VisitCall


@dataclass(frozen=True)
class Attention:
    """One thing a person should look at, tied to where it came from."""

    visited_on: date | None
    file_name: str | None
    lesion_id: str | None
    kind: str  # "unreadable" | "not_measured" | "to_confirm" | "candidate" | "note"
    message: str
    advice: str = ""


@dataclass(frozen=True)
class Assessed:
    """An assessed case: derived results beside the facts they were derived from."""

    case: Case
    calls: tuple[VisitCall, ...]
    role_suggestions: tuple[RoleSuggestion, ...]
    growth: Mapping[str, Growth | None]  # by lesion id; None = cannot be given
    attention: tuple[Attention, ...]
    open_picture: Callable[[str], Picture] = field(compare=False)  # by photograph id
    proposed_marks: Mapping[str, str] = field(default_factory=dict)  # visit name -> TOML text
