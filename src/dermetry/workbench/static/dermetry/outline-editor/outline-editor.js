// The outline editor. `mount(element)` turns the server's markup into an Editor; every
// [data-outline-editor] of the page is mounted on load and after htmx has swapped.

import { distance, findCrossing } from "./geometry.js";
import { el } from "./dom.js";
import { Viewport } from "./viewport.js";
import { Work } from "./work.js";
import { draw, makeLoupe } from "./drawing.js";
import { placeLine } from "./lines.js";
import { Controls, hintOf } from "./controls.js";
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
    element.querySelectorAll(":scope > [class^=oe-]").forEach((stale) => stale.remove());
    element.append(this.canvas);
    this.scale = new LiveScale(this);
    this.controls = new Controls(this);
    this.view.root.append((this.loupeNode = makeLoupe(this)));
    this.draft = new Draft(this, draftKey);
    attachPointer(this);
    attachKeyboard(this);
    this.view.fit();
    this.setState(JSON.parse(element.querySelector("[data-outline-editor-state]").textContent));
    this.draft.restore();
    this.check(this.view);
    new ResizeObserver(() => {
      if (this.view.isFitted) this.view.fit();
      this.draw();
    }).observe(this.canvas);
  }

  /** Refuse a photograph that is missing or is not the one the outlines belong to. */
  async check({ href, width, height }) {
    const probe = new Image();
    probe.src = href;
    const isRead = await probe.decode().then(() => true, () => false);
    const ratio = (probe.naturalWidth * height) / (probe.naturalHeight * width);
    if (!isRead) this.refuse("The photograph could not be loaded. Reload the page.");
    else if (Math.abs(ratio - 1) > 0.01) {
      this.refuse("The photograph has another shape than its record: outlines would lie wrong. Do not draw here.");
    }
  }

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
    if (["points", "lasso", "box"].includes(tool)) this.beginNew();
    this.say(hintOf(tool));
    this.draw();
  }

  /** A new outline is no second one of the lesion selected before, unless that is chosen. */
  beginNew() {
    this.selected = null;
    if (this.work.now.outlines.some((o) => o.lesion_id === this.lesionId)) this.lesionId = null;
  }

  // inside, 0,0 is the corner of the first pixel; data-pixel-origin="center" shifts by half
  inward = (points) => points.map((p) => p.map((v) => v + this.shift));
  outward = (points) => points.map((p) => p.map((v) => v - this.shift));

  say = (text) => this.controls.say(text);
  tell = (...message) => this.controls.tell(...message);

  refuse = (text) => this.tell(text, "wrong");

  dispatch(name, detail) {
    this.element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  draw() {
    const outline = this.work.find(this.selected);
    this.crossing = outline ? findCrossing(outline.polygon) : null;
    draw(this);
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

  placePoint(p, reach) {
    const { points } = this.work.now;
    if (points.length > 2 && distance(points[0], p) * this.view.scale <= reach) return this.closeBorder();
    if (distance(p, this.view.clamp(p))) return this.refuse("That point lies outside the photograph.");
    if (points.some((other) => !distance(other, p))) return this.say("There is a point already.");
    this.work.commit({ points: [...points, p] });
    return this.changed(`Point ${points.length + 1} at ${place(p)} px.`);
  }

  closeBorder() {
    const { points } = this.work.now;
    if (points.length < 3) return this.refuse("A border needs at least 3 points.");
    return this.finishBorder(points);
  }

  finishBorder = (polygon, text = "") => {
    const { box, ...lines } = this.work.now.lines;
    this.selected = this.work.add({ polygon, lesion_id: this.lesionId }, { points: [], lines });
    this.setTool("select");
    this.changed(`Border closed, ${polygon.length} points. ${text}`);
    if (this.crossing) this.refuse(`${this.crossingText()} Move a point before you save.`);
  };

  crossingText = () =>
    (this.crossing ? `The border crosses itself near ${place(this.crossing)} px.` : "");

  placeLine = (...line) => placeLine(this, ...line);

  select(key) {
    const outline = this.work.find(key);
    Object.assign(this, { selected: key, vertex: null });
    if (outline) this.lesionId = outline.lesion_id ?? null;
    this.say(outline ? `Outline ${outline.lesion_id ?? "without lesion"} selected, `
      + `${outline.polygon.length} points.` : "Nothing selected.");
    this.draw();
  }

  selectAt = (p, reach = 10) => this.select(findOutline(this, p, reach)?.key ?? null);

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

  zoom(change) {
    change(this.view);
    this.draw();
  }

  zoomIn = () => this.zoom((view) => view.zoomTo(view.scale * 1.25));
  zoomOut = () => this.zoom((view) => view.zoomTo(view.scale / 1.25));
  fit = () => this.zoom((view) => view.fit());
  actualSize = () => this.zoom((view) => view.actualSize());

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
