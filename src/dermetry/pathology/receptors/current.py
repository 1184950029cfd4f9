"""Which receptors count as current, and which are the primary's."""

from dataclasses import dataclass
from datetime import date

from dermetry.knowledge.histology import load_histology
from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.receptors import ids
from dermetry.pathology.receptors.read import read_receptors, read_typed_primary
from dermetry.pathology.receptors.subtype import basis_of_readings, subtype
from dermetry.pathology.receptors.values import CurrentReceptors, SpecimenReceptors, join_bases
from dermetry.pathology.values import basis_of
from dermetry.record.case import Case
from dermetry.record.days import say_day
from dermetry.record.patient import PrimaryTumor
from dermetry.record.specimen import Specimen, SpecimenChoice

LATEST = "latest malignant specimen with receptors"
BREAST = "breast"
NOBODY = "no specimen that is proven malignant has a receptor result"


@dataclass(frozen=True)
class Tested:
    """A malignant specimen with its receptors."""

    specimen: Specimen
    receptors: SpecimenReceptors


def current_receptors(*, case: Case, rules: RuleSet) -> CurrentReceptors:
    """Give the receptors that count as current: the clinician's choice, else the latest.

    Source: rule ``receptors.current.latest``. Nothing of the other specimens is lost: remarks
    name newer specimens, those without a result, and those nobody has called malignant or not.
    """
    tested = in_time(case, rules)
    choice = case.current_specimen
    if choice is not None:
        chosen = next(each for each in case.specimens if each.specimen_id == choice.specimen_id)
        found = Tested(chosen, read_receptors(specimen=chosen, rules=rules))
        remarks = (*remarks_on_choice(found, tested), *remarks_on_rest(case, rules))
        return build(found, choice, remarks, rules)
    if not tested:
        return build(None, None, remarks_on_rest(case, rules), rules)
    remarks = (*remarks_on_latest(case, tested), *remarks_on_rest(case, rules))
    return build(tested[-1], None, remarks, rules)


def in_time(case: Case, rules: RuleSet) -> list[Tested]:
    """List malignant specimens of breast origin, or of none named, with receptors; latest last."""
    found = [
        Tested(each, read_receptors(specimen=each, rules=rules))
        for each in case.specimens
        if each.is_malignant and not is_of_other_origin(each)
    ]
    held = [each for each in found if each.receptors.has_receptors]
    return sorted(held, key=when)


def is_of_other_origin(specimen: Specimen) -> bool:
    """Tell whether the pathologist names an origin that is not breast, or not determined."""
    return specimen.report is not None and specimen.report.origin not in (None, BREAST)


def when(tested: Tested) -> tuple[date, date, str]:
    """Order specimens by the day they were taken, then reported, then by id."""
    specimen = tested.specimen
    return specimen.taken_on, specimen.reported_on or specimen.taken_on, specimen.specimen_id


def remarks_on_choice(chosen: Tested, tested: list[Tested]) -> tuple[str, ...]:
    """Say what speaks against a choice: not malignant, no receptors, or a newer result."""
    specimen = chosen.specimen
    remarks = [
        f"specimen {each.specimen.specimen_id} of {say_day(on=each.specimen.taken_on)} is newer"
        for each in tested
        if each.specimen.taken_on > specimen.taken_on
    ]
    if not specimen.is_malignant:
        remarks.append("the chosen specimen is not reported as malignant")
    if is_of_other_origin(specimen):
        remarks.append(
            f"of the chosen specimen the pathologist names the origin {origin(specimen)}"
        )
    if not chosen.receptors.has_receptors:
        remarks.append("the chosen specimen has no receptor result")
    return tuple(remarks)


def remarks_on_latest(case: Case, tested: list[Tested]) -> tuple[str, ...]:
    """Name other specimens of the same day that read differently, and newer ones without."""
    latest, remarks = tested[-1], []
    for each in tested[:-1]:
        if each.specimen.taken_on == latest.specimen.taken_on and differs(each, latest):
            name = each.specimen.specimen_id
            remarks.append(f"specimen {name} of the same day reads: {each.receptors.statement}")
    remarks += remarks_on_untested(tested)
    with_result = {each.specimen.specimen_id for each in tested}
    for specimen in case.specimens:
        is_newer = specimen.taken_on > latest.specimen.taken_on
        is_counted = specimen.is_malignant and not is_of_other_origin(specimen)
        if is_newer and is_counted and specimen.specimen_id not in with_result:
            remarks.append(
                f"specimen {specimen.specimen_id} of {say_day(on=specimen.taken_on)} is malignant "
                "and newer, but has no receptor result"
            )
    return tuple(remarks)


def remarks_on_untested(tested: list[Tested]) -> list[str]:
    """Name ER, PR and HER2 that the latest specimen does not say, each with its last result."""
    latest, remarks = tested[-1], []
    for place, reading in enumerate(latest.receptors.readings[:-1]):
        held = [each for each in tested[:-1] if each.receptors.readings[place].is_tested]
        if reading.is_tested or not held:
            continue
        last = held[-1]
        where = f"specimen {last.specimen.specimen_id}, {say_day(on=last.specimen.taken_on)}"
        remarks.append(
            f"{reading.marker} not tested on specimen {latest.specimen.specimen_id}; "
            f"last: {last.receptors.readings[place].label} ({where})"
        )
    return remarks


def differs(one: Tested, other: Tested) -> bool:
    """Tell whether two specimens differ in ER, PR or HER2."""
    pairs = zip(one.receptors.readings[:-1], other.receptors.readings[:-1], strict=True)
    return any((a.state, a.trial_label) != (b.state, b.trial_label) for a, b in pairs)


def remarks_on_rest(case: Case, rules: RuleSet) -> tuple[str, ...]:
    """Name specimens with receptors left out: of another origin, or not called malignant or not."""
    with_receptors = [
        each for each in case.specimens if read_receptors(specimen=each, rules=rules).has_receptors
    ]
    of_other = tuple(
        f"specimen {each.specimen_id} of {say_day(on=each.taken_on)} is left out: the pathologist "
        f"names the origin {origin(each)}"
        for each in with_receptors
        if each.is_malignant and is_of_other_origin(each)
    )
    return of_other + tuple(
        f"specimen {each.specimen_id} of {say_day(on=each.taken_on)} has receptors, but whether it "
        "is malignant is not reported"
        for each in with_receptors
        if each.is_malignant is None
    )


def origin(specimen: Specimen) -> str:
    """Give the label of the origin that the pathologist names, as typed where it has none."""
    named = (specimen.report.origin if specimen.report else None) or ""
    return load_histology().origins.get(named, named)


def build(
    found: Tested | None, choice: SpecimenChoice | None, remarks: tuple[str, ...], rules: RuleSet
) -> CurrentReceptors:
    """Build the answer."""
    basis = basis_of(file=rules.file("receptors"), rule_ids=(ids.CURRENT,))
    receptors = found.receptors if found else None
    kind = subtype(receptors=receptors, rules=rules) if receptors else None
    if receptors:
        basis = join_bases(basis, basis_of_readings(receptors))
    return CurrentReceptors(
        specimen_id=found.specimen.specimen_id if found else None,
        receptors=receptors,
        subtype=kind,
        why=why_of(found, choice),
        is_chosen=choice is not None,
        chosen_by=choice.chosen_by if choice else "",
        chosen_on=choice.chosen_on if choice else None,
        statement=say_current(found),
        remarks=remarks,
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=basis.rules_version,
    )


def why_of(found: Tested | None, choice: SpecimenChoice | None) -> str:
    """Say why these receptors count as current."""
    if choice:
        day = say_day(on=choice.chosen_on)
        return f"chosen by {choice.chosen_by} on {day}: {choice.reason}"
    return LATEST if found else NOBODY


def say_current(found: Tested | None) -> str:
    """Say the current receptors with specimen and day."""
    if found is None:
        return f"Not known: {NOBODY}."
    specimen = found.specimen
    where = f"specimen {specimen.specimen_id}, {say_day(on=specimen.taken_on)}"
    return f"{found.receptors.statement} ({where})"


def primary_receptors(*, case: Case, rules: RuleSet) -> tuple[SpecimenReceptors, ...]:
    """Give the primary's receptors: of its malignant specimens by time, else the typed text.

    Empty when neither is recorded. Source: rule ``receptors.primary.receptors``.
    """
    own = [each for each in in_time(case, rules) if each.specimen.source == "primary"]
    if own:
        return tuple(each.receptors for each in own)
    primary = case.primary
    if not isinstance(primary, PrimaryTumor) or not primary.receptors:
        return ()
    known_on = primary.diagnosed_on
    return (read_typed_primary(text=primary.receptors, known_on=known_on, rules=rules),)
