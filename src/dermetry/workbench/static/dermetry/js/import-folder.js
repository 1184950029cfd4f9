// A folder can be chosen as a whole; its files' paths are sent beside them, since browsers drop them.
const form = document.querySelector("[data-import-folder]");
const files = form?.querySelector('input[type="file"]');
const paths = form?.querySelector('input[name="paths"]');
const whole = form?.querySelector("[data-whole-folder]");
const said = form?.querySelector("[data-chosen]");

function tell() {
  const chosen = [...files.files];
  paths.value = JSON.stringify(chosen.map((file) => file.webkitRelativePath || file.name));
  const size = chosen.reduce((sum, file) => sum + file.size, 0) / 1e6;
  said.textContent = chosen.length
    ? `${chosen.length} file${chosen.length === 1 ? "" : "s"} chosen, ${size.toFixed(1)} MB`
    : "";
}

if (files && "webkitdirectory" in files) {
  whole.hidden = false;
  whole.querySelector("input").addEventListener("change", (event) => {
    files.webkitdirectory = event.target.checked;
    files.value = "";
    tell();
  });
}
files?.addEventListener("change", tell);
