// The core's effects, done to the page, the visitor's storage and the network. One effect a file.

import { warn } from '../guard.js';
import { sources } from '../listen/sources.js';
import { loadAddOns, prepareLead } from './add_ons.js';
import { loadAddresses } from './addresses.js';
import { askToShow } from './ask.js';
import { emit } from './emit.js';
import { eraseLeads, lookForOutbox, resumeOutbox, sendClaimed, suspendOutbox, transact } from './outbox.js';
import { draw, hide, show, update } from './popup/popup.js';
import { send, suspendSending } from './send.js';
import { eraseSnapshot, loadSnapshot, saveSnapshot } from './storage.js';
import { wakeAt } from './timer.js';

const performers = {
  __proto__: null,
  loadSnapshot,
  saveSnapshot,
  erase: ({ leads }) => {
    eraseSnapshot();
    if (leads) eraseLeads();
  },
  listen: ({ source, interval }) => sources[source](interval),
  wakeAt,
  askToShow,
  draw,
  show,
  update,
  hide,
  loadAddresses,
  loadAddOns,
  prepareLead,
  lookForOutbox,
  storeLead: transact,
  markDelivered: transact,
  claimLead: transact,
  settleLead: transact,
  send,
  sendClaimed,
  emit,
  warn: ({ text }) => warn(text),
};

/** Does one thing that the core asked for. */
export const perform = (effect) => performers[effect.type](effect);

/** The page is being left or kept for later: nothing that it could leave half done stays open, nothing new begins. */
export const suspend = () => {
  suspendOutbox();
  suspendSending();
};

/** The page is back. */
export const resume = resumeOutbox;
