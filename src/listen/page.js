// The page itself: changes of its address without a load (single-page sites), and its way into and out of the back/forward cache. Never
// `unload`: it would keep the page out of that cache.

import { listen, wait } from '../guard.js';
import { dispatch } from '../runtime.js';
import { restartScroll } from './scroll.js';

// How long a router gets to change address and title after a click, in browsers without the Navigation API.
const ROUTER_PATIENCE = 300;

let known; // The address that the core knows, without its fragment.

/** Listens to all of it. `left` and `back` come before the core hears of it: what it asks for then is not to be suspended. */
export const listenToPage = (left, back) => {
  known = address();
  listen(window, 'pagehide', () => {
    left();
    dispatch({ type: 'pageHidden' });
  });
  listen(window, 'pageshow', (event) => {
    back();
    if (!event.persisted) return;
    restartScroll();
    dispatch({ type: 'pageRestored' });
  });
  // `history` is the page's own and stays unpatched.
  const { navigation } = window;
  if (navigation) listen(navigation, 'navigatesuccess', addressChanged);
  else listen(window, 'popstate click keyup', () => wait(ROUTER_PATIENCE, addressChanged));
};

/** The page as it is now. */
export const currentPage = () => ({ url: document.URL, referrer: document.referrer, title: document.title });

// A new fragment is another place on the same page.
const address = () => document.URL.split('#')[0];

const addressChanged = () => {
  if (address() === known) return;
  known = address();
  restartScroll();
  dispatch({ type: 'pageViewed', page: currentPage() });
};
