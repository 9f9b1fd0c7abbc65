// Where the keyboard is: into a pop-up, around in it, and back to where it was.

import { isCoarse } from '../../pointer.js';

/** Puts the focus where a visitor goes on: the first control with a keyboard at hand, the heading where focusing a control would raise one
 *  over half the screen, and on the last screen. */
export const enter = (drawn) => start(drawn).focus();

/** The element where that is. */
export const start = ({ controls, heading }) => (isCoarse() ? heading : (controls[0]?.start ?? heading));

/** Whether the focus is in the pop-up. */
export const isInside = ({ root }) => !!root.activeElement;

/** Gives the focus back. From a modal the browser does it. */
export const leave = (drawn) => {
  if (drawn.modal) drawn.frame.close();
  else if (isInside(drawn)) drawn.before?.focus();
};

/** Tab past the last stop of a modal goes to the first and the other way round: natively it would leave for the browser's own bars or get
 *  lost on the page's body. */
export const wrap = ({ root }, event) => {
  const stops = root.querySelectorAll('button,a');
  const ends = [stops[0], stops[stops.length - 1]];
  const [end, other] = event.shiftKey ? ends : ends.reverse();
  if (root.activeElement && root.activeElement !== end) return;
  event.preventDefault();
  other.focus();
};
