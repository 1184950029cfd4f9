// Photographs that the server does not have yet, kept in this browser until it does.
const NAME = "dermetry-uploads";
const TABLE = "files";

let opened = null;
function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function within(mode, act) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const work = base.transaction(TABLE, mode);
    const request = act(work.objectStore(TABLE));
    work.oncomplete = () => resolve(request.result);
    work.onerror = () => reject(work.error);
    work.onabort = () => reject(work.error);
  });
}

/** Keep one file; false where the browser refuses, so that the page must stay open. */
export async function keepFile({ key, file, facts, user, visit }) {
  try {
    await within("readwrite", (table) => table.put({ key, file, facts, user, visit, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export async function dropFile(key) {
  try { await within("readwrite", (table) => table.delete(key)); } catch { /* sent again, and kept once */ }
}

/** Give the files of one visit, oldest first, and the other visits that have some. */
export async function listFiles(visit) {
  try {
    const all = (await within("readonly", (table) => table.getAll())).sort((a, b) => a.at - b.at);
    const others = all.filter((each) => each.visit !== visit).map((each) => each.visit);
    return { here: all.filter((each) => each.visit === visit), elsewhere: [...new Set(others)] };
  } catch {
    return { here: [], elsewhere: [] };
  }
}
