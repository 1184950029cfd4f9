// Nothing typed is lost: every form[data-draft="KEY"] is kept in this browser until the server says it is saved.
//   data-draft          a key that names the page and its object, for example "visit-12-findings"
//   data-draft-saved-by the button that saves a draft which was put back, for the note that says so
//   data-draft-version  the version of what is edited; a draft of another version is offered, not put in
// A draft belongs to one person (body[data-user]), lives twelve hours, and goes when that person signs out.
// Passwords, files and hidden inputs are never kept.
// A sent draft is dropped when the next page shows that the server took it: reached from the form's page, another one
// than it, and neither an error nor the sign-in page. On the form's own page it is dropped when the values are there,
// else offered.
const PREFIX = "dermetry-draft:";
const LIFE_MS = 12 * 3600 * 1000;
const person = () => document.body.dataset.user || "";
const storageKey = (key) => `${PREFIX}${person()}:${key}`;
const isKept = (input) => input.name && !["hidden", "password", "file", "submit", "button"].includes(input.type)
  && !input.closest("[data-no-draft]");

function readForm(form) {
  const kept = {};
  for (const input of form.elements) {
    if (!isKept(input)) continue;
    kept[input.name] ??= [];
    if (input.type === "checkbox" || input.type === "radio") {
      if (input.checked) kept[input.name].push(input.value);
    } else if (input.type === "select-multiple") {
      kept[input.name].push(...[...input.selectedOptions].map((option) => option.value));
    } else kept[input.name].push(input.value);
  }
  return kept;
}

function writeForm(form, kept) {
  const taken = {};
  for (const input of form.elements) {
    if (!isKept(input) || !(input.name in kept)) continue;
    const values = kept[input.name];
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else if (input.type === "select-multiple") {
      for (const option of input.options) option.selected = values.includes(option.value);
    } else {
      taken[input.name] ??= 0;
      input.value = values[taken[input.name]++] ?? input.value;
    }
  }
  form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
}

function store(key, value) {
  try {
    localStorage.setItem(storageKey(key), JSON.stringify(value));
    return true;
  } catch {
    return false; // the browser refuses or is full: the form works as before
  }
}

function load(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(storageKey(key)));
    return draft && Date.now() - draft.at < LIFE_MS ? draft : null;
  } catch {
    return null;
  }
}

function eachDraft(action) {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) action(key);
  } catch { /* no storage, no drafts */ }
}

export function clearDraft(key) {
  try { localStorage.removeItem(storageKey(key)); } catch { /* no storage */ }
}

export function clearAllDrafts() {
  eachDraft((key) => { if (key.startsWith(`${PREFIX}${person()}:`)) localStorage.removeItem(key); });
}

function clearOld() {
  eachDraft((key) => {
    let at = 0;
    try { at = JSON.parse(localStorage.getItem(key)).at; } catch { /* not a draft any more */ }
    if (!(Date.now() - at < LIFE_MS)) localStorage.removeItem(key);
  });
}

const FAILED = "[data-signed-out], [data-error-page], [data-error-summary]";

function settleSent() {
  const hasFailed = document.querySelector(FAILED) !== null;
  const cameFrom = document.referrer ? new URL(document.referrer).pathname : "";
  eachDraft((key) => {
    const draft = JSON.parse(localStorage.getItem(key));
    if (!draft.isSent) return;
    if (hasFailed) localStorage.setItem(key, JSON.stringify({ ...draft, isSent: false }));
    else if (cameFrom === draft.path && cameFrom !== location.pathname) localStorage.removeItem(key);
  });
  const notice = document.querySelector("[data-drafts-kept]");
  if (notice) eachDraft(() => { notice.hidden = false; });
}

function noteButton(text, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = text;
  button.addEventListener("click", action);
  return button;
}

// A draft is never hidden: the folds around the form open, and those inside it that hold what was typed.
function openFolds(form, kept) {
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const before = readForm(form);
  for (const input of form.elements) {
    if (!isKept(input) || JSON.stringify(before[input.name]) === JSON.stringify(kept[input.name] ?? before[input.name])) continue;
    const fold = input.closest("details");
    if (fold && form.contains(fold)) fold.open = true;
  }
}

function showNote(form, text, ...buttons) {
  form.querySelector(".draft-note")?.remove();
  const note = document.createElement("div");
  note.className = "draft-note";
  note.setAttribute("role", "status");
  const line = document.createElement("span");
  line.textContent = text;
  note.append(line, ...buttons);
  form.prepend(note);
}

function restore(form, draft) {
  const before = readForm(form);
  const drop = () => { clearDraft(form.dataset.draft); form.querySelector(".draft-note")?.remove(); };
  const isSameVersion = (form.dataset.draftVersion ?? "") === draft.version;
  if (JSON.stringify(before) === JSON.stringify(draft.values)) { drop(); return; }
  if (draft.isSent && !isSameVersion) { drop(); return; } // the page has moved on: the server has it
  openFolds(form, draft.values);
  const time = new Date(draft.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const putBack = noteButton("Put it back", () => {
    writeForm(form, draft.values);
    form.querySelector(".draft-note")?.remove();
  });
  if (draft.isSent) {
    showNote(form, `At ${time} this was sent. Is something missing?`, putBack, noteButton("All is here", drop));
  } else if (!isSameVersion) {
    showNote(form, `At ${time} you typed something here that was not saved. The page has changed since.`,
      putBack, noteButton("Throw it away", drop));
  } else {
    writeForm(form, draft.values);
    const line = form.querySelector(".saved-line");
    const said = line?.textContent;
    if (line) line.textContent = "Not saved yet";
    const by = form.dataset.draftSavedBy;
    showNote(form, `What you typed at ${time} is back; it is not saved yet.${by ? ` ${by} saves it.` : ""}`,
      noteButton("Throw it away", () => {
        drop();
        writeForm(form, before);
        if (line) line.textContent = said;
      }));
  }
}

function keepForm(form) {
  if (form.dataset.draftKept) return;
  form.dataset.draftKept = "yes";
  const key = form.dataset.draft;
  const draft = load(key);
  // a form that came back with errors holds what was typed already
  if (draft && !document.querySelector("[data-error-summary]")) restore(form, draft);
  let timer = 0;
  let isChanged = false;
  const save = (isSent) => {
    clearTimeout(timer);
    store(key, { at: Date.now(), path: location.pathname, version: form.dataset.draftVersion ?? "", values: readForm(form), isSent });
  };
  const changed = () => { isChanged = true; clearTimeout(timer); timer = setTimeout(save, 250, false); };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => { if (isChanged || load(key)) save(true); });
  addEventListener("pagehide", () => { if (isChanged && !load(key)?.isSent) save(false); });
}

export function keepDrafts() {
  clearOld();
  settleSent();
  const keepAll = () => document.querySelectorAll("form[data-draft]").forEach(keepForm);
  keepAll();
  document.addEventListener("htmx:after:swap", keepAll);
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail ?? {};
    const form = ctx?.sourceElement?.closest?.("form[data-draft]");
    const response = ctx?.response;
    if (form && response?.status < 300 && !response.raw?.redirected) clearDraft(form.dataset.draft);
  });
}
