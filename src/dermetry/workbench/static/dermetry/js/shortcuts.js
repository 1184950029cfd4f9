// Letter keys. An element says data-shortcut="g t" (one after the other) or "/" and is clicked, or focused when it
// is an input. "?" shows the list. They can be switched off, because speech input types letters too.
const OFF = "dermetry-shortcuts-off";
const isOn = () => { try { return localStorage.getItem(OFF) !== "yes"; } catch { return true; } };
const isTyping = (target) => target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], [data-own-keys]");

function fillList(list) {
  list.replaceChildren();
  const rows = [["?", "This list"], ["j / k", "Next / previous row"]];
  document.querySelectorAll("[data-shortcut]").forEach((element) => {
    rows.push([element.dataset.shortcut, element.dataset.shortcutLabel || element.textContent.trim()]);
  });
  for (const [keys, what] of rows) {
    const term = document.createElement("dt");
    for (const key of keys.split(" ")) {
      const cap = document.createElement(key === "/" && keys !== "/" ? "span" : "kbd");
      cap.textContent = key;
      term.append(cap, " ");
    }
    const text = document.createElement("dd");
    text.textContent = what;
    list.append(term, text);
  }
}

function moveRow(step) {
  const rows = [...document.querySelectorAll("a[data-row]")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + step))].focus();
}

export function listenForShortcuts() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog) return;
  const list = dialog.querySelector("[data-shortcut-list]");
  const box = dialog.querySelector("[data-shortcuts-on]");
  box.checked = isOn();
  box.addEventListener("change", () => {
    try { localStorage.setItem(OFF, box.checked ? "no" : "yes"); } catch { /* for this page only */ }
  });
  fillList(list);
  let first = "";
  let firstAt = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !box.checked) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") { fillList(list); dialog.showModal(); event.preventDefault(); return; }
    const pair = Date.now() - firstAt < 1200 ? `${first} ${event.key}` : event.key;
    const found = [...document.querySelectorAll("[data-shortcut]")]
      .find((element) => element.dataset.shortcut === pair || element.dataset.shortcut === event.key);
    first = event.key;
    firstAt = Date.now();
    if (found) {
      event.preventDefault();
      if (found.matches("input, textarea, select")) { found.focus(); found.select?.(); } else found.click();
    } else if (event.key === "j" || event.key === "k") moveRow(event.key === "j" ? 1 : -1);
  });
}
