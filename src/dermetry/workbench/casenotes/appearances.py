"""How the description of a lesion stands at a visit: what is recorded, what is only copied.

A copy of the visit before is shown and is not in the record until a person says that it still
holds (one tap) or changes it: what nobody looked at is never recorded as seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from dermetry.pathway.copy_forward import copy_forward
from dermetry.pathway.lesion_state import ended_ids
from dermetry.record.appearance import Appearance
from dermetry.record.case import Case
from dermetry.workbench.casenotes import models

COPIED: Final = (
    "morphology", "ulcerated", "exudate", "odor", "bleeding", "pain_0_10", "itch_0_10",
    "burning_0_10", "tightness_0_10", "dressing", "dressing_change_on", "infection_signs",
)  # fmt: skip
FIELDS: Final = (*COPIED, "note")  # a note is of its day: it is never copied
EMPTY: Final[dict[str, Any]] = dict.fromkeys(COPIED) | {"note": ""}


@dataclass(frozen=True)
class Copy:
    """How a lesion was last described, and when."""

    values: Mapping[str, Any]
    described_on: date | None


@dataclass(frozen=True)
class Standing:
    """What one card shows."""

    values: Mapping[str, Any]  # by name of the record's field; None: not asked
    still_copied: frozenset[str] = frozenset()  # names of values nobody has looked at yet
    copied_on: date | None = None
    version: int = 0  # 0: nothing is recorded yet
    recorded_by: str = ""

    @property
    def is_recorded(self) -> bool:
        """Tell whether anything was recorded at this visit."""
        return self.version > 0


@dataclass(frozen=True)
class Copies:
    """The last description of every lesion before a visit."""

    by_lesion: Mapping[str, Copy] = field(default_factory=dict)

    def of(self, lesion_id: str) -> Copy:
        """Give the copy of one lesion; it is empty where nothing was described before."""
        return self.by_lesion.get(lesion_id, Copy({}, None))


def copies_for(*, case: Case, visited_on: date) -> Copies:
    """Ask the library what can be taken over from earlier visits, described here or not.

    Of a lesion that is gone, merged, split or treated at this visit nothing is left to describe.
    """
    visits = tuple(
        each.model_copy(update={"appearances": ()}) if each.visited_on == visited_on else each
        for each in case.visits
    )
    drafts = copy_forward(case=case.model_copy(update={"visits": visits}), visited_on=visited_on)
    days = {
        each.lesion_id: visit.visited_on
        for visit in case.visits
        if visit.visited_on < visited_on
        for each in visit.appearances
    }
    ended = ended_ids(case=case, before=visited_on + timedelta(days=1))
    return Copies(
        {
            each.lesion_id: Copy(values_of(each), days[each.lesion_id])
            for each in drafts
            if each.lesion_id not in ended
        }
    )


def values_of(appearance: Appearance) -> dict[str, Any]:
    """Give what was said of a lesion, by name of the field."""
    return {name: getattr(appearance, name) for name in FIELDS}


def standing_of(*, row: models.Appearance | None, lesion_id: str, copy: Copy) -> Standing:
    """Give what is recorded of a lesion at a visit, with the copies that still wait."""
    if row is None:
        return Standing(EMPTY | dict(copy.values), filled(copy.values), copy.described_on)
    recorded = Appearance.model_validate({**row.details, "lesion_id": lesion_id})
    values = values_of(recorded)
    if recorded.is_copied_forward:  # imported as a copy: nobody has looked at any of it
        waiting = filled(values)
    else:
        waiting = frozenset(row.still_copied) & filled(copy.values)
        values |= {name: copy.values[name] for name in waiting}
    return Standing(values, waiting, copy.described_on, row.version, recorded.recorded_by)


def kept_beside(details: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is stored of a description and no card shows; a copy nobody looked at is none."""
    own = (*FIELDS, "recorded_by", "is_copied_forward")
    if details.get("is_copied_forward"):
        return {}
    return {name: value for name, value in details.items() if name not in own}


def filled(values: Mapping[str, Any]) -> frozenset[str]:
    """Name the fields of a copy that say something."""
    return frozenset(name for name in COPIED if values.get(name) is not None)


def still_copied(*, before: Standing, values: Mapping[str, Any], is_whole: bool) -> tuple[str, ...]:
    """Name the copies that nobody has looked at after a save: those left as they were."""
    if is_whole:
        return ()
    return tuple(
        name
        for name in COPIED
        if name in before.still_copied and values[name] == before.values[name]
    )


def without(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Give the values with some taken back to "not asked"."""
    return dict(values) | dict.fromkeys(names)
