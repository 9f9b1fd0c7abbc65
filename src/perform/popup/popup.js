// The pop-up: draws what the core describes, and tells it what the visitor does there. It keeps no rule of the form.
//
// Everything stands in a shadow root under `<limen-popup>`, so that neither side's styles reach the other. A modal is a native `<dialog>`
// opened over the page; a slide-in is a labelled region lifted over the page as a popover, which never takes the focus. Events are heard by
// delegation, one listener per type on the shadow root.

import { listen, onFailure, wait, whenIdle } from '../../guard.js';
import { dispatch } from '../../runtime.js';
import { set } from './element.js';
import { enter, isInside, leave, start } from './focus.js';
import { TYPES, hear } from './hear.js';
import { Drawn } from './render.js';
import { lockPage } from './style.js';
import { followViewport } from './viewport.js';

let onScreen; // What is on screen.

// True while we change it ourselves: what the browser tells meanwhile (a focus moved, an element gone) is not the visitor's doing.
let working = false;

const work = (run) => {
  working = true;
  try {
    return run();
  } finally {
    working = false;
  }
};

let coming; // Gives what may be shown next, drawn when it is first asked for.
let isCold = true; // Until this page has laid a pop-up out.

/** Draws a pop-up that may be shown next, as soon as the page is idle. */
export const draw = ({ popup }) => {
  let drawn;
  const ask = () => (drawn ??= new Drawn(popup));
  const whenIdleStill = (then) => whenIdle(() => coming === ask && then(ask()));
  coming = ask;
  whenIdleStill(() => isCold && whenIdleStill(rehearse));
};

// A browser's first style and layout of a form take three times as long as the next (docs/adr/0007): the first is had in an idle moment
// instead of by a visitor who waits. The pop-up is gone again before there is a frame, so nobody sees it or hears of it.
const rehearse = ({ host, frame }) => {
  isCold = false;
  document.body.append(host);
  frame.getBoundingClientRect();
  host.remove();
};

/** Shows the pop-up that is drawn. One that is on screen goes. */
export const show = () => {
  hide();
  const drawn = coming();
  coming = undefined;
  isCold = false;
  listen(drawn.root, TYPES, (event) => heard(drawn, event), false);
  // Measures the page: before anything on it changes, so that it is laid out once.
  if (drawn.modal) lockPage();
  onScreen = drawn;
  work(() => {
    document.body.append(drawn.host);
    if (drawn.modal) {
      // The dialog gives the focus to what asks for it: at once, and once.
      set(start(drawn), 'autofocus', '');
      drawn.frame.showModal();
    } else {
      // Browsers without popovers show it in place, over the page by its z-index.
      drawn.frame.showPopover?.();
      say(drawn.heading.textContent);
    }
  });
  // Frames come before paint, tasks after.
  requestAnimationFrame(() => wait(0, () => dispatch({ type: 'shown' })));
  followViewport((pixels) => onScreen?.theme.setProperty('--keyboard', pixels + 'px'));
};

const heard = (drawn, event) => {
  // A dialog that was closed tells of it a little later, when the next pop-up may be on screen.
  if (working || drawn !== onScreen) return;
  const told = work(() => hear(drawn, event));
  if (told) dispatch(told);
};

/** Changes the pop-up on screen. */
export const update = ({ update }) => {
  if (onScreen) work(() => changeTo(onScreen, update));
};

const changeTo = (drawn, { step, errors, field, error, busy, failed, thanks }) => {
  const inside = isInside(drawn);
  if (step) {
    drawn.drawStep(step);
    if (inside) enter(drawn);
  }
  if (errors) {
    for (const control of drawn.controls) control.showError(errors[control.name]);
    drawn.controls.find(({ name }) => errors[name] !== undefined)?.start.focus();
  }
  if (field) drawn.controls.find(({ name }) => name === field)?.showError(error);
  if (busy) {
    drawn.wait(busy);
    say(busy);
  }
  if (failed) drawn.fail(failed);
  if (thanks) {
    drawn.drawThanks(thanks);
    if (inside) enter(drawn);
    else say(thanks.title);
  }
};

/** Takes the pop-up away and gives the focus back. */
export const hide = () => {
  const drawn = onScreen;
  if (!drawn) return;
  onScreen = undefined;
  leave(drawn);
  drawn.host.remove();
};

onFailure(() => onScreen?.host.remove());

// How long a live region must have been there before its text changes, for screen readers to notice the change, in milliseconds.
const REGION_LEAD = 150;

// Says something to people who do not see the screen, when they are not listening to something else.
const say = (text) => {
  wait(REGION_LEAD, () => {
    if (onScreen) onScreen.live.textContent = text;
  });
};
