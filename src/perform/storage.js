// The visitor's snapshot, in localStorage. Where storage is refused the visit is simply not remembered.

import { attempt } from '../guard.js';
import { dispatch } from '../runtime.js';

let prefix;

/** Sets the site's name, once. */
export const nameStorage = (site) => {
  prefix = `limen:v1:${site}:`;
};

/** A name in the visitor's storage. */
export const storageName = (what) => prefix + what;

const key = () => storageName('visitor');

/** Reads it and tells the core. */
export const loadSnapshot = () => {
  const text = attempt(() => window.localStorage.getItem(key())) ?? undefined;
  dispatch({ type: 'snapshotLoaded', text });
};

/** Writes it. A full storage keeps the old one. */
export const saveSnapshot = ({ text }) => attempt(() => window.localStorage.setItem(key(), text));

/** Removes it. */
export const eraseSnapshot = () => attempt(() => window.localStorage.removeItem(key()));
