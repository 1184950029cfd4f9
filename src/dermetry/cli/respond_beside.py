"""What ``dermetry respond`` shows beside the calls: given answers, and a second policy."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape

from dermetry.cli import output
from dermetry.cli.respond_details import details_csv, details_document, print_details
from dermetry.cli.respond_input import Given
from dermetry.cli.respond_output import beside, cell, rows_table
from dermetry.errors import MarksInvalid
from dermetry.exchange.agreement import (
    AgreementRow,
    Compared,
    compare_answers,
    count_agreement,
)
from dermetry.exchange.agreement_rows import (
    AGREEMENT_COLUMNS,
    COMPARED_COLUMNS,
    agreement_rows,
    compared_rows,
)
from dermetry.exchange.alternatives import Tried
from dermetry.exchange.answers import read_answers
from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.respond import without_overridden_plan
from dermetry.pathway.respond_details import ResponseDetails, find_details
from dermetry.pathway.respond_patients import PatientResponse
from dermetry.pathway.response_rows import Row
from dermetry.pathway.response_settings import ResponseSettings
from dermetry.report.responses_csv import write_rows
from dermetry.response.compare import compare_policies
from dermetry.response.policy import load_policy
from dermetry.response.values import Reason

SIDE_COLUMNS = ("subject", "visited_on", "evaluator", "first", "second", "differs")
CLASSIC = "recist11"
DETAIL = re.compile(r"\.(value|sum)\.|evaluator|\.nadir")  # rules that decide nothing themselves


class AnswersDiffer(MarksInvalid):
    """Given answers differ from the calls, and the person asked for an error then."""


@dataclass(frozen=True)
class Extras:
    """What was asked for besides the calls."""

    against: Path | None
    compare: str | None  # a preset
    details: bool | None  # None: for one patient only
    strict: bool  # a difference is an error
    rules: RuleSet = SHIPPED  # those of a site decide certainty and the exploratory channel

    def check(self) -> None:
        """Refuse what would change nothing."""
        if self.strict and self.against is None:
            raise MarksInvalid(
                "--strict is about given answers, and there are none",
                next_step="name them with --against FILE, or leave out --strict",
            )


@dataclass(frozen=True)
class Beside:
    """What stands beside the calls."""

    against_name: str = ""
    against: tuple[Compared, ...] = ()
    counts: tuple[AgreementRow, ...] = ()
    presets: tuple[str, ...] = ()  # the two that were compared
    sides: tuple[Row, ...] = ()
    details: tuple[ResponseDetails, ...] = ()
    remarks: tuple[str, ...] = ()


def refuse_for_lesions(against: Path | None, compare: str | None) -> None:
    """Refuse what is of patients where single lesions are judged."""
    if against is not None or compare is not None:
        raise MarksInvalid(
            "--against and --compare are of the calls of patients, not of single lesions",
            next_step="leave them out, or judge the patient with --level patient",
        )


def beside_immune(settings: ResponseSettings) -> str | None:
    """Give RECIST 1.1 as the policy to stand beside iRECIST; no other has one unasked."""
    return CLASSIC if settings.policy.criteria == "irecist" else None


def find_beside(
    given: Given, found: Sequence[PatientResponse], settings: ResponseSettings, extras: Extras
) -> Beside:
    """Compare the calls with given answers and with a second policy, where asked for."""
    details = find_all_details(given, settings, extras)
    presets: tuple[str, ...] = ()
    sides: tuple[Row, ...] = ()
    if extras.compare is not None:
        presets = settings.policy.preset, extras.compare
        sides = tuple(list_sides(given, settings, extras.compare))
    if extras.against is None:
        return Beside(presets=presets, sides=sides, details=details)
    answers = read_answers(
        path=extras.against,
        policy=settings.policy,
        visit_days=given.visit_days,
        partial_dates=settings.partial_dates,
    )
    tried = Tried(
        settings,
        {cases[0].patient.patient_id: (cases, dates) for cases, dates in given.cases},
        {each.subject: each for each in given.subjects},
    )
    compared = compare_answers(answers=answers.answers, patients=found, tried=tried)
    counts = count_agreement(compared=compared)
    return Beside(answers.name, compared, counts, presets, sides, details, answers.remarks)


def find_all_details(
    given: Given, settings: ResponseSettings, extras: Extras
) -> tuple[ResponseDetails, ...]:
    """Find the details of every patient, unasked only of a single one: they take their time."""
    if extras.details is False or (extras.details is None and len(given.cases) != 1):
        return ()
    return tuple(
        find_details(cases=cases, settings=settings, rules=extras.rules) for cases, _ in given.cases
    )


def list_sides(given: Given, settings: ResponseSettings, preset: str) -> Iterator[Row]:
    """Give the calls of both policies, visit by visit."""
    policies = (settings.policy, load_policy(preset=preset))
    for cases, _ in given.cases:
        for case in cases:
            plain = without_overridden_plan(case, settings.switches)
            for each in compare_policies(case=plain, policies=policies):
                first, second = (call.category or call.statement for call in each.calls)
                yield {
                    "subject": case.patient.patient_id,
                    "visited_on": each.visited_on.isoformat(),
                    "evaluator": each.evaluator,
                    "first": first,
                    "second": second,
                    "differs": "" if each.is_same else "differs",
                }


def print_beside(found: Beside, settings: ResponseSettings) -> None:
    """Print details and the calls of the second policy, then how given answers agree."""
    if found.details:
        print_details(found.details)
    if found.presets:
        print_sides(found)
    if found.against_name:
        print_against(found)


def print_sides(found: Beside) -> None:
    """Print the calls of both policies side by side, with their names above."""
    first, second = found.presets
    differing = sum(row["differs"] == "differs" for row in found.sides)
    title = f"{first} beside {second}: {differing} of {len(found.sides)} visits differ"
    is_one = len({row["subject"] for row in found.sides}) == 1
    table = rows_table(title, SIDE_COLUMNS[1:] if is_one else SIDE_COLUMNS, found.sides)
    for column in table.columns:
        names = {"first": first, "second": second}
        column.header = names.get(str(column.header), column.header)
    output.out.print(table)


def print_against(found: Beside) -> None:
    """Print the table of agreement, then every difference with what explains it."""
    title = f"Agreement with {found.against_name}"
    rows = list(agreement_rows(counts=found.counts))
    if not rows:
        what = f"{found.against_name} holds no answer to compare: see the notes above"
        output.out.print(f"{escape(what)}.")
        return
    output.out.print(rows_table(title, AGREEMENT_COLUMNS, rows))
    for each in found.against:
        if not each.agrees:
            print_difference(each)


def print_difference(each: Compared) -> None:
    """Print one given answer that differs: the numbers, the rules, the likely causes."""
    answer = each.answer
    where = " ".join(str(part) for part in (answer.subject, answer.visited_on or "") if part)
    whose = f" ({answer.evaluator})" if answer.evaluator else ""
    what = f"{cell('answer', answer.what)}: given {answer.given}, called {each.ours or 'nothing'}"
    output.out.print(f"\n[bold]{escape(where + whose)}[/bold]  {escape(what)}", soft_wrap=True)
    output.out.print(f"  {escape(each.numbers)}", soft_wrap=True)
    for reason in decisive(each.reasons):
        output.out.print(f"  {escape(reason.sentence)} [dim]{escape(reason.rule_id)}[/dim]")
    for cause in each.causes:
        output.out.print(f"  [yellow]{escape(cause)}[/yellow]", soft_wrap=True)


def decisive(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """Give the reasons that decide; which value entered, and whose it is, stands above."""
    return (each for each in reasons if not DETAIL.search(each.rule_id))


def beside_document(found: Beside) -> dict[str, Any]:
    """Give what stands beside the calls as plain values for JSON."""
    document: dict[str, Any] = {}
    if found.details:
        document["details"] = details_document(found.details)
    if found.presets:
        document["compared"] = {"policies": list(found.presets), "visits": list(found.sides)}
    if found.against_name:
        document["against"] = {
            "file": found.against_name,
            "agreement": list(agreement_rows(counts=found.counts)),
            "answers": list(compared_rows(compared=found.against)),
        }
    return document


def beside_csv(found: Beside, path: Path) -> dict[str, str]:
    """Give the CSV files of what stands beside the calls."""
    texts = details_csv(found.details, path) if found.details else {}
    if found.presets:
        rows = (
            {**row, **dict(zip(("first_policy", "second_policy"), found.presets, strict=True))}
            for row in found.sides
        )
        columns = ("first_policy", "second_policy", *SIDE_COLUMNS)
        texts[beside(path, "compared")] = write_rows(rows=rows, columns=columns)
    if found.against_name:
        answers: Iterable[Row] = compared_rows(compared=found.against)
        texts[beside(path, "against")] = write_rows(rows=answers, columns=COMPARED_COLUMNS)
    return texts


def refuse_differences(compared: Sequence[Compared]) -> None:
    """Raise ``AnswersDiffer`` where an answer differs."""
    differing = [each for each in compared if not each.agrees]
    if differing:
        raise AnswersDiffer(
            f"{len(differing)} of {len(compared)} given answers differ from the calls",
            next_step="read the differences above, or leave out --strict",
        )
