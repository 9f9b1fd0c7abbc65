// The one timer.

import { wait } from '../guard.js';
import { dispatch } from '../runtime.js';

// The longest time `setTimeout` takes (HTML §8.6: a 32-bit integer); beyond it the core is woken early and asks again.
const LONGEST = 2_147_483_647;

let timer;

/** Sets it anew; no time clears it. */
export const wakeAt = ({ time }) => {
  clearTimeout(timer);
  if (time === undefined) return;
  const delay = Math.min(Math.max(time - Date.now(), 0), LONGEST);
  timer = wait(delay, () => dispatch({ type: 'timerFired' }));
};
