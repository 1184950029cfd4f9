"""Made-up assessed cases: a full one, a hostile one, a single visit, nothing measurable."""

import hashlib
import math
from datetime import date
from decimal import Decimal

import cv2
import numpy as np
import pytest

from dermetry.imaging.growth import growth
from dermetry.imaging.values import Picture
from dermetry.pathway.values import Assessed, Attention
from dermetry.record.case import Case, ResponsePlan
from dermetry.record.finding import (
    Measured,
    MergedInto,
    NotDone,
    NotEvaluable,
    Present,
    TooSmall,
    UncertaintyMm,
)
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient, PrimaryTumor, Treatment
from dermetry.record.photograph import (
    DrawnOutline,
    Photograph,
    QualityIssue,
    ScaleFound,
    ScaleMissing,
    UnreadablePhotograph,
)
from dermetry.record.visit import MatchProposal, Visit
from dermetry.response.values import Conditional, Reason, RoleSuggestion, ValueUsed, VisitCall
from tests.report.rich_case import make_rich

D = Decimal
WIDTH, HEIGHT, MM_PER_PIXEL = 1400, 1050, 0.1
DATES = (date(2026, 1, 12), date(2026, 2, 16), date(2026, 3, 20), date(2026, 4, 24))
PLACES = {"L1": (420, 380), "L2": (900, 420), "L3": (560, 760), "L4": (680, 780), "L6": (1050, 780)}


def sha(name):
    return hashlib.sha256(name.encode()).hexdigest()


def blob(center, long_mm, wide_mm, seed, turn=0.4, points=40):
    rng = np.random.default_rng(seed)
    wobble = rng.normal(0, 0.05, 4)
    ring = []
    for k in range(points):
        a = 2 * math.pi * k / points
        r = 1 + sum(w * math.sin((n + 2) * a + n) for n, w in enumerate(wobble))
        x, y = r * long_mm / 2 * math.cos(a), r * wide_mm / 2 * math.sin(a)
        ring.append(
            (
                center[0] + (x * math.cos(turn) - y * math.sin(turn)) / MM_PER_PIXEL,
                center[1] + (x * math.sin(turn) + y * math.cos(turn)) / MM_PER_PIXEL,
            )
        )
    return tuple(ring)


def axis_of(ring):
    pairs = [(math.dist(p, q), p, q) for p in ring for q in ring]
    return max(pairs)[1:]


def skin(outlines, seed):
    """Draw something like skin with reddish nodules and a card, good enough to look at."""
    rng = np.random.default_rng(seed)
    base = np.array([205, 160, 138], float) * np.ones((HEIGHT, WIDTH, 3))
    for size, strength in ((14, 7), (90, 10), (350, 9)):
        coarse = rng.normal(0, strength, (HEIGHT // size + 2, WIDTH // size + 2)).astype(np.float32)
        base += cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)[..., None]
    base *= np.linspace(1.06, 0.86, WIDTH)[None, :, None]
    for ring in outlines:
        mask = np.zeros((HEIGHT, WIDTH), np.float32)
        cv2.fillPoly(mask, [np.round(ring).astype(np.int32)], 1.0)
        soft = cv2.GaussianBlur(mask, (0, 0), 5)[..., None]
        deep = cv2.GaussianBlur(mask, (0, 0), 22)[..., None]
        base = base * (1 - 0.75 * soft) + np.array([148, 62, 66]) * 0.75 * soft * (0.8 + 0.3 * deep)
    cv2.rectangle(base, (60, 60), (300, 215), (236, 236, 232), -1)
    for x, y in ((75, 75), (245, 75), (75, 160), (245, 160)):
        cv2.rectangle(base, (x, y), (x + 40, y + 40), (30, 30, 32), -1)
    base += rng.normal(0, 3, base.shape)
    return np.clip(base, 0, 255).astype(np.uint8)


def scale():
    return ScaleFound(
        method="card",
        source="dermetry card CR80 v1",
        homography=(MM_PER_PIXEL, 0.002, -4.0, -0.001, MM_PER_PIXEL, -3.0, 4e-6, 3e-6, 1.0),
        mm_per_pixel=MM_PER_PIXEL,
        tilt_deg=8.4,
        residual_mm=0.06,
        relative_sd=0.006,
    )


def measured(lesion_id, longest, across, photo_id=None, sd="0.3", **more):
    longest, across, sd = D(longest), D(across), D(sd)
    half = (sd * D("1.96")).quantize(D("0.1"))
    return Measured(
        lesion_id=lesion_id,
        longest_diameter_mm=longest,
        perpendicular_mm=across,
        area_mm2=(longest * across * D("0.785")).quantize(D("0.1")),
        perimeter_mm=((longest + across) * D("1.57")).quantize(D("0.1")),
        uncertainty_mm=UncertaintyMm(
            scale=D("0.12"), tilt=D("0.10"), outline=D("0.25"), repeat=D(0), combined=sd
        ),
        interval_95_mm=(longest - half, longest + half),
        method="photograph, card, outline by box",
        scale_source="dermetry card CR80 v1",
        photograph_ids=(photo_id,) if photo_id else (),
        **{"is_confirmed": True, "confirmed_by": "Dr. A. Weiss", **more},
    )


def node(short, **more):
    return Measured(
        lesion_id="N1",
        short_axis_mm=D(short),
        method="CT, axial",
        is_confirmed=True,
        confirmed_by="Dr. B. Lindqvist",
        **more,
    )


SIZES = {  # longest and perpendicular diameter in mm
    0: {
        "L1": ("32.4", "27.0"),
        "L2": ("24.6", "18.2"),
        "L3": ("11.2", "9.0"),
        "L4": ("10.6", "8.8"),
    },
    1: {"L2": ("19.8", "15.1"), "L3": ("9.8", "8.1"), "L4": ("9.9", "8.0")},
    2: {"L1": ("18.6", "14.9"), "L2": ("16.2", "12.4"), "L3": ("21.0", "11.0")},
    3: {
        "L1": ("15.1", "12.2"),
        "L2": ("14.8", "11.0"),
        "L3": ("19.9", "10.4"),
        "L6": ("8.4", "7.2"),
    },
}


def photograph(visit, pictures):
    outlines = []
    for n, (lesion_id, (longest, across)) in enumerate(SIZES[visit].items()):
        real_id = "L5" if lesion_id == "L3" and visit >= 2 else lesion_id
        ring = blob(PLACES[lesion_id], float(longest), float(across), seed=10 * visit + n)
        proposed = real_id == "L6"
        outlines.append(
            DrawnOutline(
                outline_id=f"V{visit + 1}-{real_id}",
                lesion_id=None if proposed else real_id,
                polygon=ring,
                source="box",
                is_confirmed=not proposed,
                confirmed_by=None if proposed else "Dr. A. Weiss",
                confidence=0.93,
                longest_axis_px=axis_of(ring),
            )
        )
    name = f"chest-{visit + 1}.jpg"
    if visit == 3:
        ring = blob((240, 820), 5.0, 4.0, seed=99)
        outlines.append(
            DrawnOutline(outline_id="C1", polygon=ring, source="candidate", confidence=0.41)
        )
    pictures[f"P{visit + 1}"] = Picture(
        pixels=skin([o.polygon for o in outlines], seed=visit),
        sha256=sha(name),
        file_name=name,
        file_format="JPEG",
    )
    return Photograph(
        photograph_id=f"P{visit + 1}",
        file_name=name,
        sha256=sha(name),
        width_px=WIDTH,
        height_px=HEIGHT,
        taken_on=DATES[visit],
        view="overview",
        zone="chest_right",
        scale=scale(),
        issues=(
            QualityIssue(
                code="glare",
                is_blocking=False,
                message="Glare over 3 % of the picture.",
                advice="Turn the light away from the skin.",
            ),
        )
        if visit == 1
        else (),
        outlines=tuple(outlines),
    )


def no_scale_photograph(pictures):
    pictures["P2b"] = Picture(skin([], 77), sha("back-2.jpg"), "back-2.jpg", "JPEG")
    return Photograph(
        photograph_id="P2b",
        file_name="back-2.jpg",
        sha256=sha("back-2.jpg"),
        width_px=WIDTH,
        height_px=HEIGHT,
        scale=ScaleMissing(
            reason="No marker was found.", advice="Lay the card flat beside the lesion."
        ),
    )


def visit_findings(visit):
    photo = f"P{visit + 1}"
    found = []
    for lesion_id, (longest, across) in SIZES[visit].items():
        if lesion_id == "L6":
            found.append(
                measured("L6", longest, across, photo, is_confirmed=False, confirmed_by=None)
            )
            continue
        real_id = "L5" if lesion_id == "L3" and visit >= 2 else lesion_id
        found.append(measured(real_id, longest, across, photo, ulcerated=real_id == "L2" or None))
    if visit == 1:
        found.append(
            NotDone(
                lesion_id="L1",
                reason="The dressing was not taken off.",
                is_confirmed=True,
                confirmed_by="Dr. A. Weiss",
            )
        )
    if visit == 2:
        for parent in ("L3", "L4"):
            found.append(
                MergedInto(
                    lesion_id=parent,
                    into_lesion_id="L5",
                    is_confirmed=True,
                    confirmed_by="Dr. A. Weiss",
                )
            )
    found.append(
        node(["14.0", "12.5", "11.0", "11.0"][visit])
        if visit != 2
        else NotEvaluable(
            lesion_id="N1",
            reason="Motion on the CT.",
            is_confirmed=True,
            confirmed_by="Dr. B. Lindqvist",
        )
    )
    return tuple(found)


def used(lesion_id, raw, role="target", **more):
    value = None if raw is None else D(raw)
    fields = {"raw_status": "measured", "raw_mm": value, "used_mm": value, **more}
    return ValueUsed(lesion_id=lesion_id, role=role, **fields)


def reason(rule_id, sentence, *cites):
    return Reason(rule_id=rule_id, sentence=sentence, cites=cites or ("eisenhauer_2009",))


BASE = {"baseline_sum_mm": D("57.0"), "baseline_on": DATES[0], "rules_version": "2026.1"}


def calls():
    return (
        VisitCall(
            visited_on=DATES[0],
            is_baseline=True,
            category=None,
            statement="baseline",
            sum_mm=D("57.0"),
            is_sum_complete=True,
            sum_interval_95_mm=(D("56.1"), D("57.9")),
            values_used=(used("L1", "32.4"), used("L2", "24.6")),
            reasons=(reason("recist_1_1.baseline.sum", "Sum: 32.4 + 24.6 = 57.0 mm."),),
            **BASE,
        ),
        VisitCall(
            visited_on=DATES[1],
            category="NE",
            statement="NE",
            target_response="NE",
            non_target_response="NON-CR/NON-PD",
            sum_mm=D("19.8"),
            is_sum_complete=False,
            nadir_mm=D("57.0"),
            nadir_on=DATES[0],
            values_used=(
                used(
                    "L1",
                    None,
                    raw_status="not_done",
                    rule_id="recist_1_1.value.missing",
                    note="The dressing was not taken off.",
                ),
                used("L2", "19.8"),
            ),
            missing_lesion_ids=("L1",),
            reasons=(
                reason(
                    "recist_1_1.value.missing",
                    "Target L1 was not photographed, so the sum of 19.8 mm is incomplete: NE.",
                ),
            ),
            flags=("region not examined: back",),
            **BASE,
        ),
        VisitCall(
            visited_on=DATES[2],
            category="PR",
            statement="PR",
            target_response="PR",
            non_target_response="NON-CR/NON-PD",
            sum_mm=D("34.8"),
            is_sum_complete=True,
            sum_interval_95_mm=(D("33.9"), D("35.7")),
            nadir_mm=D("57.0"),
            nadir_on=DATES[0],
            change_from_baseline_percent=D("-38.9"),
            change_from_nadir_mm=D("-22.2"),
            change_from_nadir_percent=D("-38.9"),
            values_used=(used("L1", "18.6"), used("L2", "16.2")),
            reasons=(
                reason(
                    "recist_1_1.target.pr",
                    "Sum 34.8 mm is 38.9 % below the baseline of 57.0 mm (PR needs 30 %).",
                ),
                reason(
                    "recist_1_1.overall.table",
                    "Targets PR, non-targets non-CR/non-PD, no new lesion: PR.",
                    "eisenhauer_2009",
                    "eortc_recist_faq",
                ),
            ),
            **BASE,
        ),
        VisitCall(
            visited_on=DATES[3],
            category="PR",
            statement="PR; PD if L6 is confirmed",
            target_response="PR",
            non_target_response="NON-CR/NON-PD",
            sum_mm=D("29.9"),
            is_sum_complete=True,
            sum_interval_95_mm=(D("29.0"), D("30.8")),
            nadir_mm=D("34.8"),
            nadir_on=DATES[2],
            change_from_baseline_percent=D("-47.5"),
            change_from_nadir_mm=D("-4.9"),
            change_from_nadir_percent=D("-14.1"),
            values_used=(
                used("L1", "15.1"),
                used("L2", "14.8"),
                used(
                    "N1",
                    None,
                    role="non_target",
                    raw_status="present",
                    note="non-target, not in the sum",
                ),
                used("L6", "8.4", role="new", raw_status="unconfirmed", used_mm=None),
            ),
            conditionals=(
                Conditional(category="PD", if_confirmed=("L6",), sentence="PD if L6 is confirmed"),
            ),
            reasons=(
                reason(
                    "recist_1_1.target.pr",
                    "Sum 29.9 mm is 47.5 % below the baseline of 57.0 mm (PR needs 30 %).",
                ),
                reason(
                    "recist_1_1.value.unconfirmed",
                    "L6 is a proposal: it does not count as new until a clinician confirms it.",
                ),
            ),
            **BASE,
        ),
    )


def confirmed(lesion_id, **more):
    return Lesion(
        lesion_id=lesion_id,
        first_seen_on=more.pop("first_seen_on", DATES[0]),
        **{"is_confirmed": True, "confirmed_by": "Dr. A. Weiss", **more},
    )


def full_case(pictures, **patient):
    lesions = (
        confirmed("L1", role="target", site="right chest wall", morphology="nodule"),
        confirmed("L2", role="target", site="right chest, in scar", morphology="ulcerated nodule"),
        confirmed("L3", role="non_target", site="right chest, lower"),
        confirmed("L4", role="non_target", site="right chest, lower"),
        confirmed(
            "L5",
            role="non_target",
            merged_from=("L3", "L4"),
            first_seen_on=DATES[2],
            site="right chest, lower",
        ),
        confirmed(
            "L6",
            role="new",
            is_confirmed=False,
            confirmed_by=None,
            first_seen_on=DATES[3],
            site="below the scar",
        ),
        confirmed("N1", organ="lymph_node", role="non_target", site="axilla", laterality="right"),
    )
    visits = []
    for k, on in enumerate(DATES):
        photos = (photograph(k, pictures), *((no_scale_photograph(pictures),) if k == 1 else ()))
        visits.append(
            Visit(
                visited_on=on,
                photographs=photos,
                unreadable=(
                    UnreadablePhotograph(
                        file_name="IMG_0042.jpg", sha256=sha("x"), reason="The file is cut off."
                    ),
                )
                if k == 2
                else (),
                findings=visit_findings(k),
                proposals=(
                    MatchProposal(
                        answer="new",
                        outline_id="V4-L6",
                        lesion_id="L6",
                        confidence=0.88,
                        evidence=("No lesion within 22 mm at the last visit.",),
                    ),
                )
                if k == 3
                else (),
                regions_examined=("chest_right", "chest_left"),
                regions_not_examined=("back",) if k == 1 else (),
            )
        )
    return Case(
        patient=Patient(
            **{
                "patient_id": "DEMO-0001",
                "name": "Anna Example",
                "born_on": date(1956, 3, 14),
                **patient,
            }
        ),
        primary=PrimaryTumor(
            laterality="right", diagnosed_on=date(2019, 5, 2), receptors="ER+ PR- HER2 low"
        ),
        plan=ResponsePlan(baseline_on=DATES[0], treatment_started_on=date(2026, 1, 19)),
        treatments=(
            Treatment(
                treatment_id="T1",
                name="capecitabine",
                kind="systemic",
                line=3,
                started_on=date(2026, 1, 19),
            ),
        ),
        lesions=lesions,
        visits=tuple(visits),
    )


def opener(pictures):
    return lambda photograph_id: pictures[photograph_id]


def growth_of(case):
    """Give the growth the measuring side would give, and None where it has none."""
    found = {}
    for lesion in case.lesions:
        dated = [
            (visit.visited_on, float(f.longest_diameter_mm), float(f.uncertainty_mm.combined))
            for visit in case.visits
            for f in visit.findings
            if isinstance(f, Measured) and f.lesion_id == lesion.lesion_id and f.uncertainty_mm
        ]
        found[lesion.lesion_id] = growth(dated=dated) if dated else None
    return found


def attention():
    return (
        Attention(DATES[2], "IMG_0042.jpg", None, "unreadable", "The file is cut off.", "Resend."),
        Attention(
            DATES[1], "back-2.jpg", None, "not_measured", "No marker was found.", "Use the card."
        ),
        Attention(
            DATES[3],
            "chest-4.jpg",
            "L6",
            "to_confirm",
            "L6 is proposed as a new lesion.",
            "Confirm or reject it in the marks.",
        ),
        Attention(
            DATES[3],
            "chest-4.jpg",
            None,
            "candidate",
            "A spot of about 5 mm at (240, 820) is not in the marks.",
            "Look at it.",
        ),
    )


@pytest.fixture(scope="session")
def assessed():
    """A full case: four visits, seven lesions, gaps of several kinds."""
    pictures = {}
    case = full_case(pictures)
    return Assessed(
        case=case,
        calls=calls(),
        role_suggestions=(),
        growth=growth_of(case),
        attention=attention(),
        open_picture=opener(pictures),
        proposed_marks={"2026-04-24": '# proposed\n[[lesion]]\nid = "L6"\n'},
    )


@pytest.fixture(scope="session")
def assessed_hostile():
    """The full case with texts that try to break out of every format."""
    pictures = {}
    bad = '<script>alert(1)</script>"><img src=x onerror=alert(2)> #panic("x") $x$ \\ @cite *_` '
    case = full_case(pictures, name=(bad + "=HYPERLINK(1) " + "Ł" * 60 + " 患者")[:200])
    lesion = case.lesions[0].model_copy(update={"site": bad + "]]>"})
    treatment = case.treatments[0].model_copy(update={"name": "=cmd|' /C calc'!A0"})
    visit = case.visits[0].model_copy(update={"notes": (bad * 5,)})
    photo = visit.photographs[0].model_copy(update={"file_name": "=1+1<b>\t.jpg"})
    visit = visit.model_copy(update={"photographs": (photo,)})
    data = case.model_copy(
        update={
            "lesions": (lesion, *case.lesions[1:]),
            "treatments": (treatment,),
            "visits": (visit, *case.visits[1:]),
        }
    )
    first, *rest = calls()
    sentences = (reason("recist_1_1.baseline.sum", bad),)
    sly = first.model_copy(update={"reasons": sentences, "flags": (bad,)})
    return Assessed(
        case=data,
        calls=(sly, *rest),
        role_suggestions=(RoleSuggestion(lesion_id="L1", role="target", rule_id="x", why=bad),),
        growth={},
        attention=(Attention(DATES[0], "=1+1<b>.jpg", "L1", "note", bad, bad),),
        open_picture=opener(pictures),
        proposed_marks={"../../evil": "x = 1\n"},
    )


@pytest.fixture(scope="session")
def assessed_single():
    """One visit, one lesion."""
    pictures = {}
    case = full_case(pictures)
    visit = case.visits[0]
    small = TooSmall(lesion_id="L3", is_confirmed=True, confirmed_by="Dr. A. Weiss")
    kept = tuple(f for f in visit.findings if f.lesion_id in ("L1", "L2", "L4", "N1"))
    photo = visit.photographs[0]
    return Assessed(
        case=Case(
            patient=case.patient,
            lesions=tuple(each for each in case.lesions if each.lesion_id not in ("L5", "L6")),
            visits=(
                visit.model_copy(update={"findings": (*kept, small), "photographs": (photo,)}),
            ),
        ),
        calls=calls()[:1],
        role_suggestions=(
            RoleSuggestion(
                lesion_id="L1", role="target", rule_id="recist_1_1.roles", why="Largest."
            ),
        ),
        growth={},
        attention=(),
        open_picture=opener(pictures),
    )


@pytest.fixture(scope="session")
def assessed_empty():
    """Nothing measurable at all: no scale, no lesion, one unreadable file."""
    pictures = {}
    photo = no_scale_photograph(pictures)
    return Assessed(
        case=Case(
            patient=Patient(patient_id="R-17"),
            lesions=(Lesion(lesion_id="L1", is_confirmed=True, confirmed_by="Dr. A. Weiss"),),
            visits=(
                Visit(
                    visited_on=DATES[0],
                    photographs=(photo,),
                    unreadable=(
                        UnreadablePhotograph(
                            file_name="a.jpg", sha256=sha("a"), reason="It is a web page."
                        ),
                    ),
                    findings=(
                        Present(
                            lesion_id="L1",
                            reason="No scale in the photograph.",
                            is_confirmed=True,
                            confirmed_by="Dr. A. Weiss",
                        ),
                    ),
                ),
            ),
        ),
        calls=(
            VisitCall(
                visited_on=DATES[0],
                is_baseline=True,
                category=None,
                statement="baseline",
                flags=("no target lesion could be measured",),
            ),
        ),
        role_suggestions=(),
        growth={},
        attention=(
            Attention(
                DATES[0], "a.jpg", None, "unreadable", "It is a web page.", "Send the photograph."
            ),
        ),
        open_picture=opener(pictures),
    )


@pytest.fixture(scope="session")
def assessed_rich(assessed):
    """Give the full case with everything a clinic records beside sizes."""
    return make_rich(assessed)
