"""Pages and folders must never disagree: the same photographs and marks give the same answers."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dermetry.demo.case import write_demo_case
from dermetry.errors import MarksInvalid
from dermetry.imaging.photograph import Opener
from dermetry.pathway.assess import assess_folder
from dermetry.pathway.examine import examine_photograph
from dermetry.pathway.facts import facts_of
from dermetry.pathway.findings import findings_of_visit
from dermetry.pathway.follow import Proposed
from dermetry.pathway.frame import asked_by
from dermetry.pathway.marks import FindingMark, VisitMarks
from dermetry.pathway.overlaps import OutlinesOverlap
from dermetry.pathway.overview import overview_of
from dermetry.pathway.propose_matches import propose_matches
from dermetry.pathway.stored_result import dump_result, load_result
from dermetry.pathway.visits import build_visit
from tests.made import Spot, finding, mark, photograph, save, skin, write_marks
from tests.pathway.conftest import TODAY

FIRST, SECOND = date(2026, 1, 12), date(2026, 2, 16)
SPOTS = {
    "L1": Spot((120, 30), 20, 15),
    "L2": Spot((172, 42), 14, 11),
    "L3": Spot((40, 90), 16, 12),
    "L4": Spot((105, 95), 24, 18),
    "L5": Spot((165, 100), 12, 10),
}
LATER = {key: spot.sized(0.6).moved(3, 2) for key, spot in SPOTS.items()}
FRESH = Spot((70, 75), 11, 9)


@dataclass
class Pages:
    """What the pages of a clinic hold: marks and stored results, by visit; no folder."""

    marks: dict[date, VisitMarks] = field(default_factory=dict)
    results: dict[date, list] = field(default_factory=dict)

    def upload(self, folder: Path, day: date, opener: Opener) -> None:
        """Upload the photographs of one visit folder, and store what was worked out."""
        text = (folder / day.isoformat() / "marks.toml").read_text(encoding="utf-8")
        marks = VisitMarks.model_validate(tomllib.loads(text, parse_float=Decimal))
        self.marks[day] = marks
        self.results[day] = []
        by_file = {each.file: each for each in marks.photograph}
        for path in sorted((folder / day.isoformat()).glob("*.jpg")):
            asked = asked_by(by_file.get(path.name), marks)
            result = examine_photograph(
                data=path.read_bytes(),
                file_name=path.name,
                visited_on=day,
                mark=by_file.get(path.name),
                is_confirmed=asked.is_confirmed,
                calipers_mm=asked.calipers_mm,
                opener=opener,
                today=TODAY,
            )
            text = dump_result(result=result, engine="test")
            self.results[day].append(load_result(text=text))

    def propose(self, case, day: date) -> Proposed:
        return propose_matches(
            case=case,
            visited_on=day,
            results_now=self.results[day],
            results_before=self.results,
            marks=self.marks[day],
        )

    def visit(self, day: date, proposed: Proposed):
        facts = facts_of(visited_on=day, marks=self.marks[day])
        return build_visit(facts=facts, results=self.results[day], proposed=proposed)


def upload(folder: Path) -> Pages:
    pages = Pages()
    with Opener() as opener:
        for path in sorted(folder.glob("2*")):
            pages.upload(folder, date.fromisoformat(path.name), opener)
    return pages


def check_parity(folder: Path) -> None:
    """Check that every visit comes out as the folder gives it."""
    assessed, pages = assess_folder(folder=folder, today=TODAY), upload(folder)
    for visit in assessed.case.visits:
        proposed = pages.propose(assessed.case, visit.visited_on)
        assert proposed.proposals == visit.proposals
        assert pages.visit(visit.visited_on, proposed) == visit
        new = {each.lesion_id for each in proposed.lesions}
        assert new <= {lesion.lesion_id for lesion in assessed.case.lesions}
    overview = overview_of(case=assessed.case)
    assert overview.overall.calls == assessed.calls
    assert {e.lesion.lesion_id: e.growth for e in overview.lesions} == assessed.growth
    assert [e.message for e in overview.attention] == [e.message for e in assessed.attention]


def write_folder(folder: Path, *, spots, names, extra=()) -> None:
    """Write two visits; at the second, ``names`` says which outlines a person has named."""
    save(folder / str(FIRST) / "a.jpg", skin(SPOTS.values()))
    outlines = (mark(key, outline=spot.ring()) for key, spot in SPOTS.items())
    write_marks(folder / str(FIRST), photograph("a.jpg", *outlines))
    save(folder / str(SECOND) / "a.jpg", skin(spots.values(), seed=4, card_mm=(9, 6)))
    boxes = [mark(key if key in names else None, box=spot.box()) for key, spot in spots.items()]
    write_marks(folder / str(SECOND), photograph("a.jpg", *boxes), *extra)


@pytest.mark.parametrize("names", [(), ("L1", "L2"), tuple(SPOTS)])
def test_proposals_are_those_of_the_folder(tmp_path, names):
    write_folder(tmp_path, spots={**LATER, "new": FRESH}, names=names)
    check_parity(tmp_path)


def test_a_stated_lesion_gets_no_proposal_and_its_size_is_as_in_the_folder(tmp_path):
    left = {key: spot for key, spot in LATER.items() if key != "L5"}
    sized = finding("L1", "measured", longest_diameter_mm=12.5)
    write_folder(tmp_path, spots=left, names=tuple(left), extra=(sized, finding("L5", "absent")))
    check_parity(tmp_path)


@pytest.mark.scenes
def test_the_rendered_demo_case_is_the_same_on_pages_and_in_a_folder(tmp_path):
    folder = tmp_path / "case"
    write_demo_case(folder=folder, workers=2)
    check_parity(folder)
    last = sorted(folder.glob("2*"))[-1] / "marks.toml"
    lines = last.read_text(encoding="utf-8").splitlines(keepends=True)
    last.write_text("".join(e for e in lines if not e.startswith("  lesion =")), encoding="utf-8")
    check_parity(folder)


def test_asking_again_proposes_the_same_ids(tmp_path):
    """The first answer is stored with its proposed lesion; the second must not number on."""
    write_folder(tmp_path, spots={**LATER, "new": FRESH}, names=tuple(SPOTS))
    pages, case = upload(tmp_path), assess_folder(folder=tmp_path, today=TODAY).case
    first = pages.propose(case, SECOND)
    assert [each.lesion_id for each in first.lesions] == ["new-20260216-1"]
    assert "new-20260216-1" in {lesion.lesion_id for lesion in case.lesions}
    assert pages.propose(case, SECOND) == first


def test_a_proposed_lesion_that_is_spoken_of_keeps_its_id(tmp_path):
    """A person has stated something of it: the next proposal must not be taken for it."""
    write_folder(tmp_path, spots={**LATER, "new": FRESH}, names=tuple(SPOTS))
    pages, case = upload(tmp_path), assess_folder(folder=tmp_path, today=TODAY).case
    stated = FindingMark(lesion="new-20260216-1", status="present")
    pages.marks[SECOND] = pages.marks[SECOND].model_copy(update={"finding": (stated,)})
    (fresh,) = pages.propose(case, SECOND).lesions
    assert fresh.lesion_id == "new-20260216-2"


def test_a_later_visit_never_changes_what_is_proposed_for_an_earlier_one(tmp_path):
    write_folder(tmp_path, spots=LATER, names=())
    pages, case = upload(tmp_path), assess_folder(folder=tmp_path, today=TODAY).case
    before = pages.propose(case, FIRST)
    assert before.proposals == ()
    assert pages.propose(case, SECOND).proposals


def facts_and_results(tmp_path, *, named="L1", extra=(), also=None):
    save(tmp_path / str(FIRST) / "a.jpg", skin(SPOTS.values()))
    outlines = [mark(named, outline=SPOTS["L1"].ring())]
    outlines += [mark(also, outline=SPOTS["L1"].sized(1.05).ring())] if also else []
    write_marks(tmp_path / str(FIRST), photograph("a.jpg", *outlines), *extra)
    pages = upload(tmp_path)
    return facts_of(visited_on=FIRST, marks=pages.marks[FIRST]), pages.results[FIRST]


def test_a_typed_size_wins_and_the_photograph_stands_as_evidence(tmp_path):
    sized = finding("L1", "measured", longest_diameter_mm=26)
    facts, results = facts_and_results(tmp_path, extra=(sized,))
    (found,) = findings_of_visit(facts=facts, results=results)
    assert found.longest_diameter_mm == 26
    assert "the typed 26 mm lies outside that interval" in found.evidence[0]


def test_a_lesion_stated_gone_and_outlined_is_refused_without_a_file_name(tmp_path):
    facts, results = facts_and_results(tmp_path, extra=(finding("L1", "absent"),))
    with pytest.raises(MarksInvalid) as caught:
        findings_of_visit(facts=facts, results=results)
    assert caught.value.what.startswith('visit 2026-01-12: lesion L1 has status "absent"')
    assert "toml" not in str(caught.value)


def test_two_lesions_in_one_place_are_refused(tmp_path):
    facts, results = facts_and_results(tmp_path, also="L2")
    with pytest.raises(OutlinesOverlap, match=r"2026-01-12/a\.jpg: L1 and L2"):
        findings_of_visit(facts=facts, results=results)


def test_each_finding_names_who_confirmed_it(tmp_path):
    facts, results = facts_and_results(tmp_path)
    named = facts_of(visited_on=FIRST, marks=facts.marks, confirmers={"L1": "Nurse B"})
    (found,) = findings_of_visit(facts=named, results=results)
    assert (found.is_confirmed, found.confirmed_by) == (True, "Nurse B")
    (found,) = findings_of_visit(facts=facts, results=results)
    assert found.confirmed_by == "Dr. A"
