// Making elements: one by one, text as text, nothing parsed.

/** Sets an attribute, or takes it away when there is no value. */
export const set = (element, name, value) => {
  if (value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value);
};

/** An element with this part name (none when empty) and text, at the end of another. */
export const add = (parent, tag, part, text) => {
  const element = document.createElement(tag);
  set(element, 'part', part || undefined);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
};

/** A button that does not submit. */
export const addButton = (parent, part, text) => {
  const button = add(parent, 'button', part, text);
  set(button, 'type', 'button');
  return button;
};
