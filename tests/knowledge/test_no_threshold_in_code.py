"""No clinical threshold stands in Python: every number in these rooms is plain or explained."""

from importlib.resources import files
from pathlib import Path

import pytest
from tests.knowledge.numbers import numbers_in, numbers_of_room

PACKAGE = Path(str(files("dermetry")))
ROOMS = [
    room for room in ("pathology", "pathway", "response", "wellbeing") if (PACKAGE / room).is_dir()
]
WORDING = "one thing or several, in a sentence"
GEOMETRY = "geometry of a photograph: whether a scale or an outline can be right at all"
TYPING = "a typing guard: the widest that can be typed"
ROUNDING = "decimals that are kept of a technical number"
GRID = "how finely an integral is worked out, and how far from its middle"
SIZE = "how much is read, kept or shown at most"
NAMES = "the number that stands for a name; nothing is measured by it"
TURNED = "the two sides of one ratio from the rule file: n times likelier, n times unlikelier"
# By file and function (or constant): the numbers, and why they are no clinical threshold.
EXPLAINED: dict[tuple[str, str], tuple[set[str], str]] = {
    ("pathology/origin/next.py", "why_no_stain"): ({"1"}, WORDING),
    ("pathology/origin/odds.py", "TIE"): ({"12"}, ROUNDING),
    ("pathology/origin/score.py", "NAMED_AT_MOST"): ({"3"}, SIZE),
    ("pathology/origin/score.py", "shares"): ({"100"}, "percent: the rest to the whole"),
    ("pathology/origin/score.py", "say_number"): ({"100"}, "percent: the rest to the whole"),
    ("pathology/origin/score.py", "conclude"): ({"1"}, TURNED),
    ("pathology/origin/score.py", "side_of"): ({"1"}, TURNED),
    ("pathology/stain_questions.py", "check_report"): ({"1"}, "the name of a grade, as reported"),
    ("pathway/alerts/book.py", "months_after"): ({"12"}, "months of a year"),
    ("pathway/alerts/renewing.py", "TEXT_MOST"): ({"2000"}, SIZE),
    ("pathway/attention.py", "candidates"): ({"1"}, WORDING),
    ("pathway/csv_input.py", "SHOWN"): ({"10"}, SIZE),
    ("pathway/csv_input.py", "OLDEST_YEAR"): ({"1900"}, TYPING),
    ("pathway/csv_input.py", "plain_day"): ({"14"}, SIZE),
    ("pathway/csv_input.py", "fill_in"): ({"3", "12", "31"}, "months of a year, days of a month"),
    ("pathway/description.py", "TreatmentMark"): ({"30"}, TYPING),
    ("pathway/description.py", "ResponseMark"): ({"10", "365"}, TYPING),
    ("pathway/description.py", "CaseDescription"): ({"200"}, SIZE),
    ("pathway/files.py", "NAME_LENGTH"): ({"160"}, SIZE),
    ("pathway/files.py", "read_photograph"): ({"1e+06"}, "bytes of a megabyte"),
    ("pathway/follow.py", "record_proposal"): ({"3"}, ROUNDING),
    ("pathway/lesion_case.py", "build_uncertainty"): ({"0.0001"}, ROUNDING),
    ("pathway/lesion_cells.py", "read_numbers"): ({"1"}, "a count is whole, and of one at least"),
    ("pathway/lesion_columns.py", "LIMITS"): ({"9999"}, TYPING),
    ("pathway/lesion_columns.py", "TO_MM"): ({"10"}, "millimeters of a centimeter"),
    ("pathway/lesions.py", "refuse_unknown"): ({"0.5"}, "how alike two names are"),
    ("pathway/lesions.py", "natural"): ({"12"}, "digits to sort names by"),
    ("pathway/marks.py", "Number"): ({"1e+06"}, TYPING),
    ("pathway/marks.py", "RulerMark"): ({"1000"}, TYPING),
    ("pathway/marks.py", "OutlineMark"): ({"3"}, GEOMETRY),
    ("pathway/marks.py", "PhotographMark"): ({"200"}, SIZE),
    ("pathway/marks.py", "VisitMarks"): ({"200"}, SIZE),
    ("pathway/merge_names.py", "LONGEST_ID"): ({"64"}, SIZE),
    ("pathway/overlaps.py", "SAME_PLACE_SHARE"): ({"0.5"}, GEOMETRY),
    ("pathway/pattern.py", "LESIONS_NEEDED"): ({"3"}, GEOMETRY),
    ("pathway/pattern.py", "USUAL_RATIO"): ({"1.3"}, GEOMETRY),
    ("pathway/photographs.py", "MARGIN_SHARE"): ({"0.1"}, GEOMETRY),
    ("pathway/photographs.py", "calibration_area"): ({"3"}, GEOMETRY),
    ("pathway/proposed_marks.py", "quoted"): ({"32"}, "control characters of a text"),
    ("pathway/recall.py", "CORNERS"): ({"4"}, GEOMETRY),
    ("pathway/recall.py", "recall_scale"): ({"3"}, GEOMETRY),
    ("pathway/recording.py", "TENTH"): ({"0.1"}, ROUNDING),
    ("pathway/recording.py", "HUNDREDTH"): ({"0.01"}, ROUNDING),
    ("pathway/recording.py", "record_scale"): ({"4", "5"}, ROUNDING),
    ("pathway/recording.py", "record_outline"): ({"3"}, ROUNDING),
    ("pathway/recording.py", "record_candidate"): ({"3"}, ROUNDING),
    ("pathway/scaling.py", "RULER_AGREES_LOG"): ({"0.18"}, GEOMETRY),
    ("pathway/sizes.py", "TENTH"): ({"0.1"}, ROUNDING),
    ("pathway/toml_input.py", "SIZE_LIMIT_BYTES"): ({"4000000"}, SIZE),
    ("pathway/toml_input.py", "parse_toml"): ({"1000000"}, "bytes of a megabyte"),
    ("pathway/zones.py", "check_zone"): ({"3", "0.4"}, "how alike two names are"),
    ("response/certainty/categories.py", "WIDE"): ({"4"}, GRID),
    ("response/certainty/course.py", "REACH"): ({"5"}, GRID),
    ("response/certainty/course.py", "LEAST"): ({"0.2"}, GRID),
    ("response/certainty/course.py", "FINE"): ({"3"}, GRID),
    ("response/certainty/course.py", "COARSE"): ({"12"}, GRID),
    ("response/certainty/course.py", "FORGOTTEN"): ({"1e-12"}, GRID),
    ("response/certainty/course.py", "ERRORS"): ({"1e-06"}, GRID),
    ("response/certainty/course.py", "EXACT"): ({"0.01"}, GRID),
    ("response/certainty/course.py", "GONE"): ({"9", "10"}, GRID),
    ("response/certainty/false_calls.py", "REACH"): ({"5"}, GRID),
    ("response/certainty/false_calls.py", "MOST"): ({"150"}, GRID),
    ("response/certainty/false_calls.py", "TENTHS"): ({"10"}, ROUNDING),
    ("response/certainty/false_calls.py", "spread_of"): ({"12"}, "variance of a rounding error"),
    ("response/certainty/hinge.py", "HUNDREDTH"): ({"0.01"}, ROUNDING),
    ("response/certainty/normal.py", "REACH"): ({"8"}, GRID),
    ("response/certainty/normal.py", "NOISE"): ({"1e-09"}, ROUNDING),
    ("response/certainty/normal.py", "ORDER"): ({"12"}, GRID),
    ("response/certainty/normal.py", "legendre"): ({"3", "4"}, "a formula of Gauss-Legendre"),
    ("response/certainty/say.py", "say_chance"): ({"3"}, ROUNDING),
    ("response/certainty/say.py", "percent"): ({"1", "100"}, WORDING),
    ("response/certainty/single_size.py", "TENTH"): ({"0.1"}, ROUNDING),
    ("response/certainty/single_size.py", "ways_to_move"): ({"1"}, "a direction: less or more"),
    ("response/certainty/single_size.py", "find_hinge"): ({"1"}, "halving until two are neighbors"),
    ("response/certainty/write.py", "THOUSANDTH"): ({"0.001"}, ROUNDING),
    ("response/explain.py", "TENTH"): ({"0.1"}, ROUNDING),
    ("response/explain.py", "change_percent"): ({"10"}, "one decimal more of a written number"),
    ("response/interval.py", "SDS_95"): ({"1.96"}, "statistics: two sides of a normal curve"),
    ("response/non_target.py", "has_grown"): ({"100"}, "percent, kept exact by multiplying"),
    ("response/rules_named.py", "CUT_AT"): ({"200"}, SIZE),
    **dict.fromkeys(
        [("response/sequence/confirm.py", name) for name in
         ("TOO_MANY_NE", "TOO_MANY_SD", "PR_AFTER_CR", "LOST")],
        ({"3", "4", "5", "6"}, NAMES),
    ),
    **dict.fromkeys(
        [("response/sequence/kinds.py", name) for name in
         ("NON", "NED", "PD", "UPD", "NE", "ND", "KINDS")],
        ({"3", "4", "5", "6", "7", "8", "9"}, NAMES),
    ),
    ("response/sequence/say.py", "on"): ({"16"}, SIZE),
    ("response/sequence/say.py", "count"): ({"1"}, WORDING),
    ("response/statements.py", "LONGEST"): ({"2000"}, SIZE),
}  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_every_number_in_the_room_is_explained(room: str):
    wrong = [
        f"{each.file}, line {each.line} ({each.context}): {each.value}"
        for each in numbers_of_room(folder=PACKAGE / room)
        if each.value not in EXPLAINED.get((each.file, each.context), (set(), ""))[0]
    ]
    assert wrong == [], (
        "move what is clinical to knowledge/rules with source and status; "
        "what is not belongs into EXPLAINED with a reason"
    )


def test_no_explanation_outlives_its_number():
    there: dict[tuple[str, str], set[str]] = {}
    for room in ROOMS:
        for each in numbers_of_room(folder=PACKAGE / room):
            there.setdefault((each.file, each.context), set()).add(each.value)
    assert [place for place in EXPLAINED if place not in there] == []
    shared = {NAMES}
    gone = {
        place: values - there[place]
        for place, (values, why) in EXPLAINED.items()
        if why not in shared and values - there[place]
    }
    assert gone == {}


@pytest.mark.parametrize(
    "line",
    [
        "if percent >= 10: pass",
        "if er.percent >= 1: pass",
        "if ratio < 2: pass",
        "is_high = ki67 > 20",
        "is_high = 20 < ki67 < 29",
        "is_high = ki67 > float('20')",
        "is_low = percent <= Decimal('10')",
        "LATE = timedelta(weeks=6)",
        "CUT = 14",
        "near = value - 5",
        "score: Annotated[int, Field(ge=4)]",
        "def judge(days=28): pass",
        "if len(stains) > percent > 10: pass",
        "found = [each for each in stains if each.percent >= 1]",
        "match grade:\n    case 3: pass",
        "high = percent in (30, 40)",
        "high = {'er': 10}['er'] <= percent",
    ],
)
def test_a_threshold_written_into_code_is_found(line: str):
    assert list(numbers_in(source=line, file="x.py")), line


@pytest.mark.parametrize(
    "line",
    [
        "first = stains[3]",
        "rest = stains[4:-3]",
        "if len(stains) > 1: pass",
        "if names.count('ER') == 2: pass",
        "share = 100 * part / whole",
        "half = total / 2",
        "if percent > rules.threshold('er_positive_percent'): pass",
        "if percent == 0: pass",
        "if scores[-1].value >= limit: pass",
        "name = f'{value:.3f}'",
        "'''at least 10 percent'''",
    ],
)
def test_plain_counting_is_not_taken_for_a_threshold(line: str):
    assert list(numbers_in(source=line, file="x.py")) == []
