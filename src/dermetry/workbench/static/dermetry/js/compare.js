// Two visits on one another: a line that is dragged or moved by keys, and blinking on demand.
const SIDE = 480;
const SLOWEST_MS = 1000; // never faster than once a second

function wire(root) {
  const range = root.querySelector("[data-at]");
  const cut = root.querySelector("[data-cut]");
  const divider = root.querySelector("[data-divider]");
  const stage = root.querySelector("[data-stage]");
  const said = root.querySelector("[data-said]");
  const labels = { before: root.querySelector("[data-label-before]"), after: root.querySelector("[data-label-after]") };
  const alone = root.querySelector("[data-blink-alone]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let timer = 0;

  const show = (percent) => {
    const at = (SIDE * percent) / 100;
    cut.setAttribute("width", at);
    divider.setAttribute("d", `M${at} 0V${SIDE}`);
    labels.before.hidden = percent < 12;
    labels.after.hidden = percent > 88;
  };
  const move = (percent) => {
    range.value = Math.round(Math.min(100, Math.max(0, percent)));
    show(Number(range.value));
  };
  const blink = () => {
    const toBefore = Number(range.value) <= 50;
    move(toBefore ? 100 : 0);
    return toBefore ? labels.before.textContent : labels.after.textContent;
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    alone.setAttribute("aria-pressed", "false");
  };
  const drag = (event) => {
    const box = stage.getBoundingClientRect();
    stop();
    move((100 * (event.clientX - box.left)) / box.width);
  };

  range.addEventListener("input", () => { stop(); show(Number(range.value)); });
  stage.addEventListener("pointerdown", (event) => { stage.setPointerCapture(event.pointerId); drag(event); event.preventDefault(); });
  stage.addEventListener("pointermove", (event) => { if (stage.hasPointerCapture(event.pointerId)) drag(event); });
  root.querySelector("[data-blink]").addEventListener("click", () => { stop(); said.textContent = `Showing ${blink()}`; });
  alone.addEventListener("click", () => {
    if (timer) { stop(); return; }
    said.textContent = "";
    alone.setAttribute("aria-pressed", "true");
    timer = setInterval(blink, SLOWEST_MS);
  });
  const settle = () => { alone.hidden = calm.matches; if (calm.matches) stop(); };
  calm.addEventListener("change", settle);
  settle();
  show(Number(range.value));
}

document.querySelectorAll("[data-compare]").forEach(wire);
