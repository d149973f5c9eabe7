// Ways in besides the password, over HTTP and with the browser's own passkeys.
import { Problem } from './backend';
import { fromBase64Url, toBase64Url } from '../base64url';
import type { SignIns } from './sign-in';
import type { Onward, PasskeyBegun, PasskeyChallenge } from './types';

interface Wire {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, input: unknown): Promise<T>;
  tell(path: string, input: unknown): Promise<void>;
}

/** The person turned back, waited too long, or has no passkey here; a browser does not tell which. */
function turnedBack(cause: unknown): never {
  const isKnown = cause instanceof DOMException && cause.name === 'InvalidStateError';
  throw new Problem(isKnown ? 'passkey_known' : 'passkey_not_used', String(cause));
}

async function ask({ challenge, rp_id }: PasskeyChallenge) {
  const found = await navigator.credentials
    .get({
      publicKey: {
        challenge: fromBase64Url(challenge),
        rpId: rp_id,
        userVerification: 'required',
      },
    })
    .catch(turnedBack);
  const { rawId, response } = found as PublicKeyCredential;
  const said = response as AuthenticatorAssertionResponse;
  return {
    credential: toBase64Url(rawId),
    client_data: toBase64Url(said.clientDataJSON),
    authenticator_data: toBase64Url(said.authenticatorData),
    signature: toBase64Url(said.signature),
    user_handle: said.userHandle ? toBase64Url(said.userHandle) : '',
  };
}

async function make(begun: PasskeyBegun) {
  const made = await navigator.credentials
    .create({
      publicKey: {
        challenge: fromBase64Url(begun.challenge),
        rp: { id: begun.rp_id, name: begun.rp_name },
        user: {
          id: fromBase64Url(begun.user_handle),
          name: begun.user_name,
          displayName: begun.user_name,
        },
        pubKeyCredParams: begun.algorithms.map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: begun.known.map((id) => ({
          type: 'public-key',
          id: fromBase64Url(id),
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
      },
    })
    .catch(turnedBack);
  const said = (made as PublicKeyCredential).response as AuthenticatorAttestationResponse;
  return {
    client_data: toBase64Url(said.clientDataJSON),
    authenticator_data: toBase64Url(said.getAuthenticatorData()),
  };
}

export function webSignIns({ get, post, tell }: Wire): SignIns {
  const appOnly = () => Promise.reject(new Problem('not_allowed', 'only the app does that'));
  return {
    waysIn: () => get('/v1/sign-in'),
    municipalSignIn: async (invitation) => {
      const asked = invitation ? { invitation } : {};
      return (await post<Onward>('/v1/sign-in/municipal', asked)).address;
    },
    signInWithPasskey: async () =>
      tell('/v1/session/passkey', await ask(await post('/v1/session/passkey/challenge', {}))),
    makePasskey: async (name, password) => {
      const begun = await post<PasskeyBegun>('/v1/account/passkeys/challenge', { password });
      await tell('/v1/account/passkeys', { name, ...(await make(begun)) });
    },
    removePasskey: (id) => tell(`/v1/account/passkeys/${id}/removal`, {}),
    allowApp: async (request) => (await post<Onward>('/v1/account/apps', request)).address,
    joinByBrowser: appOnly,
    stopJoining: appOnly,
  };
}
