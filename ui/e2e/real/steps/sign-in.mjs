// By invitation: a name, a password, and in. The link is good once; the password again and again.
import { ask } from '../ask.mjs';
import { desk } from '../chromium.mjs';
import { check } from '../words.mjs';

export const name = 'kim.ek';
export const password = 'lindby-torget-fontan';

export async function signIn(world) {
  const first = await world.open({ size: desk });
  const { page } = first;
  await page.goto(world.invitation);
  await page.getByRole('heading', { name: 'Välkommen' }).waitFor();
  await page.getByLabel('Namn').fill(name);
  await page.getByLabel('Nytt lösenord').fill('för kort');
  check(
    await page.getByRole('button', { name: 'Börja' }).isDisabled(),
    'a short password may begin',
  );
  await page.getByLabel('Nytt lösenord').fill(password);
  let asked = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/v1/me') asked += 1;
  });
  await page.getByRole('button', { name: 'Börja' }).click();
  await page.waitForURL((url) => !url.href.includes('anslut'));
  await page.getByRole('region', { name: 'Inflöde' }).waitFor();
  check(asked === 1, `after the invitation the page asked ${asked} times who it is`);
  const me = await ask(page, '/v1/me');
  check(me.role === 'coordinator', `signed in as ${JSON.stringify(me)}`);
  world.state = await first.context.storageState();

  const again = await world.open({ size: desk, state: { cookies: [], origins: [] } });
  await again.page.goto(world.invitation);
  await again.page.getByLabel('Namn').fill('någon.annan');
  await again.page.getByLabel('Nytt lösenord').fill(password);
  await again.page.getByRole('button', { name: 'Börja' }).click();
  const spent = again.page.getByRole('alert');
  check(/redan använd/.test(await spent.innerText()), 'a used link does not say that it is used');
  await again.page.goto(`${world.base}/`);
  await again.page.getByLabel('Namn').fill(name);
  await again.page.getByLabel('Lösenord').fill(password);
  await again.page.getByRole('button', { name: 'Logga in', exact: true }).click();
  await again.page
    .getByRole('button', { name: 'Logga in', exact: true })
    .waitFor({ state: 'detached' });
  check((await ask(again.page, '/v1/me')).name === me.name, 'the password led somewhere else');

  const faults = [...first.faults, ...again.faults];
  check(faults.length === 0, faults.join('\n'));
  await first.close();
  await again.close();
  return 'the link works once, the password again';
}
