// Add-ons: wasm files of the release that only some pages need. Each is asked by its function `ask`.
//
// Those that leads pass through are started first with the text that the core was started with (`boot`), and answer with a `notice` for the
// console or the `error` that keeps them from working. They are asked with three lines: fresh random bytes, the lead, what the add-on before
// has made of it.

import { readWasm } from '../download.js';
import { attempt, complain, guarded } from '../guard.js';
import { decode, encode } from '../json.js';
import { dispatch } from '../runtime.js';
import { ask } from '../wasm.js';

// As many as the thirstiest add-on needs (crates/seal).
const RANDOM_BYTES = 76;

let start;
let loading;
let passed; // The add-ons that leads pass through; none when one cannot be had.

/** Keeps what the core was started with, for them to be started with the same. */
export const startAddOnsWith = (text) => {
  start = text;
};

/** Loads one; gives what it exports, or throws why there is none, as text. */
export const loadAddOn = (name, signal) => readWasm(...__LIMEN_ADD_ONS__[name], signal);

const loadAndStart = async (name) => {
  const instance = await loadAddOn(name);
  const { notice, error } = decode(ask(instance, 'boot', start));
  if (error) throw error;
  if (notice) complain(notice);
  return instance;
};

/** Loads those that leads pass through side by side, once. */
export const loadAddOns = ({ names }) => {
  loading ??= loadAll(names.split(' '));
};

const loadAll = async (names) => {
  try {
    passed = await Promise.all(names.map(loadAndStart));
  } catch (error) {
    complain(error + ' No form shows until then.');
  }
};

/** Does something when all that leads pass through are there: at once when there are none, and never when one cannot be had. */
export const withAddOns = (then) => (loading ? loading.then(() => passed && guarded(then)) : then());

/** Lets them make of a lead what travels. Nothing comes of it when one of them breaks. */
export const prepareLead = ({ id, lead }) => {
  const text = attempt(() => {
    let made = '';
    for (const instance of passed) {
      const random = encode([...crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))]);
      made = ask(instance, 'ask', `${random}\n${lead}\n${made}`);
    }
    return made;
  });
  dispatch({ type: 'leadPrepared', id, text });
};
