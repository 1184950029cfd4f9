"""Advice on photographing and sampling at places that are difficult, per lesion."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dermetry.knowledge.files import Status
from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.differential import looks_of
from dermetry.pathology.values import basis_of
from dermetry.record.appearance import Appearance
from dermetry.record.lesion import Lesion


@dataclass(frozen=True)
class CaptureAdvice:
    """Advice for one kind of place, with its rules and sources."""

    key: str
    label: str
    photograph: str
    biopsy: str
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status


def advise_capture(
    *, lesion: Lesion, rules: RuleSet, appearance: Appearance | None = None
) -> tuple[CaptureAdvice, ...]:
    """Give the advice that fits zone, surroundings and look of a lesion (rule file ``capture``).

    What is stated of the place (a swollen limb) comes before the zone; () where none fits.
    """
    file = rules.file("capture")
    kinds = {each.key for each in looks_of(lesion=lesion, appearance=appearance)}
    rows = [row for row in file.table("advice") if fits(row, lesion, kinds)]
    basis = basis_of(file=file, rule_ids=["capture.photograph", "capture.biopsy"])
    return tuple(
        CaptureAdvice(
            key=row["key"],
            label=row["label"],
            photograph=row["photograph"],
            biopsy=row["biopsy"],
            rule_ids=basis.rule_ids,
            cites=basis.cites,
            status=basis.status,
        )
        for row in rows
    )


def fits(row: Mapping[str, Any], lesion: Lesion, kinds: set[str]) -> bool:
    """Tell whether advice is for a lesion: by a stated fact, its zone or its look."""
    if "fact" in row:
        return getattr(lesion.surroundings, row["fact"]) is True
    return lesion.zone in row["zones"] or bool(kinds & set(row.get("morphologies", ())))
