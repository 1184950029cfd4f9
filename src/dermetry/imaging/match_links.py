"""Compare the views of one visit: the same lesion outlined twice gets one answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dermetry.imaging.constellation import fit_constellation
from dermetry.imaging.match_places import find_places
from dermetry.imaging.match_values import KnownLesion, SeenOutline, Sighting
from dermetry.imaging.match_view import Verdict
from dermetry.imaging.match_weights import expected_log, pair_log
from dermetry.imaging.matching_rules import section


@dataclass(frozen=True)
class Link:
    """Two outlines of different views that show one and the same lesion."""

    first: SeenOutline
    second: SeenOutline
    trust: float


def link_views(*, first: Sequence[SeenOutline], second: Sequence[SeenOutline]) -> tuple[Link, ...]:
    """Find the outlines that two views of one visit share, by constellation alone."""
    one, two = find_places(first), find_places(second)
    ours = [first[i] for i in one.indices]
    theirs = [second[i] for i in two.indices]
    if not ours or not theirs:
        return ()
    base = expected_log(len(ours))
    fits = fit_constellation(
        earlier=one.points,
        now=two.points,
        is_in_mm=one.is_in_mm and two.is_in_mm,
        diameters=np.zeros(len(ours)),
        pair_log=np.array([[_weight(a, b) + base for b in theirs] for a in ours]),
    )
    least = section("answer")["same"]
    if fits is None or fits.trust < least:
        return ()
    return tuple(
        Link(ours[row], theirs[column], trust)
        for (row, column), trust in sorted(fits.pair_trust.items())
        if trust >= least
    )


def _weight(a: SeenOutline, b: SeenOutline) -> float:
    """Weigh two outlines of one visit as if the first were a known lesion."""
    sighting = Sighting(a.view_id, longest_diameter_mm=a.longest_diameter_mm, look=a.look)
    lesion = KnownLesion(a.outline_id, a.zone, a.laterality, (sighting,))
    return pair_log(lesion=lesion, sighting=sighting, outline=b)


def settle_links(*, links: Sequence[Link], verdicts: dict[str, Verdict]) -> dict[str, Verdict]:
    """Carry sure answers over to linked unsure ones; make contradictions unsure."""
    changed = dict(verdicts)
    for link in links:
        a, b = link.first.outline_id, link.second.outline_id
        changed[a] = _settle(verdicts[a], verdicts[b], link, link.second)
        changed[b] = _settle(verdicts[b], verdicts[a], link, link.first)
    return changed


def _settle(own: Verdict, other: Verdict, link: Link, partner: SeenOutline) -> Verdict:
    text = f"outline {partner.outline_id} in photograph {partner.view_id} shows the same place"
    if other.answer == "unsure":
        return own
    if own.answer == other.answer and own.lesion_id == other.lesion_id:
        return replace(own, evidence=(*own.evidence, f"{text} and has the same answer"))
    if own.answer == "unsure":
        return _carry_over(own, other, link, text)
    named = other.lesion_id or "new"
    return replace(
        own,
        answer="unsure",
        confidence=0.5,
        evidence=(*own.evidence, f"{text} but reads {named}: the two contradict each other"),
        open_ids=own.open_ids | {x for x in (own.lesion_id, other.lesion_id) if x},
    )


def _carry_over(own: Verdict, other: Verdict, link: Link, text: str) -> Verdict:
    """Take over a sure answer, where it is among those the unsure one left open."""
    if other.answer != "same" or other.lesion_id not in own.open_ids:
        return own
    is_first = own.lesion_id == other.lesion_id
    return Verdict(
        "same",
        other.lesion_id,
        own.runner_up_id if is_first else own.lesion_id,
        link.trust * other.confidence,
        (*own.evidence, f"{text} and is {other.lesion_id}"),
    )
