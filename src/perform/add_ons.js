// Add-ons: wasm files of the release that only some configs ask for, because their leads do not travel as the core writes them. Each is started
// with the text that the core was started with, and answers with a `notice` for the console or the `error` that keeps it from working. Asked
// with three lines (fresh random bytes, the lead, what the add-on before has made of it), it answers with what it makes of the lead.

import { readModule } from '../download.js';
import { attempt, complain, guarded } from '../guard.js';
import { decode, encode } from '../json.js';
import { dispatch } from '../runtime.js';
import { ask, instantiate } from '../wasm.js';

// As many as the thirstiest add-on needs (crates/seal).
const RANDOM_BYTES = 76;

let start;
let loading; // The instances, in their order; none when one cannot be had.
let instances;

/** Keeps what the core was started with, for them to be started with the same. */
export const startAddOnsWith = (text) => {
  start = text;
};

/** Loads them side by side, once. */
export const loadAddOns = ({ names }) => {
  loading ??= loadAll(names.split(' '));
};

const loadAll = async (names) => {
  try {
    instances = await Promise.all(names.map(load));
  } catch (error) {
    complain(error + ' No form shows until then.');
  }
};

const load = async (name) => {
  const instance = await instantiate(await readModule(...__LIMEN_ADD_ONS__[name]));
  const { notice, error } = decode(ask(instance, 'boot', start));
  if (error) throw error;
  if (notice) complain(notice);
  return instance;
};

/** Does something when all that were asked for are there: at once when none was, and never when one cannot be had. */
export const withAddOns = (then) => (loading ? loading.then(() => instances && guarded(then)) : then());

/** Lets them make of a lead what travels. Nothing comes of it when one of them breaks. */
export const prepareLead = ({ id, lead }) => {
  const text = attempt(() => {
    let made = '';
    for (const instance of instances) {
      const random = encode([...crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))]);
      made = ask(instance, 'ask', `${random}\n${lead}\n${made}`);
    }
    return made;
  });
  dispatch({ type: 'leadPrepared', id, text });
};
