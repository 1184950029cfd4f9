// What belongs together lights up together (a visit in strip and table, an outline in list and photograph), and outlines
// are switched on and off.
const linked = (key) => document.querySelectorAll(`[data-link="${CSS.escape(key)}"]`);

function light(event, isOn) {
  const key = event.target.closest?.("[data-link]")?.dataset.link;
  if (key) linked(key).forEach((element) => element.classList.toggle("is-linked", isOn));
}

for (const [on, off] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  document.addEventListener(on, (event) => light(event, true));
  document.addEventListener(off, (event) => light(event, false));
}

document.querySelectorAll("[data-lines]").forEach((button) => {
  button.addEventListener("click", () => {
    const isOn = document.getElementById("content").classList.toggle("without-lines") === false;
    button.setAttribute("aria-pressed", String(isOn));
  });
});
