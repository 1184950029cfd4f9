// Everything a finger can do, done with keys while the photograph has the focus.

import { middle } from "./geometry.js";
import { TOOL_OF_KEY } from "./controls.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function arrow(editor, event, [dx, dy]) {
  const { view, work } = editor;
  if (editor.tool === "pan") return view.set(view.scale, view.x - dx * 40, view.y - dy * 40);
  const step = event.altKey ? 0.25 : event.shiftKey ? 10 : 1;
  const moved = ([x, y]) => view.clamp([x + dx * step, y + dy * step]);
  const outline = editor.vertex !== null && work.find(editor.selected);
  if (outline) {
    const at = moved(outline.polygon[editor.vertex]);
    view.reveal(at);
    return editor.edit(outline.polygon.with(editor.vertex, at));
  }
  editor.crosshair = editor.crosshair ? moved(editor.crosshair)
    : view.clamp(view.fromScreen(view.size.map((v) => v / 2)).map(Math.round));
  view.reveal(editor.crosshair);
  return editor.say(`Crosshair at ${editor.crosshair.map((v) => +v.toFixed(2)).join(", ")} px`);
}

function enter(editor) {
  const { tool, crosshair: at, work } = editor;
  if (!at) return editor.say("Move the crosshair with the arrow keys first.");
  if (tool === "select") return editor.selectAt(at);
  if (tool === "points" || tool === "lasso") return editor.placePoint(at, 4);
  const line = work.now.lines[tool];
  return tool !== "pan" && editor.placeLine(tool, line && !line[1] ? [line[0], at] : [at, null], true);
}

/** Go to the next vertex; Tab leaves the photograph after the last, so nobody is trapped. */
function cycle(editor, by, canLeave) {
  const count = editor.work.find(editor.selected)?.polygon.length;
  if (!count || editor.tool !== "select") return false;
  const next = editor.vertex === null ? (by > 0 ? 0 : count - 1) : editor.vertex + by;
  const isPast = next < 0 || next >= count;
  editor.vertex = isPast && canLeave ? null : (next + count) % count;
  editor.say(editor.vertexText());
  return editor.vertex !== null;
}

function insert(editor) {
  const { polygon } = editor.work.find(editor.selected) ?? {};
  const at = editor.vertex + 1;
  if (!polygon || editor.vertex === null) return;
  editor.edit(polygon.toSpliced(at, 0, middle(polygon[at - 1], polygon[at % polygon.length])), at);
}

function nextOutline(editor) {
  const keys = editor.work.now.outlines.map((outline) => outline.key);
  editor.setTool("select");
  editor.select(keys[(keys.indexOf(editor.selected) + 1) % keys.length] ?? null);
}

const KEYS = {
  Enter: enter, " ": enter, Escape: (e) => e.cancel(), Delete: (e) => e.delete(),
  Backspace: (e) => e.delete(), "+": (e) => e.zoomIn(), "=": (e) => e.zoomIn(),
  "-": (e) => e.zoomOut(), 0: (e) => e.fit(), 1: (e) => e.actualSize(),
  c: (e) => e.closeBorder(), i: insert, n: nextOutline,
  "]": (e) => cycle(e, 1), "[": (e) => cycle(e, -1),
};
const CONTROL_KEYS = {
  z: (e, event) => (event.shiftKey ? e.redo() : e.undo()), y: (e) => e.redo(), s: (e) => e.save(),
};

/** Do what a key asks for; true when it was one of the editor's. */
function handle(editor, event) {
  const key = event.key.length > 1 ? event.key : event.key.toLowerCase();
  const isControl = event.ctrlKey || event.metaKey;
  if (key === "Tab") return cycle(editor, event.shiftKey ? -1 : 1, true);
  const act = ARROWS[key] ? () => arrow(editor, event, ARROWS[key])
    : isControl ? CONTROL_KEYS[key] : !event.altKey
      && (KEYS[key] ?? (TOOL_OF_KEY[key] && (() => editor.setTool(TOOL_OF_KEY[key]))));
  if (act) act(editor, event);
  return Boolean(act);
}

export function attachKeyboard(editor) {
  editor.canvas.addEventListener("keydown", (event) => {
    if (handle(editor, event)) event.preventDefault();
    editor.draw();
  });
}
