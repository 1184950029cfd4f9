"""``dermetry doctor --home``: words, exit codes, and a folder that is none left alone."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

DAY_S = 86_400
FILL = """
import sys
from dermetry.workbench.serve import prepare, first_administrator
prepare()
first_administrator()
"""


def run(*words: str, **more) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DERMETRY_", "DJANGO"))}
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment | more,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Make a data folder as the first start does."""
    home = tmp_path_factory.mktemp("doctor") / "home"
    done = run(
        "-c", FILL, DERMETRY_HOME=str(home), DJANGO_SETTINGS_MODULE="dermetry.workbench.settings"
    )
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(made, tmp_path) -> Path:
    """Give a copy to spoil."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def doctor(*words: str) -> tuple[int, dict[str, dict[str, str]], str]:
    done = run("-m", "dermetry", "doctor", "--json", *words)
    found = {each["name"]: each for each in json.loads(done.stdout)} if done.stdout else {}
    return done.returncode, found, done.stderr


def test_a_whole_folder_passes_and_prints_the_head_of_the_log(home):
    code, found, _ = doctor("--home", str(home))
    assert code == 0
    assert found["audit log"]["message"].startswith("0 entries, head 000")
    assert {found[name]["state"] for name in ("database", "tables", "photographs")} == {"ok"}


KEEP = f"""{FILL}
from django.conf import settings
from dermetry.workbench.casenotes import store
store.write(folder=settings.PHOTOGRAPH_FOLDER, data=b"a photograph")
store.keep_picture(folder=settings.PICTURE_FOLDER, name="ab/abc", data=b"a smaller one")
"""


def test_nobody_else_can_read_what_the_clinic_keeps(tmp_path):
    """Also where the folder was there before, and the shell lets others read by default."""
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    settings = {"DERMETRY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "dermetry.workbench.settings"}
    done = run("-c", f"import os; os.umask(0o022){KEEP}", **settings)
    assert done.returncode == 0, done.stderr
    assert home.stat().st_mode & 0o777 == 0o700
    kept = [path for path in home.rglob("*") if "static" not in path.parts]
    assert any(path.parent.parent.name == "photographs" for path in kept)
    assert any(path.name == "dermetry.sqlite3" for path in kept)
    assert [path.name for path in kept if path.stat().st_mode & 0o077] == []


def test_old_strays_warn_and_are_put_aside_on_demand(home):
    stray = home / "photographs" / "ab" / "abc.12.part"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"half a photograph")
    os.utime(stray, (time.time() - 2 * DAY_S,) * 2)
    code, found, _ = doctor("--home", str(home))
    assert (code, found["stray files"]["state"]) == (0, "warning")
    assert stray.exists()
    code, found, _ = doctor("--home", str(home), "--fix")
    assert (code, found["stray files"]["state"]) == (0, "ok")
    assert found["put aside"]["message"].endswith(": 1")
    (kept,) = (home / "quarantine").rglob("*.part")
    assert kept.read_bytes() == b"half a photograph"


def test_tables_taken_away_fail_with_the_exit_code_of_an_unfit_machine(home):
    with sqlite3.connect(home / "dermetry.sqlite3") as database:
        database.execute("DROP TABLE casenotes_auditentry")
    code, found, said = doctor("--home", str(home))
    assert code == 10
    assert found["audit log"]["state"] == "failed"
    assert "audit log" in json.loads(said)["error"]["what"]


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_folder_that_is_none_is_refused_and_left_alone(tmp_path, name):
    code, _, said = doctor("--home", str(tmp_path / name))
    assert code == 3
    assert "holds no data of a clinic" in json.loads(said)["error"]["what"]
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_cannot_be_used_is_named(home):
    (home / "dermetry.toml").write_text("idle_minuets = 5\n")
    code, _, said = doctor("--home", str(home))
    assert code == 10
    assert "idle_minuets" in json.loads(said)["error"]["what"]


def test_fix_without_a_folder_is_a_wrong_command_line():
    assert doctor("--fix")[0] == 2
