"""The plain parts that generated values are made of: words, ids, days, numbers, points."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from hypothesis import strategies as st

BIRTHS = st.dates(date(1920, 1, 1), date(1999, 12, 31))
DAYS = st.dates(date(2001, 1, 1), date(2031, 12, 31))  # always after every birth
ZONES = ("chest_wall_anterior", "chest_wall_lower", "sternum", "infraclavicular", "scalp")
SIDES = ("left", "right", "midline", "bilateral")
PEOPLE = ("Dr. A", "Nurse Öztürk", "O'Neil; DROP", "佐藤")
SAYINGS = (
    "",
    "two lines\nand a \ttab",
    "<script>alert(1)</script>",
    "=1+1",
    "crust, smells; dressing stuck",
    "größer als 5 mm ± 0.4",
    "🩹 silver dressing",
    '{"json": null}',
)

# No NUL (the record refuses it) and no lone surrogates (no text).
characters = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
words = st.text(characters, max_size=12)
texts = st.sampled_from(SAYINGS) | words
short_texts = st.sampled_from(SAYINGS[:6]) | words
people = st.sampled_from(PEOPLE)
zones = st.sampled_from(ZONES)
sides = st.sampled_from(SIDES)
shares = st.floats(0, 1)
scores = st.integers(0, 10)
flags = st.booleans()
# Whether a thing is confirmed, and by whom: mostly yes, never yes by nobody.
confirmations = st.sampled_from(
    [(True, person) for person in PEOPLE * 3] + [(False, PEOPLE[0]), (False, None)]
)


kept = lru_cache(maxsize=2000)  # building a strategy anew costs more than drawing from it


def filled(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Give only texts that are not empty once white space is stripped as the record does."""
    return strategy.map(lambda text: text.strip() or "as told")


@kept
def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    """Give None or a value; None first, so that failing examples shrink to gaps."""
    return st.none() | strategy


def some(strategy: st.SearchStrategy, most: int = 2, **how: object) -> st.SearchStrategy[tuple]:
    """Give a tuple of none to a few."""
    return st.lists(strategy, max_size=most, **how).map(tuple)


def one_of_these(options: Sequence) -> st.SearchStrategy:
    """Give None or one of the options; None when there are none."""
    return maybe(st.sampled_from(options)) if options else st.none()


def some_of_these(options: Sequence) -> st.SearchStrategy[tuple]:
    """Give a few of the options, each once."""
    return some(st.sampled_from(options), unique=True) if options else st.just(())


@kept
def decimals(low: str, high: str, places: int = 2) -> st.SearchStrategy[Decimal]:
    """Give exact numbers of zero to ``places`` decimal places, trailing zeros kept."""
    steps = st.integers(0, places).map(lambda used: Decimal(1).scaleb(-used))
    ends = Decimal(low), Decimal(high)
    numbers = st.integers(int(ends[0] * 10**places), int(ends[1] * 10**places))
    exact = st.tuples(numbers, steps).map(
        lambda pair: Decimal(pair[0]).scaleb(-places).quantize(pair[1])
    )
    return exact.map(lambda number: min(max(number, ends[0]), ends[1]))


@kept
def days_after(day: date) -> st.SearchStrategy[date]:
    """Give days from ``day`` on."""
    return st.dates(day, day + timedelta(days=900))


def points(width_px: int, height_px: int) -> st.SearchStrategy[tuple[float, float]]:
    """Give points inside an upright photograph, at and between pixel centers."""
    return st.tuples(coordinates(width_px), coordinates(height_px))


def coordinates(size_px: int) -> st.SearchStrategy[float]:
    """Give exact coordinates, often whole."""
    whole = st.integers(0, size_px).map(float)
    return whole | st.floats(-1, size_px, allow_subnormal=False)


def unique_ids(first: str, most: int) -> st.SearchStrategy[list[str]]:
    """Give up to ``most`` ids, each once: numbered ones, and odd ones a person may write."""
    odd = st.sampled_from([f"{first}/7", f"{first} 8b", f"{first}.+_-", f"{first.lower()}1"])
    numbered = st.integers(1, 99).map(lambda number: f"{first}{number}")
    # Listed as sizes, for lists of open length are mostly short ones.
    sizes = st.sampled_from((0, *range(1, most + 1), most, most))
    return sizes.flatmap(
        lambda size: st.lists(numbered | odd, min_size=size, max_size=size, unique=True)
    )
