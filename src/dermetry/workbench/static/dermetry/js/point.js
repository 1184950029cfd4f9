// A place in a photograph: a tap or the arrow keys set it, two number fields keep it.
const stage = document.querySelector("[data-point]");
const form = document.querySelector("[data-point-form]");
const [x, y] = ["point_x", "point_y"].map((name) => form?.elements[name]);

if (stage && x && y) {
  const mark = stage.querySelector("[data-mark]");
  const box = stage.viewBox.baseVal;
  const unit = Number(stage.dataset.step);

  const draw = () => {
    const isSet = x.value !== "" && y.value !== "";
    mark.setAttribute("visibility", isSet ? "visible" : "hidden");
    if (isSet) mark.setAttribute("transform", `translate(${x.value} ${y.value}) scale(${unit})`);
  };
  const put = (px, py) => {
    x.value = Math.round(Math.min(Math.max(px, 0), box.width));
    y.value = Math.round(Math.min(Math.max(py, 0), box.height));
    draw();
  };

  stage.setAttribute("tabindex", "0");
  stage.setAttribute("role", "application");
  stage.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(stage.getScreenCTM().inverse());
    put(at.x, at.y);
  });
  stage.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!move) return;
    event.preventDefault();
    const reach = event.shiftKey ? unit * 4 : unit;
    const [fromX, fromY] = x.value === "" ? [box.width / 2, box.height / 2] : [Number(x.value), Number(y.value)];
    put(fromX + move[0] * reach, fromY + move[1] * reach);
  });
  [x, y].forEach((each) => each.addEventListener("input", draw));
  draw();
}
