"""The eight steps of a visit, and what a person reads for each."""

from typing import Final, Literal, get_args

Step = Literal[
    "identity", "photographs", "scale", "outlines", "matching", "findings", "vitals", "review"
]
STEPS: Final[tuple[Step, ...]] = get_args(Step)
LABELS: Final[dict[Step, str]] = {
    "identity": "Who is this",
    "photographs": "Photographs",
    "scale": "Scale",
    "outlines": "Outlines",
    "matching": "Who is who",
    "findings": "Findings",
    "vitals": "Vitals",
    "review": "Review",
}
NAMED: Final[dict[str, Step]] = {each: each for each in STEPS}


def label_of_step(step: str) -> str:
    """Give what a person reads for a step; empty for no step."""
    return LABELS[NAMED[step]] if step in NAMED else ""
