"""How well stated certainty holds, and how long it takes.

``python -m bench.certainty [--patients N] [--seed N]`` prints three tables. Speed: one case of
five targets and twelve later visits, processor time. Calibration: made-up patients of the
population that rules/certainty.toml assumes, one lesion, five visits; of the first progressions
stated to be error with a chance in a bin, how many are. Other disease: what is stated of first
progressions where that assumption does not hold (unchanged, and slow steady growth). The latter
two take about two minutes for 1000 patients.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from tests.oracles import certainty_oracle as oracle
from tests.response.certainty.readings import LIMITS, SETTINGS, reading

from dermetry.record.case import Case, ResponsePlan
from dermetry.record.finding import Measured, UncertaintyMm
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient
from dermetry.record.visit import Visit
from dermetry.response.certainty.course import Real, follow_course
from dermetry.response.certainty.judge import judge_certainty
from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy

VISITS = 5
ENDS = (10, 30, 50, 70, 100)  # percent
CVS = (0.02, 0.05, 0.09, 0.20)
Course = list[list[float]]


def chances(visits: Course, cv: float) -> list[Real]:
    """Give what is stated of every visit."""
    readings = [reading(sizes, cv) for sizes in visits]
    return follow_course(readings=readings, limits=LIMITS, settings=SETTINGS)


def generator(seed: int, cv: float) -> random.Random:
    """Give each error its own patients."""
    return random.Random(f"{seed}, {cv}")


def stated_errors(
    rng: random.Random, cv: float, patients: int, make: Callable[[random.Random], Course]
) -> list[tuple[float, bool]]:
    """Give, of each first progression, the stated chance of error and whether it is one."""
    found = []
    for _ in range(patients):
        course = make(rng)
        measured = oracle.measure(rng, course, cv, shared=False, to_mm=0)
        called = oracle.progressions([sum(sizes) for sizes in measured])
        truth = oracle.progressions([sum(sizes) for sizes in course])
        if any(called):
            first = called.index(True)
            stated = chances(measured[: first + 1], cv)[first]
            found.append((1 - stated.progression, not truth[first]))
    return found


def reference(rng: random.Random) -> Course:
    """Make disease as the rule file assumes it."""
    return oracle.changing(rng, VISITS)


def unchanged(rng: random.Random) -> Course:
    """Make disease that never changes."""
    return oracle.unchanged(rng, 1, VISITS)


def growing(rng: random.Random) -> Course:
    """Make disease that grows by 8 % between any two visits."""
    size = rng.uniform(15, 40)
    return [[size * 1.08**at] for at in range(VISITS)]


def print_calibration(patients: int, seed: int) -> None:
    """Print stated and observed shares of error, by bins."""
    print("CV    stated   calls   stated mean   observed")
    for cv in CVS:
        bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for stated, is_error in stated_errors(generator(seed, cv), cv, patients, reference):
            bins[next(at for at, end in enumerate(ENDS) if 100 * stated <= end)].append(
                (stated, is_error)
            )
        for at, inside in sorted(bins.items()):
            mean, observed = (sum(each[i] for each in inside) / len(inside) for i in (0, 1))
            span = f"{[0, *ENDS][at]}-{ENDS[at]} %"
            print(f"{cv:<5.0%} {span:9s}{len(inside):6d}{mean:13.0%}{observed:11.0%}")


def print_other(patients: int, seed: int) -> None:
    """Print what is stated where disease is not as assumed."""
    print("\ndisease        CV   progressions   truly error   stated mean   stated over 10 %")
    for name, make in (("unchanged", unchanged), ("+8 % a visit", growing)):
        for cv in CVS:
            found = stated_errors(generator(seed, cv), cv, patients, make)
            if not found:
                print(f"{name:14s}{cv:.0%}           none")
                continue
            said, true = (sum(each[i] for each in found) / len(found) for i in (0, 1))
            over = sum(stated > 0.1 for stated, _ in found) / len(found)
            print(f"{name:14s}{cv:.0%} {len(found):10d} {true:14.0%} {said:13.0%} {over:16.0%}")


def make_case(sizes: Sequence[Sequence[float]], cv: float) -> Case:
    """Make a case whose sizes have independent errors."""
    names = [f"L{at + 1}" for at in range(len(sizes[0]))]
    start = date(2026, 1, 5)
    visits = tuple(
        Visit(
            visited_on=start + timedelta(weeks=6 * at),
            findings=tuple(
                make_finding(name, Decimal(f"{size:.1f}"), cv)
                for name, size in zip(names, row, strict=True)
            ),
        )
        for at, row in enumerate(sizes)
    )
    lesions = tuple(
        Lesion(lesion_id=name, role="target", is_confirmed=True, confirmed_by="A") for name in names
    )
    plan = ResponsePlan(baseline_on=start)
    return Case(patient=Patient(patient_id="P1"), plan=plan, lesions=lesions, visits=visits)


def make_finding(name: str, size: Decimal, cv: float) -> Measured:
    """Make a confirmed size with its error."""
    sd, none = (size * Decimal(str(cv))).quantize(Decimal("0.01")), Decimal(0)
    return Measured(
        lesion_id=name,
        is_confirmed=True,
        confirmed_by="A",
        longest_diameter_mm=size,
        method="photograph",
        uncertainty_mm=UncertaintyMm(scale=none, tilt=none, outline=sd, combined=sd),
    )


def print_speed(seed: int) -> None:
    """Print the processor time of one case, median of nine."""
    rng = random.Random(seed)
    print("\nCV    ms for the certainty of 12 calls (5 targets)")
    policy = load_policy(overrides={"targets_total": "5", "targets_per_organ": "5"})
    for cv in CVS:
        start = [rng.uniform(12, 40) for _ in range(5)]
        course = [[size * 0.95 ** min(at, 12 - at) for size in start] for at in range(13)]
        case = make_case(oracle.measure(rng, course, cv, shared=False, to_mm=0), cv)
        calls = evaluate_case(case=case, policy=policy)
        took = []
        for _ in range(9):
            begun = time.process_time()
            judge_certainty(case=case, policy=policy, calls=calls)
            took.append(time.process_time() - begun)
        print(f"{cv:.0%} {1000 * median(took):8.0f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print_speed(given.seed)
    print_calibration(given.patients, given.seed)
    print_other(given.patients, given.seed)


if __name__ == "__main__":
    main()
