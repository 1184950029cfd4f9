// Whatever is not saved is kept in this browser, and comes back after a reload.

export class Draft {
  constructor(editor, key) {
    Object.assign(this, { editor, key: key && `dermetry-outlines:${key}` });
    this.found = this.read(); // before the first step keeps a newer one
  }

  /** Keep what is unsaved; forget the draft once everything is saved. */
  keep() {
    if (!this.key) return;
    const draft = this.editor.work.toDraft();
    try {
      if (draft) localStorage.setItem(this.key, JSON.stringify(draft));
      else localStorage.removeItem(this.key);
    } catch {
      this.editor.tell("This browser keeps no draft: save before you leave the page.", "wrong");
    }
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null; // storage is closed, or holds something that is not a draft
    }
  }

  restore() {
    const { editor, found: draft } = this;
    if (!draft?.unsaved || !editor.work.restore(draft)) return this.keep();
    if (draft.points.length) editor.setTool("points");
    editor.changed("");
    return editor.tell("Draft restored: what you drew here was not saved yet.", "", [
      ["Discard draft", () => { editor.undo(); editor.tell(""); }]]);
  }
}
