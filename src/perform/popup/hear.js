// What the visitor does in the pop-up, as events for the core.

import { attempt } from '../../guard.js';
import { wrap } from './focus.js';

/** The events that are listened to on the shadow root, in the capture phase: `close` does not bubble. */
export const TYPES = 'submit click input focusin focusout keydown pointerdown close';

/** The event for the core, if what was heard is one. */
export const hear = (drawn, event) => heard[event.type](drawn, event, event.target);

const DISMISSED = { type: 'dismissed' };

const heard = {
  __proto__: null,

  submit: (drawn, event) => {
    event.preventDefault();
    return !drawn.busy && { type: 'advanced', values: drawn.values, honeypot: drawn.honeypot.value, timeZone: timeZone() };
  },

  click: (drawn, _, target) => {
    if (target === drawn.frame) {
      // The backdrop. A press that began inside (text being selected) is no click on it, and one that would lose what the visitor has
      // typed is taken for a slip.
      return drawn.modal && drawn.pressedOutside && !drawn.typed && !drawn.busy && DISMISSED;
    }
    const part = target.closest('[part]')?.getAttribute('part');
    if (part === 'close' || part?.startsWith('done')) return DISMISSED;
    if (part === 'back') return !drawn.busy && { type: 'wentBack', values: drawn.values };
    return part === 'offer' && { type: 'offerTaken' };
  },

  input: (drawn, { inputType }, target) => {
    const control = controlOf(drawn, target);
    if (!control) return;
    drawn.typed = true;
    const pasted = inputType === 'insertFromPaste' || inputType === 'insertFromDrop';
    return { type: 'fieldEdited', name: control.name, value: control.value, pasted };
  },

  // Where the focus was before it came in.
  focusin: (drawn, { relatedTarget }) => {
    if (relatedTarget && !drawn.frame.contains(relatedTarget)) drawn.before = relatedTarget;
  },

  focusout: (drawn, { relatedTarget }, target) => {
    const control = controlOf(drawn, target);
    // From one box of a group to the next it is not left.
    return control && relatedTarget?.name !== control.name && { type: 'fieldLeft', name: control.name };
  },

  keydown: (drawn, event) => {
    // WebKitGTK does not name the key when Shift is held with it, only its place.
    if (drawn.modal && event.code === 'Tab') wrap(drawn, event);
    // A modal closes by itself, and tells.
    return !drawn.modal && event.key === 'Escape' && !event.isComposing && DISMISSED;
  },

  pointerdown: (drawn, _, target) => {
    drawn.pressedOutside = target === drawn.frame;
  },

  // Esc, or a phone's back gesture.
  close: () => DISMISSED,
};

const controlOf = ({ controls }, { name }) => controls.find((control) => control.name === name);

const timeZone = () => attempt(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
