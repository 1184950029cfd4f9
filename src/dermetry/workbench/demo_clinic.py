"""Fill an empty data folder with the demo clinic: sites, people, patients, photographs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.auth.hashers import make_password

from dermetry.demo.clinic.values import DemoClinic, DemoPatient
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.models import Membership, Site, User
from dermetry.workbench.accounts.roles import ROLE_NAMES
from dermetry.workbench.casenotes.actions import loading

Progress = Callable[[str, int, int], None]
URGENCY = {"same_day": "urgent", "soon": "soon", "routine": "routine"}
STEP = {"observations": "vitals"}


@dataclass(frozen=True)
class DemoLogin:
    """One person of the demo clinic, as printed at the start."""

    username: str
    full_name: str
    role_name: str


def fill(
    *, clinic: DemoClinic, at: datetime, password: str, folder: Path, on_progress: Progress
) -> tuple[DemoLogin, ...]:
    """Write the demo clinic, unless it is there, through the actions a clinic uses itself.

    Everyone gets the same new one-time password, each time the demo is started.
    """
    if not User.objects.exists():
        write(clinic, at, folder, on_progress)
    User.objects.update(password=make_password(password))
    return tuple(
        DemoLogin(each.username, each.full_name, ROLE_NAMES[each.role]) for each in clinic.users
    )


def write(clinic: DemoClinic, at: datetime, folder: Path, on_progress: Progress) -> None:
    """Write sites, people and patients."""
    sites = {
        each.code: Site.objects.create(code=each.code, name=each.name) for each in clinic.sites
    }
    people: dict[str, User] = {}
    for person in clinic.users:
        user = User.objects.create(username=person.username, full_name=person.full_name)
        people[person.username] = user
        for code in person.site_codes:
            Membership.objects.create(user=user, site=sites[code], role=person.role)
    for number, patient in enumerate(clinic.patients):
        on_progress(patient.case.patient.name or "", number, len(clinic.patients))
        load(patient, sites[patient.site_code], people, at, folder)


def load(
    patient: DemoPatient, site: Site, people: dict[str, User], at: datetime, folder: Path
) -> None:
    """Write one patient."""
    owner = people.get(patient.owner_username)
    loading.load_patient(
        actor=Actor(None, "Demo clinic", "physician", site.pk, site.name),
        at=at,
        case=patient.case,
        photographs=patient.photographs,
        folder=folder,
        tasks=[
            loading.OpenTask(
                kind=task.kind,
                reason=task.reason,
                urgency=URGENCY[task.urgency],
                due_on=task.due_on,
                owner_user_id=people[task.owner_username].pk,
            )
            for task in patient.tasks
        ],
        open_step=STEP.get(patient.open_step or "", patient.open_step),
        owner_user_id=owner.pk if owner else None,
    )
