"""What the photographs page shows of each photograph and of each required view."""

from dataclasses import dataclass

from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.photographs_of_visit import (
    PhotographLine,
    VisitPhotographs,
    Wanted,
)
from dermetry.workbench.clinic.visit.upload_form import (
    SIDE_WORDS,
    VIEW_WORDS,
    PlaceForm,
    zone_names,
)
from dermetry.workbench.jobs import analysis


@dataclass(frozen=True)
class Tile:
    """One photograph on the page: what is known, where its analysis stands, its form."""

    photo: PhotographLine
    queued: analysis.Queued | None
    form: PlaceForm
    place: str  # in words
    conflict: tuple[dict[str, str], ...] = ()
    version: int = 0


@dataclass(frozen=True)
class WantedTile:
    """One required view on the page."""

    wanted: Wanted
    words: str
    is_complete: bool
    is_more: bool  # more were taken than are needed
    is_chosen: bool


def wanted_tiles(wanted: tuple[Wanted, ...]) -> list[WantedTile]:
    """Give the required views; the first one that is missing is chosen."""
    open_keys = [each.key for each in wanted if each.taken < each.wanted]
    return [
        WantedTile(
            wanted=each,
            words=place_words(each.view, each.zone, each.laterality),
            is_complete=each.taken >= each.wanted,
            is_more=each.taken > each.wanted,
            is_chosen=each.key in open_keys[:1],
        )
        for each in wanted
    ]


def preselect(found: VisitPhotographs) -> dict[str, str]:
    """Suggest an overview first, then close-ups of the place photographed last."""
    last = found.photographs[-1] if found.photographs else None
    if last is None:
        return {"view": "overview"}
    return {
        "view": "close_up",
        "zone": last.zone,
        "laterality": last.laterality,
        "cleansing": last.cleansing,
    }


def tiles_of(lines: tuple[PhotographLine, ...]) -> list[Tile]:
    """Give the photographs with where their analyses stand."""
    queue = analysis.queue_of(photograph_pks=tuple(line.pk for line in lines))
    return [make_tile(line, queue.get(line.pk)) for line in lines]


def make_tile(line: PhotographLine, queued: analysis.Queued | None) -> Tile:
    """Give one photograph's tile."""
    facts = {name: getattr(line, name) for name in PlaceForm.base_fields}
    form = PlaceForm(initial=facts, auto_id=f"id_{line.pk}_%s")
    place = place_words(line.view, line.zone, line.laterality)
    return Tile(line, queued, form, place, version=line.version)


def place_words(view: str, zone: str, side: str) -> str:
    """Say a view and its place: "close-up, anterior surface of thorax, left"."""
    name = zone_names().get(zone, zone.replace("_", " "))
    words = (view and VIEW_WORDS.get(view, ""), name, side and SIDE_WORDS.get(side, ""))
    return ", ".join(word for word in words if word)


def conflict_tile(line: PhotographLine, form: PlaceForm, conflict: RecordConflict) -> Tile:
    """Give a tile that shows both versions of what differs."""
    fields = []
    for name, field in PlaceForm.base_fields.items():
        mine, theirs = form.cleaned_data[name], conflict.theirs[name] or ""
        if mine != theirs:
            words = zone_names() if name == "zone" else dict(field.choices)
            fields.append(
                {
                    "name": name,
                    "label": field.label,
                    "mine": words.get(mine, "") or "not stated",
                    "theirs": words.get(theirs, "") or "not stated",
                }
            )
    place = place_words(line.view, line.zone, line.laterality)
    form = PlaceForm(initial=form.cleaned_data, auto_id=f"id_{line.pk}_%s")
    return Tile(line, None, form, place, tuple(fields), conflict.version or 0)
