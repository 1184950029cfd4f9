"""When two answers say the same, and which part of a call an answer is about."""

from dermetry.exchange.answers import What
from dermetry.response.compare import plain_word
from dermetry.response.values import VisitCall

OF_NEW_LESIONS = ("yes", "no")


def part_of(call: VisitCall, what: What) -> str | None:
    """Give the part of a call that an answer is about; None where nothing was called."""
    if what == "new":
        return "yes" if call.new_lesion_ids else "no"
    if what == "target":
        return call.target_response
    return call.non_target_response if what == "non_target" else call.category


def is_same(given: str, ours: str | None) -> bool:
    """Tell whether two answers say the same, each in the words of its criteria.

    An equivocal new lesion is none yet. iUPD and iCPD are progression, as PD is, where only
    one side tells them apart.
    """
    if given == "equivocal":
        return ours == "no"
    if given == ours or ours is None:
        return given == ours
    if given in OF_NEW_LESIONS or is_immune(given) == is_immune(ours):
        return plain(given) == plain(ours) and not is_immune(given)
    return plain(given) == plain(ours)


def is_immune(word: str) -> bool:
    """Tell whether a word is one of iRECIST."""
    return word.startswith("i") or "-i" in word


def plain(word: str) -> str | None:
    """Give the word of RECIST 1.1; NON-CR/NON-PD stays apart from SD."""
    if word.startswith("NON-"):
        return "NON-CR/NON-PD"
    return plain_word(word)  # type: ignore[arg-type]  # any other word is given back as it is
