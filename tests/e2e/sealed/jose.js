// A second implementation of JOSE, the npm package, which works by the browser's own WebCrypto.

import * as jose from '/jose/index.js';

const ALGORITHM = 'ECDH-ES';

/** The lead that the private key opens, the header, and the key's thumbprint. */
export const open = async (jwk, jwe) => {
  const { plaintext, protectedHeader } = await jose.compactDecrypt(jwe, await jose.importJWK(jwk, ALGORITHM));
  return { lead: JSON.parse(new TextDecoder().decode(plaintext)), header: protectedHeader, kid: await jose.calculateJwkThumbprint(jwk) };
};

// Firefox runs what WebDriver imports in a realm of its own, where what the page's TextEncoder gives is no Uint8Array; jose looks.
const bytes = (text) => Uint8Array.from(new TextEncoder().encode(text));

/** The lead, sealed twice: as plainly as can be, and with the parties named, which goes into the derivation. */
export const seal = async ({ d, ...jwk }, lead) => {
  const key = await jose.importJWK(jwk, ALGORITHM);
  const text = bytes(JSON.stringify(lead));
  const header = { alg: ALGORITHM, enc: 'A256GCM', id: lead.id };
  const sealed = (parties) =>
    new jose.CompactEncrypt(text).setProtectedHeader(header).setKeyManagementParameters(parties).encrypt(key);
  return [await sealed({}), await sealed({ apu: new Uint8Array([1, 2, 3]), apv: bytes('owner') })];
};
