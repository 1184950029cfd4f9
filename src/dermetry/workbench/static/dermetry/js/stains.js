// The table of stains: each row shows the values that make sense for its marker; rows can be added.
const form = document.querySelector("[data-stains]");

if (form) {
  const options = [...document.querySelectorAll("#markers option")];
  const fold = (text) => text.trim().toUpperCase().replace(/\s+/g, "-");
  const always = new Set(["result", "note", "antibody"]);
  const list = form.querySelector("[data-list]");
  const count = form.querySelector("[data-rows]");

  const valuesOf = (spelling) => options.find(
    (each) => [each.value, each.dataset.key].some((name) => fold(name) === fold(spelling)),
  )?.dataset.values.split(" ");

  const fit = (row) => {
    const marker = row.querySelector('[data-value="marker"] input').value;
    const isBlank = marker.trim() === "";
    const values = isBlank ? [] : valuesOf(marker);
    for (const field of row.querySelectorAll("[data-value]")) {
      const name = field.dataset.value;
      const isHeld = !["", name === "method" ? "ihc" : ""].includes(field.querySelector("input, select").value);
      const isFit = !values || name === "marker" || (!isBlank && always.has(name)) || values.includes(name)
        || (name === "method" && values.includes("ish_ratio"));
      field.hidden = !isFit && !isHeld; // what is typed is never hidden
    }
  };

  const clear = (row) => {
    row.querySelectorAll("input, select").forEach((each) => { each.value = ""; });
    row.hidden = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.querySelector("[data-add]").focus();
  };

  const add = () => {
    const number = Number(count.value);
    const holder = document.createElement("div");
    holder.innerHTML = form.querySelector("[data-blank]").innerHTML.replaceAll("sROW", `s${number}`);
    const row = holder.firstElementChild;
    list.append(row);
    count.value = number + 1;
    fit(row);
    row.querySelector("input").focus();
  };

  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) fit(row);
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-add]")) add();
    const remove = event.target.closest("[data-remove]");
    if (remove) clear(remove.closest("[data-row]"));
  });
  list.querySelectorAll("[data-row]").forEach(fit);
}
