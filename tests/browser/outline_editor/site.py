"""A tiny clinic for the editor: one page, one photograph, answers with versions, strict CSP."""

import io
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

ROOT = Path(__file__).resolve().parents[3]
EDITOR = ROOT / "src/dermetry/workbench/static/dermetry/outline-editor"
TOKENS = ROOT / "src/dermetry/workbench/static/dermetry/css/tokens.css"
WIDTH_PX, HEIGHT_PX = 640, 480
RED_SPOT_PX = (200.5, 150.5)  # middle of the one saturated red pixel block of the picture
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Outline</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/tokens.css">
<link rel="stylesheet" href="/page.css"><link rel="stylesheet" href="/editor/outline-editor.css">
<script type="module" src="/editor/outline-save.js"></script></head>
<body><main><h1>Photograph</h1>
<div class="outline-editor" data-outline-editor data-photograph-id="2026-01-12-ab12" {attributes}
  data-width-px="{width}" data-height-px="{height}" data-draft-key="u7:p31" data-csrf="{csrf}">
<img src="/photograph.png" alt="Right chest, close-up" width="{width}" height="{height}">
<script type="application/json" data-outline-editor-state>{state}</script></div>
</main></body></html>"""
# the editor begins at a fraction of a client pixel on a wide screen, as it may on any page
PAGE_CSS = """
body { margin: 0; background: var(--ground) }
main { max-width: 1100px; margin: auto }
h1 { margin: 8px }
@media (min-width: 1000px) { main { padding: 0.3px 0 0 0.4px } }
"""
URLS = (
    'data-save-url="/save" data-remove-url="/remove" data-proposal-url="/proposal" '
    'data-ruler-url="/ruler"'
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}


def draw_picture() -> bytes:
    """Draw a skin-colored picture with two lesions and one pure red block."""
    picture = Image.effect_noise((WIDTH_PX, HEIGHT_PX), 24).convert("RGB")
    picture = Image.blend(picture, Image.new("RGB", picture.size, (214, 170, 148)), 0.8)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((250, 180, 370, 270), fill=(150, 74, 70))
    draw.ellipse((440, 300, 500, 345), fill=(126, 60, 66))
    picture = picture.filter(ImageFilter.GaussianBlur(3))
    x, y = (int(v) for v in RED_SPOT_PX)
    ImageDraw.Draw(picture).rectangle((x - 4, y - 4, x + 4, y + 4), fill=(255, 0, 0))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@dataclass
class Clinic:
    """What the server holds, what it was sent, and how it answers."""

    state: dict = field(default_factory=dict)
    sent: list[tuple[str, dict]] = field(default_factory=list)
    mode: str = "ok"  # "login", "html", "refuse", "stale token"
    csrf: str = "first"
    attributes: str = URLS

    def answer(self, path: str, body: dict, token: str) -> tuple[int, dict | str]:
        """Answer one request the way the workbench does."""
        if self.mode == "login":
            return 302, ""
        if self.mode == "html":
            return 200, "<h1>Hotel network</h1>"
        if token != self.csrf:
            return 403, "<h1>Forbidden</h1>"
        self.sent.append((path, body))
        if self.mode == "refuse":
            return 400, {"message": "Not saved: the visit is signed."}
        if body["version"] != self.state["version"]:
            message = "Dr. Lund saved another border of this lesion at 10:42."
            return 409, {"message": message, "theirs": self.state}
        self.take(path, body)
        self.state["version"] += 1
        return 200, {"state": self.state, "message": "Saved."}

    def take(self, path: str, body: dict) -> None:
        """Do what was asked."""
        if path == "/ruler":
            return self.state.update(mm_per_pixel=0.25, homography=None)
        if path == "/proposal":
            border = [[300, 200], [340, 200], [340, 240], [300, 240]]
            return self.put("p1", border, body, source=body["kind"], is_confirmed=False)
        if path == "/remove":
            kept = [o for o in self.state["outlines"] if o["outline_id"] != body["outline_id"]]
            return self.state.update(outlines=kept)
        outline_id = body["outline_id"] or f"s{len(self.state['outlines']) + 1}"
        return self.put(outline_id, body["polygon"], body, source=body["source"], is_confirmed=True)

    def put(self, outline_id: str, polygon: list, body: dict, **more: object) -> None:
        """Hold an outline under its id."""
        others = [o for o in self.state["outlines"] if o["outline_id"] != outline_id]
        outline = {"outline_id": outline_id, "polygon": polygon, "lesion_id": body["lesion_id"]}
        self.state["outlines"] = [*others, outline | more]


class Handler(BaseHTTPRequestHandler):
    """Serve the page and its files; POST goes to the clinic."""

    protocol_version = "HTTP/1.1"
    picture = draw_picture()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        name = self.path.split("?")[0]
        if name == "/":
            return self.reply(200, "text/html", self.page())
        if name == "/photograph.png":
            return self.reply(200, "image/png", self.picture)
        if name == "/page.css":
            return self.reply(200, "text/css", PAGE_CSS.encode())
        file = TOKENS if name == "/tokens.css" else EDITOR / Path(name).name
        if not file.is_file():
            return self.reply(404, "text/plain", b"not here")
        return self.reply(200, TYPES[file.suffix], file.read_bytes())

    def page(self) -> bytes:
        clinic = self.server.clinic
        return PAGE.format(
            attributes=clinic.attributes,
            width=WIDTH_PX,
            height=HEIGHT_PX,
            csrf=clinic.csrf,
            state=json.dumps(clinic.state),
        ).encode()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, answer = self.server.clinic.answer(
            self.path, body, self.headers["X-CSRFToken"] or ""
        )
        if isinstance(answer, str):
            return self.reply(status, "text/html", answer.encode())
        return self.reply(status, "application/json", json.dumps(answer).encode())

    def reply(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("Cache-Control", "no-store")
        if status == 302:
            self.send_header("Location", "/login")
        self.end_headers()
        self.wfile.write(body)


class Site(ThreadingHTTPServer):
    """The server with its clinic."""

    daemon_threads = True
    clinic: Clinic

    @property
    def url(self) -> str:
        """Give the address of the page."""
        return f"http://localhost:{self.server_port}/"


def open_site() -> Site:
    """Start a server on a free port."""
    site = Site(("127.0.0.1", 0), Handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    return site
