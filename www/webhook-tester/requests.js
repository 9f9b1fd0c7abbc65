// The requests for a lead, made by the add-on that ships: what is tested here is what a site sends.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

let addOn;

/** Loads it. limen.js names the file of its own release. */
const load = async () => {
  const script = await fetch('/limen.js');
  const name = script.ok && (await script.text()).match(/limen-formats-[0-9a-f]+\.wasm/)?.[0];
  if (!name) throw new Error('limen.js and limen-formats-….wasm of one release must lie on this site.');
  return (await WebAssembly.instantiateStreaming(fetch(`/${name}`))).instance.exports;
};

const ask = (name, question) => {
  const bytes = encoder.encode(question);
  // The memory may move with every call.
  const place = addOn.reserve(bytes.length);
  new Uint8Array(addOn.memory.buffer, place, bytes.length).set(bytes);
  const answer = addOn[name](Date.now());
  const length = addOn.length();
  return decoder.decode(new Uint8Array(addOn.memory.buffer, answer, length));
};

/** The request for a lead to a webhook, as a config has it. */
export const requestFor = async (webhook, lead) => {
  addOn ??= await load();
  const config = JSON.stringify({ version: 1, webhook });
  const { error } = JSON.parse(ask('boot', `${JSON.stringify({ pageUrl: document.URL })}\n${config}`));
  if (error) throw new Error(error);
  return JSON.parse(ask('ask', `[]\n${JSON.stringify(lead)}\n`))[0];
};
