"""Two records of one patient joined into one case; nothing is lost, nothing is guessed.

A lesion id that both records use may mean two lesions, so the second gets an id of its own
unless a person says that they are the same (``same_lesions``).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from dermetry.pathway.merge_arms import (
    biopsy_names,
    join_alerts,
    join_biopsies,
    join_choice,
    join_decisions,
    join_specimens,
    specimen_names,
)
from dermetry.pathway.merge_facts import Joined, join_lesion, join_patient, join_primary, unite
from dermetry.pathway.merge_history import join_history
from dermetry.pathway.merge_names import CasesNotMergeable as CasesNotMergeable
from dermetry.pathway.merge_names import free_names, rename_case
from dermetry.pathway.merge_visits import join_visits
from dermetry.pathway.merge_words import field_words, value_words
from dermetry.record.case import Case, ResponsePlan
from dermetry.record.casefile import describe


@dataclass(frozen=True)
class MergedCase:
    """One case of two, the ids that were changed, and what a person should check."""

    case: Case
    renamed: Mapping[str, str]  # lesion ids of the merged case that clashed, to their new ids
    remarks: tuple[str, ...]
    alert_keys: Mapping[str, str]  # keys of the merged case's alerts, to those they have now


def merge_cases(
    *, kept: Case, merged: Case, same_lesions: Mapping[str, str] | None = None
) -> MergedCase:
    """Join ``merged`` into ``kept``, whose identifier and plan stay.

    ``same_lesions`` maps ids of ``merged`` to the ids of the same lesions in ``kept``. Visits
    of one day become one; photographs with the same bytes are kept once. Raises
    CasesNotMergeable, naming every contradiction at once (birth date, sex, primary tumor,
    place of a lesion said to be the same, two values for one thing on one day, a signed visit
    that would change).
    """
    same = dict(same_lesions or {})
    refuse(unknown_lesions(kept, merged, same))
    names = free_names(kept=kept, merged=merged, same=same)
    other = rename_case(case=merged, names=names)
    renamed = {old: new for old, new in names.lesions.items() if old not in same}
    joined = Joined()
    joined.remarks += [
        f"lesion {old} of the merged record is now {new}: both records use {old}, and nobody said "
        "that it is one lesion"
        for old, new in renamed.items()
    ]
    other = rename_case(case=other, names=specimen_names(kept=kept, other=other, joined=joined))
    other = rename_case(case=other, names=biopsy_names(kept=kept, other=other, joined=joined))
    values: dict[str, object] = {
        "patient": join_patient(kept.patient, other.patient, joined),
        "primary": join_primary(kept.primary, other.primary, joined),
        "plan": join_plan(kept.plan, other.plan, joined),
        "treatments": unite(kept.treatments, other.treatments, joined, "treatment_id"),
        "history": join_history(kept.history, other.history, joined),
        "consents": unite(kept.consents, other.consents, joined),
        "specimens": join_specimens(kept.specimens, other.specimens, joined),
        "current_specimen": join_choice(kept.current_specimen, other.current_specimen, joined),
        "biopsies": join_biopsies(kept.biopsies, other.biopsies, joined),
        "extent_decisions": join_decisions(kept.extent_decisions, other.extent_decisions, joined),
        "alerts": join_alerts(kept.alerts, other.alerts, joined),
        "imaging_studies": unite(kept.imaging_studies, other.imaging_studies, joined, "study_id"),
        "lesions": join_lesions(kept, other, set(same.values()), joined),
        "visits": join_visits(kept.visits, other.visits, joined),
    }
    refuse(joined.contradictions)
    keys = {old.key: new.key for old, new in zip(merged.alerts, other.alerts, strict=True)}
    return MergedCase(build(kept, values, joined), renamed, tuple(joined.remarks), keys)


def unknown_lesions(kept: Case, merged: Case, same: Mapping[str, str]) -> list[str]:
    """Name lesions that are said to be the same and are not there, or are named twice."""
    wrong = [f"the merged record has no lesion {each}" for each in same if not merged.lesion(each)]
    targets = list(same.values())
    wrong += [f"the kept record has no lesion {each}" for each in targets if not kept.lesion(each)]
    twice = sorted({each for each in targets if targets.count(each) > 1})
    return wrong + [f"two lesions of the merged record are said to be {each}" for each in twice]


def refuse(contradictions: list[str]) -> None:
    """Refuse to merge, naming every contradiction."""
    if contradictions:
        raise CasesNotMergeable(
            f"the two records cannot be merged: {'; '.join(contradictions)}",
            why="both cannot be true of one patient, and neither is dropped silently",
            next_step="check that they are one patient, correct the wrong record, then merge again",
        )


def join_plan(kept: ResponsePlan, other: ResponsePlan, joined: Joined) -> ResponsePlan:
    """Keep the plan of the kept record; its gaps are filled from the other, differences told."""
    update = {}
    for name in type(kept).model_fields:
        mine, theirs = getattr(kept, name), getattr(other, name)
        if mine is None and theirs is not None:
            update[name] = theirs
        elif theirs is not None and mine != theirs:
            joined.remarks.append(
                f"{field_words(name=name)} stays {value_words(value=mine)}; "
                f"the merged record had {value_words(value=theirs)}"
            )
    return kept.model_copy(update=update)


def join_lesions(kept: Case, other: Case, same_ids: set[str], joined: Joined) -> tuple[object, ...]:
    """Join the lesions of both, those that are the same into one."""
    theirs = {lesion.lesion_id: lesion for lesion in other.lesions}
    mine = tuple(
        join_lesion(lesion, theirs[lesion.lesion_id], joined)
        if lesion.lesion_id in same_ids
        else lesion
        for lesion in kept.lesions
    )
    return (*mine, *(each for key, each in theirs.items() if key not in same_ids))


def build(kept: Case, values: dict[str, object], joined: Joined) -> Case:
    """Build the case with its laws checked, and say when the baseline has moved."""
    try:
        case = Case.model_validate(values)
    except ValidationError as error:
        raise CasesNotMergeable(
            f"the two records together break a law of the record: {describe(error)}",
            next_step="correct the named places in one of the records, then merge again",
        ) from error
    if case.baseline_on != kept.baseline_on:
        joined.remarks.append(
            f"the baseline moves from {value_words(value=kept.baseline_on)} to "
            f"{value_words(value=case.baseline_on)}: check every call"
        )
    return case
