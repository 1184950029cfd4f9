"""Made-up values for figures."""

from datetime import date, timedelta

from dermetry.report.figures.values import (
    GrowthPoint,
    GrowthValues,
    SymptomScore,
    SymptomTrack,
    TimelineEvent,
    TimelineValues,
    TreatmentBar,
    VisitPoint,
    ZoneMark,
)
from dermetry.report.values import ChartLine, SeriesPoint
from dermetry.report.words import BASELINE_BADGE, badge_for

XSS = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>&"
START = date(2026, 1, 12)


def on(days):
    return START + timedelta(days=days)


def series(days, value, half=1.0, **more):
    low, high = (None, None) if value is None else (max(value - half, 0.0), value + half)
    label = "incomplete" if value is None else f"{value:.1f}"
    return SeriesPoint(on(days), value, low, high, label, **more)


def visit(days, value, call=None, **more):
    badge = {None: None, "BL": BASELINE_BADGE}.get(call) or (badge_for(call) if call else None)
    point = series(
        days, value, badge=badge, is_baseline=call == "BL", is_nadir=more.pop("nadir", False)
    )
    return VisitPoint(point, href=f"/visit/{days}", **more)


def course(**more):
    values = {
        "title": "Course of A. Example",
        "today": on(220),
        "visits": (
            visit(0, 57.0, "BL"),
            visit(35, 46.2, "SD"),
            visit(67, None, "NE"),
            visit(102, 34.8, "PR", nadir=True),
            visit(214, 42.0, "PD", is_confirmed=False),
        ),
        "levels": (ChartLine(39.9, "−30 % of baseline: 39.9 mm", "pr"),),
        "treatments": (
            TreatmentBar("capecitabine", "systemic", on(8), None, True, 3, "/t"),
            TreatmentBar("paclitaxel", "systemic", on(-700), on(-20), False, 2),
            TreatmentBar("chest wall 50 Gy", "radiation", on(110), on(147)),
            TreatmentBar("excision of L4", "surgery", on(50), on(50)),
            TreatmentBar("zoledronic acid", "supportive", on(20)),
        ),
        "symptoms": (SymptomTrack("Pain", (SymptomScore(on(0), 6), SymptomScore(on(35), None))),),
        "biopsies": (TimelineEvent(on(2), "ER+", "L1: ER+ PR−", "/b"),),
        "photographs": (TimelineEvent(on(0), "6", "6 photographs"),),
        "imaging": (TimelineEvent(on(80), "CT: SD", "CT: stable"),),
    }
    return TimelineValues(**(values | more))


def growth(*points, **more):
    shown = points or (
        GrowthPoint(series(0, 23.4, is_baseline=True), "measured", "/v", "23.4 ± 1.0 mm"),
        GrowthPoint(series(30, None), "not_measured"),
        GrowthPoint(series(60, 12.0), "measured"),
        GrowthPoint(series(90, None), "gone"),
    )
    return GrowthValues("Longest diameter of L2", shown, **more)


def mark(zone="axilla", laterality="right", lesion_id="L1", **more):
    values = {"trend": "growing", "is_confirmed": True, "href": f"/lesion/{lesion_id}"} | more
    return ZoneMark(zone, laterality, lesion_id, **values)
