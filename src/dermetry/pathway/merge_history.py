"""The histories of two records joined: lists together, states filled or contradicted."""

from dermetry.pathway.merge_facts import Joined, both_texts, fill, unite
from dermetry.record.days import say_day
from dermetry.record.history import History, InflammatoryStatement

LISTS = ("stages", "surgeries", "radiation_fields")
TEXTS = ("diagnosis", "note")
WHO_SAID_IT = ("stated_by", "stated_on", "note")


def join_history(mine: History, theirs: History, joined: Joined) -> History:
    """Join two histories; texts that differ stand one after the other.

    What both say of a breast, of the chest wall or of inflammatory carcinoma must agree.
    """
    apart = (*LISTS, *TEXTS, "inflammatory")
    history = fill(mine, theirs, "history", joined, apart)
    return history.model_copy(
        update={
            **{name: both_texts(getattr(mine, name), getattr(theirs, name)) for name in TEXTS},
            "stages": unite(mine.stages, theirs.stages, joined),
            "surgeries": unite(mine.surgeries, theirs.surgeries, joined, "surgery_id"),
            "radiation_fields": unite(
                mine.radiation_fields, theirs.radiation_fields, joined, "field_id"
            ),
            "inflammatory": join_inflammatory(mine.inflammatory, theirs.inflammatory, joined),
        }
    )


def join_inflammatory(
    mine: InflammatoryStatement | None, theirs: InflammatoryStatement | None, joined: Joined
) -> InflammatoryStatement | None:
    """Join two statements of inflammatory carcinoma: the first one made, gaps filled."""
    if mine is None or theirs is None:
        return mine or theirs
    first, second = sorted((mine, theirs), key=lambda each: each.stated_on)
    statement = fill(first, second, "inflammatory carcinoma", joined, WHO_SAID_IT)
    if statement != first or first != second:
        joined.remarks.append(
            f"inflammatory carcinoma was stated in both records, by {first.stated_by} on "
            f"{say_day(on=first.stated_on)} and by {second.stated_by} on "
            f"{say_day(on=second.stated_on)}; the first stays"
        )
    return statement.model_copy(update={"note": both_texts(first.note, second.note)})
