"""The strip of one lesion: a crop or words at each visit, and its small growth line."""

import itertools
from dataclasses import replace

from dermetry.pathway.values import Assessed
from dermetry.record.finding import Measured
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.report.cells import evidence_words, findings_of, is_unconfirmed, lesion_cell
from dermetry.report.crop_plan import outlines_of
from dermetry.report.pictures import Pictures
from dermetry.report.values import Chart, SeriesPoint, Strip, Tile
from dermetry.report.words import main_diameter, organ_words, role_words, say_date

NON_MEASURABLE = {
    "inflammatory": "inflammatory skin",
    "lymphangitic": "lymphangitic spread",
    "diffuse_plaque": "diffuse plaque",
    "below_limit": "below the size limit",
    "treated_before": "treated before",
    "other": "other reason",
}


def build_strips(*, assessed: Assessed, pictures: Pictures) -> tuple[Strip, ...]:
    """Make one strip per skin lesion, and per other lesion that was outlined."""
    case = assessed.case
    return tuple(
        _strip(lesion, assessed, pictures)
        for lesion in case.lesions
        if lesion.organ == "skin"
        or any(True for visit in case.visits for _ in outlines_of(visit, lesion.lesion_id))
    )


def _strip(lesion: Lesion, assessed: Assessed, pictures: Pictures) -> Strip:
    side = pictures.sides_mm.get(lesion.lesion_id)
    note = f"Each square is {side:.0f} mm wide: equal scale at all visits." if side else ""
    return Strip(
        lesion_id=lesion.lesion_id,
        title=", ".join(part for part in (organ_words(lesion), lesion.morphology) if part),
        role=role_words(lesion, assessed.calls),
        facts=_facts(lesion, assessed),
        tiles=join_gaps(
            tuple(lesion_tile(lesion, visit, assessed, pictures) for visit in assessed.case.visits)
        ),
        scale_note=note,
        growth=_growth_line(lesion, assessed),
        is_proposed=not lesion.is_confirmed,
    )


def join_gaps(tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """Join neighboring gaps that say the same into one tile over their dates."""
    joined: list[Tile] = []
    for _, group in itertools.groupby(tiles, key=_gap_words):
        same = list(group)
        if len(same) == 1 or same[0].figure is not None or same[0].kind != "missing":
            joined.extend(same)
            continue
        visited = f"{same[0].visited} to {same[-1].visited}"
        detail = "; ".join(part for part in (same[0].detail, f"{len(same)} visits") if part)
        joined.append(replace(same[0], visited=visited, detail=detail))
    return tuple(joined)


def _gap_words(tile: Tile) -> tuple[object, ...]:
    return tile.figure, tile.kind, tile.headline, tile.detail, tile.notes


def _facts(lesion: Lesion, assessed: Assessed) -> tuple[str, ...]:
    facts = []
    if lesion.merged_from:
        facts.append(f"Merged from {' and '.join(lesion.merged_from)}.")
    if lesion.split_from:
        facts.append(f"Fragment of {lesion.split_from}.")
    if lesion.non_measurable:
        facts.append(f"Not measurable as a target: {NON_MEASURABLE[lesion.non_measurable]}.")
    if lesion.newness == "equivocal" and lesion.proved_on is None:
        facts.append("Equivocal: watched, not counted as new.")
    elif lesion.newness == "equivocal":
        facts.append(f"Equivocal at first, proved as new on {say_date(lesion.proved_on)}.")
    growth = assessed.growth.get(lesion.lesion_id)
    if growth is not None:
        facts.append(growth.statement)
    return tuple(facts)


def lesion_tile(lesion: Lesion, visit: Visit, assessed: Assessed, pictures: Pictures) -> Tile:
    """Show one lesion at one visit: its crop with the size, or words that say why not."""
    cell = lesion_cell(lesion=lesion, visit=visit, case=assessed.case, calls=assessed.calls)
    key = (visit.visited_on, lesion.lesion_id)
    figure = pictures.crops.get(key)
    words = cell.detail
    if figure is not None and figure.bar is None:
        words = "; ".join(part for part in ("not to scale", words) if part)
    elif figure is None and any(
        isinstance(each, Measured) for each in findings_of(visit, lesion.lesion_id)
    ):
        words = "; ".join(part for part in (words, _no_crop(lesion, visit, pictures)) if part)
    notes = evidence_words(lesion, visit)
    return Tile(say_date(visit.visited_on), cell.text, words, figure, cell.kind, notes)


def _no_crop(lesion: Lesion, visit: Visit, pictures: Pictures) -> str:
    """Say why a measured lesion has no crop."""
    key = (visit.visited_on, lesion.lesion_id)
    if key in pictures.crop_failures:
        return f"no crop: {pictures.crop_failures[key]}"
    for photograph, _, _ in outlines_of(visit, lesion.lesion_id):
        if photograph.photograph_id in pictures.failures:
            return f"no crop: {pictures.failures[photograph.photograph_id]}"
    if not visit.photographs:
        return "no photograph at this visit"
    return "no outline in a photograph"


def _growth_line(lesion: Lesion, assessed: Assessed) -> Chart | None:
    points = []
    for visit in assessed.case.visits:
        value = low = high = None
        label = "gap"
        for finding in findings_of(visit, lesion.lesion_id):
            if isinstance(finding, Measured) and not is_unconfirmed(finding, lesion):
                diameter = main_diameter(finding, lesion)
                if diameter is not None:
                    value, label = float(diameter), str(diameter)
                if finding.interval_95_mm:
                    low, high = (float(limit) for limit in finding.interval_95_mm)
                break
        points.append(SeriesPoint(visit.visited_on, value, low, high, label))
    if sum(point.value is not None for point in points) < 2:
        return None
    said = ", ".join(f"{say_date(p.on)}: {p.label}" for p in points)
    return Chart(f"Diameter of {lesion.lesion_id} in mm", said, tuple(points))
