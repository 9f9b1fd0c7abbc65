// The outbox: leads on their way. They lie in IndexedDB, because that is what survives a killed browser; where it refuses, in localStorage;
// where that refuses too, nowhere, and the core is told so. What becomes of them the core decides, given all records, inside one
// transaction. Those rules are an add-on, which is loaded where a lead waits or has failed: to take the first lead of a visitor in, and its
// yes, needs no rules.
//
// The database is opened for each transaction and closed after it, so a page with nothing to send holds nothing, and nobody who wants to
// delete it waits for us. Every transaction ends within DEADLINE, for a store that never answers must not hold up a visitor. On `pagehide` all
// but the submit itself is aborted: WebKit can wedge the store for every later page when a transaction is left open.

import { DEADLINE as DOWNLOAD_DEADLINE } from '../download.js';
import { attempt, complain, guarded, listen, options, wait } from '../guard.js';
import { decode, encode } from '../json.js';
import { dispatch } from '../runtime.js';
import { ask } from '../wasm.js';
import { loadAddOn } from './add_ons.js';
import { send } from './send.js';
import { storageName } from './storage.js';

const { keys } = Object;

// The object store's name: key is the entry's key, value its record.
const STORE = 'leads';

// How long IndexedDB may take, in milliseconds. Ordinary transactions take 1 to 50.
const DEADLINE = 2_000;

const transactions = new Set(); // Those under way.
let suspended = false; // True while the page is away.

const databaseName = () => storageName('outbox');
const spareName = (key) => storageName('lead:' + key);

/** Looks whether an earlier page or another tab has left something. The database is not opened for that: opening costs 47 ms on a slow phone. */
export const lookForOutbox = async () => {
  let found = keys(spareRecords()).length > 0;
  try {
    const databases = await indexedDB.databases();
    found ||= databases.some(({ name }) => name === databaseName());
  } catch {
    // Storage is refused; or the browser does not tell, and a claim will find out, without making a database.
    found ||= indexedDB && !indexedDB.databases;
  }
  if (found) guarded(() => dispatch({ type: 'outboxFound' }));
};

/** Carries out one of the core's transactions, and tells the core what came of it. */
export const transact = (effect) =>
  carryOut(effect, ({ events, attempt }) => {
    claimed = attempt ?? claimed;
    for (const event of events) dispatch(event);
  });

let claimed; // The attempt that the last claim has made ready.

/** Begins it. */
export const sendClaimed = () => send({ attempt: claimed });

/** Calls back with what the owner may know of the leads here; with null when the store cannot be read now. */
export const listLeads = (told) => carryOut({ type: 'listLeads' }, ({ list }) => told(list ? parse(list) : null));

/** Removes all that waits, or is about to. */
export const eraseLeads = () => {
  for (const transaction of transactions) transaction.abandon();
  // Refused storage holds nothing to erase.
  attempt(() => indexedDB.deleteDatabase(databaseName()));
  writeSpare({ remove: keys(spareRecords()) });
};

let rules; // The add-on, once it is there.
let loading; // Its download, while there is one, and what ends it.
let canceller;
let complained;

const loadRules = async () => {
  try {
    if (!loading) {
      const ends = (canceller = new AbortController());
      wait(DOWNLOAD_DEADLINE, () => ends.abort());
      loading = loadAddOn('outbox', ends.signal);
    }
    rules = await loading;
  } catch (error) {
    loading = undefined;
    if (complained || suspended) return;
    complained = true;
    complain(error + ' Leads that wait are kept until then.');
  }
};

// What comes of a question that the store does not answer.
const refusals = { __proto__: null, storeLead: 'leadNotStored', claimLead: 'claimAnswered' };
const refuse = ({ type, id, key }) => ({ events: [{ type: refusals[type] ?? 'leadSettled', id, key }] });

// What becomes of the records of a rung of the ladder.
const decide = (question, rung, records) => {
  const { type, id, key, put, record } = question;
  // A lead that was erased in the meantime stays so.
  if (record) return { put: key in records ? { [key]: record } : {}, ...refuse(question) };
  if (rules) return decode(ask(rules, 'ask', encode({ ...question, rung, records })));
  return { put, events: [{ type: 'leadStored', id, durable: rung === 'durable' }] };
};

const spareRecords = () => {
  const records = { __proto__: null };
  const prefix = spareName('');
  attempt(() => {
    const { localStorage } = window;
    for (const name of keys(localStorage)) if (name.startsWith(prefix)) records[name.slice(prefix.length)] = localStorage.getItem(name);
  });
  return records;
};

// Whether localStorage has taken it.
const writeSpare = ({ put = {}, remove = [] }) =>
  attempt(() => {
    const { localStorage } = window;
    for (const key of keys(put)) localStorage.setItem(spareName(key), put[key]);
    for (const key of remove) localStorage.removeItem(spareName(key));
    return true;
  });

// The lower rungs. `whole` when there is nothing on the one above.
const onSpare = (question, whole) => {
  const answer = decide(question, whole ? 'durable' : 'spare', spareRecords());
  return writeSpare(answer) ? answer : refuse(question);
};

const carryOut = async (question, done) => {
  const needsRules = !(question.put || question.record);
  // Before the transaction: none survives waiting.
  if (needsRules && !(rules || suspended)) await loadRules();
  guarded(() => begin(question, done, needsRules));
};

const begin = (question, done, needsRules) => {
  const submits = question.type === 'storeLead';
  let database;
  let running;
  let missing;

  const transaction = {
    // A transaction under way still ends.
    release: () => database?.close(),
    end: (result) => {
      if (!transactions.delete(transaction)) return;
      clearTimeout(timer);
      transaction.release();
      done(result());
    },
    abandon: () => {
      attempt(() => running?.abort());
      transaction.end(() => refuse(question));
    },
    suspend: () => {
      if (!submits) return transaction.abandon();
      // It may complete, or be lost with the page.
      onSpare(question);
      transaction.release();
    },
  };

  const fail = () => {
    attempt(() => running?.abort());
    transaction.end(() => onSpare(question, missing));
  };

  // The store refuses by throwing.
  const orFail = (work) => attempt(work) || fail();

  const run = () => {
    running = database.transaction(STORE, question.type === 'listLeads' ? 'readonly' : 'readwrite', options({ durability: 'strict' }));
    const store = running.objectStore(STORE);
    const names = store.getAllKeys();
    const values = store.getAll();
    let answer;
    // Requests answer in the order they were made: when the last has, both have. Outside of what the store may refuse: an error in here is
    // ours, and not to be taken for one of the store's.
    listen(values, 'success', () => {
      const records = spareRecords();
      const doubled = [];
      values.result.forEach((value, index) => {
        // What is not text was not written by us: it is left alone.
        if (typeof value !== 'string') return;
        const name = names.result[index];
        if (name in records) doubled.push(name);
        records[name] = value;
      });
      // Moved up, and the page was gone before it could be removed: it must not outlive the row.
      writeSpare({ remove: doubled });
      answer = decide(question, 'durable', records);
      // Without rules nobody has looked whether the lead is there already, and where it has come to: it is not to be written over.
      const write = rules || !submits ? 'put' : 'add';
      const { put = {}, remove = [] } = answer;
      orFail(() => {
        for (const key of keys(put)) store[write](put[key], key);
        for (const key of remove) store.delete(key);
        running.commit();
        return true;
      });
    });
    listen(running, 'complete abort', ({ type }) => {
      if (type === 'abort') return fail();
      // What it has changed is up here now.
      const { put = {}, remove = [] } = answer;
      writeSpare({ remove: [...keys(put), ...remove] });
      transaction.end(() => answer);
    });
    return true;
  };

  const opened = ({ type }) => {
    if (type === 'error') return fail();
    database = request.result;
    // Given up in the meantime: let go at once.
    if (transactions.has(transaction)) orFail(run);
    else transaction.release();
  };

  // The database is new. Only a lead makes one; the browser takes it back when its first transaction is aborted.
  const create = () => {
    missing = !submits;
    if (submits) request.result.createObjectStore(STORE);
    else request.transaction.abort();
  };

  transactions.add(transaction);
  const timer = wait(DEADLINE, fail);
  if (suspended || (needsRules && !rules)) return transaction.end(() => refuse(question));
  const request = attempt(() => indexedDB.open(databaseName(), 1));
  if (!request) return fail();
  listen(request, 'upgradeneeded', create);
  listen(request, 'success error', opened);
};

/** The page is being left: a lead that is being stored may finish, all else is aborted, nothing new begins. A download that went on in a
 *  page kept for later would hold up that of the next page: Chromium lets one at a time into its cache. */
export const suspendOutbox = () => {
  suspended = true;
  canceller?.abort();
  for (const transaction of transactions) transaction.suspend();
};

/** The page is back. */
export const resumeOutbox = () => {
  suspended = false;
};
