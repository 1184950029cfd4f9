"""Cases whose sizes have errors, and their calls with certainty."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from dermetry.record.case import Case
from dermetry.record.finding import Measured, UncertaintyMm
from dermetry.response.certainty.judge import judge_certainty
from dermetry.response.certainty.values import CallCertainty
from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy

FINE = Decimal("0.0001")
NOTHING = Decimal(0)


def give_error(finding, percent: str, *, shared: bool, method: str | None):
    """Give a measured finding an error in percent of its size, its own or its photograph's."""
    if not isinstance(finding, Measured):
        return finding
    if method is not None:
        return finding.model_copy(update={"method": method})
    size = finding.longest_diameter_mm or finding.short_axis_mm
    sd = (size * Decimal(percent) / 100).quantize(FINE)
    parts = {"scale": sd, "outline": NOTHING} if shared else {"scale": NOTHING, "outline": sd}
    return finding.model_copy(
        update={
            "uncertainty_mm": UncertaintyMm(tilt=NOTHING, combined=sd, **parts),
            "photograph_ids": ("P1",),
        }
    )


def with_errors(case: Case, percent: str = "0", *, shared=False, method=None) -> Case:
    """Give every measured size of a case the same error, or a method that states none."""
    visits = tuple(
        visit.model_copy(
            update={
                "findings": tuple(
                    give_error(each, percent, shared=shared, method=method)
                    for each in visit.findings
                )
            }
        )
        for visit in case.visits
    )
    return case.model_copy(update={"visits": visits})


def ask(case: Case, preset: str = "recist11", **overrides: object) -> tuple[CallCertainty, ...]:
    """Give the certainty of every call of a case."""
    policy = load_policy(preset=preset, overrides=overrides)
    calls = evaluate_case(case=case, policy=policy)
    return judge_certainty(case=case, policy=policy, calls=calls)


@pytest.fixture
def certainty(tables) -> Callable[..., dict[str, CallCertainty]]:
    """Give the certainty of each visit of a spec table, by its name."""

    def answer(
        table: str, percent="5", *, shared=False, method=None, preset="recist11", **parts
    ) -> dict[str, CallCertainty]:
        case = with_errors(tables.build_case(table, **parts), percent, shared=shared, method=method)
        names = {tables.visit_date(name): name for name in tables.read_table(table)[0]}
        return {names[each.visited_on]: each for each in ask(case, preset)}

    return answer
