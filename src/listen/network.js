// The network's return.

import { listen } from '../guard.js';
import { dispatch } from '../runtime.js';

/** Tells the core that the browser reported a connection. */
export const listenToNetwork = () => listen(window, 'online', () => dispatch({ type: 'wentOnline' }));
