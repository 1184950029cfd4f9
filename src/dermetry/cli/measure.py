"""``dermetry measure``: one photograph, lesions pointed at, sizes in millimeters."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from dermetry.cli import output
from dermetry.cli.assess import today
from dermetry.cli.options import existing_file, millimeters, numbers
from dermetry.errors import NotMeasurable
from dermetry.imaging.values import Quantity, Scale
from dermetry.pathway.marks import OutlineMark, PhotographMark, RulerMark
from dermetry.pathway.measure import measure_photograph
from dermetry.pathway.results import OutlinedLesion, PhotographResult
from dermetry.pathway.sheets import load_layout

EPILOG = """
**Examples**

`dermetry measure photo.jpg --tap 812,640` — the card in the photograph gives the scale

`dermetry measure photo.jpg --box 700,520,930,760 --ruler 100,900,700,910,50` — two points on
a ruler, 50 mm apart

`dermetry measure photo.jpg --tap 812,640 --caliper 19` — a caliper value of that lesion
"""


class NothingMeasured(NotMeasurable):
    """Not one lesion of the photograph could be measured."""


def register(app: typer.Typer) -> None:
    """Add this subcommand to the command line."""
    app.command("measure", epilog=EPILOG)(measure)


def measure(
    photo: Annotated[Path, typer.Argument(help="A photograph (JPEG, PNG, WebP, TIFF).")],
    tap: Annotated[
        list[str] | None, typer.Option(help="A point in the lesion: x,y in pixels (repeatable).")
    ] = None,
    box: Annotated[
        list[str] | None, typer.Option(help="A box around the lesion: x0,y0,x1,y1 (repeatable).")
    ] = None,
    ruler: Annotated[
        str | None, typer.Option(help="Two points on a ruler and their distance: x1,y1,x2,y2,mm.")
    ] = None,
    caliper: Annotated[
        str | None, typer.Option(help="Longest diameter by caliper in mm, of the one lesion given.")
    ] = None,
    sheet: Annotated[Path | None, typer.Option(help="TOML of a plain marker sheet.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Measure lesions in one photograph; without tap or box, report scale and candidates."""
    result = measure_photograph(
        path=existing_file(photo, what="photograph"),
        mark=build_mark(photo.name, tap or [], box or [], ruler),
        caliper_mm=millimeters(caliper, option="--caliper") if caliper else None,
        layouts=(load_layout(path=existing_file(sheet, what="sheet")),) if sheet else (),
        today=today(),
    )
    compared = compare_caliper(result, caliper)
    if as_json:
        output.print_json(as_values(result) | {"caliper": compared})
    else:
        print_result(result)
        if compared:
            output.out.print(escape(compared))
    refuse_nothing(result)


def build_mark(name: str, taps: list[str], boxes: list[str], ruler: str | None) -> PhotographMark:
    """Build the marks that the options stand for."""
    marks: list[OutlineMark] = []
    for index, text in enumerate([*taps, *boxes]):
        is_tap = index < len(taps)
        option, names = ("--tap", "x,y") if is_tap else ("--box", "x0,y0,x1,y1")
        values = numbers(text, option=option, names=names)
        marks.append(OutlineMark.model_validate({"lesion": f"{index + 1}", option[2:]: values}))
    return PhotographMark(file=name, ruler=read_ruler(ruler), lesion=tuple(marks))


def read_ruler(text: str | None) -> RulerMark | None:
    """Read the ruler option."""
    if text is None:
        return None
    x1, y1, x2, y2, mm = numbers(text, option="--ruler", names="x1,y1,x2,y2,mm")
    return RulerMark.model_construct(first=(x1, y1), second=(x2, y2), mm=mm)


def quantity(value: Quantity, unit: str) -> str:
    """Give a value with the half width of its 95 % interval."""
    low, high = value.interval_95
    return f"{value.value:.1f} ± {(high - low) / 2:.1f} {unit}"


def print_result(result: PhotographResult) -> None:
    """Print scale, issues and one row per lesion."""
    print_scale(result)
    for issue in result.issues:
        output.out.print(f"[yellow]{escape(issue.message)}[/yellow]: {escape(issue.advice)}")
    table = Table(
        title="Proposed outlines (± is half the 95 % interval)",
        title_justify="left",
        show_edge=False,
    )
    for name in ("Lesion", "Longest diameter", "Perpendicular", "Area", "Perimeter", "Tilt"):
        table.add_column(name, justify="left" if name == "Lesion" else "right")
    for each in result.outlined:
        if each.measurement:
            m = each.measurement
            tilt = "not known" if m.tilt_deg is None else f"{m.tilt_deg:.0f}°"
            table.add_row(
                str(each.lesion_id),
                quantity(m.longest_diameter_mm, "mm"),
                quantity(m.perpendicular_mm, "mm"),
                quantity(m.area_mm2, "mm²"),
                quantity(m.perimeter_mm, "mm"),
                tilt,
            )
    if table.row_count:
        output.out.print(table)
    for each in result.outlined:
        if each.not_measured:
            why = escape(f"{each.not_measured}. {each.advice}")
            output.out.print(f"Lesion {each.lesion_id}: not measured: {why}")
    for failed in result.failed:
        why = escape(f"{failed.reason}. {failed.advice}")
        output.out.print(f"Lesion {failed.mark.lesion}: no border found: {why}")
    if result.candidates:
        count = len(result.candidates)
        output.out.print(f"{count} areas without an outline differ from the skin: missed one?")


def compare_caliper(result: PhotographResult, caliper: str | None) -> str | None:
    """Set a typed caliper value beside the photograph's own size, where it has one."""
    measured = result.outlined[0].measurement if result.outlined else None
    if caliper is None or measured is None or "caliper" in measured.method:
        return None
    low, high = measured.longest_diameter_mm.interval_95
    agrees = "agrees with" if low <= float(caliper) <= high else "CONTRADICTS"
    return f"Caliper {caliper} mm {agrees} the photograph ({low:.1f} to {high:.1f} mm)."


def print_scale(result: PhotographResult) -> None:
    """Print where the scale comes from, or that there is none."""
    found = result.scale
    if not isinstance(found, Scale):
        output.out.print(f"No scale: {escape(found.reason)}. {escape(found.advice)}")
        return
    tilt = "tilt not known" if found.tilt_deg is None else f"tilt {found.tilt_deg:.0f}°"
    output.out.print(f"Scale: {escape(found.source)}, {tilt}, 1 sd {found.scale_rel_sd:.1%}")


def as_values(result: PhotographResult) -> dict[str, Any]:
    """Give the result as plain values for JSON."""
    found = result.scale
    scale = (
        {
            "method": found.method,
            "source": found.source,
            "tilt_deg": found.tilt_deg,
            "residual_mm": found.residual_mm,
            "relative_sd": found.scale_rel_sd,
            "homography": found.homography.ravel().tolist(),
        }
        if isinstance(found, Scale)
        else {"method": None, "reason": found.reason, "advice": found.advice}
    )
    return {
        "photograph": {
            "file": result.file_name,
            "sha256": result.sha256,
            "width_px": result.width_px,
            "height_px": result.height_px,
            "taken_on": result.taken_on,
        },
        "scale": scale,
        "issues": [vars(issue) for issue in result.issues],
        "lesions": [lesion_values(each) for each in result.outlined],
        "not_outlined": [{"lesion": e.mark.lesion, "reason": e.reason} for e in result.failed],
        "candidates": [list(each.polygon) for each in result.candidates],
    }


def lesion_values(each: OutlinedLesion) -> dict[str, Any]:
    """Give one lesion as plain values for JSON."""
    m = each.measurement
    sizes: dict[str, Any] = {}
    for name in ("longest_diameter_mm", "perpendicular_mm", "area_mm2", "perimeter_mm"):
        value: Quantity | None = getattr(m, name) if m else None
        sizes[name] = value and {
            "value": round(value.value, 3),
            "interval_95": [round(end, 3) for end in value.interval_95],
            "sd": {cause: round(sd, 4) for cause, sd in vars(value.uncertainty).items()},
        }
    return {
        "lesion": each.lesion_id,
        **sizes,
        "mm_per_pixel": m.mm_per_pixel if m else None,
        "not_measured": each.not_measured or None,
        "outline_px": list(each.outline.polygon),
        "outline_source": each.outline.source,
        "confidence": each.outline.confidence,
        "is_confirmed": False,
    }


def refuse_nothing(result: PhotographResult) -> None:
    """End with "not measurable" when lesions were pointed at and none could be measured."""
    asked = len(result.outlined) + len(result.failed)
    if asked and not any(each.measurement for each in result.outlined):
        whys = [(each.not_measured, each.advice) for each in result.outlined]
        whys += [(each.reason, each.advice) for each in result.failed]
        raise NothingMeasured(
            f"{result.file_name}: no lesion could be measured",
            why=whys[0][0],
            next_step=whys[0][1] or "draw the outline by hand",
        )
