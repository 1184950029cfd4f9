"""The visits of one evaluator that count, in order, and why the others do not."""

from dataclasses import dataclass, field

from dermetry.response.sequence.values import SetAside

Change = tuple[str, int, int, int]  # rule id, day of the visit, kind as called, day it rests on


@dataclass(slots=True)
class Course:
    """Counted visits as day numbers and kinds, up to and with the first progression."""

    start: int  # day number of the reference date
    window: int  # first day number from which SD counts
    days: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    progressed: bool = False  # the last counted visit is PD or iCPD
    goes_on: bool = True  # a later visit could still count
    aside: list[SetAside] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    listing: str = ""  # the counted visits in words, written once when reasons are asked for
