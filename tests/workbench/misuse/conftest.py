"""The same clinic and visits as for who is who, in folders of its own."""

import pytest
from tests.workbench.matching.conftest import clinic, followed, opener

__all__ = ["clinic", "followed", "opener"]


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.PHOTOGRAPH_FOLDER = tmp_path / "photographs"
    settings.PICTURE_FOLDER = tmp_path / "pictures"
