// What an endpoint does with a request: sent as the widget sends it (src/perform/send.js), and put into one word.

/** As long as the outbox waits for an answer. */
const DEADLINE = 15_000;

const limited = (ms) => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), ms);
  return abort.signal;
};

const headersOf = ({ type, identified }, id) => ({
  'Content-Type': type,
  ...(identified && { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(Date.now() / 1000)), 'Idempotency-Key': id }),
});

/**
 * Sends a request. Gives `{ word, status?, html?, echoed?, receiver? }`; the words:
 * `taken` (2xx), `moved` (a redirect), `refused` (another status), `opaque` (sent, and the answer cannot be read), `unread` (no answer that a page
 * may read), `late` (none at all within the deadline).
 */
export const send = async (request, id) => {
  const { url, mode, follow, body } = request;
  const blind = mode === 'blind';
  // A blind request has no choice (Fetch §4.1).
  const redirect = follow || blind ? 'follow' : 'manual';
  const signal = limited(DEADLINE);
  try {
    const response = await fetch(url, {
      method: 'POST',
      mode: blind ? 'no-cors' : 'cors',
      redirect,
      body,
      headers: headersOf(request, id),
      credentials: 'omit',
      referrerPolicy: 'strict-origin',
      signal,
    });
    if (response.type === 'opaque') return { word: 'opaque' };
    if (response.type === 'opaqueredirect') return { word: 'moved' };
    const text = await response.text().catch(() => '');
    const answer = {
      status: response.status,
      html: (response.headers.get('Content-Type') ?? '').startsWith('text/html') || /^\s*<(!doctype|html)/i.test(text),
      echoed: text.includes(id),
      receiver: /"status":\s*"(stored|duplicate)"/.test(text) && text.includes(id),
    };
    return { word: response.ok ? 'taken' : 'refused', ...answer };
  } catch {
    return { word: signal.aborted ? 'late' : 'unread' };
  }
};

/** Whether anything answers there at all. A GET that hides its answer is never refused for want of permission. */
export const isReachable = async (url) => {
  try {
    await fetch(new URL('/', url), { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal: limited(5_000) });
    return true;
  } catch {
    return false;
  }
};
