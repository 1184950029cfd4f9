"""The same clinic and visits as for who is who."""

from tests.workbench.matching.conftest import clinic, followed, opener

__all__ = ["clinic", "followed", "opener"]
