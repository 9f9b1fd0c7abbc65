// The browser's functions, taken once at first run. The build puts these in the place of the globals of the same names in every file of
// the shell (esbuild's `inject`): page scripts that replace a global later do not reach them.
const {
  AbortController, Array, CSSStyleSheet, CustomEvent, Date, Intl, JSON, Math, Number, Object, PerformanceObserver, Promise, Reflect, Set, String,
  TextDecoder, TextEncoder, URL, Uint8Array, WebAssembly, clearTimeout, console, crypto, document, fetch, navigator,
  requestAnimationFrame, requestIdleCallback, setTimeout,
} = window;
const { addEventListener } = EventTarget.prototype;

let indexedDB;
try {
  ({ indexedDB } = window);
} catch {
  // Refused in some sandboxed frames: the outbox then says that it cannot store.
}

export {
  AbortController, Array, CSSStyleSheet, CustomEvent, Date, Intl, JSON, Math, Number, Object, PerformanceObserver, Promise, Reflect, Set, String,
  TextDecoder, TextEncoder, URL, Uint8Array, WebAssembly, addEventListener, clearTimeout, console, crypto, document, fetch, indexedDB,
  navigator, requestAnimationFrame, requestIdleCallback, setTimeout,
};
