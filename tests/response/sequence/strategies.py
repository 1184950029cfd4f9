"""Drawn visits, dates, policies and plans for the properties of best response."""

from datetime import date, timedelta

from hypothesis import strategies as st

from dermetry.response.policy import list_presets, load_policy
from dermetry.response.sequence.choices import load_choices
from dermetry.response.sequence.kinds import words_of
from dermetry.response.sequence.values import SubjectDates, VisitResponse
from tests.response.sequence.days import START_ON

DAYS = st.integers(0, 300)
COMMON = ("CR", "PR", "SD", "iCR", "iPR", "iSD", "NC", "NE", "iUPD")  # drawn more often


def day(number: int) -> date:
    return START_ON + timedelta(days=number)


@st.composite
def policies(draw):
    """Any preset with any switches that a sequence reads; two on one day are never an error."""
    overrides = {
        "confirm_days": draw(st.sampled_from(["none", 0, 28, 42])),
        "confirm_max_days": draw(st.sampled_from(["none", "none", 56, 84])),
        "max_ne": draw(st.sampled_from([0, 1, 2])),
        "accept_sd": draw(st.booleans()),
        "pr_after_cr": draw(st.booleans()),
        "sd_window_days": draw(st.sampled_from([0, 28, 42, 56])),
        "missing_as_ne": draw(st.booleans()),
        "after_first_progression": draw(st.sampled_from(["keep", "drop", "cut_at_icpd"])),
        "same_date": draw(st.sampled_from(["worst", "latest"])),
    }
    return load_policy(preset=draw(st.sampled_from(list_presets())), overrides=overrides)


@st.composite
def plans(draw, preset):
    return load_choices(
        preset=preset,
        overrides={
            "disease_after_cr": draw(st.sampled_from(["as_called", "progression", "cr_was_pr"])),
            "clinical_benefit_days": draw(st.sampled_from(["none", 100, 168])),
            "missed_visits_days": draw(st.sampled_from(["none", 60, 120])),
            "new_treatment_censors": draw(st.booleans()),
            "new_treatment_day_counts": draw(st.booleans()),
            "death_censors_progression_at": draw(st.sampled_from(["death", "last_assessment"])),
            "open_iupd_is_progression": draw(st.booleans()),
            "add_first_day": draw(st.booleans()),
        },
    )


@st.composite
def courses(draw, criteria, evaluator=""):
    """Visits of one evaluator, some on one day, some before the reference date."""
    words = sorted(words_of(criteria))
    often = [word for word in COMMON if word in words]
    word = st.one_of(st.sampled_from(often), st.sampled_from(words))
    step = st.sampled_from([0, 7, 13, 14, 27, 28, 29, 42, 60])
    visits, number = [], draw(st.sampled_from([-7, 0, 14, 27, 28, 41, 42, 56]))
    for _ in range(draw(st.integers(0, 7))):
        category, back = draw(word), None
        if category in ("PD", "iCPD") and number > 0 and draw(st.booleans()):
            back = day(draw(st.integers(0, number)))
        visits.append(VisitResponse(day(number), category, evaluator, back))
        number += draw(step)
    return visits


@st.composite
def situations(draw):
    """One evaluator's visits with dates, policy and plan."""
    policy = draw(policies())
    visits = draw(courses(policy.criteria))
    last = max([(visit.visited_on - START_ON).days for visit in visits] + [0])
    died = draw(st.none() | st.integers(last, last + 200))
    dates = SubjectDates(
        reference_on=START_ON,
        new_treatment_on=draw(st.none() | DAYS.map(day)),
        death_on=None if died is None else day(died),
        cutoff_on=draw(st.none() | DAYS.map(day)),
        has_baseline=draw(st.sampled_from([True, True, True, False])),
    )
    return visits, dates, policy, draw(plans(policy.preset))
