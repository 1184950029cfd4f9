"""A second, slow reading of the response of one lesion, written from the rule sheet.

It shares no code with the package. A lesion is a list of visits (day, cell) and the days on which
it was treated. Cells: a size as text, "small", "absent", "present", "ND", "NE", "" (silence).
"""

from fractions import Fraction

SHARES = {"PR": Fraction(70, 100), "PD": Fraction(120, 100)}
WAIT_DAYS = 28


def value(cell):
    """Give the size of a cell, None for a gap."""
    if cell[:1].isdigit():
        return Fraction(cell)
    return {"small": Fraction(5), "absent": Fraction(0)}.get(cell)


def find_reference(visits, treated):
    """Give the index of the visit that later ones are compared with, or None."""
    sized = [i for i, (_, cell) in enumerate(visits) if value(cell)]
    if treated:
        before = [i for i in sized if visits[i][0] <= treated[0]]
        return before[-1] if before else None
    if not sized:
        return None
    was_there = visits[0][1] not in ("", "absent")
    return None if was_there and sized[0] != 0 else sized[0]


def judge(visits, treated, *, confirm_growth=False):
    """Give the word of each visit; "-" where nothing is called, "?" where growth waits."""
    treated = sorted(treated)
    reference = find_reference(visits, treated)
    words = []
    for index, (day, cell) in enumerate(visits):
        past = [each for each in treated if each < day]
        too_early = [
            index == reference,
            treated and not past,
            reference is not None and index < reference,
            past and day - past[-1] < WAIT_DAYS,
        ]
        if any(too_early):
            words.append("-")
        elif reference is None or value(cell) is None:
            words.append("NE")
        else:
            words.append(judge_size(visits, words, reference, index, past, confirm_growth))
    return words


def judge_size(visits, words, reference, index, past, confirm_growth):
    """Judge a visit with a size against the reference and the smallest judged one."""
    now = value(visits[index][1])
    called = [i for i in range(index) if words[i] in ("CR", "PR", "NC", "PD")]
    before = value(visits[reference][1])
    smallest = min([before, *(value(visits[i][1]) for i in called)])
    if now == 0:
        return "CR"
    if now > smallest and now >= SHARES["PD"] * smallest:
        has_responded = any(words[i] in ("CR", "PR") for i in called)
        last = next((w for w in reversed(words[:index]) if w not in ("-", "NE")), "")
        is_seen_again = last == "?" or (last == "PD" and "?" in words[:index])
        if confirm_growth and past and not has_responded and not is_seen_again:
            return "?"
        return "PD"
    return "PR" if now <= SHARES["PR"] * before else "NC"
