"""The values of the demo clinic, as the workbench loads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Literal

from dermetry.record.case import Case

Role = Literal[
    "nurse",
    "physician",
    "pathologist",
    "trial_coordinator",
    "researcher",
    "site_administrator",
    "auditor",
]
Step = Literal[
    "identity",
    "photographs",
    "scale",
    "outlines",
    "matching",
    "findings",
    "observations",
    "review",
]
Urgency = Literal["same_day", "soon", "routine"]


@dataclass(frozen=True)
class DemoSite:
    """One site of the clinic."""

    code: str
    name: str


@dataclass(frozen=True)
class DemoUser:
    """One member of staff; ``full_name`` is what signatures and confirmations carry."""

    username: str
    full_name: str
    role: Role
    site_codes: tuple[str, ...]


@dataclass(frozen=True)
class DemoTask:
    """One open task of a patient, or an alert that must not wait; ``reason`` says what to do."""

    kind: Literal["alert", "task"]
    reason: str
    owner_username: str
    urgency: Urgency
    due_on: date


@dataclass(frozen=True)
class DemoPatient:
    """One patient: the case, its photographs by sha256, and what waits to be done.

    ``open_step`` is the step at which the last visit was left; None when no visit is open.
    """

    site_code: str
    case: Case
    photographs: Mapping[str, Traversable]
    owner_username: str
    story: str
    open_step: Step | None
    tasks: tuple[DemoTask, ...]

    def read_photograph(self, *, sha256: str) -> bytes:
        """Read the JPEG bytes of one photograph; KeyError when the case has none of that hash."""
        return self.photographs[sha256].read_bytes()


@dataclass(frozen=True)
class DemoClinic:
    """Everything the demo clinic holds on the day it was loaded for."""

    sites: tuple[DemoSite, ...]
    users: tuple[DemoUser, ...]
    patients: tuple[DemoPatient, ...]
