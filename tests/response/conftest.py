"""The fixture ``spec_case``: a table of lesions by visits in, calls out."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy
from dermetry.response.values import VisitCall


def load_tables() -> Any:
    """Load the table reader beside this file (tests are no package)."""
    path = Path(__file__).with_name("tables.py")
    spec = importlib.util.spec_from_file_location("response_tables", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLES = load_tables()


@pytest.fixture(scope="session")
def tables() -> Any:
    """Give the reader of spec tables."""
    return TABLES


@pytest.fixture
def spec_case() -> Callable[..., dict[str, VisitCall]]:
    """Give the checker: builds the case, compares the calls, returns them by visit name.

    An expected text with "; " is compared with the whole statement, any other with the
    category.
    """

    def check(
        table: str,
        *,
        calls: dict[str, str],
        preset: str = "recist11",
        policy: dict[str, object] | None = None,
        **parts: Any,
    ) -> dict[str, VisitCall]:
        case = TABLES.build_case(table, **parts)
        names = {TABLES.visit_date(name): name for name in TABLES.read_table(table)[0]}
        found = evaluate_case(case=case, policy=load_policy(preset=preset, overrides=policy))
        by_name = {names[call.visited_on]: call for call in found}
        for name, expected in calls.items():
            call = by_name[name]
            got = call.statement if ";" in expected else str(call.category or call.statement)
            assert got == expected, f"{name}: {[reason.sentence for reason in call.reasons]}"
        return by_name

    return check
