// Cards that save themselves: the version travels with each save; on a phone one card at a time.
const cards = () => [...document.querySelectorAll("[data-card]")];
const narrow = matchMedia("(max-width: 640px)");
let current = ""; // the id of the card a phone shows
let zonesOpen = !narrow.matches; // the long list of zones, folded on a phone until somebody opens it
let place = null; // where the page stood, and what was pressed, when the regions were answered

// A save that waited for another one goes out with the version the other one left behind.
document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement, request } = event.detail?.ctx ?? {};
  place = sourceElement?.closest?.("#regions") ? { top: scrollY, id: document.activeElement?.id } : null;
  if (!sourceElement?.matches?.("form[data-autosave]") || !request?.body?.set) return;
  for (const input of sourceElement.querySelectorAll('[id^="saved-"] input[type="hidden"]')) {
    request.body.set(input.name, input.value);
  }
});

document.addEventListener("htmx:after:swap", (event) => {
  const form = event.detail?.ctx?.sourceElement?.closest?.("form[data-autosave]");
  const version = form?.querySelector('[id^="saved-"] input[type="hidden"]')?.value;
  if (form?.isConnected && version) form.dataset.draftVersion = version;
  document.querySelector("[data-cards] [data-error-summary]:not([data-shown]), #vitals [data-error-summary]:not([data-shown])")?.focus();
  document.querySelectorAll("[data-error-summary]").forEach((each) => { each.dataset.shown = ""; });
  document.getElementById(current)?.classList.add("is-current"); // it may have been put in anew
  foldZones(); // the panel may have been put in anew
  if (place) {
    document.getElementById(place.id)?.focus({ preventScroll: true });
    scrollTo({ top: place.top, behavior: "instant" }); // a hidden card let the page jump
    place = null;
  }
  const done = form?.querySelector("[data-advance]");
  if (done) {
    done.removeAttribute("data-advance");
    goTo(following(form.closest("[data-card]")));
  }
});

function foldZones() {
  const zones = document.querySelector(".region-zones");
  if (zones) zones.open = zonesOpen;
}

document.addEventListener("click", (event) => {
  const zones = event.target.closest?.(".region-zones > summary")?.parentElement;
  if (zones) zonesOpen = !zones.open; // it has not turned yet
});

function show(card) {
  current = card?.id ?? "";
  cards().forEach((each) => each.classList.toggle("is-current", each === card));
}

function following(card) {
  const all = cards();
  return all[all.indexOf(card) + 1];
}

function goTo(card) {
  if (!card) return;
  show(card);
  card.focus({ preventScroll: true });
  if (narrow.matches) scrollTo({ top: 0 });
  else card.scrollIntoView({ block: "start" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-card-link]");
  const card = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!card) return;
  event.preventDefault();
  history.replaceState(null, "", link.getAttribute("href"));
  goTo(card);
});

// "None seen" and a sign exclude each other.
document.addEventListener("input", (event) => {
  const field = event.target.closest?.(".finding-signs");
  if (!field) return;
  const isNone = "none" in event.target.dataset;
  if (isNone && event.target.checked) {
    for (const sign of field.querySelectorAll("[data-sign]")) {
      if (sign.type === "checkbox") sign.checked = false;
      else sign.value = "";
    }
  } else if (!isNone) field.querySelector("[data-none]").checked = false;
}, { capture: true });

foldZones();
show(cards().find((each) => `#${each.id}` === location.hash) ?? cards()[0]);
