// `limen(verb, first, second)`: what the owner's own scripts ask for.

import { complain } from './guard.js';
import { debug } from './perform/emit.js';
import { listLeads } from './perform/outbox.js';
import { dispatch, explain, visitLog } from './runtime.js';

const { entries } = Object;
const isText = (value) => typeof value === 'string';

// What each verb tells the core; nothing when it takes other arguments.
const events = {
  __proto__: null,
  track: (name, properties) => isText(name) && { type: 'tracked', name, properties: scalars(properties) },
  identify: (traits) => !isText(traits) && { type: 'identified', properties: scalars(traits) },
  consent: (given) => typeof given === 'boolean' && { type: 'consentGiven', given },
  show: (campaign) => isText(campaign) && { type: 'showRequested', campaign },
  hide: () => ({ type: 'hideRequested' }),
  forget: () => ({ type: 'forgetRequested' }),
};

/** Carries out a call. */
export const command = (verb, first, second) => {
  const event = events[verb]?.(first, second);
  if (event) dispatch(event);
  else if (verb === 'debug') debug(first !== false);
  else if (verb === 'explain') tell(first, explain(), verb);
  else if (verb === 'export') tell(first, visitLog(), verb);
  else if (verb === 'parked') listLeads((list) => tell(first, list, verb));
  else complain(`limen('${verb}', ...) was ignored: there is no such call, or it takes other arguments.`);
};

/** Calls back the page. An error in its own callback is the page's: it is named, and nothing else suffers. */
export const tell = (callback, value, name) => {
  try {
    callback(value);
  } catch (error) {
    complain(`the callback of limen('${name}', ...) failed: ${error}`);
  }
};

// The own properties of an object that are text, numbers or flags; others are left out. Numbers that are not whole pass as text.
const scalars = (object) => {
  const found = { __proto__: null };
  try {
    for (const [name, value] of entries(object)) {
      if (isText(value) || typeof value === 'boolean') found[name] = value;
      if (typeof value === 'number') found[name] = Number.isSafeInteger(value) ? value : String(value);
    }
  } catch {
    // No object, or one with a getter that throws: what was found so far.
  }
  return found;
};
