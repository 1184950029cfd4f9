"""Certainty, parts and exploratory course as rows of plain values, for tables, JSON and CSV."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from dermetry.pathway.call_rows import exact
from dermetry.pathway.respond_details import ResponseDetails
from dermetry.pathway.response_rows import Row, iso
from dermetry.response.diffuse_values import DiffuseCourse, DiffusePoint

CERTAINTY_COLUMNS = (
    "subject",
    "visited_on",
    "evaluator",
    "call",
    "verdict",
    "advice",
    "error_chance_percent",
    "false_call_chance_percent",
    "probabilities",
    "statement",
    "rests_on",
    "flags",
    "rule_ids",
)
PART_COLUMNS = ("subject", "visited_on", "evaluator", "skin", "other_organs", "overall", "differs")
EXPLORATORY_COLUMNS = (
    "subject",
    "visited_on",
    "evaluator",
    "trend",
    "area_mm2",
    "percent_of_region",
    "lesion_count",
    "all_lesions_sum_mm",
    "all_lesions_trend",
    "sentence",
)


def certainty_rows(*, details: Iterable[ResponseDetails]) -> Iterator[Row]:
    """Give one row for each call after baseline; keys are ``CERTAINTY_COLUMNS``."""
    for one in details:
        for each in one.certainty:
            yield {
                "subject": one.subject,
                "visited_on": iso(each.visited_on),
                "evaluator": each.evaluator,
                "call": each.called,
                "verdict": each.verdict,
                "advice": each.advice,
                "error_chance_percent": percent(each.error_chance),
                "false_call_chance_percent": percent(each.false_call_chance),
                "probabilities": ", ".join(
                    f"{category} {percent(share)} %"
                    for category, share in each.overall_probabilities
                ),
                "statement": each.statement,
                "rests_on": "; ".join(each.rests_on),
                "flags": "; ".join(each.flags),
                "rule_ids": " ".join(each.rule_ids),
            }


def percent(share: Decimal | None) -> str | None:
    """Write a share of one in percent, a gap as None."""
    return None if share is None else f"{100 * share:.1f}"


def part_rows(*, details: Iterable[ResponseDetails]) -> Iterator[Row]:
    """Give one row for each call after baseline; keys are ``PART_COLUMNS``."""
    for one in details:
        said = {(each.visited_on, each.skin_evaluator): each.sentence for each in one.discordances}
        for each in one.parts:
            yield {
                "subject": one.subject,
                "visited_on": iso(each.visited_on),
                "evaluator": each.evaluator,
                "skin": each.skin,
                "other_organs": each.other,
                "overall": each.overall,
                "differs": said.get((each.visited_on, each.evaluator), ""),
            }


def exploratory_rows(*, details: Iterable[ResponseDetails]) -> Iterator[Row]:
    """Give one row for each visit and evaluator; keys are ``EXPLORATORY_COLUMNS``.

    No call rests on any of it. A sum or area of fewer lesions than before says so.
    """
    for one in details:
        for course in one.courses:
            for point in course.points:
                yield exploratory_row(one.subject, course, point)


def exploratory_row(subject: str, course: DiffuseCourse, point: DiffusePoint) -> Row:
    """Give the row of one visit."""
    shares = (f"{each.zone} {exact(each.value)}" for each in point.regions if each.value)
    area, count, total = (
        exact(each.value) if each.is_complete or each.value is None else f"{each.value:f} (partial)"
        for each in (point.area, point.count, point.all_lesions_sum)
    )
    return {
        "subject": subject,
        "visited_on": iso(point.visited_on),
        "evaluator": course.evaluator,
        "trend": point.word if course.has_diffuse_disease else None,
        "area_mm2": area,
        "percent_of_region": "; ".join(shares),
        "lesion_count": count,
        "all_lesions_sum_mm": total,
        "all_lesions_trend": point.sum_trend.word,
        "sentence": f"{point.sentence} {point.sum_trend.reason.sentence}".strip(),
    }
