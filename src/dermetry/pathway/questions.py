"""All questions about impossible or doubtful entries of a case, each asked once."""

from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.extent import propose_extent
from dermetry.pathology.stain_questions import ask_about_stains
from dermetry.pathology.values import Question
from dermetry.pathway.asked import question_of
from dermetry.pathway.questions_breast import ask_about_breasts
from dermetry.pathway.questions_extent import ask_about_extent
from dermetry.pathway.questions_lesions import about_days, ask_about_lesions
from dermetry.pathway.questions_tissue import ask_about_tissue
from dermetry.record.case import Case


def ask_about(*, case: Case, rules: RuleSet, on: date | None = None) -> tuple[Question, ...]:
    """Ask about everything in a case that cannot be, or is doubtful (rule file ``questions``).

    A question never blocks and never changes an entry; it stays until the entry is corrected.
    Questions of the rule files ``extent`` and ``receptors`` are among them. ``on`` is the day
    looked at, after which no lesion can have been seen; None: the last visit.
    """
    file, extent = rules.file("questions"), rules.file("extent")
    proposal = propose_extent(case=case, rules=rules)
    asked = (
        *ask_about_breasts(case=case, extent=extent),
        *ask_about_lesions(case=case, extent=extent, file=file),
        *about_days(case=case, on=on),
        *ask_about_tissue(case=case, file=file),
        *ask_about_extent(case=case, extent=extent, proposal=proposal),
    )
    found = (
        *(question_of(asked=each, file=file) for each in asked),
        *proposal.questions,
        *ask_about_stains(case=case, rules=rules),
    )
    return tuple({each.key: each for each in found}.values())


def ask_ahead(*, case: Case, rules: RuleSet, on: date) -> tuple[Question, ...]:
    """Ask about lesions first seen after a day, which a case as of that day does not hold."""
    file = rules.file("questions")
    return tuple(question_of(asked=each, file=file) for each in about_days(case=case, on=on))
