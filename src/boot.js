// From the script tag to a running engine: the config and the facts of the page load.

import * as wasm from './wasm.js';
import { warn } from './guard.js';
import { decode, encode } from './json.js';
import { attention } from './listen/engagement.js';
import { beginToListen } from './listen/sources.js';
import { currentPage } from './listen/page.js';
import { startAddOnsWith } from './perform/add_ons.js';
import { perform, resume, suspend } from './perform/effects.js';
import { nameStorage } from './perform/storage.js';
import { isCoarse } from './pointer.js';
import { dispatch, performBy } from './runtime.js';

/** Builds the engine from the config's text; false when it cannot be used, and the console then says why. */
export const boot = (config, configName, webhook) => {
  const start = encode({ configName, webhook, pageUrl: document.URL, secure: isSecureContext }) + '\n' + config;
  const { site, notice } = decode(wasm.boot(start));
  if (notice) warn(notice);
  if (!site) return false;
  nameStorage(site);
  startAddOnsWith(start);
  performBy(perform);
  return true;
};

/** Begins to listen, and tells the engine of the page. */
export const begin = () => {
  beginToListen(suspend, resume);
  dispatch({ type: 'started', facts: facts() });
};

// What the browser says about itself, the page and the visitor's settings.
const facts = () => ({
  seed: [...crypto.getRandomValues(new Uint8Array(32))],
  page: currentPage(),
  language: navigator.language,
  utcOffset: -new Date().getTimezoneOffset(),
  width: innerWidth,
  height: innerHeight,
  touch: isCoarse(),
  webdriver: navigator.webdriver === true,
  gpc: navigator.globalPrivacyControl === true,
  ...attention(),
});
