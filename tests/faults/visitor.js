// A visitor inside the page: asks the run for the next lead, fills the form and submits, leaves as told, and tells what the page has told.
// Before the widget starts, it puts the clock wrong and the storage out of order, as the plan wants it.
(() => {
  "use strict";
  const { visitor, back, told, browser } = document.currentScript.dataset;
  const Clock = Date;
  let shift = back ? 20 * 3_600_000 : 0; // Whoever comes back does so the next day: parked leads wait for up to 18 h.
  window.Date = class extends Clock {
    constructor(...parts) {
      super(...(parts.length ? parts : [Clock.now() + shift]));
    }
    static now() {
      return Clock.now() + shift;
    }
  };

  let full = false;
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...values) {
    const request = put.apply(this, values);
    if (full) this.transaction.abort(); // As a disk does that is full when the browser writes.
    return request;
  };
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (...values) {
    if (full) throw new DOMException("full", "QuotaExceededError");
    return setItem.apply(this, values);
  };

  // Blocking, so that neither a navigation nor a kill a moment later can lose it.
  const tell = (what, lead = "", why = "") => {
    for (let tries = 0; tries < 5; tries += 1) {
      const request = new XMLHttpRequest();
      request.open("POST", `${told}?${new URLSearchParams({ browser, what, lead, why, visitor })}`, false);
      try {
        return request.send();
      } catch {
        // WebKit gives up after 10 s, which a busy machine may take.
      }
    }
  };
  const ask = async (path) => (await fetch(`${path}?browser=${browser}&visitor=${visitor}`, { method: "POST" })).json();
  const outbox = `limen:v1:visitor-${visitor}:outbox`;
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const until = async (what, probe, patience = 40_000) => {
    for (const started = performance.now(); performance.now() - started < patience; await pause(5)) {
      const found = probe();
      if (found) return found;
    }
    throw new Error(`waited in vain for ${what}`);
  };

  // The leads that wait in this visitor's outbox; null while the store does not answer.
  const waiting = () => new Promise((done) => limen("parked", done));

  // What lies in the outbox, as it lies there, of a lead that should have gone.
  const recordsOf = async (ids) => {
    const found = Object.entries(localStorage).filter(([key]) => ids.some((id) => key.includes(id)));
    const database = await new Promise((done) => {
      const request = indexedDB.open(outbox);
      request.onsuccess = () => done(request.result);
      request.onerror = () => done();
    });
    for (const id of database?.objectStoreNames.length ? ids : []) {
      const request = database.transaction("leads").objectStore("leads").get(id);
      await new Promise((done) => (request.onsuccess = request.onerror = done));
      found.push([id, request.result]);
    }
    return Object.fromEntries(found);
  };

  const deleteAll = (before) => {
    tell("deleting", before);
    const request = indexedDB.deleteDatabase(outbox);
    request.onsuccess = () => tell("deleted", before);
    localStorage.clear();
  };

  const part = (name) => {
    const found = document.querySelector("limen-popup")?.shadowRoot.querySelector(`[part~=${name}]`);
    return found?.getClientRects().length ? found : undefined;
  };

  const submit = async ({ lead, email, leave, clock, full: isFull, delete: deletes }) => {
    shift = clock;
    full = isFull;
    limen("show", "talk");
    await until("the form", () => part("submit"));
    const field = document.querySelector("limen-popup").shadowRoot.querySelector("[name=email]");
    field.value = email;
    field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    if (deletes) deleteAll(lead);
    document.addEventListener("limen:submitted", () => tell("safe", lead), { once: true });
    tell("submitting", lead);
    for (let tries = 0; tries < 3; tries += 1) {
      const failed = part("failure");
      part("submit").click();
      if (leave === "navigate") location.assign(location.href);
      if (leave === "away") location.assign("/gone");
      if (leave === "close") close();
      await until("thanks, or an honest failure", () => part("thanks") || (part("failure") && part("failure") !== failed));
      if (part("thanks")) return tell("thanked", lead);
    }
    tell("failed", lead);
  };

  // True when the tab is to be closed: nobody closes one that is on its way to another page.
  const visit = async () => {
    await until("the widget", () => window.limen?.version && document.documentElement.limenEvents.some(({ name }) => name === "ready"));
    if (back) {
      const seen = [];
      let left;
      for (const started = performance.now(); performance.now() - started < 60_000; await pause(50)) {
        left = await waiting();
        if (left?.length === 0) {
          tell("drained");
          return true;
        }
        const now = JSON.stringify(left?.map(({ id, state, attempts, status }) => [id.slice(-6), state, attempts, status]) ?? null);
        if (!seen.at(-1)?.endsWith(now)) seen.push(`${Math.round(performance.now() - started)} ms: ${now}`);
      }
      // A store that cannot be read for so long may hold nothing: whether a lead is lost is seen by what was stored.
      const records = left?.length ? JSON.stringify(await recordsOf(left.map(({ id }) => id))) : "";
      tell("drained", "", left?.length ? [`still waiting at ${Date.now()}: ${records}`, ...seen].join("\n    ") : "");
      return true;
    }
    for (;;) {
      const turn = await ask("/__turn");
      if (turn.lead === undefined) {
        await pause(turn.stay);
        return true;
      }
      await submit(turn);
      if (turn.leave === "navigate-later") {
        location.assign(location.href);
        return false;
      }
      // The others are on their way, or wait for the end.
      if (turn.leave !== "stay") return false;
      limen("hide");
    }
  };
  visit()
    .catch((error) => {
      tell("trouble", "", error);
      return true;
    })
    .then((done) => done && close());
})();
