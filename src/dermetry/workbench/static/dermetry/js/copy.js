// Copies the text of a field: <button hidden data-copy="ID-OF-FIELD">. Without a script the text is there to be marked.
import { say } from "./shell.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = !field;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      say("Copied. Paste it into the hospital record.");
    } catch { // no permission, or no https
      field.focus();
      field.select();
      say("The text is marked: press Ctrl+C (on a Mac ⌘C) to copy it.");
    }
  });
}
