"""What the reports print of the clinical arms."""

from dataclasses import dataclass

from dermetry.report.values import Fact, Table


@dataclass(frozen=True)
class Since:
    """What the case says otherwise now than on the day of a report, per arm, in words."""

    tasks: tuple[str, ...] = ()
    extent: tuple[str, ...] = ()
    receptors: tuple[str, ...] = ()
    skin: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arms:
    """The clinical arms of one day; a part that says nothing is an empty tuple or None.

    ``*_basis`` name the rules a part rests on, and say where they are unverified. ``stands``
    heads every arm; ``undated`` and ``since`` are said only of a day after which the case says
    more, ``since_on`` being the last day of which it does.
    """

    as_of: str
    extent: tuple[Fact, ...]
    extent_lesions: Table | None
    extent_basis: str
    spread: tuple[Fact, ...]
    spread_basis: str
    receptors: Table | None
    receptor_facts: tuple[Fact, ...]
    receptor_basis: str
    biopsies: Table | None
    alerts: Table | None
    alerts_closed: str
    alerts_basis: str
    skin: tuple[Fact, ...]
    skin_basis: str
    questions: tuple[str, ...]
    stands: str
    undated: str = ""
    since_on: str = ""
    since: Since = Since()
