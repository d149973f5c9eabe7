// A meeting from nothing to agreed minutes: begun, held on a projector, decided, agreed.
const coordinator = '/?backend=fake&role=coordinator&state=empty#/moten';
const shown = (page, text) => page.getByText(text).first().waitFor({ timeout: 10_000 });

export const meetingWalks = {
  async 'walk: a meeting is held point by point, what is decided becomes a measure, the minutes are agreed'({
    browser,
    base,
    open,
  }) {
    const page = await open(browser, { size: 'desk', theme: 'light' });
    await page.goto(base + coordinator);
    await shown(page, 'Inga möten än');
    await page.fill('#meeting-body', 'Områdesgruppen Centrum');
    await page.getByRole('button', { name: 'Nytt möte' }).click();
    await page.getByRole('heading', { name: /^Områdesgruppen Centrum/ }).waitFor();
    const points = await page.locator('[data-point]').count();
    if (points !== 10) throw new Error(`the agenda has ${points} points`);
    await page.fill('#attendance-function', 'Kommunpolis');
    await page.getByRole('region', { name: 'Närvaro' }).getByRole('button').click();
    await page.getByRole('checkbox', { name: /Kommunpolis/ }).waitFor();

    // One point at a time, by the keys of a presenter.
    await page.getByRole('button', { name: 'Visa på projektor' }).click();
    await shown(page, '1. Uppföljning');
    for (let n = 0; n < 6; n += 1) await page.keyboard.press('PageDown');
    await page.getByRole('heading', { name: '7. Beslut' }).waitFor();
    if ((await page.locator('[data-point]').count()) !== 1) throw new Error('one point fills it');
    await page.getByLabel('Beslut', { exact: true }).fill('Fler ronder vid torget');
    await page.getByLabel('Ansvarig funktion').fill('Driftledare');
    await page.getByLabel('Senast').fill('2026-12-04');
    await page.getByRole('button', { name: 'Besluta' }).click();
    await page.locator('[data-decision]').getByText('Fler ronder vid torget').waitFor();
    await page.getByRole('button', { name: 'Lämna helskärm' }).click();

    await page.fill('#meeting-by', 'Samordnare');
    await page.getByRole('button', { name: 'Justera protokollet' }).click();
    await shown(page, 'Justerat');
    // Closed: nothing is left to write in, until somebody opens the minutes again.
    if ((await page.locator('[data-point] textarea').count()) > 0) throw new Error('still open');
    await page.getByRole('button', { name: 'Öppna protokollet igen' }).click();
    await page.locator('[data-point] textarea').first().waitFor();
    await page.fill('#meeting-by', 'Samordnare');
    await page.getByRole('button', { name: 'Justera protokollet' }).click();
    await page.locator('[data-point] textarea').first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Protokoll som PDF' }).click();
    await shown(page, 'Protokollet ligger i');
    await page.locator('[data-decision]').getByRole('link', { name: 'Insats' }).click();
    await page.getByText('Fler ronder vid torget').first().waitFor();
    await page.context().close();
  },
};
