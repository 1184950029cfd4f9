"""What a person writes: read exactly, and every slip named with what to write instead."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dermetry.errors import InputNotFound, MarksInvalid
from dermetry.pathway.folder import CaseFolderEmpty, VisitNameInvalid, read_case_folder
from dermetry.pathway.lesions import LesionUnknown, collect_lesions
from dermetry.pathway.marks import VisitMarks
from dermetry.pathway.newness import NewnessContradicted
from dermetry.pathway.toml_input import TomlBroken, TomlValuesInvalid, read_toml

TODAY = date(2026, 6, 1)


def read(tmp_path: Path, text: str) -> VisitMarks:
    path = tmp_path / "marks.toml"
    path.write_text(text, encoding="utf-8")
    return read_toml(path=path, model=VisitMarks, name="2026-01-12/marks.toml")


def visit(folder: Path, name: str, marks: str = "", *files: str) -> None:
    (folder / name).mkdir(parents=True)
    for file in files:
        (folder / name / file).write_bytes(b"x")
    if marks:
        (folder / name / "marks.toml").write_text(marks, encoding="utf-8")


def test_decimals_stay_exact(tmp_path: Path):
    marks = read(tmp_path, '[[finding]]\nlesion="L1"\nstatus="measured"\nlongest_diameter_mm=4.95')
    assert marks.finding[0].longest_diameter_mm == Decimal("4.95")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[finding]]\nlesion="L1"\nstatus="measured"\nlongest_diameter_cm=1.9', "not centimeters"),
        (
            '[[finding]]\nlesion="L1"\nstatus="measured"\nlongest_diameter_mm="1.9 cm"',
            "plain number in millimeters",
        ),
        ('[[finding]]\nlesion="L1"\nstatus="gone"', "finding 1"),
        ('[[finding]]\nlesion="L1"\nstatus="not_done"', "needs reason"),
        ('[[finding]]\nlesion="L1"\nstatus="absent"\nlongest_diameter_mm=3', "carries no size"),
        ('[[finding]]\nlesion="L1"\nstatus="measured"', "needs longest_diameter_mm"),
        (
            '[[finding]]\nlesion="L1"\nstatus="measured"\nlongest_diameter_mm=-3',
            "longest_diameter_mm",
        ),
        ("colour = 1", "unknown field"),
        ("confirmed = true", "does not say by whom"),
        ('[[photograph]]\nfile="a.jpg"\n[[photograph.lesion]]\nlesion="L1"', "exactly one of tap"),
        (
            '[[photograph]]\nfile="a.jpg"\n[[photograph.lesion]]\ntap=[1,2]\nbox=[1,2,3,4]',
            "exactly one of tap",
        ),
        ('[[photograph]]\nfile="a.jpg"\n[[photograph]]\nfile="a.jpg"', "listed twice"),
        (
            '[[finding]]\nlesion="L1"\nstatus="absent"\n[[finding]]\nlesion="L1"\nstatus="absent"',
            "two findings",
        ),
        ('[[photograph]]\nfile="a.jpg"\nruler={first=[1,2],second=[3,4],mm=0}', "ruler mm"),
        ('[[photograph]]\nfile="a.jpg"\n[[photograph.lesion]]\ntap=[nan, 3]', "tap"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, text: str, message: str):
    with pytest.raises(TomlValuesInvalid, match=message):
        read(tmp_path, text)


def test_toml_that_does_not_parse_names_the_line(tmp_path: Path):
    with pytest.raises(TomlBroken, match="line 2"):
        read(tmp_path, "confirmed = false\nzone = [1, }\nnote = 3")
    with pytest.raises(TomlBroken):
        read_toml(path=tmp_path, model=VisitMarks, name="a folder")


def test_visits_come_in_order_and_strays_are_named(tmp_path: Path):
    visit(tmp_path, "2026-02-16 after cycle 2", "", "b.jpg")
    visit(tmp_path, "2026-01-12", "", "a.jpg", "notes.txt")
    (tmp_path / "IMG_1.jpg").write_bytes(b"x")
    (tmp_path / "report").mkdir()
    case = read_case_folder(folder=tmp_path, today=TODAY)
    assert [each.visited_on for each in case.visits] == [date(2026, 1, 12), date(2026, 2, 16)]
    assert [file.name for file in case.visits[0].files] == ["a.jpg"]
    assert case.passed_over == ("IMG_1.jpg",)


def test_a_folder_without_visits_says_what_to_do(tmp_path: Path):
    with pytest.raises(CaseFolderEmpty, match="YYYY-MM-DD"):
        read_case_folder(folder=tmp_path, today=TODAY)
    with pytest.raises(InputNotFound):
        read_case_folder(folder=tmp_path / "nowhere", today=TODAY)
    visit(tmp_path, "2026-01-12")
    with pytest.raises(CaseFolderEmpty, match="neither photographs nor marks"):
        read_case_folder(folder=tmp_path, today=TODAY)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["2027-01-12"], "lies in the future"),
        (["2026-02-30"], "not named by a real date"),
        (["2026-01-12", "2026-01-12 b"], "two visit folders carry the date"),
    ],
)
def test_a_wrong_visit_date_is_refused(tmp_path: Path, names: list[str], message: str):
    for name in names:
        visit(tmp_path, name, "", "a.jpg")
    with pytest.raises(VisitNameInvalid, match=message):
        read_case_folder(folder=tmp_path, today=TODAY)


def test_marks_for_a_photograph_that_is_not_there(tmp_path: Path):
    visit(tmp_path, "2026-01-12", '[[photograph]]\nfile="b.jpg"', "a.jpg")
    with pytest.raises(MarksInvalid, match=r"names the photograph b\.jpg"):
        read_case_folder(folder=tmp_path, today=TODAY)


def lesions_of(folder: Path):
    case = read_case_folder(folder=folder, today=TODAY)
    return {
        each.lesion_id: each
        for each in collect_lesions(folder=case, baseline_on=case.visits[0].visited_on)
    }


SEEN = '[[finding]]\nlesion="{}"\nstatus="present"\n'


def test_ids_of_the_first_visit_are_known(tmp_path: Path):
    visit(tmp_path, "2026-01-12", SEEN.format("L1") + SEEN.format("L2"))
    visit(tmp_path, "2026-02-16", SEEN.format("L2"))
    assert {key: lesion.role for key, lesion in lesions_of(tmp_path).items()} == {
        "L1": "undecided",
        "L2": "undecided",
    }


def test_a_typing_slip_is_never_a_new_lesion(tmp_path: Path):
    visit(tmp_path, "2026-01-12", SEEN.format("L1") + SEEN.format("L2"))
    visit(tmp_path, "2026-02-16", SEEN.format("l2"))
    with pytest.raises(LesionUnknown, match=r"l2.*known lesions are L1, L2.*did you mean L2"):
        lesions_of(tmp_path)


def test_a_declared_case_knows_only_declared_lesions(tmp_path: Path):
    (tmp_path / "case.toml").write_text('[[lesion]]\nid="L1"\nrole="target"')
    visit(tmp_path, "2026-01-12", SEEN.format("L3"))
    with pytest.raises(LesionUnknown, match="L3"):
        lesions_of(tmp_path)


def test_a_new_lesion_is_introduced_and_confirmed_by_name(tmp_path: Path):
    visit(tmp_path, "2026-01-12", SEEN.format("L1"))
    visit(tmp_path, "2026-02-16", SEEN.format("L2") + "is_new=true")
    visit(
        tmp_path,
        "2026-03-16",
        'confirmed=true\nconfirmed_by="Dr. A"\n' + SEEN.format("L2") + "is_new=true",
    )
    found = lesions_of(tmp_path)["L2"]
    assert (found.role, found.newness, found.confirmed_by) == ("new", "unequivocal", "Dr. A")
    assert found.first_seen_on == date(2026, 2, 16)


def test_a_merged_lesion_takes_the_role_of_a_target_parent(tmp_path: Path):
    (tmp_path / "case.toml").write_text(
        '[[lesion]]\nid="L1"\nrole="target"\n[[lesion]]\nid="L2"\nrole="non_target"'
    )
    merged = '[[finding]]\nlesion="{}"\nstatus="merged_into"\nmerged_into="L1+L2"\n'
    visit(tmp_path, "2026-01-12", SEEN.format("L1") + SEEN.format("L2"))
    visit(tmp_path, "2026-02-16", merged.format("L1") + merged.format("L2") + SEEN.format("L1+L2"))
    mass = lesions_of(tmp_path)["L1+L2"]
    assert (mass.role, mass.merged_from, mass.newness) == ("target", ("L1", "L2"), None)


def test_an_equivocal_lesion_is_proved_by_a_later_confirmed_mark(tmp_path: Path):
    visit(tmp_path, "2026-01-12", SEEN.format("L1"))
    sure = 'confirmed=true\nconfirmed_by="Dr. A"\n'
    visit(tmp_path, "2026-02-16", sure + SEEN.format("L2") + "is_new=true\nequivocal=true")
    visit(tmp_path, "2026-03-16", sure + SEEN.format("L2") + "is_new=true")
    found = lesions_of(tmp_path)["L2"]
    assert (found.newness, found.proved_on) == ("equivocal", date(2026, 3, 16))


SURE = 'confirmed=true\nconfirmed_by="Dr. A"\n'


def test_a_later_unconfirmed_doubt_takes_nothing_back(tmp_path: Path):
    visit(tmp_path, "2026-01-12", SURE + SEEN.format("L1"))
    visit(tmp_path, "2026-02-16", SURE + SEEN.format("L9") + "is_new=true")
    visit(tmp_path, "2026-03-16", SEEN.format("L9") + "is_new=true\nequivocal=true")
    assert lesions_of(tmp_path)["L9"].newness == "unequivocal"


def test_a_later_confirmed_doubt_is_refused(tmp_path: Path):
    visit(tmp_path, "2026-01-12", SURE + SEEN.format("L1"))
    visit(tmp_path, "2026-02-16", SURE + SEEN.format("L9") + "is_new=true")
    visit(tmp_path, "2026-03-16", SURE + SEEN.format("L9") + "equivocal=true")
    with pytest.raises(NewnessContradicted, match="equivocal on 2026-03-16"):
        lesions_of(tmp_path)


def test_a_lesion_confirmed_before_cannot_become_new(tmp_path: Path):
    visit(tmp_path, "2026-01-12", SURE + SEEN.format("L1"))
    visit(tmp_path, "2026-02-16", SURE + SEEN.format("L1") + "is_new=true")
    with pytest.raises(NewnessContradicted, match="L1 is marked new on 2026-02-16"):
        lesions_of(tmp_path)


def test_a_declared_lesion_of_doubt_stays_one_of_doubt(tmp_path: Path):
    (tmp_path / "case.toml").write_text('[[lesion]]\nid="L1"\n[[lesion]]\nid="L9"')
    visit(tmp_path, "2026-01-12", SURE + SEEN.format("L1"))
    visit(tmp_path, "2026-02-16", SURE + SEEN.format("L9") + "is_new=true\nequivocal=true")
    found = lesions_of(tmp_path)["L9"]
    assert (found.role, found.newness) == ("new", "equivocal")


def test_an_unconfirmed_sighting_at_baseline_cannot_take_back_a_confirmed_new(tmp_path: Path):
    visit(tmp_path, "2026-01-12", SEEN.format("L9"))
    visit(tmp_path, "2026-02-16", SURE + SEEN.format("L9") + "is_new=true")
    found = lesions_of(tmp_path)["L9"]
    assert (found.first_seen_on, found.newness) == (date(2026, 2, 16), "unequivocal")


def test_a_merged_node_is_a_node(tmp_path: Path):
    (tmp_path / "case.toml").write_text(
        '[[lesion]]\nid="N1"\norgan="lymph_node"\nsite="left axilla"\nrole="target"\n'
        '[[lesion]]\nid="N2"\norgan="lymph_node"\nsite="left axilla"\nrole="target"'
    )
    merged = '[[finding]]\nlesion="{}"\nstatus="merged_into"\nmerged_into="N3"\n'
    visit(tmp_path, "2026-01-12", SEEN.format("N1") + SEEN.format("N2"))
    visit(tmp_path, "2026-02-16", merged.format("N1") + merged.format("N2"))
    mass = lesions_of(tmp_path)["N3"]
    assert (mass.organ, mass.site, mass.role) == ("lymph_node", "left axilla", "target")


def test_one_lesion_outlined_twice_in_one_photograph_is_refused(tmp_path: Path):
    outline = '  [[photograph.lesion]]\n  lesion="L1"\n  tap=[5,5]\n'
    with pytest.raises(TomlValuesInvalid, match=r"L1 is outlined twice in a\.jpg"):
        read(tmp_path, '[[photograph]]\nfile="a.jpg"\n' + outline * 2)


@pytest.mark.parametrize(
    "text",
    [
        '[[photograph]]\nfile="a.jpg"\nsheet="../../secret.toml"',
        '[[photograph]]\nfile="a.jpg"\nsheet="a\\u0000b"',
        "note = " + "9" * 5000,
        "note = 1e99999999999999999999",
        '[[photograph]]\nfile="a.jpg"\n[[photograph.lesion]]\ntap=[1,2]\nmorphology="'
        + "x" * 300
        + '"',
    ],
)
def test_absurd_values_are_refused_in_words(tmp_path: Path, text: str):
    with pytest.raises(MarksInvalid, match=r"marks\.toml"):
        read(tmp_path, text)
