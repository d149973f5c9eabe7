// What a coordinator does at the keyboard alone: a review with templates, assignment and undo, and one
// incident from the queue to its history.
import assert from 'node:assert/strict';

const coordinator = '/?backend=fake&role=coordinator';
const shown = (page, text) => page.getByText(text).first().waitFor({ timeout: 10_000 });
const focused = (page, selector) => page.waitForSelector(`${selector}:focus`, { timeout: 10_000 });

export const deskWalks = {
  async 'walk: a review by keyboard only'({ browser, base, open }) {
    const page = await open(browser, { size: 'desk', theme: 'light' });
    await page.goto(`${base}${coordinator}#/inflode`);
    await page.waitForSelector('[data-report]');
    const press = (key) => page.keyboard.press(key);
    // A question from a template, changed before it is sent.
    await press('j');
    await press('q');
    await focused(page, '#words');
    await page.getByRole('button', { name: 'När hände det, ungefär?' }).focus();
    await press('Enter');
    await focused(page, '#words');
    await press('End');
    await page.keyboard.type(' Före eller efter nio?');
    await press('Control+Enter');
    await shown(page, 'Fråga ställd');
    await press('k');
    await shown(page, 'När hände det, ungefär? Före eller efter nio?');
    // Two are given to oneself, found under Mina, approved at once, and all of it is taken back.
    await press('x');
    await press('j');
    await press('x');
    await press('t');
    await page.getByRole('button', { name: 'Jag (Sam Falk)' }).focus();
    await press('Enter');
    await shown(page, '2 tilldelade');
    await press('Control+k');
    await page.keyboard.type('Mina');
    await press('Enter');
    await page.waitForFunction(() => location.hash.includes('vy=mine'));
    await page.waitForFunction(() => document.querySelectorAll('[data-report]').length === 2);
    await press('k');
    await press('x');
    await press('j');
    await press('x');
    await press('a');
    await page.waitForFunction(() => document.querySelectorAll('[data-report]').length === 0);
    await press('z');
    await page.waitForFunction(() => document.querySelectorAll('[data-report]').length === 2);
    await press('z');
    await page.waitForFunction(() => document.querySelectorAll('[data-report]').length === 0);
    // What has waited three days is a view of its own.
    await press('Control+k');
    await page.keyboard.type('Väntat tre');
    await press('Enter');
    await page.waitForFunction(() => location.hash.includes('vy=waited'));
    await page.context().close();
  },

  async 'walk: an incident by keyboard only, from the queue to its history'({
    browser,
    base,
    open,
  }) {
    const page = await open(browser, { size: 'desk', theme: 'dark' });
    await page.goto(`${base}${coordinator}#/sla-ihop`);
    await shown(page, 'Mycket troligt samma');
    const press = (key) => page.keyboard.press(key);
    await press('m');
    await page.waitForTimeout(200);
    await page.goto(`${base}${coordinator}#/inflode`);
    await page.waitForSelector('[data-report]');
    await press('j');
    await press('h');
    await page.waitForFunction(() => location.hash.startsWith('#/handelse/'));
    await shown(page, 'En rapport, ingen händelse ännu');
    // A comment begins the incident; the page stays on it.
    await press('c');
    await focused(page, '#comment');
    await page.keyboard.type('Fastighetsägaren är ringd.');
    await press('Control+Enter');
    await shown(page, 'Räknas som 1 händelse.');
    await shown(page, '”Fastighetsägaren är ringd.”');
    await press('Escape');
    await page.evaluate(() => document.activeElement?.blur());
    await press('e');
    await page.locator('#said-severity').focus();
    await page.keyboard.type('4');
    await press('Tab');
    await page.getByRole('button', { name: 'Spara', exact: true }).focus();
    await press('Enter');
    await shown(page, /Allvar: inget → 4 av 4/);
    // Taken apart, and back again.
    await press('l');
    await shown(page, 'Händelsen är upplöst');
    await press('z');
    await shown(page, 'Räknas som 1 händelse.');
    assert.match(page.url(), /#\/handelse\//);
    await page.context().close();
  },
};
