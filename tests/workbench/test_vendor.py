"""Files made by others are what they say they are."""

import base64
import hashlib
import tomllib
from pathlib import Path

import pytest

import dermetry.workbench

STATIC = Path(dermetry.workbench.__file__).parent / "static"
VENDOR = STATIC / "vendor"
FILES = tomllib.loads((VENDOR / "vendor.toml").read_text("utf-8"))["file"]
OWN_NOTES = {"vendor.toml", "LICENSES.txt"}


def sha384(path: Path) -> str:
    digest = hashlib.sha384(path.read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode()


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_one_that_was_looked_at(entry):
    assert sha384(VENDOR / entry["file"]) == entry["sha384"]


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["file"])
def test_a_vendored_file_says_where_it_comes_from(entry):
    assert all(
        entry[key]
        for key in ("name", "npm", "version", "license", "copyright", "source", "changed")
    )
    if entry["file"].endswith(".js"):
        assert Path(entry["file"]).name.endswith(f"-{entry['version']}.min.js")


def test_no_vendored_file_is_unlisted():
    listed = {(VENDOR / entry["file"]).resolve() for entry in FILES}
    found = {path.resolve() for path in VENDOR.rglob("*") if path.is_file()}
    assert {path.name for path in found - listed} == OWN_NOTES


def test_no_vendored_script_names_a_source_map_that_is_not_shipped():
    for path in VENDOR.glob("*.js"):
        assert "sourceMappingURL" not in path.read_text("utf-8"), path.name
