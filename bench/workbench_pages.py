"""How long worklist, search and patient page take with few and with many patients.

    python bench/workbench_pages.py --sizes 1000 100000 --rounds 40

Fills a database of its own (SQLite; DERMETRY_DATABASE_URL names another) with one site per size,
asks for each page through the whole stack of middleware, view and template, and prints p50 and
p95 in milliseconds.  The sites are asked in turn, so that what else the machine does falls on all
of them alike.  Every filter and every part of a name holds the same share of the patients at each
site, enough to fill a page of 50 rows and to pass the counts ("99+") at the smallest (1,000 or
more), so that all sites show the same number of rows and the ratio (processor time at the largest
site to that at the smallest) is what the size costs.  One search asks for two names that one in
eight has and nobody has both: it looks at as many as it may, which a small site does not have.
"""

import argparse
import atexit
import os
import random
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import django

HOME = Path(tempfile.mkdtemp(prefix="dermetry-bench-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
(HOME / "static").mkdir()  # whitenoise warns where there is none
os.environ["DERMETRY_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "dermetry.workbench.settings"
django.setup()

# Tables can be imported only after this.
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from dermetry.demo.clinic.load import load_demo_clinic  # noqa: E402
from dermetry.workbench.accounts.actor import Actor  # noqa: E402
from dermetry.workbench.accounts.models import Membership, Site, User  # noqa: E402
from dermetry.workbench.casenotes.actions.patients import register_case  # noqa: E402
from dermetry.workbench.casenotes.models import Patient, SearchWord, Summary, Task  # noqa: E402
from dermetry.workbench.casenotes.summary import words_of  # noqa: E402
from dermetry.workbench.clock import now, today  # noqa: E402

TODAY = today()
# Seven, so that a part of a name fills a page also where there are a thousand patients.
SYLLABLES = ("an", "ber", "dor", "el", "mar", "ros", "tor")
NAMES = {0: "Zoe", 1: "Yara"}  # of one patient in eight; nobody is both
SOUGHT = 28  # patients who alone have their birth date: 1 to 28 March 1956
BATCH = 2000
NEXT = re.compile(r'rel="next" href="([^"]+)"')


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 100_000])
    parser.add_argument("--rounds", type=int, default=40)
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    sizes = sorted(given.sizes)
    clinics = [Clinic(size) for size in sizes]
    if connection.vendor == "postgresql":  # as the server does by itself a minute later
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    results = {}
    for asked in zip(*(clinic.pages() for clinic in clinics), strict=True):
        results[asked[0][0]] = measure([ask for _, ask in asked], given.rounds)
    show(sizes, results)


@dataclass(frozen=True)
class Times:
    """Milliseconds of a page."""

    p50: float
    p95: float
    processor: float  # median of the processor's time

    @staticmethod
    def of(taken: list[tuple[float, float]]) -> "Times":
        """Sum up (seconds on the clock, seconds of the processor)."""
        clock, worked = zip(*taken, strict=True)
        p95 = statistics.quantiles(clock, n=20)[-1]
        return Times(1000 * statistics.median(clock), 1000 * p95, 1000 * statistics.median(worked))


def measure(asks: list[Callable[[int], None]], rounds: int) -> list[Times]:
    """Give the times of a page at each site, after three rounds that warm up."""
    taken: list[list[tuple[float, float]]] = [[] for _ in asks]
    for number in range(rounds + 3):
        for ask, times in zip(asks, taken, strict=True):
            start, worked = time.perf_counter(), time.process_time()
            ask(number)
            times.append((time.perf_counter() - start, time.process_time() - worked))
    return [Times.of(each[3:]) for each in taken]


def show(sizes: list[int], results: dict[str, list[Times]]) -> None:
    """Print a table."""
    heads = "".join(f"{f'{size:,}: p50':>15}{'p95':>7}{'cpu':>7}" for size in sizes)
    print(f"{'page, ms':<23}{heads}{'cpu ratio':>11}")
    for name, values in results.items():
        cells = "".join(f"{e.p50:>15.1f}{e.p95:>7.1f}{e.processor:>7.1f}" for e in values)
        print(f"{name:<23}{cells}{values[-1].processor / values[0].processor:>11.2f}")


class Clinic:
    """A site with made-up patients, and somebody signed in to it."""

    def __init__(self, size: int) -> None:
        """Make the site, the person, one patient with a whole course, and the others."""
        self.site = Site.objects.create(code=f"bench-{size}", name="Bench")
        self.user = User.objects.create(username=f"bench-{size}", full_name="Dr. Bench")
        Membership.objects.create(user=self.user, site=self.site, role="physician")
        actor = Actor(self.user.pk, "Dr. Bench", "physician", self.site.pk, "Bench")
        case = load_demo_clinic(today=TODAY).patients[0].case
        self.patient = register_case(actor=actor, at=now(), case=case, said="case.imported")
        self.at = now()
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(
            self.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        self.random = random.Random(7)
        self.count = 1
        self.fill(size)

    def fill(self, size: int) -> None:
        """Add patients until there are ``size``; one in eight has each reason to be listed."""
        while self.count < size:
            number = min(BATCH, size - self.count)
            self.add([self.count + each for each in range(number)])
            self.count += number

    def add(self, numbers: list[int]) -> None:
        """Add patients with their summaries, words and tasks, in bulk."""
        patients = Patient.objects.bulk_create(
            Patient(
                site=self.site,
                patient_id=f"B-{number:06}",
                name=f"{self.word()}, {self.word()} {NAMES.get(number % 8) or self.word()}",
                born_on=self.birth_date(number),
                created_at=self.at,
            )
            for number in numbers
        )
        Summary.objects.bulk_create(self.summary(each) for each in patients)
        SearchWord.objects.bulk_create(
            SearchWord(patient=each, site=self.site, word=word)
            for each in patients
            for word in words_of(name=each.name, patient_id=each.patient_id, born_on=each.born_on)
        )
        urgent = [each for each in patients if each.pk % 8 == 0]
        Task.objects.bulk_create(
            Task(patient=each, site=self.site, kind="alert", reason="wound to be looked at",
                 urgency="urgent", opened_at=self.at, owner=self.user)
            for each in urgent
        )  # fmt: skip

    def birth_date(self, number: int) -> date:
        """Give a day; the first patients have one that nobody shares."""
        if number <= SOUGHT:
            return date(1956, 3, number)
        days = self.random.randrange(25_000)
        day = date(1930, 1, 1) + timedelta(days=days)
        return day.replace(year=1957, day=min(day.day, 28)) if day.year == 1956 else day

    def summary(self, patient: Patient) -> Summary:
        """Give what the worklist knows of a patient: one reason each, and some none."""
        kind = patient.pk % 8
        due = {1: -self.random.randrange(1, 20), 2: 0, 3: self.random.randrange(1, 8)}.get(kind, 90)
        is_urgent = kind == 0
        return Summary(
            patient=patient,
            site=self.site,
            next_due_on=TODAY + timedelta(days=due),
            last_visit_on=TODAY - timedelta(days=30),
            unsigned_visit_on=TODAY - timedelta(days=3) if kind == 4 else None,
            to_confirm=2 if kind == 5 else 0,
            open_tasks=int(is_urgent),
            urgent_tasks=int(is_urgent),
            owner=self.user if kind == 6 else None,
            skin_category=self.random.choice(("PR", "SD", "PD", "")),
        )

    def word(self) -> str:
        """Make a name."""
        return "".join(self.random.choices(SYLLABLES, k=3)).capitalize()

    def pages(self) -> Iterator[tuple[str, Callable[[int], None]]]:
        """Give each page by name."""
        yield "worklist", self.get("/today/")
        for only in ("alerts", "overdue", "due", "unsigned", "confirm", "mine"):
            yield f"worklist, {only}", self.get(f"/today/?only={only}")
        yield "worklist, tenth page", self.get(self.tenth())
        yield "search, 2 letters", lambda n: self.ask(f"/today/?q={SYLLABLES[n % 7][:2]}")
        yield "search, name part", lambda n: self.ask(f"/today/?q={SYLLABLES[n % 7]}ber")
        yield "search, two words", lambda n: self.ask(f"/today/?q={SYLLABLES[n % 7]}+mar")
        yield "search, never both", self.get("/today/?q=zoe+yara")
        yield "search, birth date", lambda n: self.ask(f"/today/?q={1 + n % 28:02}.03.1956")
        yield "search, identifier", lambda n: self.ask(f"/today/?q=B-{1 + n:06}")
        yield "search, nobody", self.get("/today/?q=zzzz")
        yield "patient page", self.get(f"/patients/{self.patient}/")

    def tenth(self) -> str:
        """Walk to the tenth page."""
        address = "/today/"
        for _ in range(9):
            found = NEXT.search(self.client.get(address).content.decode())
            address = unescape(found[1]) if found else address
        return address

    def get(self, address: str) -> Callable[[int], None]:
        """Give what asks for one page."""
        return lambda _: self.ask(address)

    def ask(self, address: str) -> None:
        """Ask for a page and make sure that it came."""
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")


if __name__ == "__main__":
    main()
