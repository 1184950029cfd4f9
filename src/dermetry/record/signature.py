"""Who signed a visit, what the program said at that moment, and what was added later."""

from datetime import date

from dermetry.record.value import FilledShortText, FilledText, ShortText, SumMm, SumMm2, Text, Value


class CallOverride(Value):
    """The clinician's own category in place of the computed one, with the reason."""

    category: FilledShortText
    reason: FilledText
    by: FilledShortText


class Signature(Value):
    """The signature of a visit and the computed call as it read when it was signed.

    ``category`` and the sum are the program's; a clinician who disagrees signs with an
    ``override``. Kept because the call is derived anew each time and rules may change.
    ``engine_version`` is that of the response engine; None: signed before it was kept.
    """

    signed_by: FilledShortText
    signed_on: date
    statement: Text
    category: ShortText | None = None
    sum_mm: SumMm | None = None
    sum_mm2: SumMm2 | None = None  # WHO: a sum of products
    rules_version: Text  # names every changed switch
    software_version: ShortText
    engine_version: ShortText | None = None
    override: CallOverride | None = None


class Addendum(Value):
    """A correction or addition to a signed visit; what was signed stays as it was."""

    written_by: FilledShortText
    written_on: date
    text: FilledText
