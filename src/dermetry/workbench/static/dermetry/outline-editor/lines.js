// Caliper, ruler and box: two ends, and what is asked once both are there.

import { distance } from "./geometry.js";

export const rectangle = ([x0, y0], [x1, y1]) => {
  const [l, r, t, b] = [Math.min(x0, x1), Math.max(x0, x1), Math.min(y0, y1), Math.max(y0, y1)];
  return [[l, t], [r, t], [r, b], [l, b]];
};

/** Take two ends; the second is null while it is awaited (a box is then a tap, unless by key). */
export function placeLine(editor, tool, ends, canWait = tool !== "box") {
  const { work, view, scale, outward } = editor;
  const [first, second] = ends.map((p) => p && view.clamp(p));
  const isPoint = second ? !distance(first, second) : !canWait;
  if (isPoint && tool === "box") return propose(editor, { kind: "tap", tap: outward([first])[0] });
  if (isPoint) return editor.refuse("Both ends are the same point.");
  work.commit({ lines: { ...work.now.lines, [tool]: [first, second] } });
  editor.changed(second ? scale.lengthText(first, second) : "Now the second end.");
  if (!second || tool !== "caliper") return null;
  const [a, b] = outward([first, second]);
  return editor.dispatch("caliper:set", { first: a, second: b, mm_live: scale.length(first, second) });
}

function propose(editor, detail) {
  const { box, ...lines } = editor.work.now.lines;
  editor.work.replace({ lines });
  editor.changed("Asked for a proposed border.");
  editor.dispatch("outline:request-proposal", { ...detail, lesion_id: editor.lesionId });
}

function setRuler(editor, text) {
  const mm = Number(text.trim().replace(",", "."));
  if (!(mm > 0 && mm < Infinity)) return editor.refuse("Type the millimeters, for example 50.");
  const { ruler, ...lines } = editor.work.now.lines;
  const liveScale = mm / distance(...ruler);
  editor.work.commit({ lines, liveScale });
  editor.changed(`${liveScale.toFixed(4)} mm per pixel, live until saved.`);
  const [first, second] = editor.outward(ruler);
  return editor.dispatch("ruler:set", { first, second, mm });
}

/** Give the question of the moment: {id, text, choices, input}, or null. */
export function questionOf(editor) {
  const { points: { length }, lines: { ruler, box } } = editor.work.now;
  const ask = (id, text, choices, input) =>
    ({ id, text, choices: [...choices, ["Cancel", () => editor.cancel()]], input });
  if (editor.conflict) return editor.conflict.question;
  if (length) {
    return ask(`points${length}`, `Points: ${length}`, [["Close border", () => editor.closeBorder()]]);
  }
  if (editor.isHeld) return null; // the line is still being drawn
  if (editor.tool === "ruler" && ruler?.[1]) {
    return ask("ruler", "", [["Set scale", (text) => setRuler(editor, text)]], "mm between the ends");
  }
  if (!box?.[1]) return null;
  const corners = rectangle(...box);
  const detail = { kind: "box", box: editor.outward([corners[0], corners[2]]).flat() };
  return ask("box", "", [["Propose the border", () => propose(editor, detail)],
    ["Keep the rectangle", () => editor.finishBorder(corners)]]);
}
