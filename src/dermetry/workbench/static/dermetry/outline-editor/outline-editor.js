// The outline editor. `mount(element)` turns the server's markup into an Editor; every
// [data-outline-editor] of the page is mounted on load and after htmx has swapped.

import { distance, findCrossing } from "./geometry.js";
import { el } from "./dom.js";
import { Viewport } from "./viewport.js";
import { Work } from "./work.js";
import { Drawing, rectangle } from "./drawing.js";
import { Controls, HINTS } from "./controls.js";
import { Draft } from "./draft.js";
import { LiveScale } from "./scale.js";
import { attachPointer, findOutline } from "./pointer.js";
import { attachKeyboard } from "./keyboard.js";

const place = (p) => p.map(Math.round).join(", ");

export class Editor {
  tool = "select";
  selected = null; // key of an outline
  vertex = null; // index of the active vertex of the selected outline
  lesionId = null;
  hover = null;
  crosshair = null;
  loupe = null;
  isHeld = false; // a finger or the mouse is down
  conflict = null; // {key, outlines, question}: theirs beside mine
  work = new Work();

  constructor(element) {
    this.element = element;
    const { widthPx, heightPx, pixelOrigin, photographId, draftKey } = element.dataset;
    const img = element.querySelector("img");
    this.shift = pixelOrigin === "center" ? 0.5 : 0;
    this.view = new Viewport({ href: img.currentSrc || img.src, width: +widthPx, height: +heightPx });
    this.canvas = el("div", { class: "oe-canvas", tabindex: 0, role: "application",
      "aria-label": `Outlines on photograph ${photographId}. ${img.alt}` }, this.view.root);
    img.hidden = true;
    element.append(this.canvas);
    this.scale = new LiveScale(this);
    this.controls = new Controls(this);
    this.drawing = new Drawing(this);
    this.draft = new Draft(this, draftKey);
    attachPointer(this);
    attachKeyboard(this);
    this.view.fit();
    this.setState(JSON.parse(element.querySelector("[data-outline-editor-state]").textContent));
    this.draft.restore();
    new ResizeObserver(() => {
      if (this.view.isFitted) this.view.fit();
      this.draw();
    }).observe(this.canvas);
  }

  // ---- what the page and outline-save.js call

  /** Take over the server's state; what is not saved yet stays. `sent`: see Work.load. */
  setState(state, sent = null) {
    this.scale.load(state);
    this.lesions = state.lesions ?? [];
    this.reference = this.inward(state.reference_px ?? []);
    const outlines = (state.outlines ?? []).map((o) => ({ ...o, polygon: this.inward(o.polygon) }));
    this.work.load({ ...state, outlines }, sent);
    this.changed("");
  }

  addOutline({ polygon, ...outline }) {
    this.selected = this.work.add({ ...outline, polygon: this.inward(polygon) });
    this.changed("Outline added.");
  }

  getOutlines() {
    return this.work.now.outlines.map(({ key, ...outline }) => ({
      ...outline, ...this.work.describe({ key, ...outline }), polygon: this.outward(outline.polygon) }));
  }

  undo = () => this.changed(this.work.undo() ? "Undone." : "Nothing to undo.");
  redo = () => this.changed(this.work.redo() ? "Done again." : "Nothing to redo.");

  setTool(tool) {
    Object.assign(this, { tool, vertex: null, hover: null });
    this.canvas.dataset.tool = tool;
    this.say(HINTS[tool]);
    this.draw();
  }

  // inside, 0,0 is the corner of the first pixel; data-pixel-origin="center" shifts by half
  inward = (points) => points.map((p) => p.map((v) => v + this.shift));
  outward = (points) => points.map((p) => p.map((v) => v - this.shift));

  // ---- telling

  say = (text) => this.controls.say(text);
  tell = (...message) => this.controls.tell(...message);

  refuse(text) {
    this.tell(text, "wrong");
    this.draw();
  }

  dispatch(name, detail) {
    this.element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  draw() {
    this.drawing.draw();
    this.controls.draw();
  }

  /** After every finished step: keep the draft, tell the page, say it. */
  changed(text) {
    if (!this.work.find(this.selected)) this.selected = null;
    const { polygon } = this.work.find(this.selected) ?? {};
    if (!polygon || this.vertex >= polygon.length) this.vertex = null;
    this.draft.keep();
    if (text) {
      this.say(text);
      this.controls.clear();
    }
    this.draw();
    this.dispatch("outline:change", { outlines: this.getOutlines() });
  }

  // ---- drawing borders

  placePoint(p, reach) {
    const { points } = this.work.now;
    if (points.length > 2 && distance(points[0], p) * this.view.scale <= reach) return this.closeBorder();
    if (!this.view.contains(p)) return this.refuse("That point lies outside the photograph.");
    if (points.some((other) => !distance(other, p))) return this.say("There is a point already.");
    this.work.commit({ points: [...points, p] });
    return this.changed(`Point ${points.length + 1} at ${place(p)} px.`);
  }

  closeBorder() {
    const { points } = this.work.now;
    if (points.length < 3) return this.refuse("A border needs at least 3 points.");
    return this.finishBorder(points);
  }

  finishBorder(polygon, text = "") {
    const { box, ...lines } = this.work.now.lines;
    this.selected = this.work.add({ polygon, lesion_id: this.lesionId }, { points: [], lines });
    this.setTool("select");
    this.changed(`Border closed, ${polygon.length} points. ${text}`);
    if (this.crossingText()) this.refuse(`${this.crossingText()} Move a point before you save.`);
  }

  crossing() {
    const outline = this.work.find(this.selected);
    return outline ? findCrossing(outline.polygon) : null;
  }

  crossingText() {
    const at = this.crossing();
    return at ? `The border crosses itself near ${place(at)} px.` : "";
  }

  // ---- caliper, ruler, box

  /** Take two ends; the second is null while it is awaited (a box is then a tap, unless by key). */
  placeLine(tool, ends, canWait = tool !== "box") {
    const [first, second] = ends.map((p) => p && this.view.clamp(p));
    const isPoint = second ? !distance(first, second) : !canWait;
    if (isPoint && tool === "box") return this.propose({ kind: "tap", tap: this.outward([first])[0] });
    if (isPoint) return this.refuse("Both ends are the same point.");
    this.work.commit({ lines: { ...this.work.now.lines, [tool]: [first, second] } });
    this.changed(second ? this.scale.lengthText(first, second) : "Now the second end.");
    if (!second || tool !== "caliper") return null;
    const [a, b] = this.outward([first, second]);
    return this.dispatch("caliper:set", { first: a, second: b, mm_live: this.scale.length(first, second) });
  }

  propose(detail) {
    const { box, ...lines } = this.work.now.lines;
    this.work.replace({ lines });
    this.changed("Asked for a proposed border.");
    this.dispatch("outline:request-proposal", { ...detail, lesion_id: this.lesionId });
  }

  setRuler(text) {
    const mm = Number(text.trim().replace(",", "."));
    if (!(mm > 0 && mm < Infinity)) return this.refuse("Type the millimeters, for example 50.");
    const { ruler, ...lines } = this.work.now.lines;
    const liveScale = mm / distance(...ruler);
    this.work.commit({ lines, liveScale });
    this.changed(`${liveScale.toFixed(4)} mm per pixel, live until saved.`);
    const [first, second] = this.outward(ruler);
    return this.dispatch("ruler:set", { first, second, mm });
  }

  /** Give the question of the moment: {id, text, choices, input}, or null. */
  question() {
    const { points, lines: { ruler, box } } = this.work.now;
    const cancel = ["Cancel", () => this.cancel()];
    const ask = (id, text, choices, input) => ({ id, text, choices: [...choices, cancel], input });
    if (this.conflict) return this.conflict.question;
    if (points.length) {
      return ask("points", `Points: ${points.length}`, [["Close border", () => this.closeBorder()]]);
    }
    if (this.isHeld) return null; // the line is still being drawn
    if (this.tool === "ruler" && ruler?.[1]) {
      return ask("ruler", "", [["Set scale", (text) => this.setRuler(text)]], "mm between the ends");
    }
    if (!box?.[1]) return null;
    const corners = rectangle(...box);
    const detail = { kind: "box", box: this.outward([corners[0], corners[2]]).flat() };
    return ask("box", "", [["Propose the border", () => this.propose(detail)],
      ["Keep the rectangle", () => this.finishBorder(corners)]]);
  }

  // ---- changing outlines

  select(key) {
    const outline = this.work.find(key);
    Object.assign(this, { selected: key, vertex: null });
    if (outline) this.lesionId = outline.lesion_id ?? null;
    this.say(outline ? `Outline ${outline.lesion_id ?? "without lesion"} selected, `
      + `${outline.polygon.length} points.` : "Nothing selected.");
    this.draw();
  }

  selectAt = (p) => this.select(findOutline(this, p, 10)?.key ?? null);

  vertexText() {
    const { polygon } = this.work.find(this.selected) ?? {};
    if (!polygon || this.vertex === null) return "";
    const at = polygon[this.vertex].map((v) => +v.toFixed(2)).join(", ");
    return `Point ${this.vertex + 1} of ${polygon.length} at ${at} px.`;
  }

  edit(polygon, vertex = this.vertex) {
    this.vertex = vertex;
    this.work.commit({ outlines: this.work.edited(this.selected, { polygon, source: "drawn" }) });
    this.changed(this.vertexText());
  }

  setLesion(lesionId) {
    this.lesionId = lesionId;
    const outlines = this.work.edited(this.selected, { lesion_id: lesionId });
    if (this.selected) this.work.commit({ outlines });
    this.changed(lesionId ? `Lesion ${lesionId}.` : "Lesion not yet decided.");
  }

  deleteVertex() {
    const { polygon } = this.work.find(this.selected);
    if (polygon.length < 4) return this.refuse("A border needs at least 3 points.");
    return this.edit(polygon.toSpliced(this.vertex, 1), null);
  }

  /** Delete the last point being drawn, the active vertex, or the selected outline. */
  delete() {
    const { points } = this.work.now;
    if (points.length) this.work.commit({ points: points.slice(0, -1) });
    else if (this.vertex !== null) return this.deleteVertex();
    else if (this.selected) this.work.commit({ outlines: this.work.without(this.selected) });
    else return null;
    return this.changed(points.length ? "Last point removed." : "Outline removed. Undo brings it back.");
  }

  cancel() {
    const { points, lines: { [this.tool]: line, ...lines } } = this.work.now;
    if (points.length || line) this.work.commit({ points: [], lines });
    else if (this.vertex === null) this.selected = null;
    this.vertex = null;
    this.changed("Canceled.");
  }

  // ---- seeing

  zoom(change) {
    change(this.view);
    this.draw();
  }

  zoomIn = () => this.zoom((view) => view.zoomTo(view.scale * 1.25));
  zoomOut = () => this.zoom((view) => view.zoomTo(view.scale / 1.25));
  fit = () => this.zoom((view) => view.fit());
  actualSize = () => this.zoom((view) => view.actualSize());

  // ---- saving

  isProposal(outline) {
    if (!outline) return false;
    const { is_saved: isSaved, is_confirmed: isConfirmed } = this.work.describe(outline);
    return isSaved && !isConfirmed;
  }

  /** Ask the page to save every unsaved outline, or to accept the selected proposal. */
  save() {
    if (this.work.now.points.length) return this.refuse("Close the border first, then save.");
    const { work } = this;
    const accepted = work.find(this.selected);
    const outlines = work.now.outlines.filter(work.isUnsaved);
    const removed = work.removedKeys().map((key) => work.saved.get(key).outline_id);
    if (!outlines.length && !removed.length) {
      if (!this.isProposal(accepted)) return this.tell("Everything is saved.");
      outlines.push(accepted);
    }
    const crossed = outlines.find((outline) => findCrossing(outline.polygon));
    if (crossed) {
      this.select(crossed.key);
      return this.refuse(`Not saved. ${this.crossingText()} Move a point, then save again.`);
    }
    outlines.forEach((outline) => this.dispatch("outline:save", {
      outline_id: work.describe(outline).outline_id, lesion_id: outline.lesion_id ?? null,
      polygon: this.outward([...outline.polygon]), source: outline.source }));
    return removed.forEach((outline_id) => this.dispatch("outline:remove", { outline_id }));
  }
}

/** Mount an element once; later calls give the same Editor. */
export const mount = (element) => (element.outlineEditor ??= new Editor(element));

const mountAll = () => document.querySelectorAll("[data-outline-editor]").forEach(mount);
mountAll();
for (const name of ["htmx:afterSwap", "htmx:after:swap"]) document.addEventListener(name, mountAll);
