"""A clinician's decision beside the proposal: which stands, and whether the facts have changed."""

from dermetry.knowledge.rules import RuleFile
from dermetry.pathology import extent_words as words
from dermetry.pathology.extent_values import DecidedExtent
from dermetry.pathology.values import version_of
from dermetry.record.case import Case
from dermetry.record.extent import ExtentDecision


def decide(
    *, file: RuleFile, lesion_id: str | None, t: str, m: str, case: Case, statement: str = ""
) -> DecidedExtent:
    """Give the extent in force of one lesion, or (``lesion_id`` None) of the patient."""
    proposed = statement or words.pair_words(file=file, t=t, m=m)
    decision = last_decision(case=case, lesion_id=lesion_id)
    if decision is None:
        return DecidedExtent(lesion_id, t, m, t, m, "proposed", proposed, None, False, "")
    note = change_since(file=file, decision=decision, t=t, m=m, proposed=proposed)
    return DecidedExtent(
        lesion_id=lesion_id,
        t_effect=decision.t_effect,
        m_effect=decision.m_effect,
        proposed_t_effect=t,
        proposed_m_effect=m,
        state=decision.kind,
        statement=decided_words(file, decision, t, m, proposed),
        decision=decision,
        is_outdated=bool(note),
        note=note,
    )


def last_decision(*, case: Case, lesion_id: str | None) -> ExtentDecision | None:
    """Give the latest decision on one lesion or on the patient; of one day the last entered."""
    fitting = [each for each in case.extent_decisions if each.lesion_id == lesion_id]
    newest = max((each.decided_on for each in fitting), default=None)
    return next((each for each in reversed(fitting) if each.decided_on == newest), None)


def decided_words(file: RuleFile, decision: ExtentDecision, t: str, m: str, proposed: str) -> str:
    """Say what was decided; where that is the proposal, in the words of the proposal."""
    if (decision.t_effect, decision.m_effect) == (t, m):
        return proposed
    return words.pair_words(file=file, t=decision.t_effect, m=decision.m_effect)


def change_since(*, file: RuleFile, decision: ExtentDecision, t: str, m: str, proposed: str) -> str:
    """Say that a decision was made on other facts, or with other rules; empty when not."""
    before = (decision.proposed_t_effect, decision.proposed_m_effect)
    if before != (t, m):
        was = words.pair_words(file=file, t=before[0], m=before[1])
        return f"decided on other facts: the proposal was {was}, it is now {proposed}"
    if decision.rules_version != version_of(file=file):
        return (
            f"decided with {decision.rules_version or 'rules of an unnamed version'}, "
            f"the rules are now {version_of(file=file)}"
        )
    return ""
