// The classic script around the glue: what a site's tag loads.
//
// It finds its own tag, takes calls to `limen(...)` from the first moment, waits until the page has painted and is idle, fetches the
// config and the wasm (pinned by its hash), and starts the widget. It is also the border that nothing crosses by accident: the
// browser's functions are taken once, at first run; every way into the wasm is guarded; after a failure the widget is gone, the
// console has one line, and the page runs on as if it had never been there. The one global is `limen`.
(() => {
  'use strict';

  const earlier = window.limen;
  if (typeof earlier === 'function' && earlier.version) return; // A second copy of the tag.

  // The names below are found in this scope by the glue and by the wasm's imports (src/ffi.rs). Page scripts that replace the
  // globals later do not reach them. Option bags have no prototype, so that a polluted Object.prototype adds nothing to them.
  const {
    AbortController, Array, CSSStyleSheet, CustomEvent, Date, Intl, JSON, Object, Promise, Reflect, Response, TextDecoder,
    TextEncoder, URL, Uint8Array, WebAssembly, clearTimeout, console, crypto, document, fetch, requestAnimationFrame,
    requestIdleCallback, setTimeout,
  } = window;
  const { addEventListener } = EventTarget.prototype;
  const { apply } = Reflect;
  const { parse } = JSON;
  let indexedDB;
  try {
    ({ indexedDB } = window);
  } catch {
    // Refused in some sandboxed frames: the outbox then says that it cannot store.
  }

  const warn = (text) => console.warn(text);
  const complain = (text) => warn('limen: ' + text);

  /*@glue*/

  // ---- The border ------------------------------------------------------------------------------------------------------------

  const CONFIG_BYTES = 256 * 1024;
  const DEADLINE = 10_000;

  const life = new AbortController(); // Ends every listener when the widget fails.
  let stopped = false;

  const stop = (error) => {
    if (stopped) return;
    stopped = true;
    life.abort();
    for (const popup of document.querySelectorAll('limen-popup')) popup.remove();
    stylePage('');
    complain(`stopped after an internal error (${error}); the page is not affected. Please report it with version ${limen.version}.`);
  };

  const guarded = (run) => {
    if (stopped) return undefined;
    try {
      return run();
    } catch (error) {
      return stop(error);
    }
  };

  // ---- What the wasm calls (declared in src/ffi.rs) -------------------------------------------------------------------------

  const entrance = (route, key) => (value) => guarded(() => wasm_bindgen.enter(route, key, value));

  const listen = (target, types, passive, route, key) => {
    const options = { __proto__: null, capture: true, passive, signal: life.signal };
    const heard = entrance(route, key);
    for (const type of types.split(' ')) apply(addEventListener, target, [type, heard, options]);
  };

  const wait = (milliseconds, route, key) => setTimeout(entrance(route, key), milliseconds);

  const settle = async (promise, route, key) => {
    let value = null;
    try {
      value = await promise;
    } catch {
      // null says: rejected.
    }
    entrance(route, key)(value);
  };

  const bag = () => ({ __proto__: null });

  const post = (url, headers, body, keepalive, signal) =>
    fetch(url, {
      __proto__: null,
      method: 'POST',
      headers,
      body,
      keepalive,
      signal,
      mode: 'cors',
      credentials: 'omit',
      redirect: 'manual',
      referrerPolicy: 'strict-origin',
    });

  const transact = (database) =>
    database.transaction('leads', 'readwrite', { __proto__: null, durability: 'strict' });

  const shadow = (host) => host.attachShadow({ __proto__: null, mode: 'open' });

  // Gives a shadow root its sheet; answers with the declarations of a first rule, for the theme's custom properties.
  const style = (root, css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheet.insertRule(':host{}');
    root.adoptedStyleSheets = [sheet];
    return sheet.cssRules[0].style;
  };

  // The one sheet for the page itself: empty, or the scroll lock.
  let pageSheet;
  const stylePage = (css) => {
    if (!pageSheet) {
      if (!css) return;
      pageSheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, pageSheet];
    }
    pageSheet.replaceSync(css);
  };

  let debugging = false;
  const debug = (on) => {
    debugging = on;
  };

  // Tells the page; answers false when a listener has cancelled it.
  const emit = (name, detail, cancelable) => {
    if (debugging) console.log(name, detail);
    return document.dispatchEvent(new CustomEvent(name, { __proto__: null, detail, cancelable }));
  };

  const utcOffset = () => -new Date().getTimezoneOffset();

  // Temporal knows the zone at once; without it Intl loads its tables first, which takes 25 ms on a fast machine.
  const timeZone = () => {
    try {
      return window.Temporal ? window.Temporal.Now.timeZoneId() : Intl.DateTimeFormat().resolvedOptions().timeZone;
    } catch {
      return '';
    }
  };

  // ---- limen(...) -------------------------------------------------------------------------------------------------------------

  let waiting = []; // Calls made before the start.

  const call = (verb, first, second) => {
    if (verb === 'explain') tell(first, parse(wasm_bindgen.explain()), verb);
    else if (!wasm_bindgen.command(String(verb), first, second)) {
      complain(`limen('${verb}', ...) was ignored: there is no such call, or it takes other arguments.`);
    }
  };

  // An error in the page's own callback is the page's: it is named, and nothing else suffers.
  const tell = (callback, value, name) => {
    try {
      callback(value);
    } catch (error) {
      complain(`the callback of limen('${name}', ...) failed: ${error}`);
    }
  };

  const limen = function (verb, first, second) {
    if (stopped) return;
    if (verb === 'on') {
      apply(addEventListener, document, ['limen:' + first, (event) => tell(second, event, 'on'), { __proto__: null, signal: life.signal }]);
    } else if (waiting) {
      waiting.push([verb, first, second]);
    } else {
      guarded(() => call(verb, first, second));
    }
  };
  limen.version = '__LIMEN_VERSION__';

  // ---- The tag and what it names ---------------------------------------------------------------------------------------------

  // The running script, unless a tag manager stripped its attributes or a bundler ate the tag.
  const findTag = () => {
    const own = document.currentScript;
    if (own && (own.dataset.config || own.dataset.webhook)) return own;
    return document.querySelector('script[src*="limen"][data-config],script[src*="limen"][data-webhook]') || own;
  };

  const tag = findTag();
  const script = (tag && tag.src) || document.baseURI;

  const absolute = (address) => {
    try {
      return new URL(address, document.baseURI).href;
    } catch {
      throw `data-config="${address}" is not an address.`;
    }
  };

  // ---- Fetching ---------------------------------------------------------------------------------------------------------------

  // What is thrown as text is said as it stands.
  const fetched = async (url, what, advice, init) => {
    let response;
    try {
      response = await fetch(url, { __proto__: null, credentials: 'omit', mode: 'cors', priority: 'low', ...init });
    } catch (error) {
      throw await refusal(url, what, advice, init.signal, error);
    }
    if (!response.ok) throw `the ${what} ${url} answered ${response.status}: ${advice}`;
    return response;
  };

  const refusal = async (url, what, advice, signal, error) => {
    if (signal.aborted) return `the ${what} ${url} did not arrive within ${DEADLINE / 1000} s.`;
    if (await violated('connect-src')) {
      return `the page's Content-Security-Policy blocks ${url}: add to it connect-src ${new URL(url).origin}`;
    }
    return `the ${what} ${url} cannot be fetched (${error}): ${advice}`;
  };

  // Policy violations reach the document as events, a little after the call that was refused.
  const violations = [];
  const violated = async (directive) => {
    await pause(100);
    return violations.some((name) => name.startsWith(directive));
  };

  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // What the tag asks for: a webhook, and a config by address, inline, or (neither) the built-in one.
  const readTag = () => {
    const inline = document.querySelector('script[type="application/json"][data-limen-config]');
    const { config: address, webhook } = tag ? tag.dataset : bag();
    if (address) {
      const url = absolute(address);
      return { __proto__: null, webhook, name: url, url };
    }
    if (inline) return { __proto__: null, webhook, name: 'inline config', text: inline.textContent };
    if (webhook) return { __proto__: null, webhook, name: 'built-in config' };
    throw 'nothing to do: the script tag needs data-config="/limen.json" or data-webhook="https://...".';
  };

  const readConfig = async ({ name, url, text }, signal) => {
    if (url) text = await (await fetched(url, 'config', 'check data-config on the script tag.', { signal })).text();
    if (text && text.length > CONFIG_BYTES) throw `${name} has ${text.length} characters; at most ${CONFIG_BYTES} are read.`;
    return text;
  };

  const readModule = async (signal) => {
    const url = new URL('__LIMEN_WASM__', script).href;
    const response = await fetched(url, 'file', 'upload all files of one release to the same folder.', {
      signal,
      integrity: '__LIMEN_INTEGRITY__',
    });
    try {
      // A server that does not know the type still works, only without streaming.
      const streams = /^application\/wasm/.test(response.headers.get('content-type'));
      return await (streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer()));
    } catch (error) {
      if (/unsafe-eval|policy|\bCSP\b/i.test(error) || (await violated('script-src'))) {
        throw `the page's Content-Security-Policy blocks WebAssembly: add to it script-src ${new URL(url).origin} 'wasm-unsafe-eval'`;
      }
      throw `${url} cannot be compiled (${error}).`;
    }
  };

  // ---- The start ----------------------------------------------------------------------------------------------------------------

  const once = (target, type, patience) =>
    new Promise((done) => {
      apply(addEventListener, target, [type, done, { __proto__: null, once: true }]);
      if (patience) setTimeout(done, patience);
    });

  // Prerendered pages wait until they are seen, all others until they are loaded (or have had 4 s), painted and idle.
  const settledPage = async () => {
    if (document.prerendering) await once(document, 'prerenderingchange');
    if (document.readyState !== 'complete') await once(window, 'load', 4_000);
    // The first callback comes before its frame is painted, the second after.
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    await new Promise((done) => (requestIdleCallback ? requestIdleCallback(done, { __proto__: null, timeout: 2_000 }) : setTimeout(done, 1)));
  };

  const start = async () => {
    await settledPage();
    const loading = new AbortController();
    const deadline = setTimeout(() => loading.abort(), DEADLINE);
    const watched = { __proto__: null, signal: loading.signal };
    apply(addEventListener, document, ['securitypolicyviolation', (event) => violations.push(event.effectiveDirective), watched]);
    try {
      const source = readTag();
      const module = either(readModule(loading.signal));
      const config = await readConfig(source, loading.signal);
      const { value, error } = await module;
      if (error) throw error;
      await wasm_bindgen({ module_or_path: value });
      const calls = waiting;
      waiting = null;
      if (guarded(() => wasm_bindgen.start(config, source.name, source.webhook))) {
        for (const args of calls) limen(...args);
      } else {
        stopped = true;
      }
    } finally {
      clearTimeout(deadline);
      loading.abort();
    }
  };

  // A promise that never rejects, for work that nobody may be waiting for any more.
  const either = async (work) => {
    try {
      return { __proto__: null, value: await work };
    } catch (error) {
      return { __proto__: null, error };
    }
  };

  const run = async () => {
    try {
      window.limen = limen;
      for (const args of (earlier && earlier.q) || []) limen(...args);
      await start();
    } catch (error) {
      stopped = true;
      complain(error);
    }
  };

  run();
})();
