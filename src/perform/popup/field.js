// One field of the form: its label, hint, control and message, joined for assistive technology.

import { add, set } from './element.js';

const TYPES = { __proto__: null, text: 'text', email: 'email', tel: 'tel' };

/** A field on screen, drawn at the end of a form. */
export class Control {
  #field;
  #frame;
  #inputs = []; // The one control, or each box of a group.
  #isGroup;
  #id;
  #error; // The message on screen, if there is one.

  constructor(form, index, field) {
    this.name = field.name;
    this.#field = field;
    this.#id = 'f' + index;
    this.#isGroup = field.options.length > 0 && field.kind !== 'select';
    this.#frame = add(form, this.#isGroup ? 'fieldset' : 'div', 'field');
    this.#draw();
    this.#fill(field.value);
    this.showError(field.error);
  }

  #draw() {
    const { kind, label, options } = this.#field;
    if (this.#isGroup) {
      if (kind === 'radio') set(this.#frame, 'role', 'radiogroup');
      this.#label('legend');
      for (const { value, label } of options) set(this.#choice(label), 'value', value);
    } else if (kind === 'consent' || kind === 'checkbox' || kind === 'radio') {
      set(this.#choice(label), 'id', this.#id);
      this.#help();
    } else {
      set(this.#label('label'), 'for', this.#id);
      set(this.#text(), 'id', this.#id);
    }
  }

  // The label of a group or of a control that stands below it, with the hint.
  #label(tag) {
    const label = add(this.#frame, tag, 'label', this.#field.label);
    this.#markRequired(label);
    this.#help();
    return label;
  }

  #help() {
    const { help } = this.#field;
    if (help !== undefined) set(add(this.#frame, 'p', 'help', help), 'id', this.#id + '-help');
  }

  // The mark for people who see; `required` on the control tells the others.
  #markRequired(label) {
    if (this.#field.required) set(add(label, 'span', 'required', ' *'), 'aria-hidden', 'true');
  }

  // A box to tick, inside its label.
  #choice(text) {
    const label = add(this.#frame, 'label', 'choice');
    const type = this.#field.kind === 'radio' ? 'radio' : 'checkbox';
    const input = add(label, 'input', 'box');
    set(input, 'type', type);
    const shown = add(label, 'span', 'text', text);
    if (!this.#isGroup) this.#markRequired(shown);
    // In a group of checkboxes "required" would mean each of them.
    return this.#register(input, this.#field.required && !(this.#isGroup && type === 'checkbox'));
  }

  // A control to type or choose in.
  #text() {
    const { kind, placeholder, autocomplete, options, maxLength, required } = this.#field;
    let input;
    if (kind === 'select') {
      // The arrow is the wrapper's: an image would need the page's policy to allow it.
      input = add(add(this.#frame, 'div', 'select'), 'select', 'control');
      for (const { value, label } of [{ value: '', label: placeholder ?? '' }, ...options]) set(add(input, 'option', '', label), 'value', value);
    } else {
      input = add(this.#frame, kind === 'textarea' ? kind : 'input', 'control');
      set(input, 'maxlength', maxLength);
      set(input, 'type', TYPES[kind]);
      set(input, 'placeholder', placeholder);
    }
    set(input, 'autocomplete', autocomplete);
    return this.#register(input, required);
  }

  #register(input, required) {
    set(input, 'name', this.name);
    set(input, 'required', required ? '' : undefined);
    this.#inputs.push(input);
    return input;
  }

  // Enters what the visitor has entered before.
  #fill(value) {
    for (const input of this.#inputs) {
      if (typeof value === 'boolean') input.checked = value;
      else if (!this.#isGroup) input.value = value;
      else input.checked = typeof value === 'string' ? input.value === value : value.includes(input.value);
    }
  }

  /** What the control holds. */
  get value() {
    const { kind } = this.#field;
    const [first] = this.#inputs;
    const ticked = this.#inputs.filter((input) => input.checked).map((input) => input.value);
    if (kind === 'radio') return ticked[0] ?? '';
    if (kind === 'checkbox' && this.#isGroup) return ticked;
    return kind === 'checkbox' || kind === 'consent' ? first.checked : first.value;
  }

  /** Shows what is wrong with the value, or that nothing is. */
  showError(message) {
    if (message === undefined) {
      this.#error?.remove();
      this.#error = undefined;
    } else if (this.#error) {
      this.#error.textContent = message;
    } else {
      this.#error = add(this.#frame, 'p', 'error', message);
      set(this.#error, 'id', this.#id + '-error');
    }
    this.#describe();
  }

  // Joins hint and message to what they are about: the control, or the group.
  #describe() {
    let ids = '';
    if (this.#field.help !== undefined) ids = this.#id + '-help';
    if (this.#error) ids += (ids && ' ') + this.#id + '-error';
    set(this.#isGroup ? this.#frame : this.#inputs[0], 'aria-describedby', ids || undefined);
    // A radio button cannot be invalid, its group can; for checkboxes it is the other way round (WAI-ARIA 1.2).
    for (const element of this.#field.kind === 'radio' ? [this.#frame] : this.#inputs) set(element, 'aria-invalid', !!this.#error);
  }

  /** The element that the focus goes to: in a group, what is ticked or else the first. */
  get start() {
    return (this.#isGroup && this.#inputs.find((input) => input.checked)) || this.#inputs[0];
  }
}
