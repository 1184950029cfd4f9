// Mouse, pen and touch: one finger works with the tool, two fingers zoom and move.

import { area, borderDistance, contains, distance, middle, simplify } from "./geometry.js";
import { edgeHandles } from "./drawing.js";

export const LASSO_MOST_PX = 0.75;
const LONG_PRESS_MS = 550;
const isTouch = (event) => event.pointerType !== "mouse";
const reachOf = (event) => (isTouch(event) ? 22 : 10); // half of a 44 px target

function startPan({ view }, event) {
  const { x, y } = view;
  const start = view.fromClient(event.clientX, event.clientY);
  return {
    move: (_, now) => {
      const [sx, sy] = view.fromClient(now.clientX, now.clientY);
      view.set(view.scale, x + sx - start[0], y + sy - start[1]);
    },
  };
}

function startPoint(editor, event) {
  return {
    move: (p) => { editor.hover = p; },
    end: (p) => {
      editor.hover = null;
      editor.placePoint(p, reachOf(event));
    },
    cancel: () => { editor.hover = null; },
  };
}

function startLasso(editor, event, start) {
  const before = editor.work.now;
  let drawn = [start];
  return {
    move: (_, now) => {
      const all = now.getCoalescedEvents?.() ?? [];
      for (const one of all.length ? all : [now]) {
        drawn.push(editor.view.clamp(editor.view.toImage(one.clientX, one.clientY)));
      }
      drawn = drawn.filter((p, i) => !i || distance(p, drawn[i - 1]) > 0);
      editor.work.replace({ points: drawn });
    },
    end: () => {
      editor.work.now = before;
      const kept = drawn.length > 2 ? simplify(drawn, LASSO_MOST_PX) : [];
      if (kept.length < 3) return editor.refuse("That is no border yet: draw all the way round.");
      return editor.finishBorder(kept, `${drawn.length} points drawn, ${kept.length} kept; `
        + `the border moved by at most ${LASSO_MOST_PX} px.`);
    },
    cancel: () => { editor.work.now = before; },
  };
}

/** Caliper, ruler and box: two ends, by dragging or one after the other. */
function startLine(editor, event, start) {
  const before = editor.work.now;
  const tool = editor.tool;
  const line = before.lines[tool];
  const { view } = editor;
  const gaps = (line?.[1] ? line : []).map((p) => distance(view.toScreen(p), view.toScreen(start)));
  const end = gaps.findIndex((gap) => gap <= reachOf(event) && gap === Math.min(...gaps));
  let ends = end >= 0 ? line : line && !line[1] ? [line[0], start] : [start, null];
  const moving = end >= 0 ? end : 1;
  return {
    move: (p, _, isMoved) => {
      if (!isMoved && !ends[1]) return;
      ends = ends.map((old, i) => (i === moving ? view.clamp(p) : old));
      editor.work.replace({ lines: { ...editor.work.now.lines, [tool]: ends } });
    },
    end: () => {
      editor.work.now = before;
      editor.placeLine(tool, ends);
    },
    cancel: () => { editor.work.now = before; },
  };
}

function nearest(handles, view, at, reach) {
  const gap = ({ point }) => distance(view.toScreen(point), at);
  const near = handles.filter((h) => gap(h) <= reach).sort((a, b) => gap(a) - gap(b));
  return near[0] ?? null;
}

export function findOutline(editor, p, reach) {
  const hit = editor.work.now.outlines.filter((o) => contains(o.polygon, p)
    || borderDistance(o.polygon, p) * editor.view.scale <= reach);
  return hit.sort((a, b) => area(a.polygon) - area(b.polygon))[0] ?? null;
}

function startSelect(editor, event, start) {
  const { view, work } = editor;
  const reach = reachOf(event);
  const at = view.toScreen(start);
  const outline = work.find(editor.selected);
  const corners = outline?.polygon.map((point, index) => ({ point, index })) ?? [];
  const corner = nearest(corners, view, at, reach);
  const edge = outline && nearest(edgeHandles(outline.polygon, view), view, at, reach);
  if (edge && (!corner || distance(edge.point, start) < distance(corner.point, start))) {
    return startDrag(editor, start, edge.index + 1, outline.polygon.toSpliced(edge.index + 1, 0, edge.point));
  }
  if (corner) return startDrag(editor, start, corner.index, outline.polygon, isTouch(event));
  const pan = startPan(editor, event);
  return {
    ...pan,
    isPan: true,
    move: (p, now, isMoved) => { if (isMoved) pan.move(p, now); },
    end: (p, isMoved) => { if (!isMoved) editor.select(findOutline(editor, p, reach)?.key ?? null); },
  };
}

/** Drag one vertex by as much as the finger moves; held still it is deleted (touch). */
function startDrag(editor, start, index, polygon, canDelete = false) {
  const { work, view, selected } = editor;
  const before = work.now;
  const show = (points) => work.replace({ outlines: work.edited(selected, { polygon: points }) });
  const isNew = polygon.length > work.find(selected).polygon.length;
  editor.vertex = index;
  show(polygon);
  let isDone = false;
  const timer = canDelete && setTimeout(() => {
    isDone = true;
    editor.loupe = null;
    editor.deleteVertex();
  }, LONG_PRESS_MS);
  const from = polygon[index];
  return {
    get at() { return work.find(selected)?.polygon[index] ?? from; },
    move: (p, _, isMoved) => {
      if (isDone || !isMoved) return;
      clearTimeout(timer);
      const moved = view.clamp([from[0] + p[0] - start[0], from[1] + p[1] - start[1]]);
      show(polygon.with(index, moved));
    },
    end: (_, isMoved) => {
      clearTimeout(timer);
      if (isDone) return;
      const { outlines } = work.now;
      if (isNew || isMoved) work.commit({ outlines }, before);
      editor.changed(isNew ? "Point inserted." : isMoved ? "Point moved." : editor.vertexText());
    },
    cancel: () => {
      clearTimeout(timer);
      if (!isDone) work.replace(before);
    },
  };
}

const START = {
  pan: startPan, points: startPoint, lasso: startLasso, select: startSelect,
  box: startLine, caliper: startLine, ruler: startLine,
};

class Pointers {
  constructor(editor) {
    Object.assign(this, { editor, fingers: new Map(), action: null, pinch: null });
  }

  down(event) {
    const { editor, fingers } = this;
    if (event.button > 1) return;
    editor.canvas.focus({ preventScroll: true });
    editor.crosshair = null;
    editor.isHeld = true;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    editor.canvas.setPointerCapture(event.pointerId);
    if (fingers.size > 1) return this.startPinch();
    const p = editor.view.toImage(event.clientX, event.clientY);
    const start = event.button === 1 ? startPan : START[editor.tool];
    this.start = fingers.get(event.pointerId);
    this.isMoved = false;
    this.action = start(editor, event, p);
    this.follow(event, p);
  }

  startPinch() {
    this.action?.cancel?.();
    this.action = null;
    this.editor.loupe = null;
    const { view } = this.editor;
    const [a, b] = [...this.fingers.values()];
    this.pinch = { gap: distance(a, b), scale: view.scale, point: view.toImage(...middle(a, b)) };
    this.editor.draw();
  }

  follow(event, p) {
    const { editor, action } = this;
    const isShown = isTouch(event) && action && !action.isPan && editor.tool !== "pan";
    editor.loupe = isShown ? { at: action.at ?? p, finger: editor.view.toScreen(p) } : null;
    editor.draw();
  }

  move(event) {
    const { editor, fingers } = this;
    const client = [event.clientX, event.clientY];
    const p = editor.view.toImage(...client);
    if (!fingers.has(event.pointerId)) {
      editor.hover = event.pointerType === "mouse" ? p : null;
      if (editor.work.now.points.length) editor.draw();
      return;
    }
    fingers.set(event.pointerId, client);
    if (this.pinch && fingers.size > 1) {
      const [a, b] = [...fingers.values()];
      const scale = (this.pinch.scale * distance(a, b)) / (this.pinch.gap || 1);
      editor.view.zoomTo(scale, editor.view.fromClient(...middle(a, b)), this.pinch.point);
      editor.draw();
    } else if (this.action) {
      this.isMoved ||= distance(client, this.start) > (isTouch(event) ? 6 : 2);
      this.action.move?.(p, event, this.isMoved);
      this.follow(event, p);
    }
  }

  up(event) {
    if (!this.fingers.delete(event.pointerId)) return;
    const { action, editor } = this;
    editor.isHeld = this.fingers.size > 0;
    if (!editor.isHeld) this.pinch = null;
    this.action = null;
    editor.loupe = null;
    const p = editor.view.toImage(event.clientX, event.clientY);
    if (action && event.type === "pointerup") action.end?.(p, this.isMoved);
    else action?.cancel?.();
    editor.draw();
  }
}

export function attachPointer(editor) {
  const { canvas, view } = editor;
  const pointers = new Pointers(editor);
  canvas.addEventListener("pointerdown", (event) => pointers.down(event));
  canvas.addEventListener("pointermove", (event) => pointers.move(event));
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, (event) => pointers.up(event));
  }
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015));
    view.zoomTo(view.scale * factor, view.fromClient(event.clientX, event.clientY));
    editor.draw();
  }, { passive: false });
}
