"""Photographs of which the record speaks and whose file did not come along: given their file."""

from dermetry.workbench.casenotes.actions.base import Unit
from dermetry.workbench.casenotes.models import Photograph


def lacks_file(row: Photograph) -> bool:
    """Tell whether a photograph waits for its file; an erased one is to have none."""
    return row.stored_as == "" and row.state != "erased"


def restore_file(unit: Unit, row: Photograph, *, stored_as: str, size_bytes: int) -> None:
    """Give a photograph the file it is known by; of a signed visit too, for nothing else changes.

    The bytes are in the store already, and are those the record names by their hash.
    """
    row.stored_as, row.size_bytes = stored_as, size_bytes
    row.save(update_fields=["stored_as", "size_bytes"])
    unit.log(
        "photograph.file_restored",
        target=row.photograph_id,
        details={"sha256": row.sha256, "size_bytes": row.size_bytes},
    )


def is_to_analyse(row: Photograph) -> bool:
    """Tell whether a restored file should be looked at.

    What the record says of an analysed photograph holds; a signed visit stays as it was signed.
    """
    return row.state != "analysed" and row.visit.signed_on is None
