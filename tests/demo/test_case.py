"""The demo case: complete, readable, true to its story."""

import io
import json
import tomllib

import pytest
from PIL import ExifTags, Image

from dermetry.demo.case import DemoFolderInUse, write_demo_case
from dermetry.demo.story import SHOTS, SIZES_MM, VISITS


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "case"
    steps = []
    truth = write_demo_case(folder=folder, on_progress=lambda *step: steps.append(step))
    return folder, truth, steps


def marks_of(folder, visit):
    return tomllib.loads((folder / str(VISITS[visit]) / "marks.toml").read_text("utf-8"))


def test_all_files_are_there_and_every_photograph_is_marked(written):
    folder, truth, steps = written
    assert len(truth.photographs) == len(SHOTS) == len(steps)
    for visit, visited_on in enumerate(VISITS):
        there = {path.name for path in (folder / str(visited_on)).glob("*.jpg")}
        marked = {photo["file"] for photo in marks_of(folder, visit)["photograph"]}
        assert there == marked
    stored = json.loads((folder.parent / "truth.json").read_text("utf-8"))
    assert len(stored["photographs"]) == len(SHOTS)


def test_photographs_carry_their_date(written):
    folder, truth, _ = written
    for photograph in truth.photographs:
        data = (folder / photograph.visited_on / photograph.file).read_bytes()
        with Image.open(io.BytesIO(data)) as picture:
            taken = picture.getexif().get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal]
        assert taken.startswith(photograph.visited_on.replace("-", ":"))


def test_lesions_are_whole_and_as_large_as_the_story_says(written):
    _, truth, _ = written
    for photograph in truth.photographs:
        visit = [str(day) for day in VISITS].index(photograph.visited_on)
        for lesion in photograph.truth.lesions:
            assert lesion.is_in_frame
            told = SIZES_MM[lesion.lesion_id][visit]
            assert lesion.longest_diameter_mm == pytest.approx(told[0], abs=0.01)


def test_marks_tell_the_story(written):
    folder, _, _ = written
    case = tomllib.loads((folder / "case.toml").read_text("utf-8"))
    assert [lesion["id"] for lesion in case["lesion"]] == ["L1", "L2", "L3", "L4", "L5", "N1"]
    second, third, fourth = (marks_of(folder, visit) for visit in (1, 2, 3))
    assert {"lesion": "L5", "status": "not_done"}.items() <= second["finding"][1].items()
    merged = [f["lesion"] for f in third["finding"] if f["status"] == "merged_into"]
    assert merged == ["L3", "L4"]
    for marks, is_confirmed in ((third, False), (fourth, True)):
        new = [m for p in marks["photograph"] for m in p["lesion"] if m["lesion"] == "L6"]
        assert new
        assert all(m["is_new"] and m.get("confirmed", True) is is_confirmed for m in new)


def test_boxes_hold_their_lesions(written):
    folder, truth, _ = written
    for photograph in truth.photographs:
        text = (folder / photograph.visited_on / "marks.toml").read_text("utf-8")
        photos = {photo["file"]: photo for photo in tomllib.loads(text)["photograph"]}
        boxes = {m["lesion"]: m["box"] for m in photos[photograph.file]["lesion"] if "box" in m}
        for lesion in photograph.truth.lesions:
            if lesion.lesion_id in boxes:
                x0, y0, x1, y1 = boxes[lesion.lesion_id]
                tx0, ty0, tx1, ty1 = lesion.box
                assert x0 <= tx0 and y0 <= ty0 and x1 >= tx1 and y1 >= ty1
                assert x1 - x0 < 1.2 * (tx1 - tx0) + 2


def test_a_used_folder_is_refused(tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(DemoFolderInUse, match="not empty"):
        write_demo_case(folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
