"""Alerts with what happened to them, and decisions on the extent of the disease."""

from datetime import timedelta

from hypothesis import strategies as st

from dermetry.record.alert import Alert, AlertEvent
from dermetry.record.extent import ExtentDecision
from tests.strategies import plain

LATER_EVENTS = (
    *("fired", "acknowledged", "assigned", "suppressed", "done", "reopened", "ended"),
    "restored",
)
EFFECTS = ("t4b", "m1_distant_skin", "none", "undetermined")


@st.composite
def events(draw):
    """Give what happened to one alert: it fired first, and later events lie later."""
    day = draw(plain.DAYS)
    made = []
    for kind in ("fired", *draw(plain.some(st.sampled_from(LATER_EVENTS), 4))):
        day += timedelta(days=draw(st.integers(0, 30)))
        until = draw(plain.maybe(plain.days_after(day + timedelta(days=1))))
        made.append(
            AlertEvent(
                kind=kind,
                happened_on=day,
                by=draw(plain.people),
                text=draw(plain.filled(plain.texts)),
                until_on=until if kind == "suppressed" else None,
                was_useful=draw(plain.maybe(plain.flags)),
                earlier_statement=draw(plain.texts) if kind == "reopened" else "",
            )
        )
    return tuple(made)


@st.composite
def alerts(draw, *, lesion_ids):
    """Give alerts, each key once."""
    named = draw(st.sampled_from([(), *([each] for each in lesion_ids)]))
    rules = draw(plain.some(st.sampled_from(("no_tissue", "at_lab", "pain")), 2, unique=True))
    return tuple(
        Alert(
            key=":".join([f"alerts.{rule}", *named]),
            rule_id=f"alerts.{rule}",
            rules_version=draw(plain.short_texts),
            statement=draw(plain.filled(plain.texts)),
            facts=draw(plain.some(plain.texts)),
            lesion_ids=tuple(named),
            urgency=draw(st.sampled_from(("routine", "soon", "urgent"))),
            owner=draw(plain.people),
            due_on=draw(plain.maybe(plain.DAYS)),
            events=draw(events()),
        )
        for rule in rules
    )


@st.composite
def decisions(draw, *, lesion_ids):
    """Give decisions on extent, of the patient or of one lesion."""
    made = []
    for _ in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(("confirmed", "overridden")))
        made.append(
            ExtentDecision(
                lesion_id=draw(plain.one_of_these(lesion_ids)),
                kind=kind,
                t_effect=draw(st.sampled_from(EFFECTS)),
                m_effect=draw(st.sampled_from(EFFECTS)),
                proposed_t_effect=draw(st.sampled_from(EFFECTS)),
                proposed_m_effect=draw(st.sampled_from(EFFECTS)),
                decided_by=draw(plain.people),
                decided_on=draw(plain.DAYS),
                reason=draw(plain.filled(plain.texts) if kind == "overridden" else plain.texts),
                rules_version=draw(plain.short_texts),
            )
        )
    return tuple(made)
