// Millimeters for the eye while drawing; the number that counts is the server's.

import { distance, measure, toPlane } from "./geometry.js";

export class LiveScale {
  constructor(editor) {
    this.editor = editor;
  }

  /** Take the server's scale; a ruler set here ends when the server's scale has changed. */
  load({ homography: h, mm_per_pixel: flat, scale_reason: reason }) {
    const text = JSON.stringify([h, flat]);
    const { work, shift } = this.editor;
    if (this.text && text !== this.text) work.now = { ...work.now, liveScale: null };
    // the editor's own pixels begin at the corner: moved(p) = given(p - shift)
    const moved = h?.map((v, i) => (i % 3 === 2 ? v - shift * (h[i - 2] + h[i - 1]) : v));
    const level = flat ? [flat, 0, 0, 0, flat, 0, 0, 0, 1] : null;
    Object.assign(this, { text, homography: moved ?? level, reason: reason || "not known" });
  }

  toMm(points) {
    const { liveScale } = this.editor.work.now;
    if (liveScale) return points.map((p) => p.map((v) => v * liveScale));
    return this.homography && toPlane(this.homography, points);
  }

  length(...ends) {
    const onPlane = this.toMm(ends);
    return onPlane && distance(...onPlane);
  }

  /** Millimeters per pixel, to the right, in the middle of the photograph; null without scale. */
  get mmPerPixel() {
    const { width, height } = this.editor.view;
    return this.length([width / 2 - 0.5, height / 2], [width / 2 + 0.5, height / 2]);
  }

  get note() {
    return this.mmPerPixel ? "live, before saving" : `no scale: ${this.reason}`;
  }

  lengthText(...ends) {
    const mm = this.length(...ends);
    return mm === null ? `${distance(...ends).toFixed(1)} px` : `${mm.toFixed(1)} mm`;
  }

  sizes(polygon) {
    const onPlane = this.toMm(polygon);
    return { ...measure(onPlane ?? polygon), unit: onPlane ? "mm" : "px" };
  }

  texts(polygon) {
    const { longest, perpendicular, area, unit } = this.sizes(polygon);
    return [["oe-number", `${longest.toFixed(1)} \u00d7 ${perpendicular.toFixed(1)} ${unit}`],
      ["", `area ${area.toFixed(1)} ${unit}\u00b2`], ["oe-quiet", this.note]];
  }
}
