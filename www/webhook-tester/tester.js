// The page: what is entered, what is tried in which order, what is shown.

import { isReachable, send } from './endpoint.js';
import { requestFor } from './requests.js';
import { testLead } from './sample.js';
import { conclude, judge } from './verdict.js';

const element = (id) => document.getElementById(id);
const make = (name, text, className) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
};

/** Services by the host of their addresses, as their own pages show them. */
const KNOWN = [
  [/(^|\.)hooks\.zapier\.com$/, 'zapier'],
  [/(^|\.)make\.com$|(^|\.)integromat\.com$/, 'make'],
  [/(^|\.)n8n\.cloud$/, 'n8n'],
  [/(^|\.)hsforms\.com$/, 'hubspot'],
  [/(^|\.)salesforce\.com$/, 'salesforce'],
  [/^script\.google\.com$/, 'apps-script'],
  [/^hooks\.slack\.com$/, 'slack'],
];

const NAMES = {
  simple: 'JSON without a preflight',
  form: 'A form',
  json: 'JSON with a preflight',
  blind: 'JSON, answer unread',
};

const parsed = (text) => {
  try {
    const url = new URL(text.trim(), location.origin);
    return /^https?:$/.test(url.protocol) && /^(https?:\/\/|\/(?!\/))/i.test(text.trim()) ? url : undefined;
  } catch {
    return undefined;
  }
};

/** What to try, the best first; those with `after` only when nothing before could be read. */
const candidates = (url, service, oid) => {
  if (!service) {
    const unread = [{ url, format: 'blind' }, { url, format: 'form', mode: 'blind' }];
    return [...['simple', 'form', 'json'].map((format) => ({ webhook: { url, format } })), ...unread.map((webhook) => ({ webhook, after: true }))];
  }
  const webhook = { url, preset: service, ...(service === 'salesforce' && { constants: { oid } }) };
  const first = { webhook };
  // HubSpot takes JSON alone, which no page may send unread; Salesforce and Slack are unread anyway.
  if (['hubspot', 'salesforce', 'slack'].includes(service)) return [first];
  return [first, { webhook: { ...webhook, mode: 'blind' }, after: true }];
};

const nameOf = ({ format, preset, mode }) => (preset ? `As ${preset} takes it` : NAMES[format]) + (mode === 'blind' ? ', answer unread' : '');

const lineOf = ({ format, ...webhook }) => {
  const line = format && format !== 'simple' ? { url: webhook.url, format, ...webhook } : webhook;
  return `"webhook": ${JSON.stringify(line, null, 1).replace(/\n\s*/g, ' ')}`;
};

const showError = (field, text) => {
  const error = element('url-error');
  error.textContent = text;
  error.hidden = !text;
  element('url').toggleAttribute('aria-invalid', false);
  if (!text) return;
  field.setAttribute('aria-invalid', 'true');
  field.focus();
};

const bodyOf = ({ type, body }) => {
  if (!type.startsWith('application/x-www-form-urlencoded')) return body;
  return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n');
};

const addTry = (webhook, request, verdict, outcome) => {
  const item = make('li');
  item.dataset.try = webhook.preset ?? webhook.format;
  item.dataset.mode = request.mode;
  item.dataset.word = outcome.word;
  item.dataset.tone = verdict.tone;
  const head = make('h3', `${nameOf(webhook)} `);
  head.append(make('span', verdict.short, 'verdict'));
  const details = make('details');
  const sent = make('pre');
  sent.append(make('code', `POST ${request.url}\nContent-Type: ${request.type}\n\n${bodyOf(request)}`));
  details.append(make('summary', 'What was sent'), sent);
  item.append(head, make('p', verdict.long), details);
  element('tries').append(item);
  element('tries-section').hidden = false;
};

const showOutcome = ({ tone, head, advice, webhook }) => {
  const outcome = element('outcome');
  outcome.dataset.tone = tone;
  element('outcome-head').textContent = head;
  element('advice').textContent = advice;
  element('line').hidden = !webhook;
  if (webhook) element('config').textContent = lineOf(webhook);
  outcome.hidden = false;
  outcome.focus({ preventScroll: true });
  outcome.scrollIntoView({ block: 'nearest' });
  element('status').textContent = '';
};

const say = (text) => {
  element('status').textContent = text;
};

const test = async (address, service, oid) => {
  const lead = testLead();
  const tries = [];
  let reachable;
  for (const { webhook, after } of candidates(address, service, oid)) {
    if (after && tries.some(({ outcome }) => !['unread', 'opaque'].includes(outcome.word))) continue;
    say(`Sending: ${nameOf(webhook)} …`);
    const request = await requestFor(webhook, lead);
    const outcome = await send(request, lead.id);
    if (outcome.word === 'unread') reachable ??= await isReachable(request.url);
    const simple = tries.some(({ outcome: { word } }) => word !== 'unread');
    addTry(webhook, request, judge(outcome, { reachable, simple }), outcome);
    tries.push({ webhook, outcome });
    // Whatever came next would hang, or go nowhere, as well.
    if (outcome.word === 'late' || reachable === false) break;
  }
  showOutcome(conclude(tries, reachable, service));
};

let busy = false;

element('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (busy) return;
  const address = element('url');
  const oid = element('oid').value.trim();
  showError(address, '');
  if (!parsed(address.value)) return showError(address, 'Enter an address that begins with https:// or http://, or a path that begins with one /.');
  if (element('service').value === 'salesforce' && !oid) return element('oid').focus();
  if (location.protocol === 'https:' && parsed(address.value).protocol === 'http:')
    return showError(address, 'A page of https cannot send to http. Enter the https address.');
  busy = true;
  element('go').setAttribute('aria-disabled', 'true');
  element('tries').replaceChildren();
  element('tries-section').hidden = true;
  element('outcome').hidden = true;
  try {
    await test(address.value.trim(), element('service').value, oid);
  } catch (error) {
    say('');
    showOutcome({ tone: 'bad', head: 'The test did not run', advice: String(error.message ?? error) });
  } finally {
    busy = false;
    element('go').removeAttribute('aria-disabled');
  }
});

const chooseOid = () => {
  element('oid-field').hidden = element('service').value !== 'salesforce';
};

element('url').addEventListener('input', () => {
  showError(element('url'), '');
  const url = parsed(element('url').value);
  const known = KNOWN.find(([host]) => url && host.test(url.hostname))?.[1];
  if (known) element('service').value = known;
  chooseOid();
});
element('service').addEventListener('change', chooseOid);

element('copy').addEventListener('click', async () => {
  const config = element('config');
  try {
    await navigator.clipboard.writeText(config.textContent);
    say('The line is copied.');
  } catch {
    // Without https there is no clipboard for pages.
    getSelection().selectAllChildren(config);
    say('The line is selected: copy it as you copy any text.');
  }
});
