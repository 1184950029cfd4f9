"""What belongs to one evaluator of a case, and which lesions play which part for it."""

from dataclasses import dataclass, replace
from datetime import date

from dermetry.pathway.values import Assessed
from dermetry.record.lesion import Lesion
from dermetry.report.tables import evaluators_of


@dataclass(frozen=True)
class Part:
    """An assessed case cut down to one evaluator's findings and calls."""

    evaluator: str
    assessed: Assessed

    def lesions_of(self, role: str) -> list[Lesion]:
        """Give the lesions that play a role in this evaluator's calls, or were given it."""
        used = {
            value.lesion_id
            for call in self.assessed.calls
            for value in call.values_used
            if value.role == role
        }
        suggested = {value.lesion_id for call in self.assessed.calls for value in call.values_used}
        return [
            lesion
            for lesion in self.assessed.case.lesions
            if lesion.lesion_id in used
            or (lesion.role == role and lesion.lesion_id not in suggested)
        ]

    def counts_from(self, lesion_id: str) -> date | None:
        """Give the first visit whose call counts a lesion as new."""
        calls = (c for c in self.assessed.calls if lesion_id in c.new_lesion_ids)
        return next((call.visited_on for call in calls), None)


def parts_of(assessed: Assessed) -> tuple[Part, ...]:
    """Split an assessed case by evaluator; a case without a call is one part."""
    return tuple(_part(assessed, name) for name in evaluators_of(assessed.calls) or ("",))


def _part(assessed: Assessed, evaluator: str) -> Part:
    visits = tuple(
        visit.model_copy(
            update={"findings": tuple(f for f in visit.findings if f.evaluator == evaluator)}
        )
        for visit in assessed.case.visits
    )
    case = assessed.case.model_copy(update={"visits": visits})
    calls = tuple(call for call in assessed.calls if call.evaluator == evaluator)
    return Part(evaluator, replace(assessed, case=case, calls=calls))
