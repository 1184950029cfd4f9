"""Doubtful entries about origin and extent: origins that differ, missing facts, decisions."""

from collections.abc import Iterator

from dermetry.knowledge.histology import load_histology
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.extent_tissue import NOT_STATED, named_origins, read_origin
from dermetry.pathology.extent_values import ExtentProposal, LesionExtent
from dermetry.pathway.asked import Asked, about, key_words
from dermetry.record.case import Case
from dermetry.record.days import say_day
from dermetry.record.lesion import Lesion

OPEN = "undetermined"


def ask_about_extent(*, case: Case, extent: RuleFile, proposal: ExtentProposal) -> Iterator[Asked]:
    """Ask about what keeps the extent open, and about decisions that name no known effect."""
    for lesion in case.lesions:
        if lesion.organ == "skin":
            yield from about_origin(lesion, case, extent)
    for part in proposal.lesions:
        yield from about_missing(part, case)
    yield from about_decisions(case, extent)


def about_origin(lesion: Lesion, case: Case, extent: RuleFile) -> Iterator[Asked]:
    """Ask about origins that differ, and about words that the vocabulary does not hold."""
    named = named_origins(lesion=lesion, case=case)
    known = load_histology().origins
    listed = {key for row in extent.table("origins") for key in row["keys"]}
    unknown = dict.fromkeys(key for _, key in named if key not in known and key not in listed)
    if unknown:
        yield about(lesion, "origin_unknown", fact=", ".join(unknown))
    if len({read_origin(key=key, file=extent) for _, key in named} - {NOT_STATED}) > 1:
        said = dict.fromkeys(f"{known.get(key, key)} ({say_day(on=day)})" for day, key in named)
        yield about(lesion, "origins_differ", fact="; ".join(said))


def about_missing(part: LesionExtent, case: Case) -> Iterator[Asked]:
    """Ask for the facts that decide what a lesion proven by tissue means."""
    lesion = case.lesion(part.lesion_id)
    is_open = OPEN in (part.t_effect, part.m_effect) and part.tissue == "malignant"
    if lesion and is_open and part.missing:
        yield about(lesion, "extent_missing", fact="; ".join(part.missing))


def about_decisions(case: Case, extent: RuleFile) -> Iterator[Asked]:
    """Ask about decisions whose effect is not in the rule file."""
    for each in case.extent_decisions:
        for axis, effect in (("t", each.t_effect), ("m", each.m_effect)):
            if effect not in {row["key"] for row in extent.table(f"effects_{axis}")}:
                words = {"day": say_day(on=each.decided_on), "fact": key_words(effect)}
                ids = (each.lesion_id,) if each.lesion_id else ()
                yield Asked("extent_effect", ":".join((effect, *ids)), words, ids)
