"""What about a specimen makes a receptor result less sure, each with its rule."""

from collections.abc import Iterator

from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.receptors import ids
from dermetry.pathology.receptors.words import say_number
from dermetry.record.specimen import Specimen

Caveat = tuple[str, str]  # rule id, sentence


def caveats_of(*, specimen: Specimen, file: RuleFile) -> tuple[Caveat, ...]:
    """Name the caveats of one specimen: decalcification, fixation, delay, cytology."""
    return tuple(find_caveats(specimen, file))


def find_caveats(specimen: Specimen, file: RuleFile) -> Iterator[Caveat]:
    """Go through the facts of the report; what is not stated is no caveat."""
    if specimen.kind == "cytology":
        yield ids.FEW_CELLS, "cells without tissue: few tumor cells may have been read"
    report = specimen.report
    if report is None:
        return
    if report.is_decalcified:
        yield ids.DECALCIFIED, "decalcified tissue: a negative result is not sure"
    hours, minutes = report.fixation_hours, report.ischemia_minutes
    least, most = file.threshold("fixation_least_hours"), file.threshold("fixation_most_hours")
    if hours is not None and not least <= hours <= most:
        said = f"{say_number(hours)} h in formalin"
        yield ids.FIXATION, f"{said} ({say_number(least)} to {say_number(most)} h asked for)"
    longest = file.threshold("ischemia_most_minutes")
    if minutes is not None and minutes > longest:
        said = f"{say_number(minutes)} min until formalin"
        yield ids.ISCHEMIA, f"{said} (up to {say_number(longest)} min asked for)"
