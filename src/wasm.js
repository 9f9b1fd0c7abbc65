// The border to the wasm: a question in UTF-8 goes into its memory, and the answer comes back from there. What they say: src/lib.rs.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

let core; // What the wasm exports.

/** Makes the compiled module ready to be asked. */
export const instantiate = async (module) => {
  core = (await WebAssembly.instantiate(module)).exports;
};

// The memory may have moved since the last call.
const bytesAt = (place, length) => new Uint8Array(core.memory.buffer, place, length);

const put = (bytes) => bytesAt(core.reserve(bytes.length), bytes.length).set(bytes);

// The time goes along with every question.
const ask = (name) => (question) => {
  put(encoder.encode(question));
  return decoder.decode(bytesAt(core[name](Date.now()), core.length()));
};

export const boot = ask('boot');
export const handle = ask('handle');
export const explain = ask('explain');
export const exportLog = ask('export_log');
export const transact = ask('transact');

/** Hands over the lists of e-mail domains. */
export const learnAddresses = (lists) => {
  put(lists);
  core.learn_addresses();
};
