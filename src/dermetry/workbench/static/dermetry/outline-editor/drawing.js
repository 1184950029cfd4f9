// Paints the editor's state over the photograph, in screen pixels, and the loupe.

import { distance, middle, roundLength } from "./geometry.js";
import { svg } from "./dom.js";

const LOUPE = 132; // side of the loupe in CSS pixels
const LOUPE_ZOOM = 2.5;
const SHORT_EDGE = 44; // edges shorter than this on the screen carry no midpoint handle

/** Give the midpoint handles of a closed polygon that are far enough apart to be hit. */
export const edgeHandles = (polygon, view) => polygon.flatMap((a, index) => {
  const b = polygon[(index + 1) % polygon.length];
  return distance(a, b) * view.scale < SHORT_EDGE ? [] : [{ index, point: middle(a, b) }];
});

const trace = (points, isClosed) => (points.length
  ? `M${points.map((p) => p.join(" ")).join("L")}${isClosed ? "Z" : ""}` : "");

const circle = ([cx, cy], r, cls) => svg("circle", { cx, cy, r, class: cls });

const line = ([x1, y1], [x2, y2], cls) => svg("line", { x1, y1, x2, y2, class: cls });

function words([x, y], text, cls = "") {
  const node = svg("text", { x, y, class: `oe-text ${cls}` });
  node.textContent = text;
  return node;
}

export class Drawing {
  constructor(editor) {
    this.editor = editor;
    const { view } = editor;
    this.lens = svg("svg", { width: LOUPE, height: LOUPE }, view.image(), svg("path"));
    const side = { width: LOUPE, height: LOUPE };
    const half = LOUPE / 2;
    this.loupe = svg("g", { class: "oe-loupe", display: "none" },
      svg("rect", { ...side, class: "oe-loupe-ground" }), this.lens,
      line([half, half - 26], [half, half + 26], "oe-cross"),
      line([half - 26, half], [half + 26, half], "oe-cross"),
      svg("rect", { ...side, class: "oe-loupe-frame" }));
    view.root.append(this.loupe);
  }

  draw() {
    const { editor } = this;
    const { now } = editor.work;
    editor.view.overlay.replaceChildren(
      ...editor.reference.map((p) => this.mark(p, "oe-reference")),
      ...now.outlines.flatMap((outline) => this.outline(outline)),
      ...(editor.conflict?.outlines ?? []).flatMap((o) => this.border(
        o.polygon, true, "oe-theirs", `theirs${o.lesion_id ? ` ${o.lesion_id}` : ""}`)),
      ...this.points(now.points), ...this.lines(now.lines),
      ...(editor.crosshair ? [this.mark(editor.crosshair, "oe-crosshair", 14)] : []),
      ...this.scaleBar());
    this.drawLoupe();
  }

  mark(point, cls, reach = 6) {
    const [x, y] = this.editor.view.toScreen(point);
    return svg("path", { class: cls,
      d: `M${x - reach} ${y}H${x + reach}M${x} ${y - reach}V${y + reach}` });
  }

  border(polygon, isClosed, cls, label) {
    const screen = polygon.map(this.editor.view.toScreen);
    const d = trace(screen, isClosed);
    const top = screen.reduce((best, p) => (p[1] < best[1] ? p : best), [0, Infinity]);
    return [svg("path", { d, class: "oe-casing" }), svg("path", { d, class: `oe-line ${cls}` }),
      ...(label ? [words([top[0], Math.max(16, top[1] - 10)], label, "oe-label")] : [])];
  }

  outline(outline) {
    const { work, selected, conflict } = this.editor;
    const { is_confirmed: isConfirmed, is_saved: isSaved } = work.describe(outline);
    const isProposed = isSaved && !isConfirmed;
    const isMine = conflict?.key === outline.key;
    const isSelected = selected === outline.key;
    const state = isMine ? "mine" : isProposed ? "proposed" : isSaved ? "" : "not saved";
    const cls = `${isMine || isProposed ? "oe-dashed" : ""} ${isSelected ? "oe-selected" : ""}`;
    const label = [outline.lesion_id ?? "no lesion", state].filter(Boolean).join(" \u00b7 ");
    const nodes = this.border(outline.polygon, true, cls, label);
    return isSelected ? [...nodes, ...this.handles(outline)] : nodes;
  }

  handles({ polygon }) {
    const { view, scale, vertex } = this.editor;
    const crossing = this.editor.crossing();
    const at = view.toScreen;
    const small = polygon.length > 60 ? 3 : 5.5;
    const ends = scale.sizes(polygon).ends.map((i) => at(polygon[i]));
    return [
      line(...ends, "oe-diameter"),
      ...edgeHandles(polygon, view).map(({ point }) => circle(at(point), 4, "oe-middle")),
      ...polygon.map((p, i) => circle(at(p), i === vertex ? 9 : small,
        i === vertex ? "oe-vertex oe-active" : "oe-vertex")),
      ...(crossing ? [circle(at(crossing), 14, "oe-crossing")] : []),
    ];
  }

  points(points) {
    if (!points.length) return [];
    const { view, hover } = this.editor;
    const at = view.toScreen;
    const trail = hover && this.editor.tool !== "select" ? [...points, hover] : points;
    return [...this.border(trail, false, "oe-selected"),
      ...points.map((p, i) => circle(at(p), i ? 4 : 8, "oe-vertex"))];
  }

  lines(lines) {
    const at = this.editor.view.toScreen;
    return Object.entries(lines).flatMap(([tool, [first, second]]) => {
      if (!second) return [this.mark(first, "oe-crosshair", 10)];
      if (tool === "box") return this.border(rectangle(first, second), true, "oe-dashed");
      const [a, b] = [at(first), at(second)];
      return [line(a, b, "oe-casing"), line(a, b, `oe-line oe-${tool}`),
        circle(a, 6, "oe-vertex"), circle(b, 6, "oe-vertex"),
        words(middle(a, b).map((v) => v - 10), this.editor.scale.lengthText(first, second), "oe-label")];
    });
  }

  /** The bar is true where it would lie horizontally in the middle of the photograph. */
  scaleBar() {
    const { view, scale } = this.editor;
    const { mmPerPixel } = scale;
    const [w, h] = view.size;
    if (!mmPerPixel) return [words([12, h - 14], scale.note, "oe-bar-text")];
    const screenPerMm = view.scale / mmPerPixel;
    const mm = roundLength(Math.min(w * 0.35, 220) / screenPerMm);
    const x = 14 + mm * screenPerMm;
    const d = `M14 ${h - 20}V${h - 14}H${x}V${h - 20}`;
    return [svg("path", { d, class: "oe-casing" }),
      svg("path", { d, class: "oe-bar", "data-mm": mm, "data-length": x - 14 }),
      words([14, h - 26], `${Number(mm.toPrecision(1))} mm`, "oe-bar-text")];
  }

  drawLoupe() {
    const { view, loupe, work, selected } = this.editor;
    this.loupe.setAttribute("display", loupe ? "inline" : "none");
    if (!loupe) return;
    const [w] = view.size;
    const [fx, fy] = loupe.finger;
    const isBeside = fy < LOUPE + 50; // no room above the finger
    const x = isBeside ? (fx > w / 2 ? fx - LOUPE - 56 : fx + 56) : fx - LOUPE / 2;
    const y = isBeside ? Math.max(4, fy - LOUPE / 2) : fy - LOUPE - 46;
    const left = Math.min(w - LOUPE - 4, Math.max(4, x));
    this.loupe.setAttribute("transform", `translate(${left} ${y})`);
    const reach = LOUPE / 2 / (view.scale * LOUPE_ZOOM);
    const [cx, cy] = loupe.at;
    this.lens.setAttribute("viewBox", `${cx - reach} ${cy - reach} ${2 * reach} ${2 * reach}`);
    const { points } = work.now;
    const border = points.length ? points : work.find(selected)?.polygon ?? [];
    const path = this.lens.lastChild;
    path.setAttribute("d", trace(border, !points.length));
    path.setAttribute("class", "oe-loupe-line");
  }
}

export const rectangle = ([x0, y0], [x1, y1]) => {
  const [l, r, t, b] = [Math.min(x0, x1), Math.max(x0, x1), Math.min(y0, y1), Math.max(y0, y1)];
  return [[l, t], [r, t], [r, b], [l, b]];
};
