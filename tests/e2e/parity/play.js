// Asks the shipped wasm what the native core was asked, call by call: /parity/visits.json is a list of visits, each a list of
// `[function, time, text]`.

import * as core from '/parity/wasm.js';

const load = async () => {
  core.useCore((await WebAssembly.instantiateStreaming(fetch('/parity/shipped.wasm'))).instance.exports);
  return (await fetch('/parity/visits.json')).json();
};

const answersOf = (visit) =>
  visit.map(([name, now, text]) => {
    // The clock is the visit's own.
    Date.now = () => now;
    return core[name](text);
  });

const fnv = (start, answers) => {
  let sum = start;
  for (const answer of answers) {
    for (let at = 0; at < answer.length; at += 1) sum = Math.imul(sum ^ answer.charCodeAt(at), 16777619);
    sum = Math.imul(sum, 16777619);
  }
  return sum >>> 0;
};

/** Two sums over the answers of each visit. */
export const sums = async () => (await load()).map(answersOf).map((answers) => [fnv(2166136261, answers), fnv(84696351, answers)]);

/** All answers of one visit. */
export const answers = async (visit) => answersOf((await load())[visit]);
