"""The tumor-board sheet: one page whatever the case holds, the most urgent first."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.report.board import fit
from dermetry.report.board.arms import arm_lines
from dermetry.report.board.build import NO_QUESTION, build_board_sheet
from dermetry.report.board.fit import Room, cut_text
from dermetry.report.board.render import render_board_html, render_board_pdf
from dermetry.report.paper import breakable
from tests.report.paper import is_pdf_ua, pages_of
from tests.report.test_html import Reader

QUESTION = "Change of systemic treatment, or radiotherapy of L2 first?"


def build(assessed, question=QUESTION):
    return build_board_sheet(assessed=assessed, version="0.1.0", question=question)


def crowd(assessed, count, site="right chest wall", diagnosis="Ductal carcinoma"):
    """Give the case with many more lesions like L1, in the same photographs."""
    case = assessed.case
    names = [f"X{number}" for number in range(count)]

    def copies(items, **ids):
        model = next((each for each in items if each.lesion_id == "L1"), None)
        if model is None:
            return tuple(items)
        more = ({key: value(model, name) for key, value in ids.items()} for name in names)
        return (*items, *(model.model_copy(update=each) for each in more))

    visits = tuple(
        visit.model_copy(
            update={
                "findings": copies(visit.findings, lesion_id=lambda _, name: name),
                "photographs": tuple(
                    photo.model_copy(
                        update={
                            "outlines": copies(
                                photo.outlines,
                                lesion_id=lambda _, name: name,
                                outline_id=lambda model, name: f"{model.outline_id}-{name}",
                            )
                        }
                    )
                    for photo in visit.photographs
                ),
            }
        )
        for visit in case.visits
    )
    lesions = copies(case.lesions, lesion_id=lambda _, name: name, site=lambda *_: site[:200])
    history = case.history.model_copy(update={"diagnosis": diagnosis[:2000]})
    update = {"lesions": lesions, "visits": visits, "history": history}
    return replace(assessed, case=case.model_copy(update=update))


@pytest.fixture(scope="module")
def sheet(assessed_rich):
    return build(assessed_rich)


def test_it_holds_what_a_board_asks_for_on_one_page(sheet):
    (page,) = pages_of(render_board_pdf(sheet=sheet))
    for words in (
        "Anna Example · born 14 Mar 1956 · ID DEMO-0001",
        QUESTION,
        "capecitabine (systemic, line 3) since 19 Jan 2026",
        "ER+ PR- HER2 low",
        "ER positive (as typed); PR negative (as typed); HER2 negative",
        "Extent, from the skin lesions",
        "IV (edition AJCC 8)",
        "2 (24 Apr 2026)",
        "Skin, 24 Apr 2026",
        "Other organs, 24 Apr 2026",
        "Overall, 24 Apr 2026",
        "PD if L6 is confirmed",
        "32.4 ± 0.6 mm",
        "15.1 ± 0.6 mm",
        "5 more lesions: see the course report.",
        "Urgent, due 24 Apr 2026: 38.1 °C on 24 Apr 2026",
        "not cleared as a medical device",
        "DRAFT, not signed",
    ):
        assert words in page, words


def test_targets_lead_then_proposals_then_the_rest(sheet):
    assert [each.lesion_id for each in sheet.bodies[0].lesions] == ["L1", "L2", "L6", "L5"]
    assert [tile.visited for tile in sheet.bodies[0].lesions[0].tiles] == [
        "12 Jan 2026",
        "24 Apr 2026",
    ]


def test_baseline_and_now_have_one_scale(sheet):
    for lesion in sheet.bodies[0].lesions:
        bars = {tile.figure.bar for tile in lesion.tiles if tile.figure}
        assert len(bars) == 1, lesion.lesion_id


def test_skin_other_and_overall_stand_side_by_side(sheet, assessed_rich):
    calls = {each.name.split(",")[0]: each for each in sheet.bodies[0].compartments}
    assert calls["Skin"].badge.letters == "PR"
    assert calls["Other organs"].badge.letters == "non-CR/non-PD"
    skin_only = tuple(each for each in assessed_rich.case.lesions if each.organ == "skin")
    visits = tuple(
        visit.model_copy(
            update={"findings": tuple(f for f in visit.findings if f.lesion_id != "N1")}
        )
        for visit in assessed_rich.case.visits
    )
    case = assessed_rich.case.model_copy(update={"lesions": skin_only, "visits": visits})
    calls = {e.name: e for e in build(replace(assessed_rich, case=case)).bodies[0].compartments}
    assert calls["Other organs"].badge.letters == "no call"
    assert "not a statement that there are none" in calls["Other organs"].detail


def test_with_25_lesions_it_is_one_page_and_counts_the_rest(assessed_rich):
    sheet = build(crowd(assessed_rich, 25))
    (page,) = pages_of(render_board_pdf(sheet=sheet))
    assert "30 more lesions: see the course report." in page


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    count=st.integers(0, 25),
    site=st.text("Wm iL1-", max_size=200),
    diagnosis=st.text("Wm aé.", max_size=2000),
    question=st.text("Wq ?", max_size=4000),
    more=st.lists(st.text("Wx .", max_size=2000), max_size=30),
)
def test_it_is_one_page_whatever_it_holds(assessed_rich, count, site, diagnosis, question, more):
    full = crowd(assessed_rich, count, site, diagnosis)
    item = full.attention[-1]
    waiting = tuple(replace(item, message=f"{n} {text}") for n, text in enumerate(more))
    sheet = build(replace(full, attention=(*full.attention, *waiting)), question)
    (page,) = pages_of(render_board_pdf(sheet=sheet))
    shown = sum(f"{body.more_lesions}" in page for body in sheet.bodies)
    assert shown, "what is left out is counted"
    assert "dermetry 0.1.0, rules 2026.1" in page


def test_what_fits_in_no_size_is_set_smaller_and_never_cut_off(assessed_rich, monkeypatch):
    wide = Room(lesions=20, questions=400, letters=2000, question_letters=4000, calls=6)
    monkeypatch.setattr(fit, "ROOMS", (wide,))
    waiting = tuple(replace(assessed_rich.attention[-1], message=f"Spot {n}.") for n in range(30))
    full = replace(crowd(assessed_rich, 10), attention=waiting)
    (page,) = pages_of(render_board_pdf(sheet=build(full, "long " * 500)))
    assert "Spot 29." in page
    assert "dermetry 0.1.0, rules 2026.1" in page


def test_every_size_accounts_for_every_lesion_and_question(assessed_rich):
    full = crowd(assessed_rich, 20)
    waiting = tuple(replace(full.attention[-1], message=f"Spot {n}.") for n in range(20))
    sheet = build(replace(full, attention=waiting))
    arms = arm_lines(case=full.case, rules=SHIPPED, on=None)
    assert arms
    for body in sheet.bodies:
        assert body.more_lesions.startswith(f"{27 - len(body.lesions)} more lesions")
        more = 21 + len(arms) - len(body.open_questions)
        assert body.more_questions.startswith(f"{more} more open")


def test_a_cut_says_how_much_is_missing_and_where_it_stands():
    assert cut_text("short", 10) == "short"
    cut = cut_text("one two three four five", 12)
    assert cut == "one two … (cut, 16 more characters: see the course report)"


def test_a_word_wider_than_a_column_can_break_and_a_hash_stays_whole():
    assert breakable("W" * 50).count("\u200b") == 2
    assert breakable("a1" * 32) == "a1" * 32
    assert breakable("plain words stay") == "plain words stay"


def test_without_a_question_or_a_visit_it_says_so(assessed_empty):
    assert build(assessed_empty, "  ").bodies[0].question == NO_QUESTION
    none = replace(
        assessed_empty,
        case=assessed_empty.case.model_copy(update={"visits": (), "lesions": ()}),
        calls=(),
        attention=(),
    )
    sheet = build(none, "")
    (page,) = pages_of(render_board_pdf(sheet=sheet))
    assert "No visit yet" in page
    assert "no chart is drawn" in page
    assert "No lesion has a picture at baseline or now." in page
    assert "No visit could be judged." in page


def test_an_override_of_the_latest_visit_is_shown_beside_the_computed_call(assessed_rich):
    case = assessed_rich.case.model_copy(update={"visits": assessed_rich.case.visits[:3]})
    calls = assessed_rich.calls[:3]
    (page,) = pages_of(
        render_board_pdf(sheet=build(replace(assessed_rich, case=case, calls=calls)))
    )
    assert "Clinician’s own call by Dr. A. Weiss, in place of" in page
    assert "Signed by Dr. A. Weiss on 20 Mar 2026" in page
    assert "DRAFT" not in page


def test_only_photographs_of_baseline_and_now_are_opened(assessed_rich):
    opened = []

    def watch(photograph_id):
        opened.append(photograph_id)
        return assessed_rich.open_picture(photograph_id)

    build(replace(assessed_rich, open_picture=watch))
    assert sorted(opened) == ["P1", "P4"]


@pytest.mark.parametrize("name", ["assessed_single", "assessed_hostile", "assessed_empty"])
def test_other_cases_are_one_page(name, request):
    assert len(pages_of(render_board_pdf(sheet=build(request.getfixturevalue(name))))) == 1


def test_same_input_gives_the_same_bytes_and_pdf_ua(sheet, assessed_rich):
    first = render_board_pdf(sheet=sheet)
    assert first == render_board_pdf(sheet=build(assessed_rich))
    assert is_pdf_ua(first)
    assert sheet.last_visit_on == date(2026, 4, 24)


def test_the_page_on_screen_says_the_same(sheet):
    reader = Reader()
    reader.feed(render_board_html(sheet=sheet))
    assert reader.unbalanced == []
    for words in (QUESTION, "3 more lesions: see the course report.", "DRAFT, not signed"):
        assert words in reader.words, words
