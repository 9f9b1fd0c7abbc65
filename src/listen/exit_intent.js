// The pointer leaving the window through its top, towards tabs and address.

import { listen } from '../guard.js';
import { dispatch } from '../runtime.js';

/** Tells the core of it. */
export const listenToExitIntent = () => {
  listen(window, 'mouseout', (event) => {
    // Out of an element into none, and above the upper edge: out of the window through its top.
    if (event.clientY <= 0 && !event.relatedTarget) dispatch({ type: 'exitIntended' });
  });
};
