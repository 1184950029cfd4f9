"""Bad input at the command line: a clear message, the documented exit code, nothing damaged.

Every case runs the installed command in its own process, as a user would.
"""

import io
import json
import os
import resource
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dermetry.report.card import card_png


def run(*arguments: object, cwd: Path | None = None, limit_file_bytes: int | None = None):
    """Run ``dermetry`` and give (exit code, stdout, stderr)."""

    def limit() -> None:
        if limit_file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_file_bytes, limit_file_bytes))

    done = subprocess.run(
        [sys.executable, "-m", "dermetry", *(str(each) for each in arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
        env=os.environ | {"COLUMNS": "200"},
        preexec_fn=limit,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def skin(width: int = 900, height: int = 700) -> np.ndarray:
    """Give plain textured skin with one dark lesion in the middle."""
    noise = np.random.default_rng(3).normal(0, 4, (height, width, 3))
    picture = np.full((height, width, 3), (205, 160, 140), dtype=np.float64) + noise
    ys, xs = np.mgrid[0:height, 0:width]
    inside = ((xs - 620) / 90) ** 2 + ((ys - 350) / 70) ** 2 < 1
    picture[inside] = (140, 70, 70) + noise[inside]
    return picture.clip(0, 255).astype(np.uint8)


def save(path: Path, pixels: np.ndarray, **options: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **options)
    return path


def with_card(
    pixels: np.ndarray, *, kind: str = "card", at: tuple[int, int] = (20, 20)
) -> np.ndarray:
    card, _, _ = card_png(kind=kind, dpi=120)
    pixels = pixels.copy()
    pixels[at[1] : at[1] + card.shape[0], at[0] : at[0] + card.shape[1]] = card
    return pixels


def bomb(path: Path) -> Path:
    """Write a small PNG file that says it holds 20,000 x 20,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(60_001) * 200, 9)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return save(tmp_path / "photo.png", with_card(skin(1100, 700)))


def test_a_photograph_with_a_card_is_measured(photo: Path):
    code, out, _ = run("measure", photo, "--tap", "620,350", "--json")
    assert code == 0
    lesion = json.loads(out)["lesions"][0]
    true_mm = 180 * 25.4 / 120
    low, high = lesion["longest_diameter_mm"]["interval_95"]
    assert low < true_mm < high
    assert abs(lesion["longest_diameter_mm"]["value"] / true_mm - 1) < 0.05


def test_no_marker(tmp_path: Path):
    path = save(tmp_path / "a.png", skin())
    code, out, err = run("measure", path, "--tap", "620,350")
    assert code == 5
    assert "no marker" in (out + err).lower()


def test_two_different_markers(tmp_path: Path):
    pixels = with_card(with_card(skin(1500, 900)), kind="strip", at=(20, 600))
    path = save(tmp_path / "a.png", pixels)
    code, out, err = run("measure", path, "--tap", "620,350")
    assert code == 5
    assert "two" in (out + err).lower()


def test_a_black_frame(tmp_path: Path):
    path = save(tmp_path / "a.png", np.zeros((700, 900, 3), np.uint8))
    code, out, err = run("measure", path, "--box", "500,250,740,450")
    assert code == 5
    assert "black" in (out + err).lower()


def test_a_bomb(tmp_path: Path):
    code, _, err = run("measure", bomb(tmp_path / "a.png"), "--tap", "620,350")
    assert code == 4
    assert "20,000" in err or "20000" in err or "20 000" in err


def test_a_truncated_jpeg(tmp_path: Path):
    buffer = io.BytesIO()
    Image.fromarray(skin()).save(buffer, "JPEG")
    path = tmp_path / "a.jpg"
    path.write_bytes(buffer.getvalue()[: len(buffer.getvalue()) // 2])
    code, _, err = run("measure", path, "--tap", "620,350")
    assert code == 4
    assert "a.jpg" in err


def test_html_named_jpg(tmp_path: Path):
    path = tmp_path / "a.jpg"
    path.write_text("<html><script>alert(1)</script></html>")
    code, _, err = run("measure", path, "--tap", "620,350")
    assert code == 4
    assert "a.jpg" in err


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--tap", "5000,20"], 7, "outside"),
        (["--tap", "12"], 7, "x,y"),
        (["--tap", "nan,3"], 7, "x,y"),
        (["--box", "10,10,10,10"], 7, "box"),
        (["--tap", "620,350", "--ruler", "5,5,5,5,20"], 7, "ruler"),
        (["--tap", "620,350", "--ruler", "5,5,300,5,-4"], 7, "ruler"),
        (["--tap", "620,350", "--caliper", "1.9cm"], 7, "millimeters"),
        (["--caliper", "19"], 7, "caliper"),
        (["--tap", "620,350", "--sheet", "nowhere.toml"], 3, "nowhere.toml"),
        (["--nonsense"], 2, "nonsense"),
    ],
)
def test_wrong_values_of_measure(tmp_path: Path, options: list[str], code: int, words: str):
    path = save(tmp_path / "a.png", skin())
    found, out, err = run("measure", path, *options)
    assert found == code, out + err
    assert words in (out + err).lower()


def test_a_photograph_that_is_not_there(tmp_path: Path):
    code, _, err = run("measure", tmp_path / "none.jpg", "--tap", "1,1")
    assert code == 3
    assert "none.jpg" in err


def visit(folder: Path, day: str, pixels: np.ndarray | None = None, marks: str = "") -> Path:
    (folder / day).mkdir(parents=True, exist_ok=True)
    if pixels is not None:
        save(folder / day / "a.png", pixels)
    if marks:
        (folder / day / "marks.toml").write_text(marks, encoding="utf-8")
    return folder / day


MARKS = """
confirmed = true
confirmed_by = "Dr. A"
[[photograph]]
file = "a.png"
zone = "chest_wall_anterior"
  [[photograph.lesion]]
  lesion = "L1"
  box = [520, 270, 720, 430]
"""


def test_an_empty_folder(tmp_path: Path):
    code, _, err = run("assess", tmp_path)
    assert code == 3
    assert "YYYY-MM-DD" in err


def test_a_future_date(tmp_path: Path):
    visit(tmp_path, "2999-01-12", skin())
    code, _, err = run("assess", tmp_path)
    assert code == 7
    assert "future" in err


def test_an_unknown_lesion_in_the_marks(tmp_path: Path):
    visit(tmp_path, "2026-01-12", with_card(skin(1100, 700)), MARKS)
    visit(tmp_path, "2026-02-12", skin(1000, 700), MARKS.replace("L1", "L7"))
    code, _, err = run("assess", tmp_path)
    assert code == 7
    assert "L7" in err
    assert not (tmp_path / "report").exists()


def test_a_wrong_unit_in_the_marks(tmp_path: Path):
    text = '[[finding]]\nlesion="L1"\nstatus="measured"\nlongest_diameter_cm=1.9'
    visit(tmp_path, "2026-01-12", None, text)
    code, _, err = run("assess", tmp_path)
    assert code == 7
    assert "millimeters" in err


def test_unreadable_and_duplicate_photographs_do_not_stop_the_rest(tmp_path: Path):
    first = visit(tmp_path, "2026-01-12", with_card(skin(1100, 700)), MARKS)
    (first / "copy.png").write_bytes((first / "a.png").read_bytes())
    (first / "page.jpg").write_text("<html></html>")
    code, out, err = run("assess", tmp_path, "--json")
    assert code == 4, err
    result = json.loads(out)
    told = {each["file_name"]: each["message"] for each in result["attention"] if each["file_name"]}
    assert "same photograph" in told["copy.png"]
    assert "page.jpg" in told["page.jpg"]
    assert result["calls"][0]["sum_mm"] is not None
    assert (tmp_path / "report" / "report.pdf").exists()


def test_running_twice_gives_the_same_files_and_a_visit_only_adds(tmp_path: Path):
    visit(tmp_path, "2026-01-12", with_card(skin(1100, 700)), MARKS)
    assert run("assess", tmp_path)[0] == 0
    report = tmp_path / "report"
    before = {path.name: path.read_bytes() for path in report.iterdir() if path.is_file()}
    assert run("assess", tmp_path)[0] == 0
    assert {p.name: p.read_bytes() for p in report.iterdir() if p.is_file()} == before
    visit(tmp_path, "2026-02-12", with_card(skin(1120, 710)), MARKS)
    assert run("assess", tmp_path)[0] == 0
    visits = json.loads((report / "case.json").read_text())["case"]["visits"]
    assert visits[0] == json.loads(before["case.json"])["case"]["visits"][0]
    assert len(visits) == 2


def test_an_output_folder_that_cannot_be_written(tmp_path: Path):
    visit(tmp_path, "2026-01-12", with_card(skin(1100, 700)), MARKS)
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    code, _, err = run("assess", tmp_path, "--out", blocked)
    assert code == 8
    assert "blocked" in err
    assert blocked.read_text() == "a file where the folder should be"


def test_a_full_disk_leaves_the_earlier_report_as_it_was(tmp_path: Path):
    visit(tmp_path, "2026-01-12", with_card(skin(1100, 700)), MARKS)
    assert run("assess", tmp_path)[0] == 0
    report = tmp_path / "report"
    before = {path.name: path.read_bytes() for path in report.iterdir() if path.is_file()}
    visit(tmp_path, "2026-02-12", with_card(skin(1120, 710)), MARKS)
    code, _, err = run("assess", tmp_path, limit_file_bytes=20_000)
    assert code == 8, err
    assert {p.name: p.read_bytes() for p in report.iterdir() if p.is_file()} == before


def test_a_broken_case_file(tmp_path: Path):
    path = tmp_path / "case.json"
    path.write_text('{"format": "dermetry case", "version": 9, "case": {}}')
    assert run("respond", path)[0] == 6
    path.write_bytes(b"\xff\xfe\x00")
    assert run("respond", path)[0] == 6
    assert run("respond", tmp_path / "none.json")[0] == 3


def test_an_error_as_json_is_one_object_on_stderr(tmp_path: Path):
    code, out, err = run("assess", tmp_path, "--json")
    assert (code, out) == (3, "")
    error = json.loads(err)["error"]
    assert error["exit_code"] == 3
    assert error["next"]


@pytest.mark.parametrize(
    "command",
    ["assess", "measure", "respond", "report", "card", "demo-case", "doctor", "serve", "demo"],
)
def test_help_has_an_example(command: str):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert "Example" in out


def test_doctor_finds_this_machine_ready():
    code, out, err = run("doctor", "--json")
    assert code == 0, err
    assert {check["state"] for check in json.loads(out)} <= {"ok", "warning"}


def test_a_caliper_value_beside_a_card_is_compared(photo: Path):
    code, out, _ = run("measure", photo, "--tap", "620,350", "--caliper", "12", "--json")
    assert code == 0
    assert json.loads(out)["caliper"].startswith("Caliper 12 mm CONTRADICTS")
    _, out, _ = run("measure", photo, "--tap", "620,350", "--caliper", "38")
    assert "Caliper 38 mm agrees with" in out


def test_the_demo_never_replaces_a_report_of_somebody_else(tmp_path: Path):
    (tmp_path / "report").mkdir()
    kept = tmp_path / "report" / "report.html"
    kept.write_text("a patient's report")
    code, _, err = run("demo-case", "--out", tmp_path)
    assert code == 8
    assert "holds no demo" in err
    assert kept.read_text() == "a patient's report"


@pytest.mark.parametrize("place", ["", "2026-01-12"])
def test_a_report_is_not_written_among_the_photographs(tmp_path: Path, place: str):
    visit(tmp_path, "2026-01-12", with_card(skin(1100, 700)), MARKS)
    code, _, err = run("assess", tmp_path, "--out", tmp_path / place)
    assert code == 8
    assert "among the photographs" in err
