// Sending a lead: one request per attempt, as the core has written it. The answer's body is never read.

import { complain, guarded, listen, options, wait } from '../guard.js';
import { dispatch } from '../runtime.js';

const flights = new Set(); // The attempts under way.

/** Begins an attempt, and tells the core how it ends. */
export const send = async ({ attempt: { id, url, headers, body, keepalive, deadline } }) => {
  watchPolicy(url);
  const canceller = new AbortController();
  const flight = {
    keepalive,
    end: (outcome) => {
      if (!flights.delete(flight)) return;
      clearTimeout(timer);
      // Nobody waits for the body; a server that never ends it must not hold a connection of the page.
      canceller.abort();
      dispatch({ type: 'attemptEnded', id, outcome });
    },
  };
  flights.add(flight);
  const timer = wait(deadline, () => flight.end({ silence: 'timedOut' }));
  let outcome = { silence: 'networkError' };
  try {
    outcome = outcomeOf(await post(url, headers, body, keepalive, canceller.signal));
  } catch {
    // No answer.
  }
  guarded(() => flight.end(outcome));
};

const post = (url, headers, body, keepalive, signal) =>
  fetch(
    url,
    options({
      method: 'POST',
      headers,
      body,
      keepalive,
      signal,
      mode: 'cors',
      credentials: 'omit',
      redirect: 'manual',
      referrerPolicy: 'strict-origin',
    }),
  );

const outcomeOf = (response) => {
  if (response.type === 'opaqueredirect') return { silence: 'redirected' };
  if (response.type === 'opaque') return { silence: 'opaque' };
  return { status: response.status, retryAfter: response.headers.get('retry-after') ?? undefined };
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
