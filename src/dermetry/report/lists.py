"""The lists of a report: not measured and why, needs confirmation, photographs, reasons."""

from collections.abc import Iterable
from datetime import date

from dermetry.pathway.values import Assessed, Attention
from dermetry.record.case import Case
from dermetry.record.finding import NotDone, NotEvaluable
from dermetry.record.photograph import Photograph, ScaleFound, ScaleMissing
from dermetry.record.visit import Visit
from dermetry.report.pictures import Pictures
from dermetry.report.tables import values_table
from dermetry.report.values import Fact, PhotoEntry, ReasonLine, Reference, VisitReasons
from dermetry.report.words import badge_of, describe_finding, in_words, say_date
from dermetry.response.values import Reason, VisitCall


def attention_line(item: Attention) -> str:
    """Say one thing that needs a person: where, what, and what to do."""
    lesion_id = "" if item.message.startswith(f"{item.lesion_id}:") else item.lesion_id
    places = [say_date(item.visited_on) if item.visited_on else "", item.file_name, lesion_id]
    place = ", ".join(part for part in places if part)
    said = " ".join(_sentence(part) for part in (item.message, item.advice) if part)
    return f"{place}: {said}" if place else said


def _sentence(text: str) -> str:
    """Give a text its full stop, and its capital unless it starts with a name."""
    if text.split(" ", 1)[0].isalpha():
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def lines_of(attention: Iterable[Attention], *kinds: str) -> tuple[str, ...]:
    """Give the lines of the named kinds, each once."""
    return tuple(dict.fromkeys(attention_line(each) for each in attention if each.kind in kinds))


def not_measured_lines(*, assessed: Assessed) -> tuple[str, ...]:
    """List everything not measured, from the attention list and from the case itself.

    The case is read again so that a photograph or lesion can never drop out silently.
    """
    told = [each for each in assessed.attention if each.kind in ("unreadable", "not_measured")]
    named = {(each.visited_on, each.file_name) for each in told}
    dates = {visit.visited_on for visit in assessed.case.visits}
    lines = [attention_line(each) for each in told if each.visited_on not in dates]
    for visit in assessed.case.visits:
        here = (each for each in told if each.visited_on == visit.visited_on)
        lines.extend(attention_line(each) for each in here)
        lines.extend(_file_lines(visit, named))
        lines.extend(_gap_lines(assessed.case, visit))
    return tuple(dict.fromkeys(lines))


def _file_lines(visit: Visit, named: set[tuple[date | None, str | None]]) -> Iterable[str]:
    """Give the files of a visit without a scale or not readable that nobody named yet."""
    on = visit.visited_on
    for lost in visit.unreadable:
        if (on, lost.file_name) not in named:
            yield f"{say_date(on)}, {lost.file_name}: Cannot be read. {_sentence(lost.reason)}"
    for photo in visit.photographs:
        if isinstance(photo.scale, ScaleMissing) and (on, photo.file_name) not in named:
            said = f"{_sentence(photo.scale.reason)} {photo.scale.advice}".strip()
            yield f"{say_date(on)}, {photo.file_name}: No scale. {said}"


def _gap_lines(case: Case, visit: Visit) -> Iterable[str]:
    for finding in visit.findings:
        if isinstance(finding, NotDone | NotEvaluable):
            headline, detail = describe_finding(finding, case.lesion(finding.lesion_id))
            why = f" ({detail.rstrip('.')})" if detail else ""
            yield f"{say_date(visit.visited_on)}, {finding.lesion_id}: {headline}{why}."
    for zone in visit.regions_not_examined:
        yield f"{say_date(visit.visited_on)}: region not examined: {zone.replace('_', ' ')}."


def photo_entries(
    *, case: Case, pictures: Pictures, visits: tuple[Visit, ...] | None = None
) -> tuple[PhotoEntry, ...]:
    """List every photograph of every visit, or of some, readable or not."""
    entries: list[PhotoEntry] = []
    for visit in case.visits if visits is None else visits:
        entries.extend(_entry(visit, photo, pictures) for photo in visit.photographs)
        entries.extend(
            PhotoEntry(
                title=lost.file_name,
                visited=say_date(visit.visited_on),
                figure=None,
                facts=(Fact("SHA-256", lost.sha256),),
                issues=(),
                cannot_show=f"This file could not be read: {lost.reason}",
            )
            for lost in visit.unreadable
        )
    return tuple(entries)


def _entry(visit: Visit, photo: Photograph, pictures: Pictures) -> PhotoEntry:
    failure = pictures.failures.get(photo.photograph_id, "")
    return PhotoEntry(
        title=photo.file_name,
        visited=say_date(visit.visited_on),
        figure=pictures.figures.get(photo.photograph_id),
        facts=(
            *_scale_facts(photo),
            Fact("Taken", say_date(photo.taken_on) if photo.taken_on else "no date in the file"),
            Fact("View", _view(photo)),
            Fact("SHA-256", photo.sha256),
        ),
        issues=(
            *(
                ("Cannot be measured: " if issue.is_blocking else "")
                + " ".join(_sentence(part) for part in (issue.message, issue.advice) if part)
                for issue in photo.issues
            ),
            *photo.notes,
        ),
        cannot_show=f"The photograph cannot be shown: {failure}" if failure else "",
    )


def _view(photo: Photograph) -> str:
    cleansed = f"{photo.cleansing} cleansing" if photo.cleansing else None
    parts = [photo.view, photo.laterality, photo.zone, cleansed]
    return ", ".join(part.replace("_", " ") for part in parts if part) or "not stated"


def _scale_facts(photo: Photograph) -> tuple[Fact, ...]:
    scale = photo.scale
    if not isinstance(scale, ScaleFound):
        return (Fact("Scale", f"none: {_sentence(scale.reason)} {scale.advice}".strip()),)
    tilt = "not known" if scale.tilt_deg is None else f"{scale.tilt_deg:.1f}°"
    residual = "not known" if scale.residual_mm is None else f"{scale.residual_mm:.2f} mm"
    return (
        Fact("Scale", f"{scale.source} ({scale.method}), {scale.mm_per_pixel:.4f} mm per pixel"),
        Fact("Camera tilt", tilt),
        Fact("Corner residual", residual),
        Fact("Scale uncertainty", f"{100 * scale.relative_sd:.1f} % (1 sd)"),
        *(Fact("Note", note) for note in scale.notes),
    )


def visit_reasons(
    *, assessed: Assessed, references: tuple[Reference, ...]
) -> tuple[VisitReasons, ...]:
    """List the reasons of every call with rule ids and reference numbers."""
    numbers = {each.key: each.number for each in references}
    return tuple(
        VisitReasons(
            visited=say_date(call.visited_on) + (f", {call.evaluator}" if call.evaluator else ""),
            statement=call.statement,
            badge=badge_of(call),
            reasons=tuple(_reason_line(each, numbers) for each in call.reasons),
            flags=_flag_lines(call, numbers),
            values=values_table(call=call),
        )
        for call in assessed.calls
    )


def _reason_line(reason: Reason, numbers: dict[str, int]) -> ReasonLine:
    references = tuple(numbers[key] for key in reason.cites)
    return ReasonLine(in_words(_sentence(reason.sentence)), reason.rule_id, references)


def _flag_lines(call: VisitCall, numbers: dict[str, int]) -> tuple[ReasonLine, ...]:
    """Give every flag, with its rule where the engine named one."""
    ruled = tuple(_reason_line(each, numbers) for each in call.flag_reasons)
    said = {each.sentence for each in call.flag_reasons}
    bare = (
        ReasonLine(in_words(_sentence(flag)), "", ()) for flag in call.flags if flag not in said
    )
    return (*ruled, *bare)
