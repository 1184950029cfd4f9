"""Who is who: one card for each outline and each followed lesion, with what is proposed and why."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from dermetry.pathway.results import PhotographResult
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.actions.matching import STATED
from dermetry.workbench.casenotes.actions.naming import baseline_on
from dermetry.workbench.casenotes.models import Finding, Lesion, StatedFinding, Visit
from dermetry.workbench.casenotes.queries.outlines import (
    STATUS_WORDS,
    followed_lesions,
    label_of,
    last_findings,
)
from dermetry.workbench.casenotes.queries.visit_outlines import (
    Crop,
    OutlineLine,
    Place,
    SizeLine,
    closest,
    cut_out,
    outline_lines,
    place_words,
    places_of,
    size_of_finding,
)
from dermetry.workbench.casenotes.visit_results import result_of, results_before

State = Literal["confirmed", "proposed", "open"]
STATED_WORDS = STATED | {"merged_into": "merged", "split_into": "split", "measured": "typed size"}


@dataclass(frozen=True)
class Choice:
    """One answer that a tap gives."""

    kind: str
    label: str
    lesion_pk: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Card:
    """One question: which lesion is this, or what became of that one."""

    key: str
    title: str
    subtitle: str
    outlines: tuple[OutlineLine, ...]  # empty: a lesion without an outline
    lesion_pk: int | None
    lesion_id: str
    state: State
    answer: str  # what is known or proposed, in words
    confidence_percent: int | None
    evidence: tuple[str, ...]
    confirm: Choice | None  # the one tap
    is_clear: bool  # may be confirmed together with others
    now: Crop | None
    before: Crop | None
    size_now: SizeLine
    size_before: SizeLine
    before_on: date | None
    before_status: str
    stated_version: int

    @property
    def seen(self) -> tuple[str, ...]:
        """Give the outlines with the versions shown, for the form."""
        return tuple(f"{each.pk}:{each.version}" for each in self.outlines)


@dataclass(frozen=True)
class Made:
    """One decision in the history."""

    pk: int
    said: str
    made_by: str
    made_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True)
class MatchingPage:
    """Everything the page shows."""

    visit_pk: int
    visited_on: date
    is_locked: bool
    is_baseline: bool
    cards: tuple[Card, ...]
    clear: tuple[Card, ...]
    lesions: tuple[tuple[int, str], ...]  # key and label
    outlines: tuple[OutlineLine, ...]
    history: tuple[Made, ...]
    unanswered: int  # proposed areas of the outlines step
    remarks: tuple[str, ...]

    @property
    def left(self) -> int:
        """Count the cards that wait for a person."""
        return sum(card.state != "confirmed" for card in self.cards)


@dataclass(frozen=True)
class Known:
    """What the cards of a visit are made from."""

    visit: Visit
    lines: tuple[OutlineLine, ...]
    lesions: tuple[Lesion, ...]
    proposals: tuple[dict[str, Any], ...]
    places_now: Mapping[int, Place]  # by outline
    places_before: Mapping[str, Place]  # by lesion id
    last: Mapping[int, Finding]  # by lesion
    stated: Mapping[int, StatedFinding]  # by lesion
    imported: Mapping[int, Finding]  # by lesion
    is_baseline: bool
    names: Mapping[str, str]  # of outlines and photographs, for words


def matching_page(*, actor: Actor, visit_pk: int) -> MatchingPage:
    """Give the who-is-who page of a visit; raises NotHere."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    known = read_known(visit)
    cards = (*outline_cards(known), *lesion_cards(known))
    made = visit.match_changes.order_by("-pk")
    remarks = visit.details.get("remarks", ())
    return MatchingPage(
        visit_pk=visit.pk,
        visited_on=visit.visited_on,
        is_locked=visit.signed_on is not None,
        is_baseline=known.is_baseline,
        cards=cards,
        clear=tuple(card for card in cards if card.is_clear),
        lesions=tuple((row.pk, label_of(row)) for row in known.lesions),
        outlines=tuple(each for each in known.lines if not each.is_candidate),
        history=tuple(
            Made(row.pk, row.said, row.made_by, row.made_at, row.undone_at) for row in made
        ),
        unanswered=sum(each.is_candidate for each in known.lines),
        remarks=tuple(
            f"{say(each['message'], known.names)}: {each.get('advice', '')}"
            for each in remarks
            if each["kind"] == "to_confirm"
        ),
    )


def read_known(visit: Visit) -> Known:
    """Read everything the cards are made from, once."""
    rows = list(visit.photographs.filter(state="analysed").order_by("position", "pk"))
    results = {row.pk: result_of(row=row) for row in rows}
    lines = outline_lines(visit=visit, results=results.values())
    pks = dict(visit.patient.photographs.values_list("photograph_id", "pk"))
    first_on = baseline_on(visit.patient)
    names = {each.outline_id: each.name.lower() for each in lines}
    names |= {row.photograph_id: row.file_name for row in visit.patient.photographs.all()}
    return Known(
        visit=visit,
        lines=lines,
        lesions=tuple(followed_lesions(visit)),
        proposals=tuple(visit.details.get("proposals", ())),
        places_now=places_now(visit, results, lines),
        places_before=places_of(results=results_before(visit=visit), photograph_pks=pks),
        last=last_findings(visit),
        stated={row.lesion_id: row for row in visit.stated.all()},
        imported={row.lesion_id: row for row in visit.findings.filter(is_derived=False)},
        is_baseline=first_on is None or visit.visited_on <= first_on,
        names=names,
    )


def places_now(
    visit: Visit, results: Mapping[int, PhotographResult], lines: Iterable[OutlineLine]
) -> dict[int, Place]:
    """Give where each outline of the visit lies."""
    found = {each.outline_id: (pk, r, each) for pk, r in results.items() for each in r.outlined}
    return {
        line.pk: Place(*found[line.outline_id], visit.visited_on, line.name)
        for line in lines
        if line.outline_id in found
    }


def outline_cards(known: Known) -> list[Card]:
    """Give a card for each lesion that outlines show, named or proposed, and each doubt."""
    by_outline = {each.get("outline_id"): each for each in known.proposals}
    groups: dict[str, list[OutlineLine]] = {}
    for line in known.lines:
        if not line.is_candidate:
            groups.setdefault(group_of(line, by_outline.get(line.outline_id)), []).append(line)
    return [outline_card(known, lines, by_outline) for lines in groups.values()]


def group_of(line: OutlineLine, proposal: Mapping[str, Any] | None) -> str:
    """Give what outlines of one card share: their lesion; a doubt stands alone."""
    if line.lesion_id:
        return line.lesion_id
    if proposal and proposal["answer"] in ("same", "new") and proposal.get("lesion_id"):
        return str(proposal["lesion_id"])
    return f"outline {line.pk}"


def outline_card(
    known: Known,
    lines: Sequence[OutlineLine],
    by_outline: Mapping[str | None, Mapping[str, Any]],
) -> Card:
    """Give the card of outlines that show one lesion."""
    answers = [by_outline[each.outline_id] for each in lines if each.outline_id in by_outline]
    proposal = max(answers, key=lambda each: each.get("confidence") or 0, default=None)
    named = next((each for each in lines if each.lesion_id), None)
    lesion = find_lesion(known, named, proposal)
    is_done = all(each.lesion_id and each.is_confirmed for each in lines)
    answer, confirm = answer_of(known, lines, named, proposal, lesion)
    numbers = " and ".join(str(each.number) for each in lines)
    now = best_place(known, lines)
    before = known.places_before.get(lesion.lesion_id) if lesion else None
    crops = cut_out(now, before)
    last = known.last.get(lesion.pk) if lesion else None
    best = next((e for e in lines if now and e.outline_id == now.outlined.outline_id), lines[0])
    return Card(
        key="-".join(f"o{each.pk}" for each in lines),
        title=f"Outline{'s' if len(lines) > 1 else ''} {numbers}",
        subtitle=", ".join(dict.fromkeys(each.photograph_name for each in lines)),
        outlines=tuple(lines),
        lesion_pk=lesion.pk if lesion else None,
        lesion_id=lesion.lesion_id if lesion else "",
        state="confirmed" if is_done else "proposed" if confirm else "open",
        answer=f"{lesion.lesion_id}, {place_words(lesion)}" if is_done and lesion else answer,
        confidence_percent=percent(proposal) if not is_done and not named else None,
        evidence=() if is_done else words_of(answers, known.names),
        confirm=None if is_done else confirm,
        is_clear=not is_done and is_clear(known, lines, answers, confirm),
        now=crops[0],
        before=crops[1],
        size_now=best.size,
        size_before=size_of_finding(last.details) if last else SizeLine(),
        before_on=last.visit.visited_on if last else None,
        before_status=STATUS_WORDS.get(last.status, "") if last else "",
        stated_version=0,
    )


def find_lesion(
    known: Known, named: OutlineLine | None, proposal: Mapping[str, Any] | None
) -> Lesion | None:
    """Give the lesion that outlines are named after or proposed to be."""
    rows = {row.pk: row for row in known.lesions}
    if named:
        return rows.get(named.lesion_pk or 0) or Lesion.objects.get(pk=named.lesion_pk)
    wanted = proposal.get("lesion_id") if proposal else None
    return next((row for row in known.lesions if row.lesion_id == wanted), None)


def answer_of(
    known: Known,
    lines: Sequence[OutlineLine],
    named: OutlineLine | None,
    proposal: Mapping[str, Any] | None,
    lesion: Lesion | None,
) -> tuple[str, Choice | None]:
    """Say what is proposed, and which one tap would confirm it."""
    if named and lesion:
        choice = Choice("same", f"Confirm {lesion.lesion_id}", lesion.pk)
        return f"Named {lesion.lesion_id}, not confirmed yet", choice
    if proposal is None:
        return "Nothing is proposed", None
    if proposal["answer"] == "same" and lesion:
        place = f"{lesion.lesion_id}, {place_words(lesion)}"
        return place, Choice("same", f"Confirm {lesion.lesion_id}", lesion.pk)
    if proposal["answer"] == "new":
        if known.is_baseline:
            return "First record of this lesion", Choice("new", "Confirm as first record")
        return "A new lesion", Choice("new", "Confirm as new")
    likely = [proposal.get("lesion_id"), proposal.get("runner_up_id")]
    names = [str(each) for each in likely if each and not str(each).startswith("new-")]
    return f"Not sure{': perhaps ' + ' or '.join(names) if names else ''}", None


def is_clear(
    known: Known,
    lines: Sequence[OutlineLine],
    answers: Sequence[Mapping[str, Any]],
    confirm: Choice | None,
) -> bool:
    """Tell whether a card may be confirmed with others: a known lesion seen again, no doubt.

    A lesion that came since baseline always takes a tap of its own.
    """
    if confirm is None or any(each["answer"] == "unsure" for each in answers):
        return False
    photographs = [each.photograph_pk for each in lines]
    is_once = len(photographs) == len(set(photographs))
    return is_once and (confirm.kind == "same" or known.is_baseline)


def best_place(known: Known, lines: Sequence[OutlineLine]) -> Place | None:
    """Give the outline seen closest."""
    best: Place | None = None
    for line in lines:
        place = known.places_now.get(line.pk)
        best = closest(best, place) if place else best
    return best


def lesion_cards(known: Known) -> Iterable[Card]:
    """Give a card for each followed lesion that no outline shows or is proposed to show."""
    shown = {each.lesion_pk for each in known.lines}
    answers = {
        each.get("lesion_id"): each for each in known.proposals if not each.get("outline_id")
    }
    taken = {
        each.get("lesion_id")
        for each in known.proposals
        if each.get("outline_id") and each["answer"] == "same"
    }
    for row in known.lesions:
        if row.pk not in shown and row.lesion_id not in taken and was_before(row, known.visit):
            yield lesion_card(known, row, answers.get(row.lesion_id))


def was_before(row: Lesion, visit: Visit) -> bool:
    """Tell whether a lesion had been seen when the visit began."""
    first = row.details.get("first_seen_on")
    return first is None or date.fromisoformat(first) <= visit.visited_on


def lesion_card(known: Known, row: Lesion, proposal: Mapping[str, Any] | None) -> Card:
    """Give the card of a lesion without an outline."""
    stated, imported, last = (
        each.get(row.pk) for each in (known.stated, known.imported, known.last)
    )
    answer, confirm = absence_of(proposal, last, known)
    state: State = "proposed" if confirm else "open"
    if stated or (imported and imported.is_confirmed):
        state, confirm = "confirmed", None
        answer = stated_words(stated.details if stated else vars_of(imported))
    (before,) = cut_out(known.places_before.get(row.lesion_id))
    return Card(
        key=f"l{row.pk}",
        title=row.lesion_id,
        subtitle=place_words(row),
        outlines=(),
        lesion_pk=row.pk,
        lesion_id=row.lesion_id,
        state=state,
        answer=answer,
        confidence_percent=percent(proposal) if state == "proposed" else None,
        evidence=words_of([proposal], known.names) if proposal and state != "confirmed" else (),
        confirm=confirm,
        is_clear=False,
        now=None,
        before=before,
        size_now=SizeLine(),
        size_before=size_of_finding(last.details) if last else SizeLine(),
        before_on=last.visit.visited_on if last else None,
        before_status=STATUS_WORDS.get(last.status, "") if last else "",
        stated_version=stated.version if stated else 0,
    )


def vars_of(row: Finding | None) -> Mapping[str, Any]:
    """Give an imported finding as plain fields."""
    return {**row.details, "status": row.status} if row else {"status": "not_done"}


def absence_of(
    proposal: Mapping[str, Any] | None, last: Finding | None, known: Known
) -> tuple[str, Choice | None]:
    """Say what is proposed of a lesion without an outline; nothing is ever proposed from a gap."""
    was_gone = last is not None and last.status == "absent"
    if proposal is None or proposal["answer"] == "unsure":
        return "No outline: say what became of it", None
    if proposal["answer"] == "not_photographed":
        reason = "; ".join(words_of([proposal], known.names))[:300]
        return "Not photographed today", Choice("not_done", "Confirm", reason=reason)
    if was_gone:
        return "Still gone", Choice("absent", "Confirm: still gone")
    return "Not seen where it was", Choice("absent", "Confirm: gone")


def stated_words(details: Mapping[str, Any]) -> str:
    """Say what was stated."""
    status = str(details["status"])
    size = details.get("longest_diameter_mm") or details.get("short_axis_mm")
    parts = {
        "measured": f"typed size {size} mm",
        "merged_into": f"merged into {details.get('merged_into') or details.get('into_lesion_id')}",
        "split_into": "split into "
        + " and ".join(details.get("fragments") or details.get("fragment_ids") or ()),
    }
    reason = details.get("reason") or details.get("treatment")
    said = parts.get(status) or STATED_WORDS.get(status, status.replace("_", " "))
    return f"{said}: {reason}".capitalize() if reason else said[:1].upper() + said[1:]


def percent(proposal: Mapping[str, Any] | None) -> int | None:
    """Give the confidence of a proposal in percent."""
    confidence = proposal.get("confidence") if proposal else None
    return None if confidence is None else round(100 * confidence)


def words_of(answers: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> tuple[str, ...]:
    """Give the evidence in words, each once, with outlines and photographs as the page calls them."""
    said = (say(text, names) for each in answers for text in each.get("evidence", ()))
    return tuple(dict.fromkeys(said))


def say(text: str, names: Mapping[str, str]) -> str:
    """Put the names a person sees in the place of ids."""
    for key in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(outline |photograph )?{re.escape(key)}", spoken(names[key]), text)
    return text


def spoken(name: str) -> str:
    """Give a name as a replacement, taken literally."""
    return name.replace("\\", r"\\")
