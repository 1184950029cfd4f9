"""The clinical arms on the tumor-board sheet: few words, the most urgent first."""

from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.extent import current_extent
from dermetry.pathology.receptors import current_receptors, primary_receptors
from dermetry.pathology.spread import spread_pattern
from dermetry.pathway.alerts import alerts_on
from dermetry.pathway.questions import ask_about
from dermetry.pathway.skin_check import check_skin
from dermetry.record.case import Case
from dermetry.record.patient import PrimaryTumor
from dermetry.report.arms.basis import UNCHECKED
from dermetry.report.arms.build import last_day
from dermetry.report.arms.extent import beside_words, readings_of, state_words
from dermetry.report.arms.loop import biopsy_words, open_alerts, open_biopsies
from dermetry.report.arms.receptors import changed_words, origin_words, typed_words
from dermetry.report.values import Fact
from dermetry.report.words import in_words, say_date

NOT_RECORDED = "not recorded"


def extent_facts(*, case: Case, rules: RuleSet) -> tuple[Fact, ...]:
    """Say the extent with its state and, where the rules leave two readings, both of them."""
    current = current_extent(case=case, rules=rules)
    is_signed = rules.file("extent").header.clinician_reviewed_on is not None
    status = "" if is_signed else f"; {UNCHECKED}"
    missing = "; not stated: ".join(("", *current.proposal.missing[:1]))
    said = f"{current.statement} ({state_words(decided=current.patient)}{status}{missing})"
    read = "; or: ".join(readings_of(current=current))
    facts = (
        Fact("Extent, from the skin lesions", in_words(said)),
        Fact("Recorded beside it", beside_words(current=current)),
        Fact("Extent, two readings", read),
    )
    return tuple(fact for fact in facts if fact.text)


def spread_fact(*, case: Case, rules: RuleSet) -> Fact:
    """Say the pattern of spread and when the whole skin was last looked at."""
    spread = spread_pattern(case=case, rules=rules)
    day = last_day(case=case)
    check = check_skin(case=case, on=day, rules=rules) if day else None
    seen = say_date(check.last_complete_on) if check and check.last_complete_on else "never"
    return Fact("Spread; whole skin", f"{spread.statement}; every region last looked at: {seen}")


def receptor_facts(*, case: Case, rules: RuleSet) -> tuple[Fact, ...]:
    """Say what changed against the primary with the current receptors, then the primary's."""
    current = current_receptors(case=case, rules=rules)
    changed = changed_words(case=case, rules=rules)
    parts = [changed, current.statement]
    if current.receptors is None:
        parts += [typed_words(case, current), origin_words(case, rules)]
    primary = primary_receptors(case=case, rules=rules)
    typed = case.primary.receptors if isinstance(case.primary, PrimaryTumor) else None
    known = typed or (primary[0].statement if primary else NOT_RECORDED)
    return (
        Fact("Receptors", in_words("; ".join(part for part in parts if part))),
        Fact("Receptors, primary", known),
    )


def arm_lines(*, case: Case, rules: RuleSet, on: date | None) -> tuple[str, ...]:
    """List open alerts, biopsies and questions, the most urgent first."""
    day = on or last_day(case=case)
    if day is None:
        return ()
    alerts = open_alerts(alerts=alerts_on(case=case, on=day, rules=rules))
    said = (
        each.urgency.capitalize()
        + (f", due {say_date(each.due_on)}" if each.due_on else "")
        + f": {each.statement}"
        for each in alerts
    )
    named = {lesion for each in alerts if "biopsy." in each.rule_id for lesion in each.lesion_ids}
    waiting = (
        f"Biopsy {biopsy_words(biopsy=each)}."
        for each in open_biopsies(biopsies=case.biopsies)
        if each.lesion_id not in named
    )
    asked = (f"Doubtful: {each.what}" for each in ask_about(case=case, rules=rules, on=day))
    return tuple(in_words(line) for line in (*said, *waiting, *asked))
