"""One card for each outline and each followed lesion, with what is proposed and why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from dermetry.imaging.match_by_size import WITHOUT
from dermetry.workbench.casenotes.models import Finding, Lesion, Visit
from dermetry.workbench.casenotes.queries.match_values import Card, Choice, Known, State
from dermetry.workbench.casenotes.queries.match_words import (
    percent,
    stated_words,
    vars_of,
    words_of,
)
from dermetry.workbench.casenotes.queries.outlines import STATUS_WORDS
from dermetry.workbench.casenotes.queries.visit_outlines import (
    OutlineLine,
    Place,
    SizeLine,
    closest,
    cut_out,
    place_words,
    size_of_finding,
)


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
        choices=() if is_done or confirm else likely_answers(known, lines, answers),
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
        if named.is_confirmed:
            return f"{lesion.lesion_id}: all of these", choice
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
    free = [each for each in likely if each and each not in taken_beside(known, lines)]
    names = [str(each) for each in free if not str(each).startswith("new-")]
    return f"Not sure{': perhaps ' + ' or '.join(names) if names else ''}", None


WITHOUT_OUTLINE = (Choice("absent", "Gone"), Choice("too_small", "Too small to measure"))


def likely_answers(
    known: Known, lines: Sequence[OutlineLine], answers: Sequence[Mapping[str, Any]]
) -> tuple[Choice, ...]:
    """Give what an outline of doubt may be: the likeliest lesions, or one not seen before.

    A lesion that another outline of the same photograph shows is not offered.
    """
    ids = [each.get(name) for each in answers for name in ("lesion_id", "runner_up_id")]
    taken = taken_beside(known, lines)
    rows = {row.lesion_id: row for row in known.lesions if row.lesion_id not in taken}
    likely = [rows[each] for each in dict.fromkeys(ids) if each in rows]
    new = Choice("new", "First record" if known.is_baseline else "New lesion")
    return (*(Choice("same", f"It is {row.lesion_id}", row.pk) for row in likely), new)


def taken_beside(known: Known, lines: Sequence[OutlineLine]) -> set[str]:
    """Give the lesions that outlines of the same photographs are named after."""
    photographs = {each.photograph_pk for each in lines}
    return {each.lesion_id for each in known.lines if each.photograph_pk in photographs}


def is_clear(
    known: Known,
    lines: Sequence[OutlineLine],
    answers: Sequence[Mapping[str, Any]],
    confirm: Choice | None,
) -> bool:
    """Tell whether a card may be confirmed with others: a known lesion seen again, no doubt.

    A lesion that came since baseline always takes a tap of its own, and so does one that was
    not recognized by its place among others, but by zone, size and look alone.
    """
    if confirm is None or any(each["answer"] == "unsure" for each in answers):
        return False
    if any(WITHOUT in each.get("evidence", ()) for each in answers):
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
        confidence_percent=percent(proposal)
        if confirm and confirm.kind != "treated_locally"
        else None,
        evidence=words_of([proposal], known.names) if proposal and state != "confirmed" else (),
        confirm=confirm,
        choices=() if confirm or state == "confirmed" else WITHOUT_OUTLINE,
        is_clear=False,
        now=None,
        before=before,
        size_now=SizeLine(),
        size_before=size_of_finding(last.details) if last else SizeLine(),
        before_on=last.visit.visited_on if last else None,
        before_status=STATUS_WORDS.get(last.status, "") if last else "",
        stated_version=stated.version if stated else 0,
    )


def is_asked(confirm: Choice | None) -> bool:
    """Tell whether a proposal of the matcher is to be confirmed, and not what held before."""
    return confirm is not None and confirm.kind != "treated_locally"


def absence_of(
    proposal: Mapping[str, Any] | None, last: Finding | None, known: Known
) -> tuple[str, Choice | None]:
    """Say what is proposed of a lesion without an outline; nothing is ever proposed from a gap."""
    was_gone = last is not None and last.status == "absent"
    if last is not None and last.status == "treated_locally":
        treatment = str(last.details.get("treatment", ""))
        words = f"Treated locally before: {treatment}"
        return words, Choice("treated_locally", "Confirm: as before", reason=treatment)
    if proposal is None or proposal["answer"] == "unsure":
        return "No outline: say what became of it", None
    if proposal["answer"] == "not_photographed":
        reason = "; ".join(words_of([proposal], known.names))[:300]
        return "Not photographed at this visit", Choice("not_done", "Confirm", reason=reason)
    if was_gone:
        return "Still gone", Choice("absent", "Confirm: still gone")
    return "Not seen where it was", Choice("absent", "Confirm: gone")
