// The test lead. It is marked as one wherever a person would look.

const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const time = Date.now();
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(time / 2 ** (8 * (5 - place)));
  bytes[6] = (bytes[6] & 15) | 0x70; // Version 7 (RFC 9562).
  bytes[8] = (bytes[8] & 63) | 0x80;
  return [...bytes].map((byte, place) => ([4, 6, 8, 10].includes(place) ? '-' : '') + byte.toString(16).padStart(2, '0')).join('');
};

/** A lead as the widget writes it (docs/lead.md). */
export const testLead = () => {
  const now = new Date().toISOString();
  const touch = { referrer: '', utm: { source: 'limen-test' } };
  return {
    type: 'lead.captured',
    version: 1,
    id: uuid(),
    occurredAt: now,
    site: 'limen-test',
    campaign: { id: 'webhook-test', goal: 'test', format: 'modal', trigger: 'api' },
    fields: { email: 'limen-test@example.com', name: 'Limen test', message: 'A test of the webhook. Nobody wrote this; you can delete it.' },
    consents: [],
    qualification: { stage: 'lead', band: 'warm', grade: 'B2', interest: 40, fit: 35, bant: { budget: null, authority: null, need: null, timescale: null } },
    score: { factors: [], config: 'test', engine: 'test' },
    visitor: { sessions: 1, pageViews: 1, engagedSeconds: 1, firstSeenAt: now, firstTouch: touch, lastTouch: touch, topics: {}, traits: {} },
    page: { url: location.origin + location.pathname, title: document.title },
    client: { language: navigator.language, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, viewport: [innerWidth, innerHeight], touch: false },
    evidence: { fillMs: 1000, edits: 1, pasted: false, honeypot: false, webdriver: navigator.webdriver === true },
  };
};
