"""Who the case is, in a few lines for people who see it for the first time."""

from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.record.case import Case
from dermetry.record.patient import Treatment
from dermetry.report.background import (
    NOT_RECORDED,
    field_words,
    known_words,
    stage_words,
    surgery_words,
)
from dermetry.report.board.arms import extent_facts, receptor_facts, spread_fact
from dermetry.report.header import primary_words, treatment_words
from dermetry.report.values import Fact
from dermetry.report.wellbeing import latest_ecog
from dermetry.report.words import say_date


def board_facts(*, case: Case, rules: RuleSet) -> tuple[Fact, ...]:
    """Give the facts of the sheet's head, the weightiest first."""
    last = case.visits[-1].visited_on if case.visits else None
    now = [each for each in case.treatments if _is_going_on(each, last)]
    before = [each for each in case.treatments if each not in now]
    ecog = latest_ecog(case=case)
    history = case.history
    local = (
        *(surgery_words(each) for each in history.surgeries),
        *(f"radiation of {field_words(each)}" for each in history.radiation_fields),
    )
    return (
        Fact("Disease", _disease(case)),
        Fact("Treatment now", treatment_words(now) or "none recorded as going on"),
        *extent_facts(case=case, rules=rules),
        *receptor_facts(case=case, rules=rules),
        spread_fact(case=case, rules=rules),
        Fact("Stage, as entered", "; ".join(map(stage_words, history.stages)) or NOT_RECORDED),
        Fact("Treatment before", treatment_words(before) or "none recorded"),
        Fact("Surgery, radiation", "; ".join(local) or NOT_RECORDED),
        Fact("ECOG", f"{ecog[0]} ({say_date(ecog[1])})" if ecog else NOT_RECORDED),
        Fact(
            "Allergies; anticoagulants",
            f"{known_words(case.patient.allergies)}; {known_words(case.patient.anticoagulants)}",
        ),
    )


def _disease(case: Case) -> str:
    primary = primary_words(case)
    if not case.history.diagnosis:
        return primary
    return f"{case.history.diagnosis.rstrip('.')}. Primary: {primary}"


def _is_going_on(treatment: Treatment, on: date | None) -> bool:
    return treatment.ended_on is None or (on is not None and treatment.ended_on >= on)
