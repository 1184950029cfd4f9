"""What ``spread_pattern`` gives back: the place of each lesion, and the pattern of the patient."""

from dataclasses import dataclass

from dermetry.knowledge.files import Status


@dataclass(frozen=True)
class StatedOrRecorded:
    """Whether a lesion lies in a radiation field, and how that is known; None: not stated."""

    value: bool | None
    how: str  # "stated", "zone and side lie in recorded field R1", "not stated"
    field_ids: tuple[str, ...]


@dataclass(frozen=True)
class LesionSpread:
    """Where one lesion lies relative to the primary and its treatment; None is "not stated"."""

    lesion_id: str
    zone: str | None
    laterality: str | None
    relation: str  # "ipsilateral", "contralateral", "midline", "not_stated"
    in_scar: bool | None
    in_field: StatedOrRecorded
    in_flap: bool | None
    in_tract: bool | None
    in_lymphedema: bool | None
    tissue: str  # "malignant", "not_malignant", "pending"
    route: str  # "local_lymphatic", "distant_hematogenous", "implantation", "undetermined", "none"
    reason: str
    missing: tuple[str, ...]
    rule_ids: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """What the pattern suggests for the next examinations, with its rule."""

    text: str
    lesion_ids: tuple[str, ...]
    rule_id: str
    cites: tuple[str, ...]
    status: Status


@dataclass(frozen=True)
class SpreadCounts:
    """Counts of confirmed skin lesions for a registry, each as (key, count)."""

    lesions: int
    proven: int
    pending: int
    not_malignant: int
    by_route: tuple[tuple[str, int], ...]  # of the proven ones
    by_relation: tuple[tuple[str, int], ...]
    by_zone: tuple[tuple[str, int], ...]
    in_scar: int
    in_field: int
    in_flap: int
    in_tract: int
    in_lymphedema: int


@dataclass(frozen=True)
class SpreadPattern:
    """The pattern of the patient: by proven lesions, and as it would be if all were proven."""

    lesions: tuple[LesionSpread, ...]
    pattern: str
    pattern_if_proven: str
    statement: str
    suggestions: tuple[Suggestion, ...]
    counts: SpreadCounts
    missing: tuple[str, ...]
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status
    rules_version: str
