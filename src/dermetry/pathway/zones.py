"""Zones as a person writes them: one of the coded skin regions, or an error that helps."""

from difflib import get_close_matches
from functools import cache
from typing import Annotated

from pydantic import AfterValidator

from dermetry.knowledge.codes import load_skin_zones
from dermetry.record.value import Zone


@cache
def known_zones() -> tuple[str, ...]:
    """Give the codes of all zones."""
    return tuple(load_skin_zones())


def check_zone(zone: str) -> str:
    """Check that a zone is one of the coded ones; a near miss is named."""
    known = known_zones()
    if zone in known:
        return zone
    near = get_close_matches(zone, known, n=3, cutoff=0.4)
    hint = f"did you mean {', '.join(near)}" if near else f"zones are {', '.join(known)}"
    raise ValueError(f"{zone!r} is no zone of the skin: {hint}")


ZoneMark = Annotated[Zone, AfterValidator(check_zone)]
