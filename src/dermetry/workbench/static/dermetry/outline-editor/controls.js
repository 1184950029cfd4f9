// Toolbar, readout, questions and messages around the photograph.

import { el, svg } from "./dom.js";
import { questionOf } from "./lines.js";

// name: [label, key, icon, what to do with it]
const TOOLS = {
  select: ["Select", "V", "M5 3l14 8-6 2-3 6z",
    "Select an outline, then drag its points. Hold a point to delete it."],
  points: ["Points", "P", "M5 18L8 6l11 3-3 10zM8 4v4M17 7v4M14 19h4M3 18h4",
    "Tap along the border; tap the first point again to close it."],
  lasso: ["Lasso", "L", "M6 15C2 10 6 4 12 4s10 4 8 8-9 6-12 3c-2-2 2-4 2-1s-3 5-5 6",
    "Draw all the way round the border in one stroke."],
  box: ["Propose", "B", "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M12 9v6M9 12h6",
    "Tap inside a lesion, or drag a box round it, for a proposed border."],
  caliper: ["Caliper", "M", "M4 6v12M20 6v12M4 12h16M8 9l-4 3 4 3M16 9l4 3-4 3",
    "Tap or drag from one end to the other."],
  ruler: ["Ruler", "R", "M3 9h18v7H3zM7 9v3M11 9v4M15 9v3M19 9v4",
    "Tap two ticks of a ruler that lie far apart."],
  pan: ["Move", "H", "M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3",
    "Drag to move the photograph."],
};
const ACTIONS = {
  undo: ["Undo", "Ctrl+Z", "M9 7L4 12l5 5M4 12h10c6 0 6 7 0 7"],
  redo: ["Redo", "Ctrl+Shift+Z", "M15 7l5 5-5 5M20 12H10c-6 0-6 7 0 7"],
  delete: ["Delete", "Delete", "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5"],
  zoomOut: ["Out", "-", "M5 12h14"],
  zoomIn: ["In", "+", "M5 12h14M12 5v14"],
  fit: ["Whole", "0", "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"],
  actualSize: ["1:1", "1", "M6 6v12M18 6v12M12 9h.1M12 15h.1"],
  save: ["Save", "Ctrl+S", "M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6"],
};
export const TOOL_OF_KEY = Object.fromEntries(
  Object.entries(TOOLS).map(([tool, [, key]]) => [key.toLowerCase(), tool]));
export const hintOf = (tool) => TOOLS[tool][3];

const buttons = (specs, kind, act) => Object.entries(specs).map(([name, [label, key, d]]) =>
  el("button", { type: "button", class: "oe-button", title: `${label} (${key})`,
    [`data-${kind}`]: name, onclick: () => act(name) },
  svg("svg", { viewBox: "0 0 24 24", class: "oe-icon", "aria-hidden": "true" }, svg("path", { d })),
  el("span", {}, label)));

const choiceButtons = (choices) => choices.map(([label, onclick]) =>
  el("button", { type: "button", class: "oe-choice", onclick }, label));

const group = (label, nodes) => el("div", { role: "group", "aria-label": label }, ...nodes);
const label = (text, field) => el("label", {}, el("span", {}, text), field);

/** Give the server's own size while the outline is as it was saved; otherwise null. */
function measuredTexts(work, outline) {
  const { measured } = work.saved.get(outline.key) ?? {};
  return measured && !work.isUnsaved(outline)
    ? [["oe-number", measured], ["oe-quiet", "measured"]] : null;
}

export class Controls {
  constructor(editor) {
    this.editor = editor;
    this.tools = buttons(TOOLS, "tool", (tool) => editor.setTool(tool));
    this.actions = buttons(ACTIONS, "action", (name) => editor[name]());
    this.lesion = el("select", { onchange: () => editor.setLesion(this.lesion.value || null) });
    this.values = el("p", { class: "oe-values" });
    this.live = el("p", { class: "oe-hidden", "aria-live": "polite" });
    this.notice = el("div", { class: "oe-notice", role: "status" });
    this.question = el("div", { class: "oe-question" });
    editor.element.append(this.notice, this.question,
      el("div", { class: "oe-readout" }, label("Lesion", this.lesion), this.values),
      el("div", { class: "oe-bar-of-tools" }, group("Tools", this.tools),
        group("Actions", this.actions)), this.live);
  }

  say(text) {
    // a trailing space makes a screen reader speak the same sentence again
    this.live.textContent = this.live.textContent === text ? `${text}\u00a0` : text;
  }

  /** Show a message; `choices` is [[label, action], ...]. */
  tell(text, kind = "", choices = []) {
    this.notice.dataset.kind = kind;
    this.notice.replaceChildren(text, ...choiceButtons(choices));
  }

  /** Take a message away, unless it is a failure that waits for a choice. */
  clear() {
    const waits = this.notice.dataset.kind && this.notice.children.length;
    if (!waits) this.tell("");
  }

  draw() {
    const { editor, editor: { work, scale } } = this;
    const outline = work.find(editor.selected);
    for (const node of this.tools) {
      node.setAttribute("aria-pressed", node.dataset.tool === editor.tool);
    }
    const [undo, redo, remove] = this.actions;
    undo.disabled = !work.past.length;
    redo.disabled = !work.future.length;
    remove.disabled = !outline && !work.now.points.length;
    const unsaved = work.unsavedKeys().length;
    this.actions.at(-1).lastChild.textContent =
      unsaved ? `Save ${unsaved}` : editor.isProposal(outline) ? "Accept" : "Save";
    const removed = work.removedKeys().length;
    // the sizes of a border that crosses itself mean nothing
    const texts = editor.crossing ? [["oe-wrong", editor.crossingText()]]
      : outline ? measuredTexts(work, outline) ?? scale.texts(outline.polygon)
        : [["", hintOf(editor.tool)], ["oe-quiet", scale.mmPerPixel ? "" : scale.note]];
    texts.push(["oe-wrong", removed && `${removed} removed, not saved yet`]);
    this.values.replaceChildren(...texts
      .filter(([, text]) => text).map(([kind, text]) => el("span", { class: kind }, text)));
    this.drawLesions(editor);
    this.ask(questionOf(editor));
  }

  drawLesions({ lesions, lesionId }) {
    if (this.lesions !== lesions) {
      this.lesions = lesions;
      this.lesion.replaceChildren(el("option", { value: "" }, "Not yet decided"),
        ...lesions.map((one) => el("option", { value: one.lesion_id }, one.label)));
    }
    this.lesion.value = lesionId ?? "";
  }

  /** Show the question of the moment; it is built anew only when it becomes another one. */
  ask(question) {
    if (question?.id === this.asked) return;
    this.asked = question?.id;
    const { text = "", choices = [], input } = question ?? {};
    const field = el("input", { inputmode: "decimal", size: 6,
      onkeydown: (event) => { if (event.key === "Enter") choices[0][1](field.value); } });
    this.question.replaceChildren(text, ...(input ? [label(input, field)] : []),
      ...choiceButtons(choices.map(([name, act]) => [name, () => act(field.value)])));
    field.focus({ preventScroll: true });
  }
}
