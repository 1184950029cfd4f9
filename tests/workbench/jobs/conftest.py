"""The visit and photographs that jobs work on."""

from tests.workbench.visit_photographs.conftest import (
    _own_store,
    bare_photo,
    photo,
    place,
    register,
)

__all__ = ["_own_store", "bare_photo", "photo", "place", "register"]
