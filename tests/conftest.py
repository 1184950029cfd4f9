"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest

from tests.workbench_home import set_up

set_up()
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def samples() -> Path:
    """Give the folder of real photographs, or skip with the reason."""
    folder = Path(os.environ.get("DERMETRY_SAMPLES") or ROOT.parent / "shared" / "samples")
    if not (folder / "README.md").is_file():
        pytest.skip(f"no real photographs: DERMETRY_SAMPLES ({folder.name}) is not there")
    return folder
