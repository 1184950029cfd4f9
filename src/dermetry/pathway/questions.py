"""All questions about impossible or doubtful entries of a case, each asked once."""

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.extent import propose_extent
from dermetry.pathology.stain_questions import ask_about_stains
from dermetry.pathology.values import Question
from dermetry.pathway.asked import question_of
from dermetry.pathway.questions_breast import ask_about_breasts
from dermetry.pathway.questions_extent import ask_about_extent
from dermetry.pathway.questions_lesions import ask_about_lesions
from dermetry.pathway.questions_tissue import ask_about_tissue
from dermetry.record.case import Case


def ask_about(*, case: Case, rules: RuleSet) -> tuple[Question, ...]:
    """Ask about everything in a case that cannot be, or is doubtful (rule file ``questions``).

    A question never blocks and never changes an entry; it stays until the entry is corrected.
    Questions of the rule files ``extent`` and ``receptors`` are among them.
    """
    file, extent = rules.file("questions"), rules.file("extent")
    proposal = propose_extent(case=case, rules=rules)
    asked = (
        *ask_about_breasts(case=case, extent=extent),
        *ask_about_lesions(case=case, extent=extent, file=file),
        *ask_about_tissue(case=case, file=file),
        *ask_about_extent(case=case, extent=extent, proposal=proposal),
    )
    found = (
        *(question_of(asked=each, file=file) for each in asked),
        *proposal.questions,
        *ask_about_stains(case=case, rules=rules),
    )
    return tuple({each.key: each for each in found}.values())
