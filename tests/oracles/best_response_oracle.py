"""A second, slow implementation of best response and endpoints, written from the rule sheet.

It shares no code with ``dermetry.response.sequence``: dates instead of day numbers, lists of
candidates instead of one pass, "there is a later visit such that" instead of "the first".
"""

from dataclasses import dataclass
from datetime import date, timedelta

CLASSIC = {
    "iCR": "CR",
    "iPR": "PR",
    "iSD": "SD",
    "NC": "SD",
    "NON-CR/NON-PD": "NON",
    "NON-iCR/NON-iUPD": "NON",
    "iCPD": "PD",
}
BACK = {
    "recist_1_1": {"NON": "NON-CR/NON-PD"},
    "irecist": {
        "CR": "iCR",
        "PR": "iPR",
        "SD": "iSD",
        "NON": "NON-iCR/NON-iUPD",
        "PD": "iCPD",
    },
    "who": {"SD": "NC", "NON": "NON-CR/NON-PD"},
    "lesion": {"SD": "NC", "NON": "NON-CR/NON-PD"},
}
WORST_FIRST = ["PD", "iUPD", "NON", "SD", "NED", "PR", "CR", "NE"]
ORDER = ["CR", "PR", "SD", "NON", "NED", "PD", "iUPD", "NE"]


@dataclass(frozen=True)
class Seen:
    """One counted visit."""

    on: date
    word: str


def counted(visits, dates, policy, plan, *, past_treatment=False):
    """Give the counted visits of one evaluator up to progression."""
    days, dated_back = {}, set()
    for visit in visits:
        word = CLASSIC.get(visit.category, visit.category)
        on = visit.progression_on or visit.visited_on
        if word == "ND" or on < dates.reference_on:
            continue
        if dates.cutoff_on and visit.visited_on > dates.cutoff_on:
            continue
        treated = dates.new_treatment_on
        on_that_day = on == treated and plan.new_treatment_day_counts
        if treated and not past_treatment and on >= treated and not on_that_day:
            continue
        days.setdefault(on, []).append(word)
        if on < visit.visited_on:
            dated_back.add(on)
    chosen = []
    for on in sorted(days):
        words = days[on]
        if policy.same_date == "latest" and on not in dated_back:
            word = words[-1]
        else:
            word = next(each for each in WORST_FIRST if each in words)
        chosen.append(Seen(on, word))
    return up_to_progression(settle_cr(up_to_progression(chosen), plan.disease_after_cr))


def up_to_progression(seen):
    """Keep the visits up to the first PD or iCPD."""
    first = [each.on for each in seen if each.word == "PD"][:1]
    return [each for each in seen if not first or each.on <= first[0]]


def settle_cr(seen, choice):
    """Read what was called after a CR."""
    if choice == "as_called":
        return seen
    words = [each.word for each in seen]
    if choice == "cr_was_pr":
        changed = True
        while changed:
            changed = False
            for place, word in enumerate(words):
                rest = [each for each in words[place + 1 :] if each != "NE" and each != "NED"]
                if word == "CR" and rest and rest[0] == "PR":
                    words[place], changed = "PR", True
    for place, word in enumerate(words):
        if word in ("PR", "SD", "NON") and "CR" in words[:place]:
            words[place] = "PD"
            break
    return [Seen(each.on, word) for each, word in zip(seen, words, strict=True)]


def confirming(seen, first, policy):
    """Give the earliest visit that confirms the response of ``first``, or None."""
    allowed = {"CR": {"CR", "NE"}, "PR": {"CR", "PR", "SD", "NE"}}[first.word]
    wanted = {"CR": {"CR"}, "PR": {"CR", "PR"}}[first.word]
    for last in seen:
        gap = (last.on - first.on).days
        if last.on <= first.on or last.word not in wanted or gap < policy.confirm_days:
            continue
        if policy.confirm_max_days is not None and gap > policy.confirm_max_days:
            continue
        stretch = [each.word for each in seen if first.on < each.on <= last.on]
        if not set(stretch) <= allowed:
            continue
        if stretch.count("NE") > (policy.max_ne or 0):
            continue
        if stretch.count("SD") > (1 if policy.accept_sd else 0):
            continue
        after_cr = stretch[stretch.index("CR") :] if "CR" in stretch else []
        if first.word == "PR" and not policy.pr_after_cr and "PR" in after_cr:
            continue
        return last
    return None


def block_start(seen, last):
    """Give the first iUPD of the stretch of iUPD and NE that ends right before ``last``."""
    start = last
    for each in reversed([one for one in seen if one.on < last.on]):
        if each.word not in ("iUPD", "NE"):
            break
        if each.word == "iUPD":
            start = each
    return start


def best(visits, dates, policy, plan, *, is_confirmed):
    """Give (category, date, visits that decided) of one evaluator."""
    seen = counted(visits, dates, policy, plan)
    if not seen:
        return ("NE" if policy.missing_as_ne else "MISSING"), None, ()
    window = dates.reference_on + timedelta(days=policy.sd_window_days or 0)
    candidates = {word: [] for word in ORDER}
    for place, each in enumerate(seen):
        is_late = each.on >= window
        if each.word in ("CR", "PR"):
            partner = confirming(seen, each, policy) if is_confirmed else None
            if not is_confirmed or partner:
                candidates[each.word].append(
                    (each.on, (each.on, *([partner.on] if partner else [])))
                )
            candidates["SD" if is_late else "NE"].append((each.on, (each.on,)))
        elif each.word in ("SD", "NON"):
            candidates[each.word if is_late else "NE"].append((each.on, (each.on,)))
        elif each.word == "PD":
            start = block_start(seen, each)
            both = (start.on,) if start == each else (start.on, each.on)
            candidates["PD"].append((start.on, both))
        elif each.word == "iUPD":
            if all(later.word in ("iUPD", "NE") for later in seen[place:]):
                candidates["iUPD"].append((each.on, (each.on,)))
        else:
            candidates[each.word].append((each.on, (each.on,)))
    word = next(each for each in ORDER if candidates[each])
    on, decided = min(candidates[word])
    return BACK[policy.criteria].get(word, word), on, decided


def progression(seen, policy, plan):
    """Give the day of progression for endpoints, or None."""
    for each in seen:
        if each.word == "PD":
            return block_start(seen, each).on
    if policy.criteria != "irecist" or not plan.open_iupd_is_progression:
        return None
    for place, each in enumerate(seen):
        if each.word == "iUPD" and all(one.word in ("iUPD", "NE") for one in seen[place:]):
            return each.on
    return None


def endpoints(visits, dates, policy, plan):
    """Give {(name, is_confirmed): (outcome, date, days, why)} of one evaluator."""
    seen = counted(visits, dates, policy, plan)
    further = counted(visits, dates, policy, plan, past_treatment=not plan.new_treatment_censors)
    found = {}
    for is_confirmed in (False, True) if policy.confirm_days is not None else (False,):
        responses = [
            each.on
            for each in seen
            if each.word in ("CR", "PR") and (not is_confirmed or confirming(seen, each, policy))
        ]
        response = min(responses, default=None)
        found["objective_response", is_confirmed] = yes_no(response, dates, plan)
        needed = plan.clinical_benefit_days
        needed = (policy.sd_window_days or 0) if needed is None else needed
        lasting = [
            each.on
            for each in seen
            if each.word in ("CR", "PR", "SD", "NON")
            and (each.on - dates.reference_on).days >= needed
        ]
        found["clinical_benefit", is_confirmed] = yes_no(
            min([*lasting, *responses], default=None), dates, plan
        )
        category, on, _ = best(visits, dates, policy, plan, is_confirmed=is_confirmed)
        control = CLASSIC.get(category, category) in ("CR", "PR", "SD", "NON")
        found["disease_control", is_confirmed] = yes_no(on if control else None, dates, plan)
        if response:
            found["time_to_response", is_confirmed] = ("event", response, dates.reference_on)
        else:
            found["time_to_response", is_confirmed] = (
                "censored",
                last_evaluable(seen, dates, None),
                dates.reference_on,
            )
        if response is None:
            found["duration_of_response", is_confirmed] = ("not_applicable", None, None)
        else:
            outcome, end = follow(further, dates, policy, plan, with_death=True)
            found["duration_of_response", is_confirmed] = (outcome, max(end, response), response)
    outcome, end = follow(further, dates, policy, plan, with_death=True)
    found["progression_free_survival", False] = (outcome, end, dates.reference_on)
    outcome, end = follow(further, dates, policy, plan, with_death=False)
    found["time_to_progression", False] = (outcome, end, dates.reference_on)
    return found


def yes_no(on, dates, plan):
    """Give a reached or not reached endpoint."""
    return ("yes", on, dates.reference_on) if on else ("no", None, None)


def last_evaluable(seen, dates, before):
    """Give the last evaluable visit before a day, or the reference date."""
    days = [each.on for each in seen if each.word != "NE" and (before is None or each.on < before)]
    return max([dates.reference_on, *days])


def follow(seen, dates, policy, plan, *, with_death):
    """Give (outcome, date) of a time to progression, with or without death as an event."""
    if not dates.has_baseline:
        return "censored", dates.reference_on
    cutoff = dates.cutoff_on or date.max
    death = dates.death_on if dates.death_on and dates.death_on <= cutoff else None
    treated = dates.new_treatment_on
    treated = treated if treated and treated <= cutoff else None
    progressed = progression(seen, policy, plan)
    events = [each for each in (progressed, death if with_death else None) if each]
    event = min(events, default=None)
    if treated and plan.new_treatment_censors:
        hidden = event is None or event > treated
        if event == treated and not plan.new_treatment_day_counts:
            hidden = True
        if hidden:
            return "censored", last_evaluable(seen, dates, None)
    if event is None:
        at_death = plan.death_censors_progression_at == "death"
        if death and not with_death and at_death:
            return "censored", death
        return "censored", last_evaluable(seen, dates, None)
    last = last_evaluable(seen, dates, event)
    if plan.missed_visits_days is not None and (event - last).days > plan.missed_visits_days:
        return "censored", last
    return "event", event
