// Saves what the editor asks to be saved, over HTTP; nothing drawn is ever lost on the way.

import { samePolygon } from "./geometry.js";
import { isChanged } from "./work.js";
import { mount } from "./outline-editor.js";

const WORDS = {
  offline: "Not saved: no connection. Your outline is kept in this browser.",
  signedOut: "Signed out. Your outline is kept in this browser: sign in in another tab, then Try again.",
  unread: "Not saved: the answer could not be read. Your outline is kept in this browser.",
};
const URLS = { "outline:save": "saveUrl", "outline:remove": "removeUrl",
  "outline:request-proposal": "proposalUrl", "ruler:set": "rulerUrl" };

export class Saver {
  jobs = [];
  isBusy = false;

  constructor(editor) {
    Object.assign(this, { editor, data: editor.element.dataset });
    for (const name of Object.keys(URLS)) {
      editor.element.addEventListener(name, (event) => this.add(name, event.detail));
    }
    window.addEventListener("online", () => editor.element.isConnected && this.run());
  }

  /** Queue one request; a newer one for the same outline takes the place of the older. */
  add(name, detail) {
    const url = this.data[URLS[name]] ?? (name === "outline:remove" ? this.data.saveUrl : null);
    if (!url) return;
    const key = this.keyOf(detail) ?? name;
    this.jobs = this.jobs.filter((job) => job.key !== key || job.isSending);
    this.jobs.push({ name, key, url, detail });
    this.run();
  }

  keyOf({ outline_id: id, polygon }) {
    const { work, inward } = this.editor;
    if (!polygon) return [...work.saved].find(([, o]) => id && o.outline_id === id)?.[0];
    return work.now.outlines.find((o) => samePolygon(o.polygon, inward(polygon)))?.key;
  }

  /** A second press of Save, or an undo, may have left nothing to send. */
  isNeeded({ name, key, detail }) {
    if (name !== "outline:save") return true;
    const { work } = this.editor;
    const outline = work.find(key);
    const { outline_id, is_saved, is_confirmed } = outline ? work.describe(outline) : {};
    detail.outline_id = outline_id;
    return outline && !(is_saved && is_confirmed);
  }

  /** Send the queue one after the other; what fails stays in it for "Try again". */
  async run() {
    if (this.isBusy) return;
    this.isBusy = true;
    const { editor } = this;
    try {
      while (this.jobs.length && !editor.conflict) {
        const [job] = this.jobs;
        if (this.isNeeded(job) && !await this.send(job)) break;
        this.jobs = this.jobs.filter((other) => other !== job);
      }
    } finally {
      this.isBusy = false;
    }
  }

  /** Send one request; true when it needs no other try. */
  async send(job) {
    const { editor, editor: { work } } = this;
    const version = work.bases.get(job.key) ?? work.version;
    editor.tell(job.name === "outline:request-proposal" ? "Proposing a border ..." : "Saving ...");
    job.isSending = true;
    const answer = await this.post(job, version).catch(() => ({ words: WORDS.offline }));
    job.isSending = false;
    const { status, body } = answer;
    if (status === 409 && body?.theirs) return this.settle(job, body);
    if (status === 200 && body?.state) {
      editor.setState(body.state, this.sent(job, version, body.outline_id));
      editor.tell(body.message ?? "Saved.");
      return true;
    }
    const text = answer.words ?? body?.message ?? `Not saved: the server answered ${status}.`;
    const isRefused = body && status < 500; // asking the same again would not help
    editor.tell(text, "wrong", isRefused ? [] : [["Try again", () => this.run()]]);
    return isRefused;
  }

  sent = ({ key, detail }, version, outlineId) => ({ ...detail, key, version, outlineId,
    polygon: detail.polygon && this.editor.inward(detail.polygon) });

  async post(job, version) {
    const remove = job.name === "outline:remove" ? { remove: true } : {};
    const body = JSON.stringify({ ...job.detail, ...remove, version });
    const request = () => fetch(job.url, { method: "POST", body, redirect: "manual",
      signal: AbortSignal.timeout(60000), headers: { "Content-Type": "application/json",
        Accept: "application/json", "X-CSRFToken": this.data.csrf } });
    let answer = await request();
    if (answer.status === 403 && await this.refreshToken()) answer = await request();
    const { status, type } = answer;
    if (type === "opaqueredirect" || status === 401) return { status, words: WORDS.signedOut };
    const isRead = answer.headers.get("Content-Type")?.includes("json");
    return isRead ? { status, body: await answer.json() }
      : { status, words: status < 400 ? WORDS.unread : undefined };
  }

  /** Signing in again has changed the token: read it from a fresh copy of this page. */
  async refreshToken() {
    const page = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(page, "text/html")
      .querySelector(`[data-outline-editor][data-photograph-id="${CSS.escape(this.data.photographId)}"]`);
    const isNew = fresh && fresh.dataset.csrf !== this.data.csrf;
    if (isNew) this.data.csrf = fresh.dataset.csrf;
    return isNew;
  }

  /** Somebody saved in the meantime: show both outlines and let the person choose. */
  settle(job, { message = "Somebody else saved in the meantime.", theirs }) {
    const { editor, editor: { work } } = this;
    const outlines = theirs.outlines.map((o) => ({ ...o, polygon: editor.inward(o.polygon) }));
    const mine = work.find(job.key);
    if (mine && outlines.some((o) => !isChanged(mine, o))) {
      // an earlier try did arrive, and only its answer was lost
      editor.setState(theirs, this.sent(job, theirs.version));
      editor.tell("Saved.");
      return true;
    }
    if (!mine) { // a removal, a ruler or a proposal: show what is there now
      editor.setState(theirs);
      if (work.saved.has(job.key)) work.takeSaved(job.key);
      editor.changed("");
      editor.tell(`Not saved. ${message} Look at it, then do it again.`, "wrong");
      return true;
    }
    const held = new Map([...work.saved.values()].map((o) => [o.outline_id, o]));
    const keep = () => {
      this.end(theirs);
      const still = work.find(job.key);
      if (still) this.add("outline:save", { ...job.detail, polygon: editor.outward(still.polygon) });
    };
    const take = () => {
      this.end(theirs);
      work.takeSaved(job.key);
      editor.changed("Theirs taken. Undo brings yours back.");
      this.run();
    };
    editor.conflict = { key: job.key, outlines: outlines.filter((o) => isChanged(o, held.get(o.outline_id))),
      question: { id: "conflict", text: "Which one?",
        choices: [["Keep mine", keep], ["Take theirs", take]] } };
    editor.tell(message, "wrong");
    editor.draw();
    return true;
  }

  end(theirs) {
    const { editor, editor: { work } } = this;
    editor.conflict = null;
    editor.tell("");
    editor.setState(theirs);
    // both were seen, so whatever stays mine is from now on meant against theirs
    for (const key of work.bases.keys()) work.bases.set(key, work.version);
  }
}

const attachAll = () => document.querySelectorAll("[data-outline-editor][data-save-url]").forEach(
  (element) => { element.outlineSaver ??= new Saver(mount(element)); });
attachAll();
for (const name of ["htmx:afterSwap", "htmx:after:swap"]) document.addEventListener(name, attachAll);
