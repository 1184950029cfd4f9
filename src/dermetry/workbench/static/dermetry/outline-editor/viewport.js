// Which part of the photograph is seen, and the mapping between screen and photograph.

import { svg } from "./dom.js";

const CLOSEST = 40; // screen pixels per pixel of the photograph

export class Viewport {
  constructor({ href, width, height }) {
    Object.assign(this, { href, width, height, scale: 1, x: 0, y: 0, isFitted: true });
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
    const at = new DOMPoint(clientX, clientY).matrixTransform(this.space.getScreenCTM().inverse());
    return [at.x, at.y];
  }

  toScreen = ([x, y]) => [x * this.scale + this.x, y * this.scale + this.y];

  contains = ([x, y]) => x >= 0 && y >= 0 && x <= this.width && y <= this.height;

  clamp = ([x, y]) => [
    Math.min(this.width, Math.max(0, x)), Math.min(this.height, Math.max(0, y))];

  set(scale, x, y) {
    const [w, h] = this.size;
    const keep = (at, length, room) => Math.min(room - 60, Math.max(60 - length, at));
    this.scale = Math.min(CLOSEST, Math.max(this.fitScale / 2, scale));
    this.x = keep(x, this.width * this.scale, w);
    this.y = keep(y, this.height * this.scale, h);
    this.isFitted = false;
    this.space.setAttribute("transform", `matrix(${this.scale} 0 0 ${this.scale} ${this.x} ${this.y})`);
  }

  fit() {
    const [w, h] = this.size;
    const scale = this.fitScale;
    this.set(scale, (w - this.width * scale) / 2, (h - this.height * scale) / 2);
    this.isFitted = true;
  }

  /** Zoom to `scale` with the photograph's `point` at `screen` (both default to the middle). */
  zoomTo(scale, screen = this.size.map((v) => v / 2), point = this.fromScreen(screen)) {
    const bounded = Math.min(CLOSEST, Math.max(this.fitScale / 2, scale));
    this.set(bounded, screen[0] - point[0] * bounded, screen[1] - point[1] * bounded);
  }

  fromScreen = ([x, y]) => [(x - this.x) / this.scale, (y - this.y) / this.scale];

  fromClient(clientX, clientY) {
    return this.toScreen(this.toImage(clientX, clientY));
  }

  /** One pixel of the photograph on one CSS pixel, lying on whole client pixels. */
  actualSize() {
    this.zoomTo(1);
    const at = this.space.getScreenCTM();
    this.set(1, this.x - (at.e - Math.round(at.e)), this.y - (at.f - Math.round(at.f)));
  }

  /** Move so that a point of the photograph is seen. */
  reveal(point) {
    const room = 40;
    const [dx, dy] = this.toScreen(point).map((at, i) =>
      Math.max(0, room - at) - Math.max(0, at - (this.size[i] - room)));
    if (dx || dy) this.set(this.scale, this.x + dx, this.y + dy);
  }
}
