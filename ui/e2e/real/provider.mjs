// An OpenID provider on this machine, as a municipality has one: a page that asks who one is, and one that
// asks whether to sign out. Everybody there is who they say they are.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

export const client = { id: 'lagesbild', secret: 'hemligt-i-provet' };

/** Begins without a client: the server that will be one needs the issuer before it can be reached. */
export async function startProvider() {
  let provider;
  const server = createServer((request, response) => {
    const [, uid] = /^\/interaction\/([\w-]+)/.exec(request.url ?? '') ?? [];
    const answered = uid ? interact(provider, request, response) : null;
    if (!answered) void provider.callback()(request, response);
    else answered.catch((error) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  return {
    issuer,
    /** From now on that server may ask. */
    know: (base) => (provider = describe(issuer, base)),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function describe(issuer, base) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${base}/v1/sign-in/municipal/return`],
        post_logout_redirect_uris: [`${base}/`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    cookies: { keys: ['bara i provet'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    // A municipality asks nobody whether their own system may know who they are.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

async function interact(provider, request, response) {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(
      '<!doctype html><html lang="sv"><title>Kommunen</title><form method="post">' +
        '<label>Konto <input name="account"></label><button name="go" value="in">In</button>' +
        '<button name="go" value="no">Nej</button></form>',
    );
    return;
  }
  let body = '';
  for await (const part of request) body += part;
  const said = new URLSearchParams(body);
  const result =
    said.get('go') === 'no'
      ? { error: 'access_denied', error_description: 'turned back' }
      : { login: { accountId: said.get('account') } };
  await provider.interactionFinished(request, response, result, {
    mergeWithLastSubmission: false,
  });
}
