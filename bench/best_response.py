"""How fast best response is, and how calls from sums compare with pyrecist.

``python -m bench.best_response [--subjects N] [--cases N]`` prints seconds of one process.
Made-up patients, 2 to 6 visits each (4.1 on average), about six weeks apart. Every result is
dropped once it is made, as writing a table does.
pyrecist (PyPI, MIT) has no best response, no confirmation, no endpoints, no non-target and no
new lesion: it calls PR, SD or PD at each visit from the sum of all lesions. So the one part
that both can do is timed side by side: the calls of every visit of the same patients, from
two target lesions each; dermetry's with reasons, sources and values used, pyrecist's without.
Where the two disagree is counted, CR apart (pyrecist knows none). It is optional: install it
into an environment of its own with ``pip install pyrecist pandas``.
"""

import argparse
import importlib.util
import random
import tempfile
import time
from collections import deque
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from dermetry.pathway.visit_responses import read_visit_responses
from dermetry.record.case import Case, ResponsePlan
from dermetry.record.finding import Measured
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient
from dermetry.record.visit import Visit
from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy
from dermetry.response.sequence.best import judge_many
from dermetry.response.sequence.endpoints import judge_endpoints
from dermetry.response.sequence.values import Subject, SubjectDates, VisitResponse

FIRST_DAY = date(2020, 1, 6)
WORDS = ("CR", "PR", "SD", "PD", "NE", "NON-CR/NON-PD")
OFTEN = (1, 3, 5, 1.5, 0.6, 0.3)


def make_subjects(*, count: int, seed: int) -> list[Subject]:
    """Make up patients with visits about six weeks apart."""
    rng = random.Random(seed)
    subjects = []
    for number in range(count):
        start = FIRST_DAY + timedelta(rng.randrange(1000))
        day, visits = 0, []
        for _ in range(rng.choice((2, 3, 4, 4, 5, 5, 6))):
            day += 42 + rng.randint(-7, 7)
            word = rng.choices(WORDS, OFTEN)[0]
            visits.append(VisitResponse(start + timedelta(day), word))
        subjects.append(Subject(f"P{number}", SubjectDates(reference_on=start), tuple(visits)))
    return subjects


def write_visits(subjects: list[Subject], path: Path) -> None:
    """Write the visits as the CSV that the reader takes."""
    lines = ["subject,visited_on,response,reference_on"]
    lines += [
        f"{each.subject},{visit.visited_on},{visit.category},{each.dates.reference_on}"
        for each in subjects
        for visit in each.visits
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def timed(work: Callable[[], object], rounds: int = 3) -> tuple[float, float]:
    """Give the least wall time and the least processor time of some rounds."""
    found = []
    for _ in range(rounds):
        wall, own = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - wall, time.process_time() - own))
    return min(each[0] for each in found), min(each[1] for each in found)


def time_best_response(count: int) -> None:
    """Time reading, best and confirmed response, and endpoints."""
    subjects = make_subjects(count=count, seed=7)
    visits = sum(len(each.visits) for each in subjects)
    policy = load_policy(preset="recist11", overrides={"confirm_days": 28})
    print(f"{count} patients, {visits} visits, best and confirmed response (recist11)")

    def judge(with_reasons: bool) -> None:
        many = judge_many(subjects=subjects, policy=policy, with_reasons=with_reasons)
        deque(many, maxlen=0)

    def judge_ends() -> None:
        for each in subjects:
            judge_endpoints(visits=each.visits, dates=each.dates, policy=policy)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "visits.csv"
        write_visits(subjects, path)
        say("reading and checking the CSV", timed(lambda: read(path, policy), rounds=1))
    say("without reasons", timed(lambda: judge(False)))
    say("with reasons", timed(lambda: judge(True)))
    say("twelve endpoints with reasons", timed(judge_ends, rounds=1))


def read(path: Path, policy) -> None:
    read_visit_responses(visits_path=path, policy=policy)


def say(what: str, seconds: tuple[float, float]) -> None:
    """Print one line of seconds."""
    print(f"  {what:32} {seconds[0]:7.2f} s, processor {seconds[1]:7.2f} s")


def make_sizes(*, count: int, seed: int) -> list[list[tuple[date, tuple[int, int]]]]:
    """Make up the diameters (mm) of two lesions at baseline and later visits."""
    rng = random.Random(seed)
    patients = []
    for _ in range(count):
        day, sizes = FIRST_DAY, [rng.randint(15, 60), rng.randint(15, 60)]
        visits = [(day, (sizes[0], sizes[1]))]
        for _ in range(rng.choice((2, 3, 4, 4, 5, 5, 6))):
            day += timedelta(42 + rng.randint(-7, 7))
            sizes = [max(round(each * rng.uniform(0.6, 1.3)), 1) for each in sizes]
            visits.append((day, (sizes[0], sizes[1])))
        patients.append(visits)
    return patients


def build_case(visits: list[tuple[date, tuple[int, int]]]) -> Case:
    """Build the case of one patient with two target lesions."""
    lesions = tuple(
        Lesion(lesion_id=name, role="target", is_confirmed=True, confirmed_by="Dr A")
        for name in ("T1", "T2")
    )
    return Case(
        patient=Patient(patient_id="P1"),
        plan=ResponsePlan(baseline_on=visits[0][0]),
        lesions=lesions,
        visits=tuple(
            Visit(visited_on=day, findings=tuple(map(measure, ("T1", "T2"), sizes)))
            for day, sizes in visits
        ),
    )


def measure(lesion_id: str, size_mm: int) -> Measured:
    """Give one confirmed caliper measurement."""
    return Measured(
        lesion_id=lesion_id,
        longest_diameter_mm=Decimal(size_mm),
        method="caliper",
        is_confirmed=True,
        confirmed_by="Dr A",
    )


def time_calls(count: int) -> None:
    """Time the calls of every visit beside pyrecist and compare them."""
    patients = make_sizes(count=count, seed=11)
    cases = [build_case(visits) for visits in patients]
    policy = load_policy(preset="recist11")
    print(f"{count} patients, {sum(map(len, patients))} visits, calls from two target lesions")
    ours: list[list[str]] = []

    def call() -> None:
        ours[:] = [
            [each.category for each in evaluate_case(case=case, policy=policy)[1:]]
            for case in cases
        ]

    own = timed(call, rounds=1)
    say("dermetry, with reasons", own)
    if importlib.util.find_spec("pyrecist") is None:
        print("  pyrecist is not installed: no comparison in this run")
        return
    theirs: list[list[str | None]] = []
    other = timed(lambda: theirs.__setitem__(slice(None), run_pyrecist(patients)), rounds=1)
    say("pyrecist 0.1, without reasons", other)
    print(f"  pyrecist took {other[1] / own[1]:.2f} times the processor time of dermetry")
    compare(ours, theirs)


def run_pyrecist(patients: list[list[tuple[date, tuple[int, int]]]]) -> list[list[str | None]]:
    """Call the same visits with pyrecist: rows in, one class per visit out."""
    # optional, and only in an environment of its own
    import pandas as pd  # noqa: PLC0415
    from pyrecist.assessment import Evaluator  # noqa: PLC0415
    from pyrecist.data import Reader  # noqa: PLC0415

    rows = [
        (number, int(day.strftime("%Y%m%d")), size, name, "target")
        for number, visits in enumerate(patients)
        for day, sizes in visits
        for name, size in zip("AB", sizes, strict=True)
    ]
    reader = Reader()
    reader._df = pd.DataFrame(rows, columns=list(reader.required_headers.values()))
    found = Evaluator(reader).evaluate_recist()
    return [list(each["classification"]) for _, each in found.groupby("patient_id")]


def compare(ours: list[list[str]], theirs: list[list[str | None]]) -> None:
    """Count the visits up to the first PD on which the two agree."""
    same = different = 0
    for mine, other in zip(ours, theirs, strict=True):
        end = mine.index("PD") + 1 if "PD" in mine else len(mine)
        for own, foreign in zip(mine[:end], other[:end], strict=True):
            same, different = (same + 1, different) if own == foreign else (same, different + 1)
    print(f"  up to the first PD: {same} calls the same, {different} different")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=1_000)
    given = parser.parse_args()
    time_best_response(given.subjects)
    time_calls(given.cases)


if __name__ == "__main__":
    main()
