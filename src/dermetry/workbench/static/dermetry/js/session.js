// The session ends after a while without a request. Typing counts as being there; a minute before the end the page asks.
const WARN_S = 60;
const PING_S = 60;
const SEEN = "dermetry-seen";

export function watchSession() {
  const { idleSeconds, keepAlive, login, csrf } = document.body.dataset;
  const limit = Number(idleSeconds);
  if (!limit || !keepAlive) return;
  const warnAt = limit - Math.min(WARN_S, limit / 2);
  const ending = document.getElementById("session-ending");
  const ended = document.getElementById("session-ended");
  let lastRequest = Date.now(); // this page was one
  let lastTouch = lastRequest;
  let isOver = false;

  const note = (at) => { // another tab's request keeps this one alive too
    lastRequest = Math.max(lastRequest, at);
    try { localStorage.setItem(SEEN, String(lastRequest)); } catch { /* one tab only then */ }
  };
  const shared = () => {
    try { return Math.max(lastRequest, Number(localStorage.getItem(SEEN)) || 0); } catch { return lastRequest; }
  };
  note(lastRequest);

  function end() {
    if (isOver) return;
    isOver = true;
    ending?.close();
    const here = encodeURIComponent(location.pathname + location.search);
    ended?.querySelector("[data-sign-in]")?.setAttribute("href", `${login || "/"}?next=${here}`);
    document.querySelectorAll("body > :not(dialog)").forEach((part) => { part.hidden = true; });
    ended?.addEventListener("cancel", (event) => event.preventDefault());
    ended?.showModal();
  }

  async function ping() {
    try {
      const answer = await fetch(keepAlive, { method: "POST", headers: { "X-CSRFToken": csrf }, redirect: "manual" });
      if (answer.ok) note(Date.now());
      else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) end();
    } catch { /* no network: the banner says so, the countdown goes on */ }
  }

  const touched = () => { lastTouch = Date.now(); };
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, touched, { passive: true, capture: true });
  document.addEventListener("htmx:after:request", (event) => {
    const raw = event.detail?.ctx?.response?.raw;
    const isPoll = /[?&]poll=/.test(raw?.url); // the page asked by itself: nobody need be there
    if (raw?.ok && !raw.redirected && !isPoll) note(Date.now());
  });
  document.addEventListener("htmx:before:response", (event) => { // signed out meanwhile: never swap a sign-in page in
    const raw = event.detail?.ctx?.response?.raw;
    if (raw?.redirected && login && new URL(raw.url).pathname === login) {
      event.preventDefault();
      end();
    }
  });
  ending?.querySelector("[data-stay]")?.addEventListener("click", () => { ping(); ending.close(); });
  ending?.addEventListener("close", () => { if (!isOver) ping(); });

  setInterval(() => {
    if (isOver) return;
    const seen = shared();
    const idle = (Date.now() - seen) / 1000;
    if (lastTouch > seen && idle > PING_S && !ending?.open) ping();
    if (idle >= limit) end();
    else if (idle >= warnAt) {
      const left = Math.ceil(limit - idle);
      const place = ending?.querySelector("[data-countdown]");
      if (place) place.textContent = String(left);
      if (ending && !ending.open) ending.showModal();
    } else if (ending?.open) ending.close();
  }, 1000);
}
