// What the visitor points with.

/** True when the main pointer is a finger. */
export const isCoarse = () => matchMedia('(pointer:coarse)').matches;
