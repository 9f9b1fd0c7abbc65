// The pop-up's elements.

import { options } from '../../guard.js';
import { add, addButton, set } from './element.js';
import { Control } from './field.js';
import { isInside } from './focus.js';
import { dress } from './style.js';

/** A pop-up: drawn, not yet on the page. */
export class Drawn {
  controls = []; // Those of the step on screen.
  busy = false; // True while the visitor has to wait.
  typed = false; // True once the visitor has entered something.
  pressedOutside = false; // True when the last press began on the backdrop.
  before = null; // What had the focus before it came in.
  #form;
  #fields;
  #action;
  #actionLabel;
  #failure; // "It did not work", while that is on screen.
  #trapLabel;

  constructor({ campaign, variant, format, language, properties, scheme, close, honeypot, step }) {
    this.modal = format === 'modal';
    this.host = document.createElement('limen-popup');
    set(this.host, 'data-campaign', campaign);
    set(this.host, 'data-variant', variant);
    set(this.host, 'data-format', format);
    set(this.host, 'lang', language);
    this.root = attachShadow(this.host, options({ mode: 'open' }));
    this.theme = dress(this.root, properties);

    // The dialog or region.
    this.frame = add(this.root, this.modal ? 'dialog' : 'section', 'popup');
    set(this.frame, 'class', scheme);
    set(this.frame, 'aria-labelledby', 'title');
    set(this.frame, 'popover', this.modal ? undefined : 'manual');
    set(addButton(this.frame, 'close', ''), 'aria-label', close);
    this.#form = add(this.frame, 'form', 'form');
    set(this.#form, 'novalidate', '');
    // The polite live region.
    this.live = add(this.frame, 'p', 'live');
    set(this.live, 'role', 'status');
    this.#trapLabel = honeypot;
    this.drawStep(step);
  }

  /** Draws a step in place of the one before. */
  drawStep({ index, of, progress, title, body, fields, back, action, submits }) {
    const form = this.#form;
    form.textContent = '';
    this.busy = false;
    this.#failure = undefined;

    if (of > 1) {
      const track = add(form, 'div', 'track');
      set(track, 'aria-hidden', 'true');
      for (let mark = 0; mark < of; mark++) add(track, 'i', mark <= index ? 'mark reached' : 'mark');
      add(form, 'p', 'progress', progress);
    }
    this.#head(form, title, body);

    this.#fields = add(form, 'div', 'fields');
    this.controls = fields.map((field, place) => new Control(this.#fields, place, field));
    this.honeypot = drawTrap(form, this.#trapLabel);

    const actions = add(form, 'div', 'actions');
    if (back !== undefined) addButton(actions, 'back', back);
    this.#action = addButton(actions, submits ? 'submit' : 'next', action);
    set(this.#action, 'type', 'submit');
    this.#actionLabel = action;
  }

  /** Draws the last screen in place of the form. */
  drawThanks({ title, body, offer, close }) {
    this.busy = false;
    this.#form.remove();
    this.controls = [];
    const screen = add(this.frame, 'div', 'thanks');
    this.#head(screen, title, body);
    const actions = add(screen, 'div', 'actions');
    if (offer) {
      const link = add(actions, 'a', 'offer', offer.label);
      set(link, 'href', offer.url);
      set(link, 'download', offer.kind === 'download' ? '' : undefined);
    }
    addButton(actions, offer ? 'done' : 'done alone', close);
  }

  // Heading and the sentence below it. They name and describe the pop-up.
  #head(parent, title, body) {
    this.heading = add(parent, 'h2', 'title', title);
    set(this.heading, 'id', 'title');
    set(this.heading, 'tabindex', -1);
    if (body !== undefined) set(add(parent, 'p', 'body', body), 'id', 'body');
    set(this.frame, 'aria-describedby', body === undefined ? body : 'body');
  }

  /** Lets the visitor wait: nothing can be changed or pressed twice, but the focus stays on the button, which says why. */
  wait(text) {
    this.busy = true;
    this.#failure?.remove();
    if (isInside(this)) this.#action.focus();
    this.#fields.inert = true;
    this.#action.textContent = text;
    this.#disableButtons('true');
  }

  /** Says that it did not work, and lets the visitor go on where they were. */
  fail(text) {
    this.busy = false;
    this.#fields.inert = false;
    this.#action.textContent = this.#actionLabel;
    this.#disableButtons();
    this.#failure?.remove();
    this.#failure = document.createElement('p');
    set(this.#failure, 'part', 'failure');
    set(this.#failure, 'role', 'alert');
    this.#failure.textContent = text;
    this.#fields.after(this.#failure);
  }

  #disableButtons(disabled) {
    for (const button of this.#form.querySelectorAll('button')) set(button, 'aria-disabled', disabled);
  }

  /** What each control on screen holds, by name. */
  get values() {
    const values = { __proto__: null };
    for (const control of this.controls) values[control.name] = control.value;
    return values;
  }
}

// A field that people never meet, out of sight and out of the way of keyboard and screen reader. Robots fill it.
const drawTrap = (form, label) => {
  const frame = add(form, 'div', 'trap');
  set(frame, 'aria-hidden', 'true');
  const input = add(add(frame, 'label', '', label), 'input');
  set(input, 'name', 'limen_website');
  set(input, 'tabindex', -1);
  set(input, 'autocomplete', 'off');
  return input;
};
