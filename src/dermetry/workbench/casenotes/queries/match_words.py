"""Who is who in words of the ward: what is stated, how sure a proposal is, and why."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dermetry.report.words import in_words
from dermetry.workbench.casenotes.models import Finding
from dermetry.workbench.casenotes.who_is_who import STATED

CODED = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")  # such as chest_wall_anterior
STATED_WORDS = STATED | {"merged_into": "merged", "split_into": "split", "measured": "typed size"}


def vars_of(row: Finding | None) -> Mapping[str, Any]:
    """Give an imported finding as plain fields."""
    return {**row.details, "status": row.status} if row else {"status": "not_done"}


def stated_words(details: Mapping[str, Any]) -> str:
    """Say what was stated."""
    status = str(details["status"])
    size = details.get("longest_diameter_mm") or details.get("short_axis_mm")
    parts = {
        "measured": f"typed size {size} mm",
        "merged_into": f"merged into {details.get('merged_into') or details.get('into_lesion_id')}",
        "split_into": "split into "
        + " and ".join(details.get("fragments") or details.get("fragment_ids") or ()),
    }
    reason = details.get("reason") or details.get("treatment")
    said = parts.get(status) or STATED_WORDS.get(status, status.replace("_", " "))
    return f"{said}: {reason}".capitalize() if reason else said[:1].upper() + said[1:]


def percent(proposal: Mapping[str, Any] | None) -> int | None:
    """Give the confidence of a proposal in percent."""
    confidence = proposal.get("confidence") if proposal else None
    return None if confidence is None else round(100 * confidence)


def words_of(answers: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> tuple[str, ...]:
    """Give the evidence in words, each once, with the names a person sees."""
    said = (say(text, names) for each in answers for text in each.get("evidence", ()))
    return tuple(dict.fromkeys(said))


def say(text: str, names: Mapping[str, str]) -> str:
    """Put the names a person sees in the place of ids."""
    for key in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(outline |photograph )?{re.escape(key)}", spoken(names[key]), text)
    return in_words(CODED.sub(lambda found: found[0].replace("_", " "), text))


def spoken(name: str) -> str:
    """Give a name as a replacement, taken literally."""
    return name.replace("\\", r"\\")
