"""Spec: best response and progression in iRECIST.

Source: Seymour 2017, table 3 (no confirmation of response required), every example with every
combination it allows; what that table leaves open is restated in admiralonco.
"""

from itertools import product

import pytest

from dermetry.response.policy import load_policy
from dermetry.response.sequence.best import judge_best
from dermetry.response.sequence.values import SubjectDates, VisitResponse
from tests.response.sequence.days import START_ON, visit_day

ANY = "iCR/iPR/iSD/iUPD/iCPD/NE"
TABLE_3 = """
    example | visit 1 | visit 2          | visit 3          | visit 4                | visit 5                     | best
    1       | iCR     | iCR/iPR/iUPD/NE  | iCR/iPR/iUPD/NE  | iUPD                   | iCPD                        | iCR
    2       | iUPD    | iPR/iSD/NE       | iCR              | iCR/iUPD/NE            | iCR/iPR/iSD/iUPD/iCPD/NE    | iCR
    3       | iUPD    | iPR              | iPR/iSD/iUPD/NE  | iPR/iSD/iUPD/NE/iCPD   | iPR/iSD/iUPD/NE/iCPD        | iPR
    4       | iUPD    | iSD/NE           | iPR              | iPR/iSD/iUPD/NE        | iPR/iSD/iUPD/iCPD/NE        | iPR
    5       | iUPD    | iSD              | iSD/iUPD/NE      | iSD/iUPD/iCPD/NE       | iSD/iUPD/iCPD/NE            | iSD
    6       | iUPD    | iCPD             | any              | any                    | any                         | iCPD
    7       | iUPD    | iUPD             | iCPD             | any                    | any                         | iCPD
    8       | iUPD    | NE               | NE               | NE                     | NE                          | iUPD
    """  # noqa: E501


def read_examples():
    """Give every row of the table with the words of each visit."""
    _, *lines = [line.strip() for line in TABLE_3.strip().splitlines()]
    for line in lines:
        number, *cells, best = [cell.strip() for cell in line.split("|")]
        yield number, [cell.replace("any", ANY).split("/") for cell in cells], best


@pytest.mark.parametrize(("number", "cells", "best"), list(read_examples()))
def test_the_examples_of_the_paper(number, cells, best):
    policy = load_policy(preset="irecist")
    dates = SubjectDates(reference_on=START_ON)
    for words in product(*cells):
        visits = [
            VisitResponse(visit_day(f"week {8 * (place + 1)}"), word)
            for place, word in enumerate(words)
        ]
        (found,) = judge_best(visits=visits, dates=dates, policy=policy)
        assert found.unconfirmed.category == best, words


def test_the_order_and_the_dates(spec_best):
    spec_best(
        """
        patient             | week 8 | week 16 | week 24 | week 32 || best | progression
        first of a kind     | iPR    | iCR     | iCR     |         || iCR week 16 |
        iSD                 | iSD    | iUPD    | iCPD    |         || iSD week 8 | week 16
        non-target only     | NON-iCR/NON-iUPD | iUPD | iCPD |    || NON-iCR/NON-iUPD | week 16
        iCPD, first iUPD    | iUPD   | iUPD    | iCPD    |         || iCPD week 8 | week 8
        NE inside           | iUPD   | NE      | iCPD    |         || iCPD week 8 | week 8
        NE first            | NE     | iUPD    | iCPD    |         || iCPD week 16 | week 16
        bar reset           | iUPD   | iSD     | iUPD    | iCPD    || iSD week 16 | week 24
        open iUPD           | iUPD   | iUPD    | NE      |         || iUPD week 8 | week 8
        open, late          | iSD    | iUPD    | NE      | iUPD    || iSD week 8 | week 16
        answered iUPD       | iUPD   | iSD     |         |         || iSD week 16 |
        after the cut       | iUPD   | iCPD    | iCR     | iCR     || iCPD week 8 | week 8
        words of RECIST     | PR     | iUPD    | iCPD    |         || iPR week 8 | week 16
        """,
        policy="irecist",
    )


def test_an_iupd_that_stable_disease_answers_too_early_is_not_best(spec_best):
    spec_best(
        """
        patient | week 2 | week 4 || best
        early   | iUPD   | iSD    || NE week 4
        open    | iSD    | iUPD   || iUPD week 4
        """,
        policy="irecist",
    )


def test_confirmed_best_response(spec_best):
    spec_best(
        """
        patient       | week 8 | week 12 | week 16 || best        | confirmed
        confirmed iPR | iPR    | iPR     | iUPD    || iPR week 8  | iPR week 8
        confirmed iCR | iCR    | NE      | iCR     || iCR week 8  | iCR week 8
        iUPD between  | iPR    | iUPD    | iPR     || iPR week 8  | iSD week 8
        iSD between   | iPR    | iSD     | iPR     || iPR week 8  | iSD week 8
        """,
        policy="irecist",
        switches={"confirm_days": 28},
    )


def test_an_icpd_that_confirms_nothing_is_flagged(spec_best):
    found = spec_best(
        """
        patient | week 8 | week 16 || best         | progression
        alone   | NE     | iCPD    || iCPD week 16 | week 16
        plain   | iUPD   | iCPD    || iCPD week 8  | week 8
        """,
        policy="irecist",
    )
    assert [each.flags[0].rule_id for each in found if each.flags] == [
        "best_response.best.icpd_alone"
    ]


def test_an_open_iupd_counts_for_endpoints_as_the_plan_says(spec_endpoints):
    table = """
        patient  | week 8 | week 16 | week 24 || progression free survival
        open     | iSD    | iUPD    | iUPD    || {open}
        answered | iUPD   | iSD     | NE      || censored week 16: last assessment
        """
    spec_endpoints(table.format(open="event week 16: progression"), policy="irecist")
    spec_endpoints(
        table.format(open="censored week 24: last assessment"),
        policy="irecist",
        choices={"open_iupd_is_progression": False},
    )
