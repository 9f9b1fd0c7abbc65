// The script tag and what it names.

// The running script, unless a tag manager stripped its attributes or a bundler ate the tag.
const findTag = () => {
  const own = document.currentScript;
  if (own && (own.dataset.config || own.dataset.webhook)) return own;
  return document.querySelector('script[src*="limen"][data-config],script[src*="limen"][data-webhook]') || own;
};

const tag = findTag();

/** The address of this script: the wasm lies beside it. */
export const script = (tag && tag.src) || document.baseURI;

/** What the tag asks for: a webhook, and a config by address, inline, or (neither) the built-in one. Throws what to say. */
export const readTag = () => {
  const inline = document.querySelector('script[type="application/json"][data-limen-config]');
  const { config, webhook } = tag ? tag.dataset : { __proto__: null };
  if (config) {
    const url = absolute(config);
    return { __proto__: null, webhook, name: url, url };
  }
  if (inline) return { __proto__: null, webhook, name: 'inline config', text: inline.textContent };
  if (webhook) return { __proto__: null, webhook, name: 'built-in config' };
  throw 'nothing to do: the script tag needs data-config="/limen.json" or data-webhook="https://...".';
};

const absolute = (address) => {
  try {
    return new URL(address, document.baseURI).href;
  } catch {
    throw `data-config="${address}" is not an address.`;
  }
};
