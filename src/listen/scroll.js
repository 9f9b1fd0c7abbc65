// How much of the page has been seen.

import { listen } from '../guard.js';
import { dispatch } from '../runtime.js';

/** What tells that somebody has scrolled. Its end is enough, and costs the page less: a browser that is to tell of every step draws the page
 *  anew for that when it is first asked (a frame, 5 to 8 ms of a slow phone's start), and waits for the page at every step of the way. */
export const SCROLLED = 'onscrollend' in window ? 'scrollend' : 'scroll';

let deepest = 0; // The lowest part of the page seen so far, in percent.

/** Tells the core when more of the page has been seen than before. */
export const listenToScroll = () => {
  listen(window, SCROLLED, () => {
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
