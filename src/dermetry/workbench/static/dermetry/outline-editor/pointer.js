// Mouse, pen and touch: one finger works with the tool, two fingers zoom and move.
// A tool starts an action {move(p, event, isMoved), end(p, isMoved), cancel()}.

import { area, borderDistance, contains, distance, middle, simplify } from "./geometry.js";
import { edgeHandles } from "./drawing.js";

const LASSO_MOST_PX = 0.75;
const LONG_PRESS_MS = 550;
const isTouch = (event) => event.pointerType !== "mouse";
const reachOf = (event) => (isTouch(event) ? 22 : 10); // half of a 44 px target

function startPan({ view }, event) {
  const { x, y } = view;
  const [left, top] = view.fromClient(event.clientX, event.clientY);
  return {
    isPan: true,
    move: (_, now) => {
      const [sx, sy] = view.fromClient(now.clientX, now.clientY);
      view.set(view.scale, x + sx - left, y + sy - top);
    },
  };
}

const startPoint = (editor, event) => ({
  move: (p) => { editor.hover = p; },
  end: (p) => { editor.placePoint(p, reachOf(event)); },
});

function startLasso({ work, view, refuse, finishBorder }, _, start) {
  const drawn = [start];
  const cancel = () => work.replace({ points: [] });
  return {
    cancel,
    move: (__, event) => {
      for (const one of [...(event.getCoalescedEvents?.() ?? []), event]) {
        const p = view.clamp(view.toImage(one.clientX, one.clientY));
        if (distance(p, drawn.at(-1))) drawn.push(p);
      }
      work.replace({ points: [...drawn] });
    },
    end: () => {
      cancel();
      const kept = simplify(drawn, LASSO_MOST_PX);
      if (kept.length < 3) return refuse("That is no border yet: draw all the way round.");
      return finishBorder(kept, `${drawn.length} points drawn, ${kept.length} kept; `
        + `the border moved by at most ${LASSO_MOST_PX} px.`);
    },
  };
}

/** Caliper, ruler and box: two ends, by dragging or one after the other. */
function startLine(editor, event, start) {
  const { work, view, tool } = editor;
  const { lines } = work.now;
  const [first, second] = lines[tool] ?? [];
  const taken = second && nearest([first, second].map((point, index) => ({ point, index })),
    view, start, reachOf(event));
  let ends = taken ? [first, second] : first && !second ? [first, start] : [start, null];
  const moving = taken?.index ?? 1;
  const cancel = () => work.replace({ lines });
  return {
    cancel,
    move: (p, _, isMoved) => {
      if (isMoved || ends[1]) ends = ends.with(moving, view.clamp(p));
      work.replace({ lines: { ...lines, [tool]: ends } });
    },
    end: () => {
      cancel();
      editor.placeLine(tool, ends);
    },
  };
}

function nearest(handles, view, p, reach) {
  const gap = ({ point }) => distance(point, p) * view.scale;
  return handles.filter((h) => gap(h) <= reach).sort((a, b) => gap(a) - gap(b))[0];
}

/** Find the smallest outline at a point of the photograph. */
export const findOutline = ({ work, view }, p, reach) => work.now.outlines
  .filter(({ polygon }) => contains(polygon, p) || borderDistance(polygon, p) * view.scale <= reach)
  .sort((a, b) => area(a.polygon) - area(b.polygon))[0];

function startSelect(editor, event, start) {
  const { view, work } = editor;
  const reach = reachOf(event);
  const { polygon = [] } = work.find(editor.selected) ?? {};
  const corners = polygon.map((point, index) => ({ point, index }));
  const edges = edgeHandles(polygon, view).map((edge) => ({ ...edge, isEdge: true }));
  const taken = nearest([...corners, ...edges], view, start, reach);
  if (taken) return startDrag(editor, event, start, taken, polygon);
  const pan = startPan(editor, event);
  return {
    ...pan,
    move: (p, now, isMoved) => { if (isMoved) pan.move(p, now); },
    end: (p, isMoved) => { if (!isMoved) editor.selectAt(p, reach); },
  };
}

/** Drag one vertex by as much as the finger moves; held still by a finger it is deleted. */
function startDrag(editor, event, start, { index: near, point: from, isEdge }, polygon) {
  const { work, view, selected } = editor;
  const { source } = work.find(selected);
  const index = isEdge ? near + 1 : near;
  const corners = isEdge ? polygon.toSpliced(index, 0, from) : polygon;
  const show = (points) => work.replace(
    { outlines: work.edited(selected, { polygon: points, source: "drawn" }) });
  let timer = null;
  // only this outline goes back: the server may have sent others in the meantime
  const cancel = () => {
    clearTimeout(timer);
    work.replace({ outlines: work.edited(selected, { polygon, source }) });
  };
  if (isEdge) show(corners);
  else if (isTouch(event)) timer = setTimeout(() => action.hold(), LONG_PRESS_MS);
  editor.vertex = index;
  const action = {
    cancel,
    at: from,
    move: (p, _, isMoved) => {
      if (!isMoved) return;
      clearTimeout(timer);
      action.at = view.clamp([from[0] + p[0] - start[0], from[1] + p[1] - start[1]]);
      show(corners.with(index, action.at));
    },
    end: (_, isMoved) => {
      const { outlines } = work.now;
      cancel();
      if (isEdge || isMoved) work.commit({ outlines });
      editor.changed(isEdge ? "Point inserted." : editor.vertexText());
    },
    hold: () => {
      Object.assign(action, { move: null, end: null, cancel: null });
      editor.deleteVertex();
    },
  };
  return action;
}

const START = {
  pan: startPan, points: startPoint, lasso: startLasso, select: startSelect,
  box: startLine, caliper: startLine, ruler: startLine,
};

export function attachPointer(editor) {
  const { canvas, view } = editor;
  const fingers = new Map();
  let [action, pinch, start, isMoved] = [null, null, null, false];

  function follow(event, p) {
    const isShown = action && !action.isPan && isTouch(event);
    editor.loupe = isShown ? { at: action.at ?? p, finger: view.toScreen(p) } : null;
    editor.draw();
  }

  function stop() {
    action = null;
    editor.loupe = null;
    editor.hover = null;
  }

  function down(event) {
    if (event.button > 1) return;
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    editor.isHeld = true;
    editor.crosshair = null;
    if (fingers.size > 1) {
      action?.cancel?.();
      stop();
      const [a, b] = [...fingers.values()];
      pinch = { gap: distance(a, b), scale: view.scale, point: view.toImage(...middle(a, b)) };
      return editor.draw();
    }
    const p = view.toImage(event.clientX, event.clientY);
    [start, isMoved] = [[event.clientX, event.clientY], false];
    action = (event.button ? startPan : START[editor.tool])(editor, event, p);
    return follow(event, p);
  }

  function move(event) {
    const client = [event.clientX, event.clientY];
    const p = view.toImage(...client);
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, client);
    else if (!isTouch(event)) editor.hover = p;
    if (pinch && fingers.size > 1) {
      const [a, b] = [...fingers.values()];
      view.zoomTo((pinch.scale * distance(a, b)) / (pinch.gap || 1),
        view.fromClient(...middle(a, b)), pinch.point);
      editor.draw();
    } else if (action) {
      isMoved ||= distance(client, start) > (isTouch(event) ? 6 : 2);
      action.move?.(p, event, isMoved);
      follow(event, p);
    } else if (editor.work.now.points.length) editor.draw();
  }

  function up(event) {
    if (!fingers.delete(event.pointerId)) return;
    editor.isHeld = fingers.size > 0;
    if (!editor.isHeld) pinch = null;
    const done = action;
    stop();
    if (event.type === "pointerup") done?.end?.(view.toImage(event.clientX, event.clientY), isMoved);
    else done?.cancel?.();
    editor.draw();
  }

  function wheel(event) {
    event.preventDefault();
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015));
    view.zoomTo(view.scale * factor, view.fromClient(event.clientX, event.clientY));
    editor.draw();
  }

  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, wheel,
    contextmenu: (event) => event.preventDefault() };
  for (const [name, listener] of Object.entries(listeners)) {
    canvas.addEventListener(name, listener, { passive: false });
  }
}
