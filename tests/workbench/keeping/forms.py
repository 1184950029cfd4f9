"""A browser's view of a page's forms: what each would send if nobody changed anything."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

CHOSEN = ("checkbox", "radio")
NOT_SENT = ("submit", "button", "reset", "file", "image")


@dataclass
class Form:
    """One form: where it goes, and the fields as they stand."""

    action: str
    method: str
    form_id: str
    sent: list[tuple[str, str]] = field(default_factory=list)

    def data(self, **changed: object) -> dict[str, list[str]]:
        """Give what a browser sends, with some fields changed."""
        given: dict[str, list[str]] = {}
        for name, value in self.sent:
            given.setdefault(name, []).append(value)
        return given | {name: [str(value)] for name, value in changed.items()}


class Reader(HTMLParser):
    """Reads the forms of a page, with fields that name their form elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.elsewhere: list[tuple[str, str, str]] = []
        self.select: tuple[str, list[tuple[str, bool]], bool, str | None] | None = None
        self.area: tuple[str, str | None] | None = None
        self.text = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = Form(given.get("action") or "", given.get("method", "get"),
                               given.get("id") or "")  # fmt: skip
            self.forms.append(self.inside)
        elif tag == "input":
            self.take_input(given)
        elif tag == "textarea":
            self.area, self.text = (given.get("name") or "", given.get("form")), ""
        elif tag == "select":
            self.select = (given.get("name") or "", [], "multiple" in given, given.get("form"))
        elif tag == "option" and self.select:
            self.select[1].append((given.get("value") or "", "selected" in given))

    def take_input(self, given):
        kind = given.get("type", "text")
        if kind in NOT_SENT or "disabled" in given:
            return
        if kind in CHOSEN and "checked" not in given:
            return
        default = "on" if kind in CHOSEN else ""
        self.add(given.get("name"), given.get("value", default) or "", given.get("form"))

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None
        elif tag == "textarea" and self.area:
            self.add(self.area[0], self.text.removeprefix("\n"), self.area[1])
            self.area = None
        elif tag == "select" and self.select:
            name, options, is_multiple, owner = self.select
            chosen = [value for value, is_chosen in options if is_chosen]
            if not chosen and options and not is_multiple:
                chosen = [options[0][0]]
            for value in chosen:
                self.add(name, value, owner)
            self.select = None

    def add(self, name, value, owner):
        if owner:
            self.elsewhere.append((owner, name, value))
        elif name and self.inside is not None:
            self.inside.sent.append((name, value))


def forms_of(html: str) -> list[Form]:
    """Give the forms of a page that write something."""
    reader = Reader()
    reader.feed(html)
    for owner, name, value in reader.elsewhere:
        for form in reader.forms:
            if form.form_id == owner and name:
                form.sent.append((name, value))
    return [form for form in reader.forms if form.method.lower() == "post"]
