// What the page does, as events for the core. One source a file; sources that cost something are listened to only when the core asks.

import { listenToEngagement } from './engagement.js';
import { listenToExitIntent } from './exit_intent.js';
import { listenToNetwork } from './network.js';
import { listenToPage } from './page.js';
import { listenToScroll } from './scroll.js';

/** Listens to what every page needs; `left` and `back` are done first when the page is left, and when it is back. */
export const beginToListen = (left, back) => {
  listenToPage(left, back);
  listenToNetwork();
};

/** Sources that the core asks for, by name. */
export const sources = {
  __proto__: null,
  engagement: listenToEngagement,
  exitIntent: listenToExitIntent,
  scroll: listenToScroll,
};
