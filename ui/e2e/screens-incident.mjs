// The screens of one incident.
const coordinator = 'role=coordinator';
const ready = (page, selector) => page.waitForSelector(selector, { timeout: 60_000 });

export const incidentScreens = [
  {
    name: 'handelse',
    size: 'desk',
    themes: ['light', 'dark'],
    query: coordinator,
    hash: '#/sla-ihop',
    act: async (page) => {
      await ready(page, '.pair');
      await page.keyboard.press('m');
      await page.waitForTimeout(300);
      await page.evaluate(() => (location.hash = '#/handelse'));
      await ready(page, '[aria-label="Historik"] li');
      await page.fill('#comment', 'Fastighetsägaren är ringd.');
      await page.getByRole('button', { name: /Kommentera/ }).click();
      await ready(page, '.commented');
      await page.click('summary:has-text("Vem får veta")');
    },
  },
  {
    name: 'handelse-tva-uppgifter',
    size: 'desk',
    themes: ['light', 'dark'],
    query: `${coordinator}&state=trouble`,
    hash: '#/inflode',
    act: async (page) => {
      await ready(page, '[data-report]');
      await page.keyboard.press('h');
      await ready(page, '[aria-label="Historik"] li');
      for (const severity of ['1', '4']) {
        await page.keyboard.press('e');
        await page.selectOption('#said-severity', severity);
        await page.getByRole('button', { name: 'Spara', exact: true }).click();
        await page.locator('#said-severity').waitFor({ state: 'detached' });
        await page.waitForTimeout(200);
      }
      await ready(page, '.contested li');
    },
  },
];
