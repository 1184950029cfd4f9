"""Checks of single stains: raw values that exclude each other, or belong to another marker."""

from collections.abc import Iterator
from dataclasses import dataclass

from dermetry.knowledge.markers import load_markers
from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.receptors import ids
from dermetry.pathology.receptors.values import SpecimenReceptors
from dermetry.pathology.receptors.words import say_percent, say_stain
from dermetry.pathology.vocabulary import FIELD_WORDS, marker_label
from dermetry.record.case import Case
from dermetry.record.specimen import Specimen
from dermetry.record.stain import Stain

COMPARE = "compare with the report and correct what was typed"
NOT_RAW = ("marker", "method", "antibody", "note")
IHC_ONLY = ("percent", "intensity", "ihc_score", "membrane_staining_present")
ISH_ONLY = ("ish_ratio", "ish_copies")
ZERO = "0"


@dataclass(frozen=True)
class Asked:
    """One specimen that is asked about, with its readings and its case."""

    case: Case
    specimen: Specimen
    receptors: SpecimenReceptors
    file: RuleFile  # the rule file of receptors
    rules: RuleSet


@dataclass(frozen=True)
class Doubt:
    """One doubt: its rule, what it is about, what is wrong, what to do, and the facts."""

    rule_id: str
    about: str  # marker, or "" for the whole specimen
    what: str
    what_to_do: str = COMPARE
    facts: tuple[str, ...] = ()


def check_stains(asked: Asked) -> Iterator[Doubt]:
    """Check every stain of a specimen by itself."""
    for stain in asked.specimen.stains:
        yield from check_marker(stain)
        yield from check_method(stain)
        yield from check_intensity(stain)
        yield from check_zero(stain, asked.file)


def held_fields(stain: Stain) -> tuple[str, ...]:
    """Name the raw values that a stain holds."""
    given = stain.model_dump(exclude_none=True)
    return tuple(name for name in given if name not in NOT_RAW)


def say_fields(names: tuple[str, ...]) -> str:
    """Write the names of raw values in words."""
    return ", ".join(FIELD_WORDS.get(each, each.replace("_", " ")) for each in names)


def doubt(rule_id: str, stain: Stain, what: str, what_to_do: str = COMPARE) -> Doubt:
    """Give a doubt about one stain, with the stain as its fact."""
    label = marker_label(marker=stain.marker)
    return Doubt(rule_id, stain.marker, what, what_to_do, (f"{label}: {say_stain(stain)}",))


def check_marker(stain: Stain) -> Iterator[Doubt]:
    """Ask about a marker nobody knows, and about raw values of another marker."""
    marker = load_markers().find(stain.marker)
    if marker is None:
        todo = "choose the marker from the list, or leave it as a note"
        yield doubt(ids.ASK_UNKNOWN_MARKER, stain, f"{stain.marker} is no marker of the list", todo)
        return
    foreign = tuple(each for each in held_fields(stain) if each not in marker.values)
    if foreign:
        what = f"{marker.label} holds {say_fields(foreign)}, which is not reported for it"
        yield doubt(ids.ASK_OTHER_MARKER, stain, what)


def check_method(stain: Stain) -> Iterator[Doubt]:
    """Ask about values of one method under the name of the other."""
    held = held_fields(stain)
    label = marker_label(marker=stain.marker)
    by_ihc = tuple(each for each in held if each in IHC_ONLY)
    by_ish = tuple(each for each in held if each in ISH_ONLY)
    if stain.method == "ish" and by_ihc:
        what = f"{label} is entered as a hybridization and holds {say_fields(by_ihc)}"
        yield doubt(ids.ASK_METHOD, stain, what)
    if stain.method == "ihc" and by_ish and not by_ihc:
        what = f"{label} is entered as a stain and holds only {say_fields(by_ish)}"
        yield doubt(ids.ASK_METHOD, stain, what)


def check_intensity(stain: Stain) -> Iterator[Doubt]:
    """Ask about an intensity and a percentage that cannot both be."""
    percent, intensity = stain.percent, stain.intensity
    if percent is None or intensity is None:
        return
    if (intensity == "none") == (percent > 0):
        label = marker_label(marker=stain.marker)
        what = f"{label} has {intensity} intensity and {say_percent(percent)} of cells stained"
        yield doubt(ids.ASK_INTENSITY, stain, what)


def check_zero(stain: Stain, file: RuleFile) -> Iterator[Doubt]:
    """Ask about HER2 scores that do not go with the staining described."""
    score, percent, has_staining = stain.ihc_score, stain.percent, stain.membrane_staining_present
    if score is None:
        return
    limit = file.threshold("ultralow_percent")
    if score == ZERO and percent is not None and percent > limit:
        said = f"HER2 0 with staining of {say_percent(percent)} of the cells"
        yield doubt(ids.ASK_ZERO, stain, f"{said}: above {say_percent(limit)} it is scored 1+")
    elif score == ZERO and has_staining and percent is not None and percent == 0:
        yield doubt(ids.ASK_ZERO, stain, "HER2 0 says that cells stain, and that 0 % of them do")
    elif has_staining is False and (score != ZERO or (percent or 0) > 0):
        yield doubt(ids.ASK_ZERO, stain, f"HER2 {score} says that some cells stain and none does")
