"""When knowledge was last reviewed: an overdue review is a warning, never a failing test."""

from datetime import date

from dermetry.knowledge.files import Header, knowledge_folder, parse_toml, read_header

FOLDERS = ("rules", "cards")


def headers() -> tuple[Header, ...]:
    """Give the header of every rule and card file, checked, in order of name."""
    found = []
    for folder in FOLDERS:
        for place in sorted(knowledge_folder().joinpath(folder).iterdir(), key=lambda p: p.name):
            if place.name.endswith(".toml"):
                name = f"{folder}/{place.name}"
                table = parse_toml(text=place.read_text(encoding="utf-8"), name=name)
                found.append(read_header(table=table, name=name))
    return tuple(found)


def overdue(*, today: date) -> tuple[Header, ...]:
    """Give the headers whose review was due before ``today``."""
    return tuple(each for each in headers() if each.review_due and each.review_due < today)
