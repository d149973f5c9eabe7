// What an app on this machine asks of the page that it opened: `#/anslut-app?challenge=…&port=…&state=…`.
import type { AppRequest } from './api/types';

/** None when it is not what an app of ours asks; the server has the last word. */
export function appRequest(query: URLSearchParams): AppRequest | null {
  const challenge = query.get('challenge') ?? '';
  const state = query.get('state') ?? '';
  const port = query.get('port') ?? '';
  const isWhole =
    /^[\w-]{43}$/.test(challenge) && /^[\w-]{16,128}$/.test(state) && /^[1-9]\d{3,4}$/.test(port);
  return isWhole ? { challenge, redirect: `http://127.0.0.1:${port}/`, state } : null;
}

/** Only this machine is gone to, whatever a server says. */
export function isOnThisMachine(address: string): boolean {
  return /^http:\/\/127\.0\.0\.1:\d{4,5}\/\?/.test(address);
}
