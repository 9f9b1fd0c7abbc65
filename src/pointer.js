// What the visitor points with.

let coarse;

/** True when the main pointer is a finger. Asked of the browser once. */
export const isCoarse = () => (coarse ??= matchMedia('(pointer:coarse)').matches);
