// What a site's tag loads. It takes calls to `limen(...)` from the first moment, waits until the page has painted and is idle, fetches the
// config and the wasm side by side, and starts the widget. The one global is `limen`.

import { begin, boot } from './boot.js';
import { command, tell } from './command.js';
import { DEADLINE, readConfig, readWasm, watchPolicy } from './download.js';
import { attempt, complain, end, guarded, isStopped, listen, whenIdle } from './guard.js';
import { readTag } from './tag.js';
import { useCore } from './wasm.js';

// Not an element with that name: those are globals, too.
const earlier = typeof window.limen === 'function' && window.limen;

let waiting = []; // Calls made before the start.

const limen = function (verb, first, second) {
  if (isStopped()) return;
  // Not passive: a callback of `before-show` may object. The page's own way of listening may refuse that.
  if (verb === 'on') attempt(() => listen(window, 'limen:' + first, (event) => tell(second, event, 'on'), false));
  else if (waiting) waiting.push([verb, first, second]);
  else guarded(() => command(verb, first, second));
};
limen.version = __LIMEN_VERSION__;

// Captured, for `prerenderingchange` is the document's and does not bubble.
const once = (target, type, patience) =>
  new Promise((done) => {
    addEventListener(target, type, done, true);
    if (patience) setTimeout(done, patience);
  });

// Prerendered pages wait until they are seen, all others until they are loaded (or have had 4 s), painted and idle.
const settledPage = async () => {
  if (document.prerendering) await once(window, 'prerenderingchange');
  if (document.readyState !== 'complete') await once(window, 'load', 4_000);
  await idle();
  // Mostly it has been painted by now; to observe that takes a task of its own (3 ms on a slow phone).
  if (attempt(() => performance.getEntriesByType('paint').length)) return;
  await painted();
  await idle();
};

const idle = () => new Promise(whenIdle);

// Until the page has been seen for the first time. Asked for, not made: a frame of our own would cost the page one. Where the browser does
// not tell, and in a tab that nobody looks at, after a second.
const painted = () =>
  new Promise((done) => {
    const late = setTimeout(done, 1_000);
    const seen = () => {
      clearTimeout(late);
      done();
    };
    new PerformanceObserver(seen).observe({ __proto__: null, type: 'paint', buffered: true });
  });

const start = async () => {
  await settledPage();
  takeNatives();
  const loading = new AbortController();
  const { signal } = loading;
  const deadline = setTimeout(() => loading.abort(), DEADLINE);
  watchPolicy(signal);
  try {
    const source = readTag();
    const core = either(readWasm(__LIMEN_WASM__, __LIMEN_WASM_INTEGRITY__, signal));
    const config = await readConfig(source, signal);
    const { value, error } = await core;
    if (error) throw error;
    useCore(value);
    if (!guarded(() => boot(config, source.name, source.webhook))) return end();
    // In a task of its own: with the reading of the config it would be a long one on a slow phone.
    await new Promise((done) => setTimeout(done));
    guarded(begin);
    const calls = waiting;
    waiting = null;
    for (const args of calls) limen(...args);
  } finally {
    clearTimeout(deadline);
    // With a reason: without one the browser makes an error, with where it was made (0.5 ms on a slow phone).
    loading.abort(0);
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
    for (const args of earlier.q || []) limen(...args);
    await start();
  } catch (error) {
    end();
    complain(error);
  }
};

// A second copy of the tag is harmless.
if (!earlier.version) run();
