// What came of the tries, in plain words, and which line the config should have.

const STATUS = {
  400: 'It did not understand the request.',
  401: 'It asks for a password or a key, which a page cannot keep secret.',
  403: 'It refuses senders like this one: a firewall, a list of allowed sites, or a revoked address.',
  404: 'There is nothing at this address. Is it complete, and is the hook switched on?',
  405: 'It takes no POST at this address.',
  410: 'This address has been given up.',
  413: 'It finds the lead too large.',
  415: 'It does not take this kind of content.',
  422: 'It read the request, and misses something in it.',
  429: 'It wants fewer requests. Wait a minute and try again.',
};

/** What to say of one try: a tone, a word or two, a sentence. `around` says what is known beside it. */
export const judge = ({ word, status, html, echoed }, { reachable, simple }) => {
  switch (word) {
    case 'taken':
      if (html && !echoed) return { tone: 'unsure', short: `${status}, but a web page`, long: 'It answered with a web page. A hotel’s or café’s network does that in the place of your endpoint. If the page is your endpoint’s own, all is well; else have it answer with the lead’s id, and write "ack": "id".' };
      return { tone: 'good', short: `Works (${status})`, long: 'It said yes, and browsers may read that. Leads count as delivered.' };
    case 'refused':
      return { tone: 'bad', short: `Refused (${status})`, long: STATUS[status] ?? (status >= 500 ? 'It failed on its side. Leads would be kept and tried again.' : 'It said no.') };
    case 'moved':
      return { tone: 'bad', short: 'Redirects elsewhere', long: 'It answers with a redirect, so leads would go where nobody has checked. Enter the address that it leads to.' };
    case 'opaque':
      return { tone: 'unsure', short: 'Sent, unconfirmed', long: 'The request left, and nobody may read what came back. Look whether the test lead arrived.' };
    case 'late':
      return { tone: 'bad', short: 'No answer in 15 seconds', long: 'It took the connection and never answered. Leads would be kept and tried again.' };
    default:
      if (!reachable) return { tone: 'bad', short: 'Nothing answers there', long: 'No such host, nothing listening, an untrusted certificate, or an ad blocker or the page’s policy in between.' };
      if (simple) return { tone: 'bad', short: 'Preflight refused', long: 'The browser has to ask first whether it may send this, and the endpoint does not allow it.' };
      return { tone: 'bad', short: 'No permission to read the answer', long: 'It may well have arrived, but the endpoint sends no Access-Control-Allow-Origin, so browsers hide its answer. Leads would be sent again and again.' };
  }
};

/** What to do, over all tries (`{ webhook, outcome }`, the best first). */
export const conclude = (tries, reachable, service) => {
  const found = (word) => tries.find(({ outcome }) => outcome.word === word);
  const taken = tries.find(({ outcome }) => outcome.word === 'taken' && (!outcome.html || outcome.echoed)) ?? found('taken');
  if (taken?.outcome.receiver) return { tone: 'good', head: 'Your Limen receiver takes leads', advice: 'It has stored the test lead; you find it in the inbox.', webhook: taken.webhook };
  if (taken?.outcome.html && !taken.outcome.echoed)
    return { tone: 'unsure', head: 'Somebody answered, perhaps not your endpoint', advice: 'It said yes with a web page. Are you behind a network’s sign-in page? Look whether the test lead arrived. With "ack": "id" only an answer that holds the lead’s id counts.', webhook: { ...taken.webhook, ack: 'id' } };
  if (taken) return { tone: 'good', head: 'Your endpoint takes leads', advice: 'Its answers can be read, so every lead stays in the visitor’s browser until you have it.', webhook: taken.webhook };
  if (found('late')) return { tone: 'bad', head: 'It never answers', advice: 'Something listens there and does not answer. Look at its log; nothing in a config helps here.' };
  const refused = found('refused');
  const opaque = found('opaque');
  if (opaque && !refused && !found('moved'))
    return {
      tone: 'unsure',
      head: 'It can be sent, not confirmed',
      advice: service ? 'Look whether the test lead has arrived. If so, use this line; a lead that your endpoint fails to take will not be noticed.' : 'Look whether the test lead has arrived, and in which of the shapes below. Better: let your endpoint answer with Access-Control-Allow-Origin: *, and test again.',
      webhook: opaque.webhook,
    };
  if (found('moved')) return { tone: 'bad', head: 'The endpoint has moved', advice: 'It answers with a redirect. Enter the address that it leads to.' };
  if (refused) return { tone: 'bad', head: `It says no (${refused.outcome.status})`, advice: STATUS[refused.outcome.status] ?? 'Look at its log: it got the request and refused it.' };
  if (!reachable) return { tone: 'bad', head: 'Nothing answers there', advice: 'Check the address. An endpoint on your own network or an ad blocker in this browser looks the same from here.' };
  return { tone: 'bad', head: 'No format gets through', advice: 'The endpoint answers, but not to a page. Let it answer with Access-Control-Allow-Origin: *, and test again.' };
};
