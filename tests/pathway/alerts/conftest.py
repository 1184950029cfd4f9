"""The fixture ``spec_alerts``: a table of days in, the alerts that stand each day checked."""

import pytest

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import raise_alerts
from tests.pathway.alerts.tables import Made, read_rows, tell


@pytest.fixture
def spec_alerts():
    """Give the checker of a table; returns the case and the alerts of the last row by key.

    ``only`` names the rules under test by the beginning of their key. Every row is checked
    twice: with the facts known by then, and with the facts of all rows, as of that day.
    """

    def check(table, *, only, lesions=None, rules=SHIPPED, is_dated=True, **parts):
        made = Made()
        for lesion_id, facts in (lesions or {}).items():
            known = {"lesion_id": lesion_id, "is_confirmed": True, "confirmed_by": "Dr A"}
            made.lesions[lesion_id] = known | facts
        rows = list(read_rows(table))

        def raised(case, on):
            found = raise_alerts(case=case, on=on, rules=rules)
            keys = {each.key.removeprefix("alerts."): each for each in found}
            return {key: each for key, each in keys.items() if key.startswith(only)}

        for row in rows:
            for fact in row.facts:
                tell(made, row.on, fact)
            case = made.case(**parts)
            assert set(raised(case, row.on)) == row.alerts, f"{row.on}: {row.facts}"
        for row in rows if is_dated else ():
            assert set(raised(case, row.on)) == row.alerts, f"{row.on} as of the last row"
        return case, raised(case, rows[-1].on)

    return check
