"""Following lesions from visit to visit: proposals only, each with its evidence.

Outlines that a person named are taken as named; the matcher's view of them is a check.
Outlines nobody named become proposals: a like lesion ("same"), a proposed new lesion, or
"unsure". None of it is confirmed, so none of it enters a sum or a call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dermetry.imaging.match_values import LesionMatch, Sighting
from dermetry.imaging.matching_rules import section
from dermetry.pathway import findings, same_place
from dermetry.pathway.facts import VisitFacts
from dermetry.pathway.pattern import check_pattern
from dermetry.pathway.results import OutlinedLesion, PhotographResult
from dermetry.pathway.sightings import (
    Pair,
    Sightings,
    named_pairs,
    pairs_of,
    run_matcher,
    seen_outline,
    sightings_of,
)
from dermetry.record.finding import Finding
from dermetry.record.lesion import Lesion
from dermetry.record.visit import MatchProposal, Remark


@dataclass(frozen=True)
class Proposed:
    """What is proposed for one visit; nothing of it is confirmed."""

    proposals: tuple[MatchProposal, ...] = ()
    lesions: tuple[Lesion, ...] = ()  # proposed as new, first at this visit
    findings: tuple[Finding, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Before:
    """What was known when a visit began."""

    lesions: tuple[Lesion, ...]
    sightings: Sightings
    baseline_on: date


def propose_visit(
    *, facts: VisitFacts, results: Sequence[PhotographResult], before: Before
) -> tuple[Proposed, Mapping[str, tuple[Sighting, ...]]]:
    """Match one visit's outlines; give what is proposed, and the sightings of each lesion."""
    matches = run_matcher(lesions=before.lesions, before=before.sightings, results=results)
    draft = ProposalDraft(facts, results, before)
    partners = partners_of(matches, results)
    for found in matches:
        draft.add(found, partners.get(found.outline_id, frozenset()))
    seen = sightings_of(draft.outlines_by_lesion())
    wrong = check_pattern(now=seen, before=before.sightings)
    return (
        Proposed(
            proposals=tuple(draft.proposals),
            lesions=tuple(draft.lesions),
            findings=draft.findings(),
            remarks=(*draft.remarks, *wrong),
        ),
        seen,
    )


def partners_of(
    matches: Sequence[LesionMatch], results: Sequence[PhotographResult]
) -> Mapping[str | None, frozenset[str]]:
    """Give which outlines show the same place, where that matters: for news and for doubts."""
    if not any(found.answer in ("new", "unsure") and found.outline_id for found in matches):
        return {}
    return {**same_place.find_partners(seen=tuple(seen_outline(p) for p in pairs_of(results)))}


class ProposalDraft:
    """The proposals of one visit while the matches are gone through in order."""

    def __init__(
        self, facts: VisitFacts, results: Sequence[PhotographResult], before: Before
    ) -> None:
        self.facts = facts
        self.before = before
        self.pairs = {pair.outlined.outline_id: pair for pair in pairs_of(results)}
        self.named = named_pairs(results)
        self.stated = {mark.lesion for mark in facts.marks.finding} | set(self.named)
        self.ids = {
            pair.outlined.outline_id: lesion_id
            for lesion_id, pairs in self.named.items()
            for pair in pairs
        }
        self.proposals: list[MatchProposal] = []
        self.remarks: list[Remark] = []
        self.lesions: list[Lesion] = []
        self.proposed: dict[str, tuple[LesionMatch, list[Pair]]] = {}

    def add(self, found: LesionMatch, partners: frozenset[str]) -> None:
        """Take one answer of the matcher: as a check of a name, or as a proposal."""
        pair = self.pairs[found.outline_id] if found.outline_id else None
        if pair is None:
            if found.lesion_id not in self.stated:
                self.proposals.append(record_proposal(found))
        elif pair.outlined.lesion_id:
            self.remarks.extend(check_name(pair.outlined, found))
        else:
            known_as = [self.ids[other] for other in partners if other in self.ids]
            found = self.settle_by_name(found, pair, partners)
            self.propose(self.name_new(found, pair, known_as), pair)

    def settle_by_name(
        self, found: LesionMatch, pair: Pair, partners: frozenset[str]
    ) -> LesionMatch:
        """Propose for an outline of doubt what a person named its place in another photograph."""
        here = {each.lesion_id for each in pair.result.outlined}
        named = [self.pairs[other] for other in sorted(partners)]
        sure = [each for each in named if each.outlined.is_confirmed and each.outlined.lesion_id]
        ids = {each.outlined.lesion_id for each in sure}
        if found.answer != "unsure" or len(ids) != 1 or ids & here:
            return found
        other = sure[0]
        text = (
            f"outline {other.outlined.outline_id} in photograph {other.result.photograph_id} "
            f"shows the same place and was confirmed as {other.outlined.lesion_id}"
        )
        return replace(
            found,
            answer="same",
            lesion_id=other.outlined.lesion_id,
            runner_up_id=None,
            confidence=section("answer")["same"],  # a link is at least as sure
            evidence=(text, *found.evidence),
        )

    def propose(self, found: LesionMatch, pair: Pair) -> None:
        """Propose what an outline nobody named is."""
        self.proposals.append(record_proposal(found))
        if not found.lesion_id or found.answer not in ("same", "new"):
            return
        self.ids[pair.outlined.outline_id] = found.lesion_id
        if found.lesion_id not in self.stated:
            _, shown = self.proposed.setdefault(found.lesion_id, (found, []))
            shown.append(pair)

    def name_new(self, found: LesionMatch, pair: Pair, known_as: Sequence[str]) -> LesionMatch:
        """Give a proposed new lesion its own id and add it to the lesions, unconfirmed.

        ``known_as`` are ids that outlines of the same place in other photographs already have.
        """
        if found.answer != "new":
            return found
        if known_as:
            return replace(found, lesion_id=min(known_as))
        day, mark = self.facts.visited_on, pair.result.mark
        lesion_id = next_id((*self.before.lesions, *self.lesions), day)
        is_later = day > self.before.baseline_on
        self.lesions.append(
            Lesion(
                lesion_id=lesion_id,
                zone=mark.zone if mark else None,
                laterality=mark.laterality if mark else None,
                role="new" if is_later else "undecided",
                newness="unequivocal" if is_later else None,
                first_seen_on=day,
            )
        )
        return replace(found, lesion_id=lesion_id)

    def outlines_by_lesion(self) -> dict[str, list[Pair]]:
        """Give the outlines of each lesion, named or proposed."""
        return self.named | {key: shown for key, (_, shown) in self.proposed.items()}

    def findings(self) -> tuple[Finding, ...]:
        """Propose the findings that would follow if the matches were confirmed."""
        made = (propose_finding(self.facts, *each) for each in self.proposed.values())
        return tuple(finding for finding in made if finding is not None)


def check_name(outlined: OutlinedLesion, found: LesionMatch) -> list[Remark]:
    """Point out a named outline that looks clearly like another known lesion."""
    if found.answer != "same" or found.lesion_id in (None, outlined.lesion_id):
        return []
    return [
        Remark(
            kind="to_confirm",
            lesion_id=outlined.lesion_id,
            message=f"the outline named {outlined.lesion_id} lies where {found.lesion_id} was "
            f"({'; '.join(found.evidence)})"[:2000],
            advice=f"check that {outlined.lesion_id} and {found.lesion_id} are not swapped",
        )
    ]


def next_id(lesions: Sequence[Lesion], day: date) -> str:
    """Give the next free id of a lesion proposed at this visit, such as new-20260323-1.

    It names its visit, so that lesions of later visits never change it.
    """
    taken = {lesion.lesion_id for lesion in lesions}
    number = 1
    while f"{proposed_prefix(day)}{number}" in taken:
        number += 1
    return f"{proposed_prefix(day)}{number}"


def proposed_prefix(day: date) -> str:
    """Give how the ids of lesions proposed at a visit begin."""
    return f"new-{day:%Y%m%d}-"


def propose_finding(facts: VisitFacts, found: LesionMatch, pairs: Sequence[Pair]) -> Finding | None:
    """Propose the finding that would follow if the match were confirmed."""
    made = findings.photograph_finding(facts, found.lesion_id or "", pairs)
    if made is None:
        return None
    evidence = (*found.evidence, *made.evidence)
    update = {"is_confirmed": False, "confirmed_by": None, "evidence": evidence}
    return made.model_copy(update=update)


def record_proposal(found: LesionMatch) -> MatchProposal:
    """Record a match as the proposal it is."""
    return MatchProposal(
        answer=found.answer,
        outline_id=found.outline_id,
        lesion_id=found.lesion_id,
        runner_up_id=found.runner_up_id,
        confidence=None if found.confidence is None else round(found.confidence, 3),
        evidence=found.evidence,
    )
