// The lists of free and disposable e-mail domains: a file of their own, which only visitors who see a form load, and only where the config
// asks about such addresses. Until they are there, a few names that are built in decide.

import { release } from '../download.js';
import { complain, guarded } from '../guard.js';
import { learnAddresses } from '../wasm.js';

/** Fetches the lists and hands them to the core. Nothing waits for them, so they may take as long as they take. */
export const loadAddresses = async () => {
  try {
    const response = await release(__LIMEN_ADDRESSES__, __LIMEN_ADDRESSES_INTEGRITY__);
    const lists = new Uint8Array(await response.arrayBuffer());
    guarded(() => learnAddresses(lists));
  } catch (error) {
    complain(error + ' Until then only the largest free e-mail providers are known.');
  }
};
