// Paints the editor's state over the photograph, in screen pixels, and the loupe.

import { distance, middle } from "./geometry.js";
import { svg } from "./dom.js";
import { rectangle } from "./lines.js";

const LOUPE = 132; // side of the loupe in CSS pixels
const LOUPE_ZOOM = 2.5;
const SHORT_EDGE = 44; // edges shorter than this on the screen carry no midpoint handle

/** Give the midpoint handles of a closed polygon that are far enough apart to be hit. */
export const edgeHandles = (polygon, view) => polygon.flatMap((a, index) => {
  const b = polygon[(index + 1) % polygon.length];
  return distance(a, b) * view.scale < SHORT_EDGE ? [] : [{ index, point: middle(a, b) }];
});

const trace = (points, isClosed) =>
  (points.length ? `M${points.join("L")}${isClosed ? "Z" : ""}` : "");
const path = (d, cls, more) => svg("path", { d, class: cls, ...more });
const dot = ([cx, cy], r, cls = "oe-vertex") => svg("circle", { cx, cy, r, class: cls });
const words = ([x, y], text, cls) => svg("text", { x, y, class: `oe-text ${cls}` }, text);
const mark = ([x, y], cls, r) => path(`M${x - r} ${y}h${2 * r}M${x} ${y - r}v${2 * r}`, cls);

function border(screen, cls, label, isClosed = true) {
  const d = trace(screen, isClosed);
  const [x, y] = screen.reduce((top, p) => (p[1] < top[1] ? p : top));
  return [path(d, "oe-casing"), path(d, `oe-line ${cls}`),
    ...(label ? [words([x, Math.max(16, y - 10)], label, "oe-label")] : [])];
}

function drawOutline(editor, outline) {
  const { work, view, selected, conflict } = editor;
  const { is_confirmed: isConfirmed, is_saved: isSaved } = work.describe(outline);
  const isProposed = isSaved && !isConfirmed;
  const isMine = conflict?.key === outline.key;
  const isSelected = selected === outline.key;
  const state = isMine ? "mine" : isProposed ? "proposed" : isSaved ? null : "not saved";
  const name = outline.lesion_id ?? work.saved.get(outline.key)?.label ?? "no lesion";
  const label = [name, state].filter(Boolean).join(" \u00b7 ");
  const cls = `${isMine || isProposed ? "oe-dashed" : ""} ${isSelected ? "oe-selected" : ""}`;
  const screen = outline.polygon.map(view.toScreen);
  return [...border(screen, cls, label), ...(isSelected ? handles(editor, outline, screen) : [])];
}

function handles({ view, scale, vertex, crossing }, { polygon }, screen) {
  const small = screen.length > 60 ? 3 : 5.5;
  const [a, b] = scale.sizes(polygon).ends;
  return [
    path(trace([screen[a], screen[b]]), "oe-diameter"),
    ...edgeHandles(polygon, view).map(({ point }) => dot(view.toScreen(point), 4, "oe-middle")),
    ...screen.map((p) => dot(p, small)),
    ...(vertex === null ? [] : [dot(screen[vertex], 9, "oe-vertex oe-active")]),
    ...(crossing ? [dot(view.toScreen(crossing), 14, "oe-crossing")] : []),
  ];
}

function drawPoints({ tool, hover, view, work: { now: { points } } }) {
  if (!points.length) return [];
  const screen = points.map(view.toScreen);
  const trail = hover && tool === "points" ? [...screen, view.toScreen(hover)] : screen;
  return [...border(trail, "oe-selected", "", false),
    ...(tool === "lasso" ? [] : screen.map((p, i) => dot(p, i ? 4 : 8)))];
}

function drawLine({ view, scale }, tool, [first, second]) {
  if (!second) return [mark(view.toScreen(first), "oe-crosshair", 10)];
  if (tool === "box") return border(rectangle(first, second).map(view.toScreen), "oe-dashed");
  const ends = [first, second].map(view.toScreen);
  const [x, y] = middle(...ends);
  return [...border(ends, `oe-${tool}`), ...ends.map((p) => dot(p, 6)),
    words([x, y - 10], scale.lengthText(first, second), "oe-label")];
}

/** The bar is true where it would lie horizontally in the middle of the photograph. */
function scaleBar({ view, scale }) {
  const [w, h] = view.size;
  if (!scale.mmPerPixel) return [words([12, h - 14], scale.note, "")];
  const screenPerMm = view.scale / scale.mmPerPixel;
  const most = Math.min(w * 0.35, 220) / screenPerMm;
  const power = 10 ** Math.floor(Math.log10(most));
  const mm = [5, 2, 1].find((step) => step * power <= most) * power;
  const length = mm * screenPerMm;
  const d = `M14 ${h - 20}v6h${length}v-6`;
  return [path(d, "oe-casing"), path(d, "oe-bar", { "data-mm": mm, "data-length": length }),
    words([14, h - 26], `${+mm.toPrecision(1)} mm`, "")];
}

export function makeLoupe({ view }) {
  const square = (cls) => svg("rect", { width: LOUPE, height: LOUPE, class: cls });
  return svg("g", { class: "oe-loupe" }, square("oe-loupe-ground"),
    svg("svg", { width: LOUPE, height: LOUPE }, view.image(), path("", "oe-loupe-line")),
    mark([LOUPE / 2, LOUPE / 2], "oe-cross", 26), square("oe-loupe-frame"));
}

function drawLoupe({ view, work, selected, loupe, loupeNode }) {
  loupeNode.setAttribute("display", loupe ? "inline" : "none");
  if (!loupe) return;
  const { at: [cx, cy], finger: [fx, fy] } = loupe;
  const [w] = view.size;
  const isBeside = fy < LOUPE + 50; // no room above the finger
  const x = isBeside ? (fx > w / 2 ? fx - LOUPE - 56 : fx + 56) : fx - LOUPE / 2;
  const y = isBeside ? Math.max(4, fy - LOUPE / 2) : fy - LOUPE - 46;
  loupeNode.setAttribute("transform",
    `translate(${Math.min(w - LOUPE - 4, Math.max(4, x))} ${y})`);
  const reach = LOUPE / 2 / (view.scale * LOUPE_ZOOM);
  const lens = loupeNode.children[1];
  lens.setAttribute("viewBox", [cx - reach, cy - reach, 2 * reach, 2 * reach].join(" "));
  const { points } = work.now;
  const line = points.length ? points : work.find(selected)?.polygon ?? [];
  lens.lastChild.setAttribute("d", trace(line, !points.length));
}

export function draw(editor) {
  const { view, work: { now }, reference, conflict, crosshair } = editor;
  view.overlay.replaceChildren(
    ...reference.map((p) => mark(view.toScreen(p), "oe-reference", 6)),
    ...now.outlines.flatMap((outline) => drawOutline(editor, outline)),
    ...(conflict?.outlines ?? []).flatMap((o) =>
      border(o.polygon.map(view.toScreen), "oe-theirs", `theirs ${o.lesion_id ?? ""}`)),
    ...drawPoints(editor),
    ...Object.entries(now.lines).flatMap(([tool, ends]) => drawLine(editor, tool, ends)),
    ...(crosshair ? [mark(view.toScreen(crosshair), "oe-crosshair", 14)] : []),
    ...scaleBar(editor));
  drawLoupe(editor);
}
