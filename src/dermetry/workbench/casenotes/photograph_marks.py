"""What people marked on a photograph, as pathway takes it; built from rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dermetry.pathway.marks import OutlineMark, PhotographMark
from dermetry.workbench.casenotes.models import Outline, Photograph, StatedFinding


@dataclass(frozen=True)
class Marked:
    """The marks of one photograph, with what goes beside them by position or lesion."""

    mark: PhotographMark
    outline_ids: tuple[str, ...]  # by position in mark.lesion
    is_confirmed: Mapping[int, bool]  # by position in mark.lesion
    confirmers: Mapping[str, str]  # by outline id
    calipers_mm: Mapping[str, Decimal]  # by lesion id


def read_marks(*, photograph: Photograph) -> Marked:
    """Give the marks of a photograph; candidates are the program's own and no marks."""
    rows = photograph.outlines.exclude(source="candidate").select_related("lesion")
    outlines = tuple(rows.order_by("position", "pk"))
    return Marked(
        mark=PhotographMark(
            file=photograph.file_name,
            view=photograph.view,
            zone=photograph.zone,
            laterality=photograph.laterality,
            ruler=photograph.ruler,
            lesion=tuple(outline_mark(row) for row in outlines),
        ),
        outline_ids=tuple(row.outline_id for row in outlines),
        is_confirmed={index: row.is_confirmed for index, row in enumerate(outlines)},
        confirmers={row.outline_id: row.confirmed_by for row in outlines if row.confirmed_by},
        calipers_mm=read_calipers(visit_pk=photograph.visit_id),
    )


def outline_mark(row: Outline) -> OutlineMark:
    """Give one outline; what was proposed from a tap or box is the border that was kept."""
    return OutlineMark(
        lesion=row.lesion.lesion_id if row.lesion else None,
        outline=row.details["polygon"],
        confirmed=row.is_confirmed,
    )


def read_calipers(*, visit_pk: int) -> dict[str, Decimal]:
    """Give the diameters typed at a visit, by lesion."""
    rows = StatedFinding.objects.filter(visit_id=visit_pk).select_related("lesion")
    return {
        row.lesion.lesion_id: Decimal(row.details["longest_diameter_mm"])
        for row in rows
        if row.details.get("longest_diameter_mm") is not None
    }
