// Ways in besides the password, each on a server of its own: the municipality's own sign-in against a real
// provider, a passkey of Chromium's virtual authenticator, and an app that asks through the browser.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { ask } from '../ask.mjs';
import { violations } from '../axe.mjs';
import { desk } from '../chromium.mjs';
import { withOwnServer } from '../own-server.mjs';
import { client, startProvider } from '../provider.mjs';
import { check } from '../words.mjs';
import { name, password } from './sign-in.mjs';

const fresh = { size: desk, state: { cookies: [], origins: [] } };
const inside = (page) => page.getByRole('region', { name: 'Inflöde' }).waitFor();

async function accept(page, invitation) {
  await page.goto(invitation);
  await page.getByLabel('Namn').fill(name);
  await page.getByLabel('Nytt lösenord').fill(password);
  await page.getByRole('button', { name: 'Börja' }).click();
  await inside(page);
}

async function shoot(world, page, picture) {
  if (!world.shots) return;
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${world.shots}/${picture}-${colorScheme}.png` });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

async function signOut(page, base) {
  await page.goto(`${base}/#/inloggning`);
  await page.getByRole('button', { name: 'Logga ut härifrån' }).click();
}

export async function municipal(world) {
  const provider = await startProvider();
  const settings = `[sign_in.oidc]
name = "Lindby kommun"
issuer = "${provider.issuer}"
client_id = "${client.id}"
client_secret = "${client.secret}"
has_second_factor = true
`;
  try {
    return await withOwnServer(settings, async ({ base, invitation }) => {
      provider.know(base);
      const window = await world.open({ base, ...fresh });
      const { page } = window;
      const wrong = [];
      await page.goto(invitation);
      await page.getByRole('button', { name: 'Använd Lindby kommun' }).click();
      await page.getByLabel('Konto').fill('kim');
      await page.getByRole('button', { name: 'In', exact: true }).click();
      await inside(page);
      const me = await ask(page, '/v1/me');
      check(me.role === 'coordinator', `signed in as ${JSON.stringify(me)}`);
      const account = await ask(page, '/v1/account');
      check(account.sessions[0].method === 'municipal', JSON.stringify(account.sessions));

      await signOut(page, base);
      await page.locator('button[name=logout]').click();
      const button = page.getByRole('button', { name: 'Logga in med Lindby kommun' });
      await button.waitFor();
      wrong.push(...(await violations(page)));
      await shoot(world, page, 'logga-in');
      await button.click();
      await page.getByLabel('Konto').fill('en.annan');
      await page.getByRole('button', { name: 'In', exact: true }).click();
      await page.getByText('inte inbjuden hit').waitFor();
      wrong.push(...(await violations(page)));
      await shoot(world, page, 'logga-in-nekad');
      // Over there one is still somebody else: another browser.
      const again = await world.open({ base, ...fresh });
      await again.page.goto(`${base}/`);
      await again.page.getByRole('button', { name: 'Logga in med Lindby kommun' }).click();
      await again.page.getByRole('button', { name: 'Nej' }).click();
      await again.page.getByText('avbröts hos kommunen').waitFor();
      await again.page.getByRole('button', { name: 'Logga in med Lindby kommun' }).click();
      await again.page.getByLabel('Konto').fill('kim');
      await again.page.getByRole('button', { name: 'In', exact: true }).click();
      await inside(again.page);
      await again.close();
      check(wrong.length === 0, wrong.join('\n'));
      const own = (fault) => !fault.includes(provider.issuer);
      const faults = [...window.faults, ...again.faults].filter(own);
      check(faults.length === 0, faults.join('\n'));
      await window.close();
      return 'an invitation accepted, signed out there too, a stranger and a refusal told';
    });
  } finally {
    await provider.stop();
  }
}

export async function passkey(world) {
  return withOwnServer('', async ({ base, invitation }) => {
    const window = await world.open({ base, ...fresh });
    const { page, context } = window;
    const wrong = [];
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await accept(page, invitation);
    await page.goto(`${base}/#/inloggning`);
    await page.getByRole('button', { name: 'Lägg till passnyckel' }).click();
    await page.getByLabel('Skriv lösenordet igen').fill('fel lösenord här');
    await page.getByRole('button', { name: 'Lägg till passnyckel' }).click();
    await page.getByText('Lösenordet stämmer inte').waitFor();
    wrong.push(...(await violations(page)));
    await page.getByLabel('Vad den ska heta').fill('Kontorets dator');
    await page.getByLabel('Skriv lösenordet igen').fill(password);
    await page.getByRole('button', { name: 'Lägg till passnyckel' }).click();
    await page.getByText('Passnyckeln är tillagd').waitFor();
    await page.locator('[data-passkey]').getByText('Kontorets dator').waitFor();
    wrong.push(...(await violations(page)));
    await shoot(world, page, 'konto-passnyckel');

    const door = page.getByRole('button', { name: 'Logga in med passnyckel' });
    await signOut(page, base);
    await door.click();
    await page.getByRole('heading', { name: 'Min inloggning' }).waitFor();
    const account = await ask(page, '/v1/account');
    check(account.sessions[0].method === 'passkey', JSON.stringify(account.sessions));
    check(account.passkeys[0].used_at !== null, 'the passkey was not used');

    // Whoever is not known by the authenticator does not enter, nor a passkey that was removed.
    await signOut(page, base);
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await door.click();
    await page.getByText('Ingen passnyckel användes').waitFor();
    wrong.push(...(await violations(page)));
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await door.click();
    await page.getByRole('button', { name: 'Ta bort passnyckeln Kontorets dator' }).click();
    await page.getByText('Passnyckeln är borttagen').waitFor();
    await signOut(page, base);
    await door.click();
    await page.getByText('Ingen passnyckel användes').waitFor();
    check(wrong.length === 0, wrong.join('\n'));
    check(window.faults.length === 0, window.faults.join('\n'));
    await window.close();
    return 'made, opened, not without its owner, removed';
  });
}

export async function appJoin(world) {
  const brought = [];
  let base = '';
  const app = createServer((request, response) => {
    brought.push(request.url);
    response.writeHead(303, { Location: `${base}/#/app-ansluten` }).end();
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  const { port } = app.address();
  try {
    return await withOwnServer('', async (own) => {
      base = own.base;
      const window = await world.open({ base, ...fresh });
      const { page } = window;
      const wrong = [];
      await accept(page, own.invitation);
      const state = 's'.repeat(43);
      const asks = `#/anslut-app?challenge=${'c'.repeat(43)}&state=${state}&port=`;
      await page.goto(`${base}/${asks}22`);
      await page.getByText('Länken från appen är inte hel').waitFor();
      // Signed out first: the question waits behind the door.
      await signOut(page, base);
      await page.getByLabel('Namn').waitFor();
      await page.goto(`${base}/${asks}${port}`);
      await page.getByLabel('Namn').fill(name);
      await page.getByLabel('Lösenord').fill(password);
      await page.getByRole('button', { name: 'Logga in', exact: true }).click();
      await page.getByRole('heading', { name: 'Anslut appen på den här datorn?' }).waitFor();
      await page.getByText('Kim Ek').waitFor();
      check(brought.length === 0, 'a code was brought without being asked');
      wrong.push(...(await violations(page)));
      await shoot(world, page, 'anslut-app');
      await page.getByRole('button', { name: 'Anslut appen' }).click();
      await page.getByRole('heading', { name: 'Appen är ansluten' }).waitFor();
      wrong.push(...(await violations(page)));
      const codes = brought.filter((url) => url?.startsWith('/?code='));
      check(codes.length === 1 && codes[0].endsWith(`&state=${state}`), brought.join(' '));
      check(wrong.length === 0, wrong.join('\n'));
      const faults = window.faults.filter((fault) => !fault.includes(`127.0.0.1:${port}`));
      check(faults.length === 0, faults.join('\n'));
      await window.close();
      return 'asked, allowed, brought to this machine once';
    });
  } finally {
    app.closeAllConnections();
    app.close();
  }
}
