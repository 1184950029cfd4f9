"""What a person does at the editor: with a mouse, with fingers, with keys."""

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Locator, Page

Point = tuple[float, float]
MATRIX = """() => {
  const m = document.querySelector(".oe-svg > g > image").getScreenCTM();
  return [m.a, m.e, m.f];
}"""


@dataclass
class Hands:
    """One person at one page."""

    page: Page
    url: str
    cdp: CDPSession | None = None  # for fingers

    def open(self, *, actual_size: bool = True) -> "Hands":
        """Open the page; one pixel of the photograph then lies on one CSS pixel."""
        self.page.goto(self.url)
        self.page.wait_for_selector(".oe-svg")
        if actual_size:
            self.action("actualSize").click()
        return self

    def at(self, pixel: Point) -> Point:
        """Give the client position of a pixel position of the photograph."""
        scale, left, top = self.page.evaluate(MATRIX)
        return left + pixel[0] * scale, top + pixel[1] * scale

    def tool(self, name: str) -> None:
        """Choose a tool."""
        self.page.locator(f"[data-tool={name}].oe-button").click()

    def action(self, name: str) -> Locator:
        """Find the button of an action."""
        return self.page.locator(f"[data-action={name}]")

    def choose(self, label: str) -> None:
        """Press a button of the question or the message."""
        self.page.get_by_role("button", name=label).click()

    def click(self, *pixels: Point) -> None:
        """Click pixel positions of the photograph with the mouse."""
        for pixel in pixels:
            self.page.mouse.click(*self.at(pixel))

    def drag(self, *pixels: Point, steps: int = 1) -> None:
        """Drag the mouse along pixel positions."""
        self.page.mouse.move(*self.at(pixels[0]))
        self.page.mouse.down()
        for pixel in pixels[1:]:
            self.page.mouse.move(*self.at(pixel), steps=steps)
        self.page.mouse.up()

    def touch(self, kind: str, *clients: Point) -> None:
        """Put fingers down, move them or lift them, at client positions."""
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(clients)]
        self.cdp.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    def tap(self, *pixels: Point) -> None:
        """Tap pixel positions of the photograph with one finger."""
        for pixel in pixels:
            self.touch("Start", self.at(pixel))
            self.touch("End")

    def slide(self, *pixels: Point) -> None:
        """Slide one finger along pixel positions."""
        clients = [self.at(pixel) for pixel in pixels]
        self.touch("Start", clients[0])
        for client in clients[1:]:
            self.touch("Move", client)
        self.touch("End")

    def press(self, *keys: str) -> None:
        """Press keys on the photograph."""
        self.page.locator(".oe-canvas").focus()
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def outlines(self) -> list[dict]:
        """Give what the editor holds."""
        return self.page.evaluate(
            "document.querySelector('[data-outline-editor]').outlineEditor.getOutlines()"
        )

    @property
    def polygon(self) -> list[list[float]]:
        """Give the polygon drawn last."""
        return self.outlines[-1]["polygon"]

    @property
    def words(self) -> str:
        """Give the visible words beside the photograph."""
        return self.page.locator(".outline-editor").inner_text()

    @property
    def notice(self) -> Locator:
        """Find the lasting message."""
        return self.page.locator(".oe-notice")

    def events(self, name: str) -> list[dict]:
        """Give the details of the events sent so far (collected by the fixture)."""
        return [detail for kind, detail in self.page.evaluate("window.seenEvents") if kind == name]
