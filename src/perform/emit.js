// Events for the page: `CustomEvent`s on the document.

import { options } from '../guard.js';

let debugging = false;

/** Whether events are told on the console as well. */
export const debug = (on) => {
  debugging = on;
};

/** Tells the page; false when a listener has cancelled it. */
export const tellPage = (name, detail, cancelable) => {
  if (debugging) console.log(name, detail);
  return document.dispatchEvent(new CustomEvent(name, options({ detail, cancelable })));
};

/** Tells the page what the core says; `detail` is JSON text. */
export const emit = ({ name, detail }) => tellPage(name, parse(detail), false);
