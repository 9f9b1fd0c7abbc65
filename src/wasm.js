// The border to a wasm: a question in UTF-8 goes into its memory, and the answer comes back from there. What they say: src/lib.rs for the core,
// crates/border for what all have in common.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// The memory may have moved since the last call.
const bytesAt = ({ memory }, place, length) => new Uint8Array(memory.buffer, place, length);

const put = (wasm, bytes) => bytesAt(wasm, wasm.reserve(bytes.length), bytes.length).set(bytes);

/** Asks one of its functions. The time goes along with every question. */
export const ask = (wasm, name, question) => {
  put(wasm, encoder.encode(question));
  return decoder.decode(bytesAt(wasm, wasm[name](Date.now()), wasm.length()));
};

let core; // What the main wasm exports.

/** Says which instance is the core, once. */
export const useCore = (exports) => {
  core = exports;
};

const askCore = (name) => (question) => ask(core, name, question);

export const boot = askCore('boot');
export const handle = askCore('handle');
export const explain = askCore('explain');
export const exportLog = askCore('export_log');

/** Hands over the lists of e-mail domains. */
export const learnAddresses = (lists) => {
  put(core, lists);
  core.learn_addresses();
};
