// The outbox: leads on their way, in IndexedDB, because that is what survives a killed browser.
//
// The database is opened for each operation and closed after it, so a page with nothing to send holds nothing. Every operation ends within
// DEADLINE, for a store that never answers must not hold up a visitor. On `pagehide` all but the submit itself is aborted: WebKit can wedge
// the store for every later page when a transaction is left open.

import * as wasm from '../wasm.js';
import { attempt, guarded, listen, options, wait } from '../guard.js';
import { decode, encode } from '../json.js';
import { dispatch } from '../runtime.js';
import { storageName } from './storage.js';

// The object store's name: key is the lead's id, value its record.
const STORE = 'leads';

// How long an operation may take, in milliseconds. Ordinary ones take 1 to 50.
const DEADLINE = 2_000;

const operations = new Set(); // Those under way.
let suspended = false; // True while the page is away.

const databaseName = () => storageName('outbox');

/** Looks whether a database from an earlier page exists. It is not opened for that: opening costs 47 ms on a slow phone. */
export const lookForOutbox = async () => {
  let found = false;
  try {
    const databases = await indexedDB.databases();
    found = databases.some(({ name }) => name === databaseName());
  } catch {
    // Storage is refused; or the browser does not tell, and a claim will find out, without making a database.
    found = indexedDB && !indexedDB.databases;
  }
  if (found) guarded(() => dispatch({ type: 'outboxFound' }));
};

/** Makes a lead durable. */
export const storeLead = ({ id, record }) =>
  operate({
    __proto__: null,
    creates: true,
    failed: { type: 'leadNotStored', id },
    begin: (store) => {
      store.put(record, id);
      return [];
    },
    decide: () => ({ __proto__: null, event: { type: 'leadStored', id } }),
  });

/** Takes a lead to send, if one is due. */
export const claimLead = ({ tab, early }) =>
  operate({
    __proto__: null,
    failed: { type: 'claimAnswered', failed: true },
    absent: { type: 'claimAnswered' },
    begin: (store) => [store.getAllKeys(), store.getAll()],
    decide: (keys, values) => {
      const records = { __proto__: null };
      // What is not text was not written by us: it is left alone.
      keys.forEach((key, index) => {
        if (typeof values[index] === 'string') records[key] = values[index];
      });
      return decode(wasm.claim(encode({ tab, early, records })));
    },
  });

/** Writes down how an attempt ended. */
export const settleLead = ({ id, tab, outcome, jitter }) =>
  operate({
    __proto__: null,
    failed: { type: 'leadSettled', id },
    begin: (store) => [store.get(id)],
    decide: (stored) => {
      const event = { type: 'leadSettled', id };
      // Gone: another tab has delivered it.
      if (typeof stored !== 'string') return { __proto__: null, event };
      return { __proto__: null, event, id, ...decode(wasm.settle(encode({ tab, outcome, jitter, record: stored }))) };
    },
  });

/** Removes the database and all that waits in it. */
export const eraseLeads = () => {
  // Refused storage holds nothing to erase.
  attempt(() => indexedDB.deleteDatabase(databaseName()));
};

// One operation: open the database, one transaction, close. `begin` gives the requests whose results `decide` wants; `decide` answers with
// the record to write under its id or the id to remove, if any, and the event to dispatch when the transaction has completed. `failed` is
// dispatched when it has not, `absent` (or else `failed`) when there is no database and the operation does not create one.
const operate = ({ creates, failed, absent = failed, begin, decide }) => {
  let database;
  let transaction;
  let missing = false;

  const operation = {
    finish: (event) => {
      if (!operations.delete(operation)) return;
      clearTimeout(timer);
      operation.release();
      dispatch(event);
    },
    // A transaction under way still ends.
    release: () => database?.close(),
    abort: () => {
      attempt(() => transaction?.abort());
      operation.finish(failed);
    },
    mayOutliveThePage: creates,
  };

  // The store refuses by throwing.
  const orFail = (work) => attempt(work) || operation.finish(failed);

  const transact = () => {
    transaction = database.transaction(STORE, 'readwrite', options({ durability: 'strict' }));
    const store = transaction.objectStore(STORE);
    const reads = begin(store);
    let answer;
    const commit = () => {
      // Outside of what the store may refuse: an error in here is ours, and not to be taken for one of the store's.
      const { id, record, remove, event } = decide(...reads.map((read) => read.result));
      answer = event;
      orFail(() => {
        if (remove) store.delete(id);
        if (record) store.put(record, id);
        transaction.commit();
        return true;
      });
    };
    listen(transaction, 'complete abort', ({ type }) => operation.finish(type === 'complete' ? answer : failed));
    // Requests answer in the order they were made: when the last has, all have.
    if (reads.length) listen(reads[reads.length - 1], 'success', commit);
    else commit();
    return true;
  };

  const opened = ({ type }) => {
    const { result } = request;
    if (type === 'success') {
      database = result;
      // Given up in the meantime: let go at once.
      if (operations.has(operation)) orFail(transact);
      else operation.release();
    } else if (type === 'error') {
      operation.finish(missing ? absent : failed);
    }
  };

  // The database is new. Only a lead makes one; the browser takes it back when its first transaction is aborted.
  const create = () => {
    missing = !creates;
    if (creates) request.result.createObjectStore(STORE);
    else request.transaction.abort();
  };

  operations.add(operation);
  const timer = wait(DEADLINE, operation.abort);
  const request = !suspended && attempt(() => indexedDB.open(databaseName(), 1));
  if (!request) return operation.finish(failed);
  listen(request, 'upgradeneeded', create);
  listen(request, 'success error', opened);
};

/** The page is being left: a lead that is being stored may finish, all else is aborted, nothing new begins. */
export const suspendOutbox = () => {
  suspended = true;
  for (const operation of operations) {
    if (operation.mayOutliveThePage) operation.release();
    else operation.abort();
  }
};

/** The page is back. */
export const resumeOutbox = () => {
  suspended = false;
};
