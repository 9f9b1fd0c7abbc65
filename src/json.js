// JSON, for the border to the wasm and for nothing else. Objects have no prototype in either direction, so that a page that adds to
// Object.prototype adds nothing to them, and are written without JSON.stringify, which asks them for a `toJSON` that a page may have
// given to all arrays.

const { isArray } = Array;
const { keys, setPrototypeOf } = Object;

/** The text of a value; members that are undefined are left out. */
export const encode = (value) => {
  if (!value || typeof value !== 'object') return stringify(value);
  let text = '';
  const list = isArray(value);
  for (const key of keys(value)) {
    const item = encode(value[key]);
    if (item) text += (text && ',') + (list ? '' : stringify(key) + ':') + item;
  }
  return list ? `[${text}]` : `{${text}}`;
};

/** The value of a text. */
export const decode = (text) => parse(text, (_, value) => (value && typeof value === 'object' && !isArray(value) ? bare(value) : value));

const bare = (object) => setPrototypeOf(object, null);
