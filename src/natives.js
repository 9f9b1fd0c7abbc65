// The browser's functions, taken once at first run. The build puts these in the place of the globals of the same names in every file of
// the shell (esbuild's `inject`): page scripts that replace a global later do not reach them.
const {
  AbortController, Array, CSSStyleSheet, CustomEvent, Date, Intl, Math, Number, Object, PerformanceObserver, Reflect, Set, String,
  TextDecoder, TextEncoder, URL, Uint8Array, WebAssembly, clearTimeout, console, crypto, navigator, performance, requestAnimationFrame,
  requestIdleCallback, setTimeout,
} = window;

// An element can hide a property of the document behind its name (`<form name="body">`): the prototype has them all.
const page = window.document;
const document = new Proxy({}, {
  get: (_, name) => {
    const value = Reflect.get(Document.prototype, name, page);
    return typeof value === 'function' ? value.bind(page) : value;
  },
});

// What pages replace before we come.
let request, parse, stringify, attach, add;

// Takes them from a realm.
const take = ({ fetch, JSON, Element, EventTarget }) =>
  ([request, parse, stringify, attach, add] = [
    fetch, JSON.parse, JSON.stringify, Element.prototype.attachShadow, EventTarget.prototype.addEventListener,
  ]);

const found = take(window);

// By its text: the browsers' own say so in at most 49 characters, while a page's wrapper that has those words somewhere is longer. Not by a
// regular expression: a page's first costs 1 ms on a slow phone.
const isNative = (work) => {
  const text = String(work);
  return text.length < 99 && text.includes('[native code]');
};

/** Where one of those is not the browser's own any more, takes all from a frame that the page has never seen; they work on when it is gone.
 *  A frame costs 10 ms: to be called when the page is idle. Without an origin there is no looking into frames, and the page's own have to do. */
const takeNatives = () => {
  if (found.every(isNative)) return;
  const frame = document.createElement('iframe');
  try {
    document.documentElement.append(frame);
    take(frame.contentWindow);
  } catch {
    // No look, no document.
  }
  frame.remove();
};

// For this window: the frame's is closed.
const fetch = (...args) => Reflect.apply(request, window, args);
const attachShadow = (host, init) => Reflect.apply(attach, host, [init]);
const addEventListener = (target, ...args) => Reflect.apply(add, target, args);

// What async functions give, whatever the page calls Promise.
const Promise = (async () => {})().constructor;

let indexedDB;
try {
  ({ indexedDB } = window);
} catch {
  // Refused in some sandboxed frames: the outbox then says that it cannot store.
}

export {
  AbortController, Array, CSSStyleSheet, CustomEvent, Date, Intl, Math, Number, Object, PerformanceObserver, Promise, Reflect, Set, String,
  TextDecoder, TextEncoder, URL, Uint8Array, WebAssembly, addEventListener, attachShadow, clearTimeout, console, crypto, document, fetch, indexedDB,
  navigator, parse, performance, requestAnimationFrame, requestIdleCallback, setTimeout, stringify, takeNatives,
};
