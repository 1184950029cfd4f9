"""What a person stated about one visit, from a marks.toml or from the pages of a clinic."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dermetry.pathway.marks import VisitMarks


@dataclass(frozen=True)
class VisitFacts:
    """One visit's marks, what messages call them, and who confirmed what."""

    visited_on: date
    marks: VisitMarks
    name: str  # what messages call the visit
    marks_name: str  # what messages call its marks
    confirmers: Mapping[str, str] = field(default_factory=dict)  # by lesion id

    def confirmed_by(self, lesion_id: str) -> str | None:
        """Give who confirmed the finding of a lesion, else who confirmed the visit's marks."""
        return self.confirmers.get(lesion_id, self.marks.confirmed_by)


def facts_of(
    *, visited_on: date, marks: VisitMarks, confirmers: Mapping[str, str] | None = None
) -> VisitFacts:
    """Give the facts of a visit that lies in no folder; messages name its date."""
    return VisitFacts(
        visited_on=visited_on,
        marks=marks,
        name=visited_on.isoformat(),
        marks_name=f"visit {visited_on}",
        confirmers=confirmers or {},
    )
