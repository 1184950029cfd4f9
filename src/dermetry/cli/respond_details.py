"""Printing and writing certainty, skin against other organs, and the exploratory channel."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.markup import escape

from dermetry.cli import output
from dermetry.cli.respond_output import beside, rows_table
from dermetry.pathway.detail_rows import (
    CERTAINTY_COLUMNS,
    EXPLORATORY_COLUMNS,
    PART_COLUMNS,
    certainty_rows,
    exploratory_rows,
    part_rows,
)
from dermetry.pathway.respond_details import ResponseDetails
from dermetry.pathway.response_rows import Row
from dermetry.report.responses_csv import write_rows
from dermetry.response.certainty.values import CallCertainty

EXPLORATORY_SHOWN = EXPLORATORY_COLUMNS[:-1]


def print_details(details: Sequence[ResponseDetails]) -> None:
    """Print the details: how certain, by which part, and what no call rests on."""
    if any(each.certainty for each in details):
        output.out.print("[bold]Certainty of the calls[/bold]")
    for each in details:
        whose = f"{each.subject} " if len(details) > 1 else ""
        for one in each.certainty:
            print_certainty(one, whose)
    print_rows("Skin and other organs", PART_COLUMNS, list(part_rows(details=details)))
    title = "Exploratory: no call rests on it"
    print_rows(title, EXPLORATORY_SHOWN, list(exploratory_rows(details=details)))


def print_certainty(each: CallCertainty, whose: str) -> None:
    """Print how certain one call is, and which errors were assumed."""
    evaluator = f" ({each.evaluator})" if each.evaluator else ""
    verdict = each.verdict.replace("_", " ")
    where = f"{whose}{each.visited_on}{evaluator}"
    said = f"  {each.called}, [yellow]{verdict}[/yellow]: {escape(each.statement)}"
    output.out.print(f"  {escape(where)}{said}", soft_wrap=True)
    for assumed in each.rests_on:
        output.out.print(f"    [dim]{escape(assumed)}[/dim]", soft_wrap=True)


def print_rows(title: str, columns: Sequence[str], rows: list[Row]) -> None:
    """Print a table, or nothing where there is no row; one patient is not named again."""
    is_one = len({row["subject"] for row in rows}) == 1
    if rows:
        output.out.print(rows_table(title, columns[1:] if is_one else columns, rows))


def details_document(details: Sequence[ResponseDetails]) -> list[dict[str, Any]]:
    """Give the details of every patient as plain values for JSON."""
    return [
        {
            "subject": each.subject,
            "certainty": [one.model_dump(mode="json") for one in each.certainty],
            "parts": list(part_rows(details=[each])),
            "exploratory": [one.model_dump(mode="json") for one in each.courses],
        }
        for each in details
    ]


def details_csv(details: Sequence[ResponseDetails], path: Path) -> dict[str, str]:
    """Give the CSV files of the details."""
    return {
        beside(path, "certainty"): write_rows(
            rows=certainty_rows(details=details), columns=CERTAINTY_COLUMNS
        ),
        beside(path, "parts"): write_rows(rows=part_rows(details=details), columns=PART_COLUMNS),
        beside(path, "exploratory"): write_rows(
            rows=exploratory_rows(details=details), columns=EXPLORATORY_COLUMNS
        ),
    }
