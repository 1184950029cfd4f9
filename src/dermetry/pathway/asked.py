"""A doubtful entry on its way to a question: the rule, what it is asked of, its facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dermetry.knowledge.codes import load_skin_zones
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.values import Question
from dermetry.record.lesion import Lesion


@dataclass(frozen=True)
class Asked:
    """One doubtful entry; ``words`` fill the text of the rule file."""

    rule: str
    subject: str  # what it is asked of, so that the same question has the same key
    words: Mapping[str, str] = field(default_factory=dict)
    lesion_ids: tuple[str, ...] = ()
    specimen_ids: tuple[str, ...] = ()


def question_of(*, asked: Asked, file: RuleFile) -> Question:
    """Put a doubtful entry into the words of the rule file ``questions``."""
    text = next(row for row in file.table("texts") if row["rule"] == asked.rule)
    rule = file.rule(f"questions.{asked.rule}")
    facts = (f"{name}: {word}" for name, word in asked.words.items() if word)
    return Question(
        key=f"{rule.rule_id}:{asked.subject}",
        what=text["what"].format(**asked.words),
        why=rule.text,
        what_to_do=text["todo"].format(**asked.words),
        facts=tuple(facts),
        rule_id=rule.rule_id,
        cites=rule.cites,
        status=rule.status,
        lesion_ids=asked.lesion_ids,
        specimen_ids=asked.specimen_ids,
    )


def about(lesion: Lesion, rule: str, **words: str) -> Asked:
    """Ask about one lesion, named with its zone."""
    known = {"lesion": lesion.lesion_id, "zone": zone_words(lesion.zone)}
    return Asked(rule, lesion.lesion_id, {**known, **words}, (lesion.lesion_id,))


def zone_words(zone: str | None) -> str:
    """Name a zone as a person reads it."""
    known = load_skin_zones().get(zone or "")
    return known.words if known else (zone or "zone not recorded").replace("_", " ")


def key_words(key: str) -> str:
    """Name a key of the record as a person reads it."""
    return key.replace("_", " ")
