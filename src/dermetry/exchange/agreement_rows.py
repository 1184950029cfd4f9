"""Compared answers as rows of plain values, for tables, JSON and CSV."""

from collections.abc import Iterable, Iterator

from dermetry.exchange.agreement import AgreementRow, Compared
from dermetry.pathway.response_rows import Row, iso, reason_cells

AGREEMENT_COLUMNS = ("answer", "given", "same", "percent_same", "differing")
COMPARED_COLUMNS = (
    "subject",
    "visited_on",
    "evaluator",
    "answer",
    "given",
    "called",
    "agrees",
    "numbers",
    "likely_causes",
    "reasons",
    "rule_ids",
    "sources",
    "row",
)


def agreement_rows(*, counts: Iterable[AgreementRow]) -> Iterator[Row]:
    """Give one row for each kind of answer; keys are ``AGREEMENT_COLUMNS``."""
    for each in counts:
        pairs = (
            f"given {given}, called {ours}: {count}"
            for (given, ours), count in each.differing.items()
        )
        yield {
            "answer": each.what,
            "given": each.given,
            "same": each.same,
            "percent_same": f"{100 * each.same / each.given:.1f}",
            "differing": "; ".join(pairs),
        }


def compared_rows(*, compared: Iterable[Compared]) -> Iterator[Row]:
    """Give one row for each given answer; keys are ``COMPARED_COLUMNS``, a gap is None."""
    for each in compared:
        answer = each.answer
        yield {
            "subject": answer.subject,
            "visited_on": iso(answer.visited_on),
            "evaluator": answer.evaluator,
            "answer": answer.what,
            "given": answer.given,
            "called": each.ours,
            "agrees": "yes" if each.agrees else "no",
            "numbers": each.numbers,
            "likely_causes": "; ".join(each.causes),
            **reason_cells(each.reasons),
            "row": answer.row,
        }
