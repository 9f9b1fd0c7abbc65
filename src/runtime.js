// The loop that turns events into effects. Events may arrive while effects are performed (a listener of the page, told of a `limen:shown`,
// calls `limen('hide')`): they queue, in order, behind the effects at hand.

import * as wasm from './wasm.js';
import { decode, encode } from './json.js';

const queue = [];
let running = false;
let perform;

/** Says who performs effects, once, before the first event. */
export const performBy = (performer) => {
  perform = performer;
};

/** Tells the core that something happened, and performs what it answers. */
export const dispatch = (event) => {
  queue.push(event);
  if (running) return;
  running = true;
  while (queue.length) {
    const effects = wasm.handle(encode(queue.shift()));
    // No text at all means no effects.
    if (effects) for (const effect of decode(effects)) perform(effect);
  }
  running = false;
};

/** The score and the last decision, as a value of the page's own kind. */
export const explain = () => parse(wasm.explain());

/** The visit log, as JSON lines. */
export const visitLog = () => wasm.exportLog();
