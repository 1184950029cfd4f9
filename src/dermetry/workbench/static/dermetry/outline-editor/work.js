// What has been drawn, with undo and redo, next to what the server holds. A step is
// replaced, never changed, so undo only swaps values.

import { samePolygon } from "./geometry.js";

const EMPTY = { outlines: [], points: [], lines: {}, liveScale: null };
let lastKey = 0;
const newKey = () => `o${(lastKey += 1)}`;

export class Work {
  now = EMPTY;
  past = [];
  future = [];
  saved = new Map(); // key -> outline as the server holds it
  bases = new Map(); // key -> version the unsaved change started from
  version = null;

  /** Take a step that can be undone. */
  commit(change) {
    this.past.push(this.now);
    this.future = [];
    this.replace(change);
  }

  /** Change without a step of its own (while a finger is still moving). */
  replace(change) {
    this.now = { ...this.now, ...change };
    const changed = new Set(this.unsavedKeys());
    for (const key of changed) if (!this.bases.has(key)) this.bases.set(key, this.version);
    for (const key of this.bases.keys()) if (!changed.has(key)) this.bases.delete(key);
  }

  undo = () => this.step(this.past, this.future);
  redo = () => this.step(this.future, this.past);

  step(from, to) {
    if (!from.length) return false;
    to.push(this.now);
    this.replace(from.pop());
    return true;
  }

  find = (key, step = this.now) => step.outlines.find((outline) => outline.key === key);

  add({ polygon, lesion_id = null, source = "drawn" }, rest = {}) {
    const key = newKey();
    this.commit({ ...rest, outlines: [...this.now.outlines, { key, polygon, lesion_id, source }] });
    return key;
  }

  edited = (key, change) => this.now.outlines.map(
    (outline) => (outline.key === key ? { ...outline, ...change } : outline));

  without = (key) => this.now.outlines.filter((outline) => outline.key !== key);

  /** Go back to what the server holds of one outline. */
  takeSaved(key) {
    const theirs = this.saved.get(key);
    this.commit({ outlines: [...this.without(key), ...(theirs ? [{ key, ...pick(theirs) }] : [])] });
  }

  isUnsaved = (outline) => isChanged(outline, this.saved.get(outline.key));

  removedKeys() {
    return [...this.saved.keys()].filter((key) => !this.find(key));
  }

  unsavedKeys() {
    return [...this.now.outlines.filter(this.isUnsaved).map((o) => o.key), ...this.removedKeys()];
  }

  /** Give the outline's id on the server, and whether it is saved and confirmed there. */
  describe(outline) {
    const { outline_id = null, is_confirmed = false } = this.saved.get(outline.key) ?? {};
    return { outline_id, is_confirmed, is_saved: !this.isUnsaved(outline) };
  }

  /**
   * Take over the server's outlines. Unsaved changes stay as they are, in every step of the
   * history too. `sent` = {key, version, polygon, lesion_id, outlineId} tells what was just
   * saved, so that a new outline keeps its place, an answer that differs from what was sent is
   * taken over, and other unsaved changes count as made on the answer's version.
   */
  load({ outlines, version = null }, sent = null) {
    const old = new Map(this.saved);
    const keyOf = new Map([...old].map(([key, outline]) => [outline.outline_id, key]));
    if (sent?.polygon && !old.has(sent.key)) this.adopt(outlines, keyOf, sent);
    this.saved = new Map(outlines.map((o) => [keyOf.get(o.outline_id) ?? newKey(), o]));
    if (sent?.polygon && this.saved.has(sent.key)) {
      // undo goes back to where the outline began, but never takes a saved one away again
      if (!old.has(sent.key)) this.past = this.past.filter((step) => this.find(sent.key, step));
      old.set(sent.key, sent);
    }
    const merged = (step) => merge(step, old, this.saved);
    this.past = this.past.map(merged);
    this.future = this.future.map(merged);
    this.version = version ?? this.version;
    if (sent) {
      for (const [key, base] of this.bases) {
        if (base === sent.version || key === sent.key) this.bases.set(key, this.version);
      }
    }
    this.now = merged(this.now);
    this.replace({});
  }

  /** Find the id that the server gave to the outline just saved. */
  adopt(outlines, keyOf, { key, polygon, outlineId }) {
    const fresh = outlines.filter((outline) => !keyOf.has(outline.outline_id));
    const mine = fresh.find((o) => o.outline_id === outlineId)
      ?? fresh.find((o) => samePolygon(o.polygon, polygon)) ?? (fresh.length === 1 ? fresh[0] : null);
    if (mine) keyOf.set(mine.outline_id, key);
  }

  /** Give everything unsaved as plain data, or null when there is nothing. */
  toDraft() {
    const unsaved = this.now.outlines.filter(this.isUnsaved).map(({ key, ...outline }) => ({
      ...outline, outline_id: this.saved.get(key)?.outline_id ?? null, version: this.bases.get(key),
    }));
    const removed = this.removedKeys().map((key) => ({
      outline_id: this.saved.get(key).outline_id, version: this.bases.get(key) }));
    const { points } = this.now;
    return unsaved.length + removed.length + points.length ? { unsaved, removed, points } : null;
  }

  /** Bring a draft back as one step that can be undone; true when it held anything unsaved. */
  restore({ unsaved, removed, points }) {
    const keyOf = (id) => [...this.saved].find(([, o]) => o.outline_id === id)?.[0];
    let { outlines } = this.now;
    const bases = new Map();
    for (const { outline_id: id, version, ...outline } of unsaved) {
      const isKnown = outlines.some((o) => !isChanged(outline, o)); // its answer was lost
      const key = (id && keyOf(id)) || newKey();
      if (!isKnown) {
        outlines = [...outlines.filter((o) => o.key !== key), { ...outline, key }];
        bases.set(key, version);
      }
    }
    for (const { outline_id: id, version } of removed) {
      if (keyOf(id)) bases.set(keyOf(id), version);
      outlines = outlines.filter((o) => o.key !== keyOf(id));
    }
    if (!bases.size && !points.length) return false;
    this.bases = bases;
    this.commit({ outlines, points });
    return true;
  }
}

export const isChanged = (mine, theirs) => !theirs
  || (mine.lesion_id ?? null) !== (theirs.lesion_id ?? null)
  || !samePolygon(mine.polygon, theirs.polygon);

/** Bring one step of the history up to what the server holds now. */
function merge(step, old, saved) {
  const outlines = step.outlines.flatMap((mine) => {
    const theirs = saved.get(mine.key);
    if (isChanged(mine, old.get(mine.key))) return [mine];
    return theirs ? [{ ...mine, ...pick(theirs) }] : [];
  });
  const known = new Set([...old.keys(), ...step.outlines.map((o) => o.key)]);
  const fresh = [...saved].filter(([key]) => !known.has(key));
  return { ...step, outlines: [...outlines, ...fresh.map(([key, o]) => ({ key, ...pick(o) }))] };
}

const pick = ({ polygon, lesion_id, source }) => ({ polygon, lesion_id, source });
