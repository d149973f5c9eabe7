// A whole week for one person: sixty new reports decided by keyboard alone, the draft that made itself looked through and
// fixed, and pressed. The machine's own time is measured; what is left of half an hour is the person's.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../ask.mjs';
import { desk } from '../chromium.mjs';
import { withOwnServer } from '../own-server.mjs';
import { lines } from '../reports.mjs';
import { handIn } from '../server.mjs';
import { check } from '../words.mjs';
import { name, password } from './sign-in.mjs';

const count = 60;
const halfAnHour = 30 * 60;
const day = 86_400_000;

/** The Sunday evening of the last whole week, so that all sixty lie in it. */
function lastSunday(now) {
  const weekday = (new Date(now).getUTCDay() + 6) % 7;
  return now - (now % day) - weekday * day - 4 * 3_600_000;
}

async function decideAll(page) {
  let keys = 0;
  for (let left = count; left > 0; left -= 1) {
    await page.keyboard.press('a');
    keys += 1;
    await page
      .getByText(left > 1 ? `${left - 1} att granska` : 'Inget att granska')
      .first()
      .waitFor();
  }
  return keys;
}

async function reviewed(page) {
  const { total } = await ask(page, '/v1/picture', {
    filter: { reviews: ['approved'] },
    skip: 0,
    limit: 1,
  });
  return total;
}

/** The draft of the week, with one text of one's own, fixed. */
async function fix(page, base) {
  await page.goto(`${base}/#/utgavor`);
  await page.locator('[data-edition="operative"]').nth(1).click();
  await page.locator('#edition-news').waitFor();
  await page
    .locator('#edition-news')
    .fill('Krossade rutor på nya ställen, särskilt nära stationen.');
  await page.locator('#edition-by').fill('Områdesgruppen');
  await page.getByRole('button', { name: 'Fastställ', exact: true }).click();
  await page.getByText('Version 1').first().waitFor();
  const list = await ask(page, '/v1/editions');
  return list.editions.find((it) => it.state === 'fixed');
}

export async function week(world) {
  const folder = await mkdtemp(join(tmpdir(), 'lagesbild-week-'));
  try {
    return await withOwnServer('', async ({ base, data, invitation }) => {
      const file = join(folder, 'rows.ndjson');
      await writeFile(file, await lines(count, lastSunday(Date.now())));
      const whose = { organisation: 'Park och gata', role: 'reporter', file };
      await handIn(data, join(folder, 'device'), whose);
      const fresh = { size: desk, state: { cookies: [], origins: [] } };
      const window = await world.open({ base, ...fresh });
      const { page } = window;
      await page.goto(invitation);
      await page.getByLabel('Namn').fill(name);
      await page.getByLabel('Nytt lösenord').fill(password);
      await page.getByRole('button', { name: 'Börja' }).click();
      await page.getByText(`${count} att granska`).first().waitFor();

      const began = performance.now();
      const keys = await decideAll(page);
      check((await reviewed(page)) === count, `${await reviewed(page)} of ${count} are approved`);
      const edition = await fix(page, base);
      const version = edition.versions[0].op;
      const pressed = await page.evaluate(async (path) => {
        const answer = await fetch(path);
        return { status: answer.status, bytes: (await answer.arrayBuffer()).byteLength };
      }, `/v1/editions/${edition.id}/versions/${version}?form=pdf`);
      const seconds = (performance.now() - began) / 1000;
      check(pressed.status === 200 && pressed.bytes > 20_000, JSON.stringify(pressed));
      const read = await page.evaluate(
        async (path) => (await fetch(path)).json(),
        `/v1/editions/${edition.id}/versions/${version}?form=json`,
      );
      check(read.figures.reports === count, `${read.figures.reports} reports in the picture`);
      check(read.texts.news.startsWith('Krossade rutor'), 'the text is not in what was fixed');
      check(window.faults.length === 0, window.faults.join('\n'));
      await window.close();
      const left = Math.floor((halfAnHour - seconds) / count);
      return `${count} reports decided with ${keys} keys, fixed and pressed; the machine took ${seconds.toFixed(0)} s, which leaves ${left} s a report`;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
