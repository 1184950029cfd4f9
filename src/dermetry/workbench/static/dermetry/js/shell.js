// The frame of every page: menus, dialogs, the status line, shortcuts, the network, drafts, the session.
import { keepDrafts, clearAllDrafts, clearDraft } from "./drafts.js";
import { listenForShortcuts } from "./shortcuts.js";
import { watchSession } from "./session.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const TOAST_MS = 8000;
document.documentElement.classList.add("js");

function wireMenus() {
  const toggle = document.querySelector("[data-nav-toggle]");
  toggle?.addEventListener("click", () => {
    const open = document.getElementById("nav").classList.toggle("is-open");
    toggle.setAttribute("aria-expanded", String(open));
  });
  const close = (except) => all("details[data-menu][open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
  document.addEventListener("click", (event) => close(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details[data-menu][open]");
    close(null);
    open?.querySelector("summary").focus();
  });
}

// Details that are always open on a wide screen and folded on a phone.
function foldDetails(query, selector) {
  const narrow = matchMedia(query);
  const apply = () => all(selector).forEach((details) => { details.open = !narrow.matches; });
  narrow.addEventListener("change", apply);
  apply();
}

function wireClicks() {
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-open], [data-dismiss], [data-back]");
    if (!target) return;
    if (target.dataset.open) document.getElementById(target.dataset.open)?.showModal();
    if ("dismiss" in target.dataset) target.closest("[data-toast]")?.remove();
    if ("back" in target.dataset) history.back();
  });
  all("[data-back]").forEach((button) => { button.hidden = history.length < 2; });
  all("form[data-sign-out]").forEach((form) => form.addEventListener("submit", clearAllDrafts));
}

function watchNetwork() {
  const banner = document.querySelector("[data-offline]");
  const show = () => { if (banner) banner.hidden = navigator.onLine; };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}

// Put a line in the status line; pages import it from here.
export function say(text, { isError = false } = {}) {
  const toast = document.createElement("div");
  toast.className = isError ? "toast toast-error" : "toast";
  toast.dataset.toast = "";
  if (!isError) toast.dataset.fades = "";
  const line = document.createElement("p");
  line.textContent = text;
  const button = document.createElement("button");
  button.className = "button";
  button.type = "button";
  button.dataset.dismiss = "";
  button.textContent = "Close";
  toast.append(line, button);
  document.getElementById("status")?.append(toast);
}

// What only says that something went well goes by itself, unless somebody is at it; errors and Undo stay.
function fadeToasts() {
  const status = document.getElementById("status");
  if (!status || "signedOut" in document.body.dataset) return;
  const fade = (toast) => setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) fade(toast);
    else toast.remove();
  }, TOAST_MS);
  const fadeAll = () => all("[data-fades]", status).forEach((toast) => {
    delete toast.dataset.fades;
    fade(toast);
  });
  new MutationObserver(fadeAll).observe(status, { childList: true });
  fadeAll();
}

function clearSavedDrafts() {
  for (const toast of all("[data-toast][data-tags]")) {
    for (const tag of toast.dataset.tags.split(/\s+/)) {
      if (tag.startsWith("saved-draft:")) clearDraft(tag.slice("saved-draft:".length));
    }
  }
}

// htmx is fetched by the pages that use it.
function loadHtmx() {
  const source = document.querySelector('meta[name="htmx-source"]');
  if (!source || !document.querySelector("[hx-get], [hx-post], [data-hx]")) return;
  const script = document.createElement("script");
  script.src = source.content;
  document.head.append(script);
}

// Where tabs do not fit, the row of them begins at the current one; the page itself stays where it is.
function showCurrentTab() {
  for (const tab of all(".tabs [aria-current]")) {
    const row = tab.closest(".tabs");
    const { left, width } = tab.getBoundingClientRect();
    row.scrollLeft += left + width / 2 - row.getBoundingClientRect().left - row.clientWidth / 2;
  }
}

// A request in the background that fails says so; it never fails in silence.
function watchRequests() {
  document.addEventListener("htmx:error", () => {
    say(navigator.onLine
      ? "That did not go through. Nothing typed is lost; try again."
      : "No network. What you typed is kept; try again when it is back.", { isError: true });
  });
  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail?.ctx?.response?.status;
    if (status >= 500) say(`The server could not do that (${status}). Nothing typed is lost; try again.`, { isError: true });
  });
}

wireMenus();
foldDetails("(max-width: 640px)", "[data-patient-more]");
foldDetails("(max-width: 860px)", "[data-steps]");
wireClicks();
watchNetwork();
watchRequests();
loadHtmx();
showCurrentTab();
clearSavedDrafts();
fadeToasts();
keepDrafts();
watchSession();
listenForShortcuts();
document.querySelector("[data-error-summary]")?.focus();
