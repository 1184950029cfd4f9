"""The fixtures ``spec_best`` and ``spec_endpoints``: a table of patients by visits.

First row: a name, the visits ("week 6", "day 41" or "start"), after "||" what is expected.
Cells before "||": the response called, or empty. Columns after it, any of: ``best`` and
``confirmed`` as "PR" or "PR week 6", ``decided`` (visits that decided the confirmed one, else
the unconfirmed one), ``progression``, ``rule`` (a rule id that must stand among the reasons);
for endpoints: the name of an endpoint, as "event day 84", "censored start: new_treatment".
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dermetry.response.policy import load_policy
from dermetry.response.sequence.best import judge_best
from dermetry.response.sequence.choices import load_choices
from dermetry.response.sequence.endpoints import judge_endpoints
from dermetry.response.sequence.values import SubjectDates, VisitResponse
from tests.response.sequence.days import START_ON, visit_day


def read_rows(table: str) -> list[tuple[str, list[VisitResponse], dict[str, str]]]:
    """Split a table into patients with their visits and what is expected."""
    lines = [line.strip() for line in table.strip().splitlines() if line.strip()]
    parts = [[side.split("|") for side in line.split("||")] for line in lines]
    parts = [[[cell.strip() for cell in side] for side in line] for line in parts]
    ((_, *names), expected), *rows = parts
    found = []
    for (patient, *cells), answers in rows:
        assert len(cells) == len(names), f"{patient}: a cell too many or too few"
        visits = [
            VisitResponse(visit_day(name), word)
            for name, cell in zip(names, cells, strict=True)
            for word in cell.split(" + ")
            if word
        ]
        found.append((patient, visits, dict(zip(expected, answers, strict=True))))
    return found


def same_day(text: str, on: date | None) -> bool:
    """Compare a day as the table writes it with a date."""
    return (visit_day(text) if text else None) == on


@pytest.fixture
def spec_best() -> Callable[..., list[Any]]:
    """Give the checker of best responses; it returns what was found, row by row."""

    def check(
        table: str,
        *,
        policy: str = "recist11",
        switches: dict[str, object] | None = None,
        choices: dict[str, object] | None = None,
        dates: dict[str, str] | None = None,
    ) -> list[Any]:
        given = {name: visit_day(text) for name, text in (dates or {}).items()}
        results = []
        for patient, visits, expected in read_rows(table):
            (found,) = judge_best(
                visits=visits,
                dates=SubjectDates(reference_on=START_ON, **given),
                policy=load_policy(preset=policy, overrides=switches),
                plan=load_choices(preset=policy, overrides=choices),
            )
            for name, text in expected.items():
                check_best(patient, name, text, found)
            results.append(found)
        return results

    return check


def check_best(patient: str, name: str, text: str, found: Any) -> None:
    """Check one expected cell of one patient."""
    final = found.confirmed or found.unconfirmed
    why = [reason.sentence for reason in (*final.reasons, *found.flags)]
    if name in ("best", "confirmed"):
        result = found.unconfirmed if name == "best" else found.confirmed
        category, _, on = text.partition(" ")
        assert result.category == category, f"{patient}, {name}: {result.category}, {why}"
        assert not on or same_day(on, result.on), f"{patient}, {name}: {result.on}, {why}"
    elif name == "decided":
        days = tuple(visit_day(each.strip()) for each in text.split(",") if each.strip())
        assert final.decided_by == days, f"{patient}: {final.decided_by}, {why}"
    elif name == "progression":
        assert same_day(text, found.progression_on), f"{patient}: {found.progression_on}"
    else:
        assert name == "rule"
        rules = [reason.rule_id for reason in (*final.reasons, *found.flags)]
        assert f"best_response.{text}" in rules, f"{patient}: {rules}"


@pytest.fixture
def spec_endpoints() -> Callable[..., list[Any]]:
    """Give the checker of endpoints; it returns what was found, row by row.

    A column that begins with "confirmed " is the endpoint resting on confirmed responses.
    """

    def check(
        table: str,
        *,
        policy: str = "recist11",
        switches: dict[str, object] | None = None,
        choices: dict[str, object] | None = None,
        dates: dict[str, Any] | None = None,
    ) -> list[Any]:
        given = {
            name: visit_day(text) if isinstance(text, str) else text
            for name, text in (dates or {}).items()
        }
        results = []
        for patient, visits, expected in read_rows(table):
            found = judge_endpoints(
                visits=visits,
                dates=SubjectDates(reference_on=START_ON, **given),
                policy=load_policy(preset=policy, overrides=switches),
                plan=load_choices(preset=policy, overrides=choices),
            )
            by_name = {(each.name, each.is_confirmed): each for each in found}
            for name, text in expected.items():
                key = (name.removeprefix("confirmed ").replace(" ", "_"), "confirmed " in name)
                check_endpoint(patient, text, by_name[key])
            results.append(by_name)
        return results

    return check


def check_endpoint(patient: str, text: str, found: Any) -> None:
    """Check one endpoint: outcome, day, and after a colon why."""
    said, _, why = text.partition(": ")
    outcome, _, on = said.partition(" ")
    sentences = [reason.sentence for reason in found.reasons]
    assert found.outcome == outcome, f"{patient}: {sentences}"
    assert same_day(on, found.on), f"{patient}: {sentences}"
    assert not why or found.why == why.replace(" ", "_"), f"{patient}: {found.why}, {sentences}"
