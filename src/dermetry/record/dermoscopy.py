"""What a dermatoscope showed of one lesion: supports a suspicion, never a diagnosis."""

from dermetry.record.value import Identifier, Key, ShortText, Text, Value


class Dermoscopy(Value):
    """One examination; ``structures`` None is "not described", () is "none of note"."""

    lesion_id: Identifier
    photograph_id: Identifier | None = None
    structures: tuple[Key, ...] | None = None
    recorded_by: ShortText = ""
    note: Text = ""
