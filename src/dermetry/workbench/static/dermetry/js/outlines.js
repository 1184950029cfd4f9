// Beside the outline editor: keeps the lists up to date after each save, and starts drawing.

import { mount } from "../outline-editor/outline-editor.js";

const element = document.querySelector("[data-outline-editor]");
const LIVE = ["#outline-strip", "#outline-side"];

/** Show what only works with the editor, and mark the outline a list speaks of. */
function wire(editor) {
  const side = document.querySelector("#outline-side");
  for (const button of side.querySelectorAll("[data-draw], [data-select]")) button.hidden = false;
  side.onclick = ({ target }) => {
    const { draw, select } = target.closest("[data-draw], [data-select]")?.dataset ?? {};
    if (draw) start(editor, draw);
    if (select) pick(editor, select);
  };
  side.onfocusin = ({ target }) => target.dataset.outline && pick(editor, target.dataset.outline, false);
}

function start(editor, lesionId) {
  editor.select(null);
  editor.setLesion(lesionId);
  editor.setTool("points");
  editor.canvas.focus();
}

function pick(editor, outlineId, isAsked = true) {
  const [key] = [...editor.work.saved].find(([, outline]) => outline.outline_id === outlineId) ?? [];
  if (!key) return;
  editor.select(key);
  if (isAsked) editor.canvas.scrollIntoView({ block: "center" });
}

/** Take the lists from a fresh copy of this page; the editor itself stays as it is. */
async function refresh(editor) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const selector of LIVE) {
    const fresh = page.querySelector(selector);
    if (fresh) document.querySelector(selector)?.replaceWith(document.adoptNode(fresh));
  }
  wire(editor);
}

if (element) {
  const editor = mount(element);
  let { version } = editor.work;
  wire(editor);
  element.addEventListener("outline:change", () => {
    if (editor.work.version === version) return;
    ({ version } = editor.work);
    refresh(editor).catch(() => {}); // without a connection the lists stay as they were
  });
}
