// The visitor's snapshot, in localStorage. Where storage is refused the visit is simply not remembered.

import { dispatch } from '../runtime.js';

let prefix;

/** Sets the site's name, once. */
export const nameStorage = (site) => {
  prefix = `limen:v1:${site}:`;
};

/** A name in the visitor's storage. */
export const storageName = (what) => prefix + what;

const attempt = (work) => {
  try {
    return work(window.localStorage, storageName('visitor'));
  } catch {
    // Refused, or full: then the old one stays.
  }
};

/** Reads it and tells the core. */
export const loadSnapshot = () => {
  const text = attempt((storage, key) => storage.getItem(key)) ?? undefined;
  dispatch({ type: 'snapshotLoaded', text });
};

/** Writes it. */
export const saveSnapshot = ({ text }) => attempt((storage, key) => storage.setItem(key, text));

/** Removes it. */
export const eraseSnapshot = () => attempt((storage, key) => storage.removeItem(key));
