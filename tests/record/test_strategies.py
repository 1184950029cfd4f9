"""The generated cases of tests/strategies leave no field and no choice of the record out."""

from hypothesis import Phase, given, seed, settings

from dermetry.record.case import Case
from tests.record.walk import choices_in, choices_of, filled_in, kinds_under
from tests.strategies.cases import cases

DRAWN = settings(deadline=None, max_examples=100, phases=[Phase.generate], database=None)
ROUNDS = 8  # of a hundred cases; two or three are enough, chance may ask for more
KINDS = kinds_under(Case)
FIELDS = {
    (kind.__name__, name)
    for kind in KINDS
    for name, field in kind.model_fields.items()
    if len(choices_of(field.annotation)) != 1  # a field of one choice only is its own name
}
CHOICES = {
    (kind.__name__, name, choice)
    for kind in KINDS
    for name, field in kind.model_fields.items()
    for choice in choices_of(field.annotation)
}


def draw_cases(round_number: int) -> list[Case]:
    """Draw a hundred cases, the same ones every time."""
    drawn: list[Case] = []

    @seed(round_number)
    @DRAWN
    @given(case=cases())
    def collect(case: Case) -> None:
        drawn.append(case)

    collect()
    return drawn


def test_every_field_and_every_choice_occurs_in_some_generated_case():
    fields, choices = set(FIELDS), set(CHOICES)
    for round_number in range(ROUNDS):
        for case in draw_cases(round_number):
            fields -= filled_in(case)
            choices -= choices_in(case)
        if not fields and not choices:
            return
    assert (fields, choices) == (set(), set())


def test_the_walk_reaches_every_value_of_the_record():
    names = {kind.__name__ for kind in KINDS}
    assert {"Case", "TreatedLocally", "UncertaintyMm", "CallOverride", "RadiationField"} <= names
    assert ("Measured", "method") in FIELDS and ("Photograph", "cleansing") in FIELDS
    assert ("Appearance", "odor", "strong") in CHOICES and ("Patient", "sex", None) in CHOICES
    assert len(names) > 35
