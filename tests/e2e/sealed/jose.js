// A second implementation of JOSE, the npm package, which works by the browser's own WebCrypto.

import * as jose from '/jose/index.js';

const ALGORITHM = 'ECDH-ES';

/** The lead that the private key opens, the header, and the key's thumbprint. */
export const open = async (jwk, jwe) => {
  const { plaintext, protectedHeader } = await jose.compactDecrypt(jwe, await jose.importJWK(jwk, ALGORITHM));
  return { lead: JSON.parse(new TextDecoder().decode(plaintext)), header: protectedHeader, kid: await jose.calculateJwkThumbprint(jwk) };
};

/** The lead, sealed twice: as plainly as can be, and with the parties named, which goes into the derivation. */
export const seal = async ({ d, ...jwk }, lead) => {
  const key = await jose.importJWK(jwk, ALGORITHM);
  const text = new TextEncoder().encode(JSON.stringify(lead));
  const header = { alg: ALGORITHM, enc: 'A256GCM', id: lead.id };
  const sealed = (parties) =>
    new jose.CompactEncrypt(text).setProtectedHeader(header).setKeyManagementParameters(parties).encrypt(key);
  return [await sealed({}), await sealed({ apu: new Uint8Array([1, 2, 3]), apv: new TextEncoder().encode('owner') })];
};
