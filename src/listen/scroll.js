// How much of the page has been seen.

import { listen } from '../guard.js';
import { dispatch } from '../runtime.js';

let deepest = 0; // The lowest part of the page seen so far, in percent.

/** Tells the core when more of the page has been seen than before. */
export const listenToScroll = () => {
  listen(window, 'scroll', () => {
    const { scrollTop, scrollHeight } = document.documentElement;
    const percent = Math.floor(Math.min(((scrollTop + innerHeight) * 100) / scrollHeight, 100));
    if (!(percent > deepest)) return;
    deepest = percent;
    dispatch({ type: 'scrolled', percent });
  });
};

/** Another page begins at its top. */
export const restartScroll = () => {
  deepest = 0;
};
