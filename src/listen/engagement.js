// Whether somebody is there: signs of life, visibility, focus.

import { listen } from '../guard.js';
import { isCoarse } from '../pointer.js';
import { dispatch } from '../runtime.js';
import { SCROLLED } from './scroll.js';

let told = 0; // When the core was last told of a sign of life.
let known; // Who is looking, as the core knows it.

// Fingers are heard by what they scroll and by `mousedown` as well: a browser that is to tell of each touch or pointer has to draw the page
// anew first (5 ms of a slow phone's start). Only where fingers are all there is, one may draw on a map without either.
const signs = () => SCROLLED + (isCoarse() ? ' keydown touchstart' : ' keydown mousedown mousemove');

/** Tells the core of signs of life, at most one every `interval` milliseconds, and of who is looking. */
export const listenToEngagement = (interval) => {
  listen(window, signs(), () => active(interval));
  // Every control that gains or loses the focus comes by here as well.
  listen(window, 'visibilitychange focus blur', () => {
    const before = known;
    const { visible, focused } = attention();
    if (before.visible !== visible || before.focused !== focused) dispatch({ type: 'attentionChanged', visible, focused });
  });
};

const active = (interval) => {
  const now = Date.now();
  // By distance: a clock set back must not silence the signs for as long as it was set back.
  if (Math.abs(now - told) < interval) return;
  told = now;
  dispatch({ type: 'active' });
};

/** Whether the page is visible, and whether it is focused. */
export const attention = () => (known = { visible: !document.hidden, focused: document.hasFocus() });
