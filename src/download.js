// Fetching the config and the files of the release. What goes wrong is thrown as text, to be said as it stands.

import { options } from './guard.js';
import { script } from './tag.js';

const CONFIG_BYTES = 256 * 1024;

/** How long all of it may take, in milliseconds. */
export const DEADLINE = 10_000;

const download = async (url, what, advice, init) => {
  let response;
  try {
    response = await fetch(url, options({ credentials: 'omit', mode: 'cors', priority: 'low', ...init }));
  } catch (error) {
    throw await refusal(url, what, advice, init.signal, error);
  }
  if (!response.ok) throw `the ${what} ${url} answered ${response.status}: ${advice}`;
  return response;
};

const refusal = async (url, what, advice, signal, error) => {
  if (signal?.aborted) return `the ${what} ${url} did not arrive within ${DEADLINE / 1000} s.`;
  if (await violated('connect-src')) {
    return `the page's Content-Security-Policy blocks ${url}: add to it connect-src ${new URL(url).origin}`;
  }
  return `the ${what} ${url} cannot be fetched (${error}): ${advice}`;
};

// Policy violations reach the document as events, a little after the call that was refused.
const violations = [];

/** Takes note of what the page's policy refuses, until the signal. */
export const watchPolicy = (signal) => {
  const note = (event) => violations.push(event.effectiveDirective);
  addEventListener(window, 'securitypolicyviolation', note, options({ signal }));
};

const violated = async (directive) => {
  await new Promise((done) => setTimeout(done, 100));
  return violations.some((name) => name.startsWith(directive));
};

/** The text of the config that the tag names, or of the built-in one, which is a file of the release. */
export const readConfig = async ({ name, url, text }, signal) => {
  if (url) text = await (await download(url, 'config', 'check data-config on the script tag.', { signal })).text();
  text ??= await (await release(__LIMEN_BUILT_IN__, __LIMEN_BUILT_IN_INTEGRITY__, signal)).text();
  if (text.length > CONFIG_BYTES) throw `${name} has ${text.length} characters; at most ${CONFIG_BYTES} are read.`;
  return text;
};

/** The answer with a file of this release, which lies beside the script and is pinned by its hash. Without a signal it may take as long as it takes. */
export const release = (name, integrity, signal) =>
  download(new URL(name, script).href, 'file', 'upload all files of one release to the same folder.', { signal, integrity });

/** What a wasm of this release exports, ready to be asked. Not streamed: a pinned file is handed out only when all of it is there.
 *  `compileStreaming` would then read it on the page's own thread; bytes are read on another, whatever type the server says they are. */
export const readWasm = async (name, integrity, signal) => {
  const response = await release(name, integrity, signal);
  const { url } = response;
  try {
    return (await WebAssembly.instantiate(await response.arrayBuffer())).instance.exports;
  } catch (error) {
    if (/unsafe-eval|policy|\bCSP\b/i.test(error) || (await violated('script-src'))) {
      throw `the page's Content-Security-Policy blocks WebAssembly: add to it script-src ${new URL(url).origin} 'wasm-unsafe-eval'`;
    }
    throw `${url} cannot be compiled (${error}).`;
  }
};
