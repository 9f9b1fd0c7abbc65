// The part of the window that a phone's keyboard leaves: the pop-up stays above it.

import { listen } from '../../guard.js';

let follows = false;

/** Follows changes of the visual viewport, from the first pop-up on. `cover` is told how much of the window's lower end is covered, in CSS
 *  pixels. */
export const followViewport = (cover) => {
  const { visualViewport } = window;
  if (follows || !visualViewport) return;
  follows = true;
  listen(visualViewport, 'resize', () => {
    // Pinching makes the viewport smaller, too, but covers nothing.
    const visible = visualViewport.height * visualViewport.scale;
    cover(Math.max(innerHeight - visible - visualViewport.offsetTop, 0));
  });
};
