"""What the tests of this room share: a folder assessed as on one fixed day."""

from datetime import date
from pathlib import Path

import pytest

from dermetry.pathway.assess import assess_folder

TODAY = date(2026, 6, 1)


@pytest.fixture
def assess(tmp_path: Path):
    """Give a function that assesses the test's case folder."""
    return lambda **options: assess_folder(folder=tmp_path, today=TODAY, **options)
