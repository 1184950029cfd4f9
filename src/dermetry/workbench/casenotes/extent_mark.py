"""The mark of an extent as a person saw it: a decision never lands on facts that have changed."""

import hashlib

from dermetry.pathology.extent_values import CurrentExtent
from dermetry.record.case import Case


def mark_of_extent(*, case: Case, current: CurrentExtent) -> str:
    """Give a short hash of the proposal, its rules and the decisions so far."""
    proposal = current.proposal
    seen = (
        proposal.t_effect,
        proposal.m_effect,
        *((e.lesion_id, e.t_effect, e.m_effect) for e in current.lesions),
        *((e.lesion_id, e.t_effect, e.m_effect, e.missing) for e in proposal.lesions),
        proposal.rules_version,
        len(case.extent_decisions),
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
