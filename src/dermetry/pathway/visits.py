"""One visit of the record from what was stated, measured and proposed."""

from collections.abc import Mapping, Sequence

from dermetry.pathway import attention, findings, recording
from dermetry.pathway.facts import VisitFacts
from dermetry.pathway.follow import Proposed
from dermetry.pathway.results import PhotographResult
from dermetry.record.photograph import UnreadablePhotograph
from dermetry.record.visit import Remark, Visit


def build_visit(
    *,
    facts: VisitFacts,
    results: Sequence[PhotographResult],
    proposed: Proposed,
    unreadable: Sequence[UnreadablePhotograph] = (),
    remarks: Sequence[Remark] = (),
    confirmers: Mapping[str, str] | None = None,
) -> Visit:
    """Build one visit: photographs, stated and measured findings, proposals, remarks.

    ``confirmers`` names, by outline id, who confirmed an outline where that is not the person
    who confirmed the visit's marks. Raises MarksInvalid where statements contradict each other.
    """
    marks, visited_on = facts.marks, facts.visited_on
    stated = findings.findings_of_visit(facts=facts, results=results)
    return Visit(
        visited_on=visited_on,
        photographs=tuple(
            recording.record_photograph(
                result=result, confirmed_by=marks.confirmed_by, confirmers=confirmers
            )
            for result in results
        ),
        unreadable=tuple(unreadable),
        findings=(*stated, *proposed.findings),
        proposals=proposed.proposals,
        regions_examined=marks.regions_examined,
        regions_not_examined=marks.regions_not_examined,
        notes=(marks.note,) if marks.note else (),
        remarks=(
            *remarks,
            *(each for result in results for each in attention.remarks_of(result, visited_on)),
            *proposed.remarks,
        ),
    )
