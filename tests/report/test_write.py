"""The report folder: the same bytes twice, all files or none."""

import os
import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest

from dermetry.errors import OutputNotWritten
from dermetry.report import write
from dermetry.report.write import ReportNotWritten, render_files, write_all_or_none, write_report

FILES = {"report.html", "report.pdf", "measurements.csv", "specimens.csv"}
FILES |= {"case.json", "calls.json", "note.txt"}


def listing(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_writes_every_file_and_nothing_else(assessed, tmp_path):
    folder = tmp_path / "deep" / "out"
    files = write_report(assessed=assessed, folder=folder, version="0.1.0")
    assert set(listing(folder)) == FILES | {"proposed-marks/2026-04-24.toml"}
    assert files.html == folder / "report.html"
    assert [path.name for path in files.proposed_marks] == ["2026-04-24.toml"]


def test_the_same_case_gives_the_same_bytes_without_place_or_path(assessed, tmp_path):
    first = render_files(assessed=assessed, version="0.1.0")
    second = render_files(assessed=assessed, version="0.1.0")
    assert first == second
    write_report(assessed=assessed, folder=tmp_path / "a", version="0.1.0")
    assert {k: v for k, v in listing(tmp_path / "a").items()} == first
    for name, data in first.items():
        assert str(tmp_path).encode() not in data, name
        assert b"/work/" not in data, name


def test_stale_marks_of_ours_go_and_files_of_people_stay(assessed, tmp_path):
    marks = tmp_path / "proposed-marks"
    write_report(assessed=assessed, folder=tmp_path, version="0.1.0")
    (marks / "2026-04-24.toml").rename(marks / "2025-01-01.toml")
    (marks / "mine.toml").write_text("# my own\n")
    (tmp_path / "letter.txt").write_text("keep")
    write_report(assessed=assessed, folder=tmp_path, version="0.1.0")
    assert sorted(path.name for path in marks.iterdir()) == ["2026-04-24.toml", "mine.toml"]
    assert (tmp_path / "letter.txt").read_text() == "keep"


def test_a_visit_name_cannot_leave_the_folder(assessed_hostile, tmp_path):
    folder = tmp_path / "out"
    write_report(assessed=assessed_hostile, folder=folder, version="0.1.0")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert len(list((folder / "proposed-marks").iterdir())) == 1


def test_a_file_in_place_of_the_folder_is_said_and_kept(assessed, tmp_path):
    place = tmp_path / "out"
    place.write_text("precious")
    with pytest.raises(ReportNotWritten) as caught:
        write_report(assessed=assessed, folder=place, version="0.1.0")
    assert isinstance(caught.value, OutputNotWritten)
    assert caught.value.why
    assert caught.value.next_step
    assert place.read_text() == "precious"


def test_a_folder_in_place_of_a_file_leaves_everything_as_it_was(tmp_path):
    (tmp_path / "b.txt").mkdir()
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(ReportNotWritten):
        write_all_or_none(folder=tmp_path, contents={"a.txt": b"new", "b.txt": b"new"})
    assert (tmp_path / "a.txt").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a read-only folder")
def test_a_read_only_folder_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(ReportNotWritten, match="may not be written"):
        write_all_or_none(folder=tmp_path, contents={"a.txt": b"new"})


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_failure_while_replacing_puts_every_old_file_back(tmp_path, monkeypatch, failing):
    old = {"a.txt": b"old a", "c.txt": b"old c"}
    for name, data in old.items():
        (tmp_path / name).write_bytes(data)
    calls, real = [], os.replace

    def sometimes(source, target):
        calls.append(target)
        if len(calls) == failing:
            raise PermissionError(13, "no", str(target))
        real(source, target)

    monkeypatch.setattr(write.os, "replace", sometimes)
    with pytest.raises(ReportNotWritten):
        write_all_or_none(
            folder=tmp_path, contents={"a.txt": b"new", "b.txt": b"new", "c.txt": b"new"}
        )
    assert listing(tmp_path) == old


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_keyboard_interrupt_while_replacing_puts_every_old_file_back(
    tmp_path, monkeypatch, failing
):
    old = {"a.txt": b"old a", "c.txt": b"old c"}
    for name, data in old.items():
        (tmp_path / name).write_bytes(data)
    calls, real = [], os.replace

    def stopped(source, target):
        calls.append(target)
        if len(calls) == failing:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(write.os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_all_or_none(
            folder=tmp_path, contents={"a.txt": b"new", "b.txt": b"new", "c.txt": b"new"}
        )
    assert listing(tmp_path) == old


def test_a_keyboard_interrupt_before_replacing_leaves_nothing(tmp_path, monkeypatch):
    def stopped(handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(write.os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_all_or_none(folder=tmp_path / "out", contents={"a.txt": b"new"})
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_that_cannot_be_removed_is_not_called_nothing_written(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(b"old")
    real = write.Path.unlink

    def sometimes(path, missing_ok=False):
        if path.name.endswith(write.KEPT) and path.exists():
            raise PermissionError(13, "no", str(path))
        real(path, missing_ok=missing_ok)

    monkeypatch.setattr(write.Path, "unlink", sometimes)
    with pytest.raises(ReportNotWritten) as caught:
        write_all_or_none(folder=tmp_path, contents={"a.txt": b"new"})
    assert "Nothing was written" not in str(caught.value)
    assert "is written" in caught.value.what
    assert write.KEPT in caught.value.next_step
    assert (tmp_path / "a.txt").read_bytes() == b"new"


def test_old_files_that_cannot_be_put_back_are_named(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(b"old")
    calls, real = [], os.replace

    def once(source, target):
        calls.append(target)
        if len(calls) > 1:
            raise PermissionError(13, "no", str(target))
        real(source, target)

    monkeypatch.setattr(write.os, "replace", once)
    with pytest.raises(ReportNotWritten, match=r"could not be put back: a\.txt") as caught:
        write_all_or_none(folder=tmp_path, contents={"a.txt": b"new", "b.txt": b"new"})
    assert "unchanged" not in str(caught.value)
    assert (tmp_path / f".a.txt{write.KEPT}").read_bytes() == b"old"


def test_a_report_from_a_case_file_alone_leaves_proposed_marks(assessed, tmp_path):
    write_report(assessed=assessed, folder=tmp_path, version="0.1.0")
    later = replace(assessed, proposed_marks={})
    write_report(assessed=later, folder=tmp_path, version="0.1.0", is_complete_run=False)
    marks = tmp_path / "proposed-marks" / "2026-04-24.toml"
    assert marks.is_file()
    write_report(assessed=later, folder=tmp_path, version="0.1.0")
    assert not marks.exists()


def test_a_full_disk_leaves_the_old_files_and_no_leftovers(tmp_path):
    """A file size limit stands in for the full disk: the larger file cannot be written."""
    (tmp_path / "small.txt").write_text("old")
    program = """
        import resource, sys
        from pathlib import Path
        from dermetry.report.write import ReportNotWritten, write_all_or_none
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            write_all_or_none(
                folder=Path(sys.argv[1]),
                contents={"small.txt": b"new", "deep/big.bin": b"x" * 100_000},
            )
        except ReportNotWritten as error:
            print(error)
            sys.exit(8)
        """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 8, done.stderr
    assert "full" in done.stdout
    assert "Next:" in done.stdout
    assert listing(tmp_path) == {"small.txt": b"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["small.txt"]


def test_nothing_is_written_when_rendering_fails(assessed, tmp_path, monkeypatch):
    def broken(**_):
        raise RuntimeError("no")

    monkeypatch.setattr(write, "render_pdf", broken)
    with pytest.raises(RuntimeError):
        write_report(assessed=assessed, folder=tmp_path / "out", version="0.1.0")
    assert list(tmp_path.iterdir()) == []
