"""What is open for a patient: what needs a look, and the visits with their state."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dermetry.pathway.overview import CaseOverview
from dermetry.pathway.values import Attention
from dermetry.record.case import Case
from dermetry.record.signature import Signature
from dermetry.record.visit import Visit
from dermetry.report.standing import signed_words, standing_of
from dermetry.report.words import say_date
from dermetry.response.explain import join
from dermetry.response.values import VisitCall
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.models import Photograph
from dermetry.workbench.casenotes.models import Visit as VisitRow
from dermetry.workbench.casenotes.queries.links import link
from dermetry.workbench.casenotes.queries.patient_tasks import RANK, Level
from dermetry.workbench.casenotes.queries.patient_timeline import photograph_count

LEVELS: Final[Mapping[str, Level]] = {
    "unreadable": "danger",
    "not_measured": "warn",
    "to_confirm": "warn",
}
STEP_OF: Final[Mapping[str, str]] = {
    "unreadable": "visit_photographs",
    "not_measured": "visit_scale",
    "to_confirm": "visit_matching",
    "candidate": "visit_outlines",
    "note": "visit_matching",
}
STEP_WORDS: Final[Mapping[str, str]] = {
    "identity": "identity",
    "photographs": "photographs",
    "scale": "scale",
    "outlines": "outlines",
    "matching": "who is who",
    "findings": "findings",
    "vitals": "vitals",
    "review": "review",
}


@dataclass(frozen=True)
class Notice:
    """One thing a person should look at."""

    level: Level
    where: str  # the visit and lesion it is about
    text: str
    advice: str
    url: str
    is_earlier: bool  # of a visit before the last one


@dataclass(frozen=True)
class VisitLine:
    """One visit in the list."""

    visit_pk: int
    visited_on: date
    url: str
    is_signed: bool
    signed_words: str
    step: str  # where an open visit was left
    continue_url: str
    photographs: int
    waiting: int  # photographs nobody has looked at yet
    category: str
    is_baseline: bool
    statement: str
    shown: str  # the letters that stand first: the clinician's own, else as signed
    beside: str  # what stands beside a signed call: what the rules give today
    next_due_on: date | None
    next_reason: str

    @property
    def is_open(self) -> bool:
        """Tell whether the visit is not signed: its call is only proposed."""
        return not self.is_signed


def visit_lines(
    *, actor: Actor, rows: Iterable[VisitRow], case: Case | None, calls: Iterable[VisitCall]
) -> tuple[VisitLine, ...]:
    """Give the visits: open ones first, then the newest; ``case`` None where it is not lawful."""
    visits = list(rows)
    waiting = photographs_waiting(visits)
    facts = {each.visited_on: each for each in case.visits} if case else {}
    by_day = {each.visited_on: each for each in reversed(list(calls))}
    lines = [
        visit_line(actor, row, facts.get(row.visited_on), by_day, waiting.get(row.pk, 0))
        for row in visits
    ]
    return tuple(sorted(lines, key=lambda each: (each.is_signed, -each.visited_on.toordinal())))


def photographs_waiting(visits: Iterable[VisitRow]) -> dict[int, int]:
    """Count the photographs of each visit that wait to be analysed, in one query."""
    found: dict[int, int] = {}
    keys = [each.pk for each in visits]
    rows = Photograph.objects.filter(visit__in=keys, state="waiting")
    for visit_pk in rows.values_list("visit_id", flat=True):
        found[visit_pk] = found.get(visit_pk, 0) + 1
    return found


def visit_line(
    actor: Actor,
    row: VisitRow,
    visit: Visit | None,
    calls: Mapping[date, VisitCall],
    waiting: int,
) -> VisitLine:
    """Give one visit."""
    call = calls.get(row.visited_on)
    signature = visit.signature if visit else None
    words = f"{signature.signed_by}, {say_date(signature.signed_on)}" if signature else ""
    shown, beside = stands_first(signature, call)
    return VisitLine(
        visit_pk=row.pk,
        visited_on=row.visited_on,
        url=link(actor, "visit_review", row.pk),
        is_signed=row.signed_on is not None,
        signed_words=words,
        step=STEP_WORDS.get(row.step, row.step),
        continue_url=link(actor, f"visit_{row.step}", row.pk),
        photographs=(photograph_count(visit) if visit else 0) + waiting,
        waiting=waiting,
        category=(call.category if call else None) or "",
        is_baseline=bool(call and call.is_baseline),
        statement=call.statement if call else "",
        shown=shown,
        beside=beside,
        next_due_on=row.next_due_on,
        next_reason=row.next_reason or "",
    )


def stands_first(signature: Signature | None, call: VisitCall | None) -> tuple[str, str]:
    """Give the letters that stand first for a visit, and what is said beside a signed call."""
    if call is not None:
        stands = standing_of(signature=signature, call=call)
        known = bool(call.category or (signature and signature.category))
        return stands.badge.letters if known else "", stands.beside if signature else ""
    if signature is None:
        return "", ""
    own = signature.override.category if signature.override else signature.category
    return own or "", f"signed as {signed_words(signature=signature)}; not computed today"


def notices(
    *,
    actor: Actor,
    case: Case,
    overview: CaseOverview,
    visits: Iterable[VisitLine],
    patient_pk: int,
) -> tuple[Notice, ...]:
    """Give what needs a look, the last visit's first."""
    lines = {each.visited_on: each for each in visits}
    last = case.visits[-1].visited_on if case.visits else None
    found = [*waiting_notices(actor, lines.values()), *target_notices(actor, overview, patient_pk)]
    found += [notice_of(actor, each, lines, last) for each in overview.attention]
    return tuple(sorted(found, key=lambda each: (each.is_earlier, RANK[each.level])))


def waiting_notices(actor: Actor, visits: Iterable[VisitLine]) -> Iterator[Notice]:
    """Say which visits have photographs that nobody has looked at yet."""
    for visit in visits:
        if visit.waiting:
            are = "photographs wait" if visit.waiting > 1 else "photograph waits"
            yield Notice(
                "warn",
                f"Visit {say_date(visit.visited_on)}",
                f"{visit.waiting} {are} to be analysed; nothing of it is in the calls yet",
                "open the photographs of the visit",
                link(actor, "visit_photographs", visit.visit_pk),
                is_earlier=False,
            )


def target_notices(actor: Actor, overview: CaseOverview, patient_pk: int) -> Iterator[Notice]:
    """Say which target lesions are only suggested."""
    targets = [each.lesion_id for each in overview.role_suggestions if each.role == "target"]
    if targets:
        yield Notice(
            "warn",
            "Target lesions",
            f"{join(targets)} {'are' if len(targets) > 1 else 'is'} suggested, not chosen",
            "choose the roles on each lesion's page",
            link(actor, "patient_plan", patient_pk),
            is_earlier=False,
        )


def notice_of(
    actor: Actor, each: Attention, visits: Mapping[date, VisitLine], last: date | None
) -> Notice:
    """Give one thing of the attention list with the page on which it is settled."""
    visit = visits.get(each.visited_on) if each.visited_on else None
    words = [f"Visit {say_date(each.visited_on)}"] if each.visited_on else []
    words += [each.lesion_id] if each.lesion_id else []
    is_earlier = each.visited_on is not None and each.visited_on != last
    return Notice(
        "plain" if is_earlier and each.kind != "unreadable" else LEVELS.get(each.kind, "plain"),
        ", ".join(words),
        each.message,
        each.advice if visit and not visit.is_signed else "",
        address_of(actor, each.kind, visit),
        is_earlier,
    )


def address_of(actor: Actor, kind: str, visit: VisitLine | None) -> str:
    """Give the page of the visit where a thing is settled; a signed one is only looked at."""
    if visit is None:
        return ""
    if visit.is_signed:
        return visit.url
    return link(actor, STEP_OF.get(kind, "visit_review"), visit.visit_pk) or visit.url
