// Sending a lead: one request per attempt, as the core has written it.

import { complain, guarded, listen, options, wait } from '../guard.js';
import { dispatch } from '../runtime.js';

const flights = new Set(); // The attempts under way.

// The most of an answer that is read, in characters, and only when it has to name the lead.
const LONGEST_ANSWER = 65_536;

/** Begins an attempt, and tells the core how it ends. */
export const send = async ({ attempt: { key, url, ack, deadline, ...request } }) => {
  watchPolicy(url);
  const canceller = new AbortController();
  const flight = {
    keepalive: request.keepalive,
    end: (outcome) => {
      if (!flights.delete(flight)) return;
      clearTimeout(timer);
      // Nobody waits for the rest of the answer; a server that never ends it must not hold a connection of the page.
      canceller.abort();
      dispatch({ type: 'attemptEnded', key, outcome });
    },
  };
  flights.add(flight);
  const timer = wait(deadline, () => flight.end({ silence: 'timedOut' }));
  let outcome = { silence: 'networkError' };
  try {
    outcome = await outcomeOf(await post(url, request, canceller.signal), ack);
  } catch {
    // No answer.
  }
  guarded(() => flight.end(outcome));
};

// `request` says headers, body, mode, redirect and keepalive as fetch wants them.
const post = (url, request, signal) =>
  fetch(url, options({ method: 'POST', credentials: 'omit', referrerPolicy: 'strict-origin', ...request, signal }));

const outcomeOf = async (response, ack) => {
  const { type, status, ok, headers } = response;
  if (type === 'opaqueredirect') return { silence: 'redirected' };
  if (type === 'opaque') return { silence: 'opaque' };
  const echoed = ack && ok ? (await textOf(response)).includes(ack) : undefined;
  return { status, retryAfter: headers.get('retry-after') ?? undefined, echoed };
};

const textOf = async ({ body }) => {
  let text = '';
  if (!body) return text;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || text.length > LONGEST_ANSWER) return text;
    text += decoder.decode(value, options({ stream: true }));
  }
};

/** Ends the attempts that would hold the page's connections, or keep it out of the back/forward cache, after it is left. First attempts
 *  (`keepalive`) are meant to outlive it. */
export const suspendSending = () => {
  for (const flight of flights) if (!flight.keepalive) flight.end({ silence: 'networkError' });
};

let watched; // Where the last attempt went.

// A page policy that refuses the endpoint looks to the core like a network that is down: the owner is told, once.
const watchPolicy = (url) => {
  if (watched === undefined) {
    listen(window, 'securitypolicyviolation', ({ blockedURI }) => {
      if (!blockedURI || !watched.startsWith(blockedURI)) return;
      watched = '';
      complain(`the page's Content-Security-Policy blocks the webhook: add to it connect-src ${blockedURI}`);
    });
  }
  watched = url;
};
