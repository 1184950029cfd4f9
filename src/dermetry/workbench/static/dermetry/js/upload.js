// Photographs on their way: one request per file, each with a key of its own, so that a file sent twice is kept once.
// Until the server has said "kept", a file lies in this browser (upload-store.js) and survives a reload or signing out.
import { say } from "./shell.js";
import { keepFile, dropFile, listFiles } from "./upload-store.js";

const BACKOFF_MS = [1000, 2000, 4000, 8000, 15000, 30000];
const form = document.querySelector("[data-uploads]");
const user = document.body.dataset.user ?? "";
const queue = []; // {key, file, facts, user, card, tries, state}: waiting, sending, failed
let isSending = false;
let timer = 0;

const words = {
  offline: "The network broke off. The photograph is still here and is sent again by itself.",
  signedOut: "Signed out. The photograph is still here; it goes on once you have signed in.",
  server: "The server did not answer as it should. The photograph is still here and is sent again by itself.",
};
const newKey = () => [...crypto.getRandomValues(new Uint8Array(32))].map((b) => b.toString(16).padStart(2, "0")).join("");
const sizeText = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;

function factsOf() {
  const data = new FormData(form);
  return Object.fromEntries(["place", "view", "zone", "laterality", "cleansing"].map((name) => [name, data.get(name) ?? ""]));
}

// ---- what is seen of one file

function showCard(item) {
  const card = document.querySelector("[data-upload-template]").content.firstElementChild.cloneNode(true);
  const part = (name) => card.querySelector(`[data-upload-${name}]`);
  part("name").textContent = item.view ? `${item.file.name}: ${item.view}` : item.file.name;
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(item.file);
  image.addEventListener("load", () => {
    URL.revokeObjectURL(image.src);
    part("thumb").replaceChildren(image);
  });
  part("retry").addEventListener("click", () => retry(item));
  document.querySelector("[data-upload-list]").append(card);
  item.card = card;
  show(item, "waiting", sizeText(item.file.size));
}

function show(item, state, text, percent = 0) {
  item.state = state;
  const { card } = item;
  const bar = card.querySelector("progress");
  card.classList.toggle("upload-failed", state === "failed" || state === "refused");
  card.dataset.state = state;
  bar.hidden = state !== "sending";
  bar.value = percent;
  bar.setAttribute("aria-label", `Sent of ${item.file.name}`);
  const line = card.querySelector("[data-upload-text]");
  line.textContent = text;
  line.classList.toggle("error", state === "failed" || state === "refused");
  line.classList.toggle("quiet", state !== "failed" && state !== "refused");
  const button = card.querySelector("[data-upload-retry]");
  button.hidden = state !== "failed";
  button.lastChild.textContent = item.user === user ? "Try again" : "Send it";
  const chip = card.querySelector(".chip");
  if (chip) {
    const [look, word] = { done: ["chip-good", "kept"], duplicate: ["chip-warn", "already here"] }[state] ?? ["chip-open", "waiting"];
    chip.className = `chip ${look}`;
    chip.textContent = word;
    chip.hidden = state !== "waiting" && state !== "done" && state !== "duplicate";
  }
  tellAll();
}

function tellAll() {
  const count = (...states) => queue.filter(({ state }) => states.includes(state)).length;
  const open = count("waiting", "sending", "failed");
  const kept = count("done", "duplicate");
  const refused = count("refused");
  document.querySelector("[data-sending]").hidden = !queue.length;
  const text = [
    open ? `${kept} of ${kept + open} kept. You can go on working; leave this page open or come back to it.`
      : kept ? "Everything sent is kept." : "",
    refused ? `${refused} not taken.` : "",
  ].join(" ").trim();
  const place = document.querySelector("[data-sending-text]");
  if (place.textContent !== text) place.textContent = text;
}

// ---- taking files

async function take(files) {
  const limit = Number(form.dataset.limitBytes);
  if (files.length > 1) document.querySelector("[data-sending-several]").hidden = false;
  for (const file of files) {
    const item = { key: newKey(), file, facts: factsOf(), view: viewWords(), user, visit: form.dataset.visit, tries: 0 };
    queue.push(item);
    showCard(item);
    if (file.size > limit) {
      show(item, "refused", `Not taken: it has ${sizeText(file.size)}, and up to ${form.dataset.limitMb} MB are taken. Save it smaller and choose it again.`);
      continue;
    }
    chooseNext();
    item.isKept = await keepFile(item);
  }
  run();
}

// The view of the next photograph: the one chosen until enough of it are here or on their way, then what is missing
// in order; at another place an overview first, then close-ups. It can be changed before, and at each photograph after.
function chooseNext() {
  const places = [...form.querySelectorAll('[data-place]:not([value="other"])')];
  const chosen = places.find(({ checked }) => checked);
  const view = form.elements.view;
  if (!chosen && view.value === "overview") view.value = "close_up";
  if (!chosen || isMissing(chosen)) return;
  const missing = places.find(isMissing);
  if (!missing) return;
  missing.checked = true;
  showLast();
}

function isMissing(place) {
  const { taken, wanted } = place.closest(".wanted-tile").querySelector("[data-taken]").dataset;
  const coming = queue.filter(({ facts, state }) => facts.place === place.value && ["waiting", "sending", "failed"].includes(state));
  return Number(taken) + coming.length < Number(wanted);
}

function viewWords() {
  const tile = form.querySelector('[data-place]:checked:not([value="other"])')?.closest(".wanted-tile");
  return tile?.querySelector("strong").textContent ?? form.elements.view.selectedOptions[0].textContent;
}

function retry(item) {
  item.user = user;
  item.tries = 0;
  show(item, "waiting", sizeText(item.file.size));
  run();
}

// ---- sending, one after the other

async function run() {
  if (isSending) return;
  clearTimeout(timer);
  isSending = true;
  for (let item = next(); item; item = next()) await send(item);
  isSending = false;
}

const next = () => queue.find(({ state }) => state === "waiting");

async function send(item) {
  show(item, "sending", sizeText(item.file.size));
  let answer = await post(item);
  if (answer.status === 403 && await renewToken()) answer = await post(item);
  const { status, body } = answer;
  if (answer.isSignedOut) return waitFor(item, words.signedOut, false);
  // only the server's own word that it keeps the photograph lets the browser forget it
  if (Number.isInteger(body?.photograph)) return arrived(item, body);
  if (!status) return waitFor(item, words.offline, true);
  if (status >= 500 || status === 429) return waitFor(item, body?.message ?? words.server, true);
  if (status === 413) dropFile(item.key);
  return show(item, status === 413 ? "refused" : "failed", body?.message ?? `${words.server} (${status})`);
}

function post(item) {
  const data = new FormData();
  for (const [name, value] of Object.entries(item.facts)) data.append(name, value);
  data.append("upload_key", item.key);
  data.append("file", item.file, item.file.name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", document.body.dataset.csrf);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      show(item, "sending", `${(loaded / 1048576).toFixed(1)} of ${sizeText(total)}`, Math.round((100 * loaded) / total));
    });
    request.addEventListener("load", () => {
      const isJson = request.getResponseHeader("Content-Type")?.includes("json");
      let body = null;
      try { body = isJson ? JSON.parse(request.responseText) : null; } catch { /* cut off: sent again */ }
      const isSignedOut = new URL(request.responseURL || form.action).pathname !== new URL(form.action).pathname;
      const isUnheard = request.status < 300 && !Number.isInteger(body?.photograph);
      resolve({ status: isUnheard ? 502 : request.status, body, isSignedOut });
    });
    for (const kind of ["error", "abort", "timeout"]) request.addEventListener(kind, () => resolve({ status: 0 }));
    request.send(data);
  });
}

// Signing in again in another tab has changed the token: read it from a fresh copy of this page.
async function renewToken() {
  try {
    const page = await (await fetch(location.href)).text();
    const { csrf } = new DOMParser().parseFromString(page, "text/html").body.dataset;
    if (!csrf || csrf === document.body.dataset.csrf) return false;
    document.body.dataset.csrf = csrf;
    return true;
  } catch {
    return false;
  }
}

function waitFor(item, text, isAgain) {
  show(item, "failed", text);
  if (!isAgain) return;
  const pause = BACKOFF_MS[Math.min(item.tries, BACKOFF_MS.length - 1)];
  item.tries += 1;
  clearTimeout(timer);
  timer = setTimeout(resume, pause);
}

function resume() {
  queue.filter(({ state, user: whose }) => state === "failed" && whose === user)
    .forEach((item) => show(item, "waiting", sizeText(item.file.size)));
  run();
}

async function arrived(item, body) {
  await dropFile(item.key);
  show(item, body.is_new || body.is_restored || !body.said ? "done" : "duplicate", body.said || `kept as ${body.file_name}`);
  if (body.said && body.is_new) say(body.said, { isError: true });
  if (body.is_new) count(item.facts.place);
  const isShown = await showTile(body.photograph);
  if (isShown && !body.said) item.card.remove(); // it stands below now
}

function count(place) {
  const tile = [...form.querySelectorAll("[data-place]")].find(({ value }) => value === place);
  const chip = tile?.closest(".wanted-tile").querySelector("[data-taken]");
  if (!chip) return;
  chip.dataset.taken = Number(chip.dataset.taken) + 1;
  const isMore = Number(chip.dataset.taken) > Number(chip.dataset.wanted);
  chip.querySelector("[data-taken-text]").textContent = isMore ? `${chip.dataset.taken} taken` : `${chip.dataset.taken} of ${chip.dataset.wanted}`;
  const isComplete = Number(chip.dataset.taken) >= Number(chip.dataset.wanted);
  chip.classList.toggle("chip-good", isComplete);
  chip.classList.toggle("chip-open", !isComplete);
}

// Tells whether the photograph stands among those of the visit.
async function showTile(photograph) {
  if (document.getElementById(`photograph-${photograph}`)) return true;
  const url = form.dataset.tileUrl.replace("/0/", `/${photograph}/`);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return false; // it is kept; the tile comes with the next look at the page
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const tile = holder.content.firstElementChild;
  if (!tile || document.getElementById(tile.id)) return Boolean(tile);
  const tiles = document.querySelector("[data-photo-tiles]");
  tiles.append(tile);
  window.htmx?.process(tile);
  document.querySelector("[data-none-yet]").hidden = true;
  document.querySelector("[data-taken-all]").textContent = String(tiles.children.length);
  return true;
}

// ---- what lay here from before

async function takeBack() {
  const { here, elsewhere } = await listFiles(form.dataset.visit);
  for (const stored of here) {
    const item = { ...stored, tries: 0, isKept: true };
    queue.push(item);
    showCard(item);
    if (item.user !== user) show(item, "failed", `Taken while ${item.user} was signed in. It has not been sent yet.`);
  }
  for (const visit of elsewhere) showElsewhere(visit);
  run();
}

function showElsewhere(visit) {
  const line = document.createElement("p");
  const link = document.createElement("a");
  link.href = location.pathname.replace(`/${form.dataset.visit}/`, `/${visit}/`);
  link.textContent = "Open that visit to send them";
  line.append("Photographs of another visit still wait in this browser. ", link);
  document.querySelector("[data-sending]").before(line);
}

// ---- the page

function showLast() {
  const chosen = form.querySelector("[data-place]:checked");
  const tile = chosen?.closest(".wanted-tile");
  const image = tile?.querySelector("img");
  if (tile) tile.parentElement.scrollLeft = tile.offsetLeft - tile.parentElement.offsetLeft - 16; // a row on a phone
  const last = form.querySelector("[data-last]");
  last.hidden = !image;
  if (!image) return;
  const shown = last.querySelector("[data-last-image]");
  shown.src = image.src;
  shown.alt = image.alt;
  last.querySelector("[data-last-text]").textContent = `${image.alt}: take the same view`;
}

function wire() {
  form.querySelectorAll('input[type="file"]').forEach((input) => input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // the same file can be chosen again
    take(files);
  }));
  const zone = form.querySelector("[data-dropzone]");
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
  zone.addEventListener("dragover", () => zone.classList.add("is-over"));
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => take([...event.dataTransfer.files]));
  form.addEventListener("change", showLast);
  addEventListener("online", resume);
  addEventListener("beforeunload", (event) => {
    const isAtRisk = queue.some(({ state, isKept }) => !isKept && ["waiting", "sending", "failed"].includes(state));
    if (isAtRisk) event.preventDefault();
  });
  showLast();
  takeBack();
}

if (form) wire();
