"""What a cell says: proposals are called proposals, silence has its reason, notes are readable."""

from dataclasses import replace

import pytest

from dermetry.errors import KnowledgeInvalid
from dermetry.record.finding import Measured, MergedInto
from dermetry.report import sources
from dermetry.report.build import build_report
from dermetry.report.cells import silence_words
from dermetry.report.html import render_html
from dermetry.report.paper import Layout
from dermetry.report.pdf import render_pdf

FAR = "44 mm away from the calibration object: lay it closer to the lesion"
LARGER = "enlarged by 3.4 % because skin curves away from a flat card"


def with_findings(case, change):
    """Give the case with every finding passed through ``change``."""
    return case.model_copy(
        update={
            "visits": tuple(
                visit.model_copy(
                    update={"findings": tuple(change(visit, each) for each in visit.findings)}
                )
                for visit in case.visits
            )
        }
    )


def test_an_unconfirmed_merger_is_later_called_proposed(assessed):
    def unconfirm(visit, finding):
        is_merger = isinstance(finding, MergedInto)
        return finding.model_copy(update={"is_confirmed": False}) if is_merger else finding

    case = with_findings(assessed.case, unconfirm)
    words, detail = silence_words(case.lesion("L3"), case.visits[3], case)
    assert words == "Proposed: merged into L5"
    assert "not confirmed" in detail
    sure, detail = silence_words(assessed.case.lesion("L3"), case.visits[3], assessed.case)
    assert sure == "Merged into L5"
    assert "not confirmed" not in detail


def test_a_merger_before_a_later_size_explains_nothing(assessed):
    """L3 is called merged at visit 2 and measured again at visit 3: visit 4 is a gap."""

    def swap(visit, finding):
        merger = finding.lesion_id == "L3" and isinstance(finding, MergedInto)
        if not merger:
            return finding
        return Measured(lesion_id="L3", longest_diameter_mm=9, method="caliper", is_confirmed=True)

    case = with_findings(assessed.case, swap)
    merged = MergedInto(lesion_id="L3", into_lesion_id="L4", is_confirmed=True)
    second = case.visits[1].model_copy(
        update={"findings": (*(f for f in case.visits[1].findings if f.lesion_id != "L3"), merged)}
    )
    visits = (case.visits[0], second, *case.visits[2:])
    case = case.model_copy(update={"visits": visits})
    words, _ = silence_words(case.lesion("L3"), case.visits[3], case)
    assert words == "Nothing recorded"


def test_a_proposed_lesion_before_it_was_seen_is_called_proposed(assessed):
    lesion = assessed.case.lesion("L6")
    assert not lesion.is_confirmed
    words, detail = silence_words(lesion, assessed.case.visits[0], assessed.case)
    assert words == "Not yet seen"
    assert detail.startswith("proposed, not confirmed")


@pytest.fixture(scope="module")
def noted(assessed):
    """Give the case with the notes of measuring on L2 (skin) and N1 (node) at the last visit."""
    last = assessed.case.visits[-1].visited_on

    def note(visit, finding):
        if visit.visited_on != last or finding.lesion_id not in ("L2", "N1"):
            return finding
        return finding.model_copy(update={"evidence": (FAR, LARGER)})

    return replace(assessed, case=with_findings(assessed.case, note))


def test_the_notes_of_a_size_stand_beside_it_in_html_and_pdf(noted):
    report = build_report(assessed=noted, version="0.1.0")
    (strip,) = (each for each in report.strips if each.lesion_id == "L2")
    tile = strip.tiles[-1]
    assert tile.headline.startswith("14.8")
    assert tile.notes == f"{FAR}; {LARGER}"
    html = str(render_html(report=report))
    here = html.index("14.8 ±", html.index('id="lesions"'))
    assert 0 < html.index(LARGER, here) - here < 600
    assert report.other_lesions.rows[0][-1].detail.endswith(LARGER)
    printed = next(s for s in Layout().lay(report)["strips"] if s["lesion_id"] == "L2")
    assert printed["tiles"][-1]["notes"] == tile.notes
    without = replace(tile, notes="")
    strips = tuple(
        replace(each, tiles=(*each.tiles[:-1], without)) if each is strip else each
        for each in report.strips
    )
    assert render_pdf(report=report) != render_pdf(report=replace(report, strips=strips))


def test_the_enlargement_is_explained_only_where_a_size_was_enlarged(noted, assessed):
    def said(case):
        return "; ".join(build_report(assessed=case, version="0.1.0").how_measured)

    assert "enlarged" in said(noted)
    assert "fold" in said(noted)
    assert "enlarged" not in said(assessed)


def test_a_broken_rule_file_is_not_passed_over(assessed, monkeypatch):
    def broken(*, name):
        raise KnowledgeInvalid(f"{name} is broken")

    monkeypatch.setattr(sources, "load_rules", broken)
    with pytest.raises(KnowledgeInvalid, match="is broken"):
        build_report(assessed=assessed, version="0.1.0")
