// A tap or the arrow keys on a body map choose a place in the form field beside it.
// The field is the control of record; without this file it works alone.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The middle of an area on the screen; a ring has none inside, so a point of its border stands.
function middleOf(area) {
  const box = area.getBBox();
  let point = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (!area.isPointInFill(point)) point = DOMPoint.fromPoint(area.getPointAtLength(0));
  point = point.matrixTransform(area.getScreenCTM());
  return [point.x, point.y];
}

// The nearest area in a direction; ways off the direction count double.
function neighbor(areas, from, [dx, dy]) {
  const [x, y] = middleOf(from);
  let best = null;
  let least = Infinity;
  for (const area of areas) {
    const [ax, ay] = middleOf(area);
    const along = (ax - x) * dx + (ay - y) * dy;
    const across = Math.abs((ax - x) * dy) + Math.abs((ay - y) * dx);
    const cost = along + 2 * across;
    if (area !== from && along > 1 && cost < least) [best, least] = [area, cost];
  }
  return best;
}

class BodyMap {
  constructor(root) {
    this.root = root;
    this.areas = [...root.querySelectorAll(".zone")];
    this.select = root.querySelector(`select[name="${CSS.escape(root.dataset.name)}"]`);
    this.boxes = [...root.querySelectorAll('input[type="checkbox"]')];
    this.side = document.getElementById(root.dataset.sideSelect ?? "");
    this.current = null;
    for (const svg of root.querySelectorAll("svg[role]")) {
      svg.setAttribute("role", this.select ? "radiogroup" : "group");
    }
    for (const area of this.areas) {
      area.setAttribute("role", this.select ? "radio" : "checkbox");
      area.setAttribute("aria-label", area.querySelector("title").textContent);
    }
    root.addEventListener("click", (event) => this.tapped(event));
    root.addEventListener("keydown", (event) => this.pressed(event));
    root.addEventListener("change", () => this.show());
    this.side?.addEventListener("change", () => this.show());
    this.show();
  }

  isChosen(area) {
    const { zone, side } = area.dataset;
    if (!this.select) return this.boxes.some((box) => box.value === zone && box.checked);
    if (this.select.value !== zone) return false;
    const wanted = this.side?.value;
    return side === "midline" || !["left", "right"].includes(wanted) || wanted === side;
  }

  show() {
    for (const area of this.areas) {
      const chosen = this.isChosen(area);
      area.classList.toggle("is-chosen", chosen);
      area.setAttribute("aria-checked", String(chosen));
    }
    this.enter(this.current ?? this.areas.find((each) => this.isChosen(each)) ?? this.areas[0]);
  }

  // One area of the whole map is in the tab order; arrows move from there.
  enter(area) {
    this.current = area;
    for (const each of this.areas) each.setAttribute("tabindex", each === area ? "0" : "-1");
  }

  choose(area) {
    const { zone, side } = area.dataset;
    const field = this.select ?? this.boxes.find((box) => box.value === zone);
    if (!field) return;
    if (this.select) this.select.value = zone;
    else field.checked = !field.checked;
    if (this.side && side !== "midline") {
      this.side.value = side;
      this.side.dispatchEvent(new Event("change", { bubbles: true }));
    }
    field.closest("details")?.setAttribute("open", "");
    this.enter(area);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  tapped(event) {
    const area = event.target.closest?.(".zone");
    if (area) this.choose(area);
  }

  pressed(event) {
    const area = event.target.closest?.(".zone");
    if (!area) return;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.choose(area);
    } else if (ARROWS[event.key]) {
      event.preventDefault();
      const next = neighbor(this.areas, area, ARROWS[event.key]);
      if (next) {
        this.enter(next);
        next.focus();
      }
    }
  }
}

function start(part) {
  for (const root of part.querySelectorAll("[data-bodymap-picker]:not([data-started])")) {
    root.dataset.started = "";
    new BodyMap(root);
  }
}

start(document);
// parts of a page that htmx brings later
document.addEventListener("htmx:load", (event) => start(event.target.parentNode ?? document));
