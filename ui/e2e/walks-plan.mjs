// Measures with the keyboard alone, from nothing to done.
const coordinator = '/?backend=fake&role=coordinator&state=empty#/insatser';
const shown = (page, text) => page.getByText(text).first().waitFor({ timeout: 10_000 });

export const planWalks = {
  async 'walk: a measure is written, decided, begun and done with the keyboard'({
    browser,
    base,
    open,
  }) {
    const page = await open(browser, { size: 'desk', theme: 'light' });
    await page.goto(base + coordinator);
    await shown(page, 'Inga insatser än');
    await page.keyboard.press('n');
    await page.locator('#measure-title').focus();
    await page.keyboard.type('Sätt upp armatur');
    await page.keyboard.press('Enter');
    for (const step of ['Besluta', 'Starta', 'Klarmarkera']) {
      await page.getByRole('button', { name: step }).focus();
      await page.keyboard.press('Enter');
    }
    await page.getByRole('button', { name: 'Öppna igen' }).waitFor();
    await page.getByRole('region', { name: 'Klar 1' }).getByText('Sätt upp armatur').waitFor();
    await page.context().close();
  },
};
