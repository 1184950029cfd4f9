"""Spec: trends of area (cm2), share of a region (%) and count (#), beside size or status."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.knowledge.rules import load_rules
from dermetry.record.finding import Measured
from dermetry.response.diffuse import follow_diffuse
from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy

PAGE = "diffuse"
PLAQUE = {"N1": {"non_measurable": "diffuse_plaque", "zone": "chest_wall_left"}}


def read_extras(cell):
    """Split a cell into what the table reader knows and the facts of this channel."""
    plain, extras = [], {}
    for word in cell.split():
        if word.endswith("cm2"):
            extras["area_mm2"] = 100 * Decimal(word.removesuffix("cm2"))
        elif word.endswith("%"):
            extras["percent_of_region"] = Decimal(word.removesuffix("%"))
        elif word.startswith("#"):
            extras["lesion_count"] = int(word.removeprefix("#"))
        else:
            plain.append(word)
    return " ".join(plain) or ("present" if extras else ""), extras


def build(tables, table, **parts):
    """Build the case of a table with areas, shares and counts in its cells."""
    visits, rows = tables.read_table(table)
    read = {name: [read_extras(cell) for cell in cells] for name, cells in rows.items()}
    lines = [" | ".join(["lesion", *visits])]
    lines += [" | ".join([name, *(text for text, _ in cells)]) for name, cells in read.items()]
    case = tables.build_case("\n".join(lines), **parts)
    extras = {
        (tables.visit_date(visit), name.split()[0].rstrip("?")): cells[index][1]
        for index, visit in enumerate(visits)
        for name, cells in read.items()
    }
    made = tuple(
        visit.model_copy(
            update={
                "findings": tuple(
                    each.model_copy(update=extras[visit.visited_on, each.lesion_id])
                    for each in visit.findings
                )
            }
        )
        for visit in case.visits
    )
    return type(case).model_validate(case.model_copy(update={"visits": made}).model_dump())


@pytest.fixture
def spec_diffuse(tables):
    """Give the checker: the trend of the channel at every visit, by the visit's name."""

    def check(table, *, trends, lesions=PLAQUE, measure=None, **parts):
        names = {row.split()[0].rstrip("?") for row in tables.read_table(table)[1]}
        known = {key: facts for key, facts in lesions.items() if key in names}
        case = build(tables, table, lesions=known, **parts)
        (course,) = follow_diffuse(case=case)
        by_name = {
            name: next(p for p in course.points if p.visited_on == tables.visit_date(name))
            for name in tables.read_table(table)[0]
        }
        for name, expected in trends.items():
            point = by_name[name]
            word = point.sum_trend.word if measure == "sum" else point.word
            assert word == expected, f"{name}: {point.sentence} {point.sum_trend.reason.sentence}"
        return by_name

    return check


def test_a_plaque_is_followed_by_its_area(spec_diffuse):
    found = spec_diffuse(
        """
        lesion | baseline | week 6  | week 12  | week 18  | week 24
        N1     | 90 40cm2 | 90 30cm2 | 80 25cm2 | 80 31.25cm2 | absent
        """,
        trends={
            "baseline": "first",
            "week 6": "shrinking",
            "week 12": "shrinking",
            "week 18": "growing",
            "week 24": "gone",
        },
    )
    last = found["week 18"].trends[0]
    assert (last.measure, last.smallest, last.first) == ("area", 2500, 4000)
    assert last.reason.sentence == (
        "The area of diffuse disease of 31.25 cm² is 6.25 cm² (25.0 %) above the smallest of "
        "25 cm² (2026-03-30)."
    )
    assert last.reason.rule_id == "diffuse.trend.growing" and last.reason.cites
    assert found["week 24"].area.value == 0 and found["week 24"].area.is_complete


def test_a_change_needs_the_percentage_and_the_least_size(spec_diffuse):
    for now, expected in (
        ("1.27cm2", "growing"),
        ("1.26cm2", "stable"),
        ("0.73cm2", "shrinking"),
        ("0.74cm2", "stable"),
    ):
        spec_diffuse(
            f"""
            lesion | baseline | week 6
            N1     | 20 1cm2  | 20 {now}
            """,
            trends={"week 6": expected},
        )


def test_a_gap_is_never_shrinkage_and_is_named(spec_diffuse):
    found = spec_diffuse(
        """
        lesion | baseline | week 6   | week 12
        N1     | 90 40cm2 | 90 40cm2 | ND dressing left on
        N2     | 30 10cm2 | ND       | 60 63cm2
        """,
        trends={"week 6": "not_compared", "week 12": "growing"},
        lesions={**PLAQUE, "N2": {"non_measurable": "diffuse_plaque"}},
    )
    area = found["week 6"].area
    assert (area.value, area.is_complete) == (4000, False)
    assert area.missing == (("N2", "not done: not photographed"),)
    assert "already" in found["week 12"].trends[0].reason.sentence
    assert "N1 (not done: dressing left on)" in found["week 12"].trends[0].reason.sentence


def test_an_area_recorded_for_the_first_time_is_no_growth(spec_diffuse):
    found = spec_diffuse(
        """
        lesion | baseline | week 6   | week 12
        N1     | 90 40cm2 | 90 40cm2 | 90 40cm2
        N2     | present  | 60 30cm2 | 60 40cm2
        """,
        trends={"baseline": "first", "week 6": "not_compared", "week 12": "stable"},
        lesions={**PLAQUE, "N2": {"non_measurable": "diffuse_plaque"}},
    )
    assert found["baseline"].area.never_recorded_ids == ("N2",)
    assert "N2 (area never measured)" in found["baseline"].trends[0].reason.sentence
    said = found["week 6"].trends[0].reason.sentence
    assert "no value was recorded of N2 on 2026-01-05" in said


def test_a_plaque_without_a_value_is_never_called_stable_or_gone(spec_diffuse):
    found = spec_diffuse(
        """
        lesion | baseline | week 6  | week 12
        T1     | 20       | 20      | 20
        N1     | present  | present | present
        N2     | 40 9cm2  | 40 9cm2 | absent
        """,
        trends={"week 6": "not_compared", "week 12": "shrinking"},
        lesions={**PLAQUE, "N2": {"non_measurable": "diffuse_plaque"}},
    )
    assert found["week 6"].sentence.startswith("Exploratory: not compared: no size of N1")
    assert "N1 (area never measured)" in found["week 12"].trends[0].reason.sentence


def test_a_lesion_not_seen_at_first_is_named_below_the_limit_of_a_trend(spec_diffuse):
    found = spec_diffuse(
        """
        lesion | baseline | week 6 | week 12
        T1     | 20       | 20     | 20
        T2     | 20       | 20     | 20
        L3     |          | 8      | 8
        """,
        trends={"week 6": "stable", "week 12": "stable"},
    )
    assert found["week 12"].trends[-1].new_ids == ("L3",)
    assert found["week 6"].sentence.startswith("Exploratory: L3 was not seen at first: ")
    sentence = found["week 6"].trends[-1].reason.sentence
    assert sentence.endswith("below the limit of a trend, but L3 was not seen then.")


def test_shares_of_a_region_are_followed_region_by_region(spec_diffuse):
    found = spec_diffuse(
        """
        lesion | baseline | week 6 | week 12 | week 18
        N1     | 40%      | 30%    | 34%     | 38%
        N2     | 10%      | 10%    | 15%     | 14%
        """,
        trends={
            "baseline": "first",
            "week 6": "shrinking",
            "week 12": "growing",
            "week 18": "growing",
        },
        lesions={**PLAQUE, "N2": {"zone": "scalp"}},
    )
    shares = [(each.zone, each.value) for each in found["week 12"].regions]
    assert shares == [("chest_wall_left", 34), ("scalp", 15)]
    words = {each.zone: each.word for each in found["week 12"].trends if each.zone}
    assert words == {"chest_wall_left": "stable", "scalp": "growing"}


def test_lesions_are_counted_and_groups_as_stated(spec_diffuse):
    found = spec_diffuse(
        """
        lesion | baseline    | week 6      | week 12     | week 18
        T1     | 20          | 20          | absent      | 20
        N2     | present #12 | present #16 | present #9  | present
        L1     |             | 10          | 10          | 10
        """,
        trends={
            "baseline": "first",
            "week 6": "growing",
            "week 12": "stable",
            "week 18": "not_compared",
        },
    )
    assert [found[name].count.value for name in found] == [13, 18, 10, 2]
    assert found["week 18"].count.missing == (("N2", "present, but not measured"),)


def test_lesions_that_have_merged_are_no_fewer(spec_diffuse):
    found = spec_diffuse(
        """
        lesion | baseline | week 6
        T1     | 20       | ->M1
        T2     | 20       | ->M1
        N2     | #9       | #4
        M1     |          | 40
        """,
        trends={"week 6": "not_compared"},
    )
    assert "have merged or split" in found["week 6"].trends[-1].reason.sentence
    assert found["week 6"].sum_trend.word == "stable"


def test_one_grows_and_another_shrinks(spec_diffuse):
    spec_diffuse(
        """
        lesion | baseline      | week 6
        N1     | 90 40cm2 40%  | 90 20cm2 60%
        """,
        trends={"week 6": "mixed"},
    )


def test_the_sum_of_all_lesions_stands_beside_the_targets(spec_diffuse):
    found = spec_diffuse(
        """
        lesion    | baseline | week 6 | week 12 | week 18
        T1        | 20       | 20     | 20      | 12
        N1        | present  | present | present | present
        N3 (node) | 12s      | 12s    | 12s     | 8s
        U1        | 8        | small  | 14      | absent
        L1        |          |        | 10      | absent
        """,
        trends={
            "baseline": "first",
            "week 6": "stable",
            "week 12": "growing",
            "week 18": "shrinking",
        },
        measure="sum",
    )
    sums = [found[name].all_lesions_sum for name in found]
    assert [each.value for each in sums] == [40, 37, 56, 20]
    assert sums[0].never_recorded_ids == ("N1",) and sums[2].lesion_ids == ("L1", "N3", "T1", "U1")
    assert "no uncertainty is stated" in sums[0].interval_note


def test_only_confirmed_findings_enter_and_evaluators_stay_apart(tables):
    case = build(
        tables,
        """
        lesion | baseline | week 6
        N1     | A:90 B:50 | A:50 B:90
        N2?    | 30 9cm2  | 30 9cm2
        """,
        lesions=PLAQUE,
    )
    courses = follow_diffuse(case=case)
    named = {each.evaluator: each for each in courses}
    assert set(named) == {"", "A", "B"}
    assert [p.all_lesions_sum.value for p in named["A"].points] == [90, 50]
    assert [p.all_lesions_sum.value for p in named["B"].points] == [50, 90]
    assert [p.area.value for p in named[""].points] == [None, None]


def test_areas_in_one_photograph_have_the_widest_interval(tables):
    case = build(
        tables,
        "lesion | baseline\nN1 | 90 40cm2\nN2 | 30 9cm2",
        lesions={**PLAQUE, "N2": {"non_measurable": "inflammatory"}},
    )
    bounds = {"N1": (Decimal(3600), Decimal(4400)), "N2": (Decimal(850), Decimal(950))}

    def stated(ids):
        (visit,) = case.visits
        found = tuple(
            each.model_copy(update={"area_interval_95_mm2": bounds[each.lesion_id]})
            if each.lesion_id in ids
            else each
            for each in visit.findings
        )
        changed = case.model_copy(
            update={"visits": (visit.model_copy(update={"findings": found}),)}
        )
        return follow_diffuse(case=changed)[0].points[0].area

    assert stated({"N1", "N2"}).interval_95 == (4450, 5350)
    assert stated({"N1"}).interval_95 is None
    assert stated({"N1"}).interval_note == "no uncertainty of the area is stated for N2"


def test_everything_is_labeled_exploratory_and_unverified(tables):
    case = build(tables, "lesion | baseline\nN1 | 40%", lesions=PLAQUE)
    (course,) = follow_diffuse(case=case)
    assert course.is_exploratory and course.is_unverified and course.has_diffuse_disease
    assert course.rules_version == "diffuse 1"
    assert course.points[0].sentence.startswith("Exploratory: ")
    assert {each.status for each in load_rules(name="diffuse").rules.values()} == {"unverified"}


CELL = st.sampled_from(["", "ND", "absent", "small", "present", "20", "20 4cm2", "30 9cm2 20%"])


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=4),
    kinds=st.lists(st.sampled_from(["diffuse_plaque", "lymphangitic", None]), min_size=4),
)
def test_laws_of_the_channel(tables, rows, kinds):
    """No gap shrinks, order does not matter, and the official call never changes by it."""
    names = [f"U{index}" for index in range(1, len(rows) + 1)]
    lesions = {
        name: {"non_measurable": kind, "first_seen_on": tables.BASELINE_ON}
        for name, kind in zip(names, kinds, strict=False)
    }
    head = "lesion | baseline | week 6 | week 12"
    lines = [f"{name} | {' | '.join(row)}" for name, row in zip(names, rows, strict=True)]
    case = build(tables, "\n".join([head, *lines]), lesions=lesions)
    again = build(tables, "\n".join([head, *reversed(lines)]), lesions=lesions)
    courses, others = follow_diffuse(case=case), follow_diffuse(case=again)
    for course, other in zip(courses, others, strict=True):
        for point, same in zip(course.points, other.points, strict=True):
            assert (point.word, point.sum_trend.word) == (same.word, same.sum_trend.word)
            assert point.area == same.area
            for trend in (*point.trends, point.sum_trend):
                told = {"area": point.area, "lesion_count": point.count}.get(trend.measure)
                if told is not None and trend.word in ("shrinking", "gone", "stable"):
                    assert told.is_complete
    bare = case.model_copy(
        update={
            "visits": tuple(
                visit.model_copy(update={"findings": tuple(map(strip, visit.findings))})
                for visit in case.visits
            )
        }
    )
    policy = load_policy()
    assert evaluate_case(case=case, policy=policy) == evaluate_case(case=bare, policy=policy)


def strip(finding):
    """Take the facts of the channel off a finding."""
    update = {"percent_of_region": None, "lesion_count": None}
    if isinstance(finding, Measured):
        update["area_mm2"] = None
    return finding.model_copy(update=update)
