// Which part of the photograph is seen, and the mapping between screen and photograph.

import { svg } from "./dom.js";

const CLOSEST = 40; // screen pixels per pixel of the photograph

export class Viewport {
  constructor({ href, width, height }) {
    Object.assign(this, { href, width, height });
    this.space = svg("g", {}, this.image());
    this.overlay = svg("g");
    this.root = svg("svg", { class: "oe-svg", "aria-hidden": "true" }, this.space, this.overlay);
  }

  image() {
    const { href, width, height } = this;
    return svg("image", { href, width, height, preserveAspectRatio: "none" });
  }

  get size() {
    return [this.root.clientWidth || 1, this.root.clientHeight || 1];
  }

  get fitScale() {
    const [w, h] = this.size;
    return Math.min(w / this.width, h / this.height);
  }

  /** Give the pixel of the photograph under a client position, never rounded. */
  toImage(clientX, clientY) {
    const { x, y } = new DOMPoint(clientX, clientY)
      .matrixTransform(this.space.getScreenCTM().inverse());
    return [x, y];
  }

  toScreen = ([x, y]) => [x * this.scale + this.x, y * this.scale + this.y];
  fromScreen = ([x, y]) => [(x - this.x) / this.scale, (y - this.y) / this.scale];
  fromClient = (clientX, clientY) => this.toScreen(this.toImage(clientX, clientY));
  clamp = ([x, y]) => [
    Math.min(this.width, Math.max(0, x)), Math.min(this.height, Math.max(0, y))];

  set(scale, x, y) {
    const [w, h] = this.size;
    const keep = (at, length, room) => Math.min(room - 60, Math.max(60 - length, at));
    Object.assign(this, { scale, isFitted: false,
      x: keep(x, this.width * scale, w), y: keep(y, this.height * scale, h) });
    this.space.setAttribute("transform", `matrix(${scale} 0 0 ${scale} ${this.x} ${this.y})`);
  }

  fit() {
    const [w, h] = this.size;
    const scale = this.fitScale;
    this.set(scale, (w - this.width * scale) / 2, (h - this.height * scale) / 2);
    this.isFitted = true;
  }

  /** Zoom to `wanted` with the photograph's `point` at `screen` (both default to the middle). */
  zoomTo(wanted, screen = this.size.map((v) => v / 2), point = this.fromScreen(screen)) {
    const scale = Math.min(CLOSEST, Math.max(this.fitScale / 2, wanted));
    this.set(scale, screen[0] - point[0] * scale, screen[1] - point[1] * scale);
  }

  /** One pixel of the photograph on one CSS pixel, lying on whole client pixels. */
  actualSize() {
    this.zoomTo(1);
    const { e, f } = this.space.getScreenCTM();
    this.set(1, this.x + Math.round(e) - e, this.y + Math.round(f) - f);
  }

  /** Move so that a point of the photograph is seen. */
  reveal(point) {
    const [dx, dy] = this.toScreen(point).map((at, i) =>
      Math.max(0, 40 - at) - Math.max(0, at - this.size[i] + 40));
    if (dx || dy) this.set(this.scale, this.x + dx, this.y + dy);
  }
}
