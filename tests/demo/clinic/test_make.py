"""The shipped files are what the tool makes from the stories."""

import importlib.util
import json
from pathlib import Path

import pytest

from dermetry.demo.clinic.load import HOME
from dermetry.demo.clinic.story import read_story

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location(
        "make_demo_clinic", ROOT / "tools" / "make_demo_clinic.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_patient_made_again_is_as_shipped(tool, capsys):
    assert tool.main(["--check", "man", "registered_only"]) == 0, capsys.readouterr().out


def test_a_changed_file_is_found(tool, tmp_path, monkeypatch):
    for folder in ("stories", "data"):
        (tmp_path / folder).mkdir()
    story = (HOME / "stories" / "registered_only.toml").read_text("utf-8")
    case = (HOME / "data" / "registered_only" / "case.json").read_text("utf-8")
    (tmp_path / "stories" / "registered_only.toml").write_text(story.replace("1986", "1987"))
    (tmp_path / "data" / "registered_only").mkdir()
    (tmp_path / "data" / "registered_only" / "case.json").write_text(case)
    monkeypatch.setattr(tool, "CLINIC", tmp_path)
    assert tool.main(["--check", "registered_only"]) == 1


def test_every_story_is_shipped_and_listed():
    stories = {path.name.removesuffix(".toml") for path in (HOME / "stories").iterdir()}
    data = {path.name for path in (HOME / "data").iterdir()}
    listed = (HOME / "clinic.toml").read_text("utf-8")
    assert stories == data == {name for name in stories if f'folder = "{name}"' in listed}
    for name in stories:
        assert read_story(path=HOME / "stories" / f"{name}.toml").record["patient"]


def test_an_answer_to_an_alert_that_never_fired_is_refused(tool):
    case = tool.Case.model_validate(json.loads((HOME / "data/man/case.json").read_text())["case"])
    story = read_story(path=HOME / "stories" / "man.toml")
    answer = tool.Answer(alert="symptoms.fever", on=tool.ANCHOR, kind="acknowledged", by="Nobody")
    with pytest.raises(LookupError, match=r"symptoms\.fever"):
        tool.add_alerts(
            case=case,
            story=story.model_copy(update={"answers": (answer,)}),
            until=tool.ANCHOR,
        )
