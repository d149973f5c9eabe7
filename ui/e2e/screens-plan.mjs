// The screens of the plan: measures and what belongs to them.
const both = ['light', 'dark'];
const coordinator = 'role=coordinator';
const ready = (page, selector) => page.waitForSelector(selector, { timeout: 60_000 });
const desk = (name, hash, act, query = coordinator) => ({
  name,
  size: 'desk',
  themes: both,
  query,
  hash,
  act,
});

const guard = 'role=reporter&shell=app';
const phone = (name, hash, act, query = guard) => ({
  name,
  size: 'phone',
  themes: ['light', 'dark', 'natt'],
  query,
  hash,
  act,
});

const enheter = (name, act, query) => desk(name, '#/enheter', act, query);
const choose = (text) => async (page) => {
  await ready(page, '[data-device]');
  await page.getByText(text).first().click();
};

const forvaltning = (name, part, act) =>
  desk(`forvaltning-${name}`, `#/forvaltning${part ? `?del=${part}` : ''}`, act);

export const planScreens = [
  forvaltning('allmant', '', (page) => page.getByText('Färgton').waitFor()),
  forvaltning('fel', '', async (page) => {
    // What the form itself would not let through is what the server names.
    await page.getByText('Färgton').waitFor();
    await page.locator('input[type=range]').evaluate((it) => {
      it.max = '400';
      it.value = '400';
      it.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await page.getByRole('button', { name: 'Spara' }).click();
    await page.getByText('ska vara mellan 0 och 359').waitFor();
  }),
  forvaltning('katalog', 'catalogue', async (page) => {
    await page.getByRole('button', { name: 'place', exact: true }).click();
    await page.getByLabel('Namn på place', { exact: true }).fill('Utemiljö');
    await page.keyboard.press('Tab');
    await page.locator('.tile', { hasText: 'Utemiljö' }).waitFor();
  }),
  forvaltning('organisationer', 'organisations', (page) =>
    page.getByRole('heading', { name: 'Överenskommelser' }).waitFor(),
  ),
  forvaltning('overenskommelse', 'organisations', async (page) => {
    const press = (name) => page.getByRole('button', { name, exact: true }).click();
    await press('Lägg till organisation');
    await press('Ta bort den nya organisationen');
    await press('Lägg till organisation');
    await page.locator('tbody tr').last().locator('input').first().fill('Bostads AB Linden');
    await press('Lägg till överenskommelse');
    await page.getByLabel('Ändamål').last().fill('Rapportering i egna bestånd');
    await press('Spara');
    await page.getByText('Sparat. Telefoner').waitFor();
    await page.getByText('Bostads AB Linden').scrollIntoViewIfNeeded();
  }),
  forvaltning('andringar', 'history', async (page) => {
    await page.getByText('Inget har ändrats än').waitFor();
    await page.keyboard.press('1');
    await page.getByText('Färgton').waitFor();
    await page.getByLabel('Kort namn').fill('Lind');
    await page.getByRole('button', { name: 'Spara' }).click();
    await page.getByText('Sparat. Telefoner').waitFor();
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press('5');
    await page.locator('main li').first().waitFor();
  }),
  forvaltning('palett', '', async (page) => {
    await page.getByText('Färgton').waitFor();
    await page.keyboard.press('Control+k');
    await ready(page, '.palette');
  }),
  forvaltning('omraden', 'areas', (page) => page.getByRole('table').waitFor()),
  desk('inflode-tid', '#/inflode?vy=all&period=week&till=2026-11-20', async (page) => {
    await page.getByRole('slider').waitFor();
  }),
  enheter('enheter', choose('Rond 4')),
  enheter('enheter-sparra', async (page) => {
    await choose('Rond 1')(page);
    await page.getByRole('button', { name: 'Spärra' }).click();
    await page.getByText('Töm den genast').click();
  }),
  enheter('enheter-borttappad', choose('Borttappad i Resecentrum')),
  enheter('enheter-ny', async (page) => {
    await ready(page, '[data-device]');
    await page.keyboard.press('n');
    await page.fill('#invite-name', 'Rond 8');
    await page.getByRole('button', { name: 'Gör en länk' }).click();
    await ready(page, '[data-invited]');
  }),
  enheter(
    'enheter-tom',
    (page) => page.getByText('Inga enheter än').waitFor(),
    `${coordinator}&state=empty`,
  ),
  enheter(
    'enheter-utan-nat',
    (page) => page.getByText('Listan kunde inte').waitFor(),
    `${coordinator}&state=offline`,
  ),
  desk('inloggningar', '#/enheter?visning=inloggningar', async (page) => {
    await ready(page, '[data-person]');
    await page.getByText('Kim Ek').first().click();
    await ready(page, '[data-session]');
  }),
  phone('min-inloggning', '#/inloggning', (page) => ready(page, '[data-session]'), 'role=reporter'),
  desk('min-inloggning', '#/inloggning', (page) => ready(page, '[data-session]')),
  desk('andra-faktor', '#/inloggning', async (page) => {
    await page.getByRole('button', { name: 'Slå på' }).click();
    await page.fill('#factor-password', 'en lång mening');
    await page.getByRole('button', { name: 'Fortsätt' }).click();
    await ready(page, '#factor-code');
  }),
  desk('reservkoder', '#/inloggning', async (page) => {
    await page.getByRole('button', { name: 'Slå på' }).click();
    await page.fill('#factor-password', 'en lång mening');
    await page.getByRole('button', { name: 'Fortsätt' }).click();
    await page.fill('#factor-code', '123456');
    await page.getByRole('button', { name: 'Slå på' }).click();
    await ready(page, '[data-recovery]');
  }),

  desk('passnycklar', '#/inloggning', async (page) => {
    await page.getByRole('button', { name: 'Lägg till passnyckel' }).click();
    await page.fill('#passkey-password', 'en lång mening');
    await page.getByRole('button', { name: 'Lägg till passnyckel' }).click();
    await ready(page, '[data-passkey]');
  }),
  desk(
    'anslut-app',
    `#/anslut-app?challenge=${'c'.repeat(43)}&state=${'s'.repeat(43)}&port=49152`,
    (page) => page.getByRole('button', { name: 'Anslut appen' }).waitFor(),
  ),
  desk('app-ansluten', '#/app-ansluten', (page) => page.getByText('Appen är ansluten').waitFor()),

  phone('insatser-nu', '#/brief', (page) => ready(page, '[data-ongoing]')),
  phone('aterkoppling', '#/brief', async (page) => {
    await page.getByRole('radio', { name: 'Återkoppling' }).click();
    await ready(page, '[data-told]');
  }),
  phone(
    'aterkoppling-tom',
    '#/brief',
    (page) => page.getByRole('radio', { name: 'Återkoppling' }).click(),
    `${guard}&state=empty`,
  ),
  desk('utgavor', '#/utgavor', (page) => ready(page, '#edition-summary')),
  desk('utgavor-versioner', '#/utgavor', async (page) => {
    await ready(page, '#edition-by');
    await page.locator('#edition-by').fill('Områdesgruppen');
    await page.getByRole('button', { name: 'Fastställ', exact: true }).click();
    await ready(page, 'text=Version 1');
  }),
  desk(
    'utgavor-publicering',
    '#/utgavor',
    async (page) => {
      await ready(page, '[data-edition]');
      await page.getByText('9 nov 2026 – 15 nov 2026').click();
      await ready(page, '#edition-approver');
      await page.fill('#edition-approver', 'Kommunikationschefen');
      await page.fill('#edition-embargo', '2026-12-01');
      await page.getByLabel('webbplatsen').check();
      await page.getByLabel('press').check();
      await page.getByRole('button', { name: 'Godkänn publicering' }).click();
      await ready(page, '[data-publication]');
    },
    '/?backend=fake&role=communications',
  ),
  desk('mote', '#/moten', (page) => ready(page, '[data-point]')),
  desk('mote-projektor', '#/moten', async (page) => {
    await ready(page, '[data-point]');
    await page.getByRole('button', { name: 'Visa på projektor' }).click();
    await page.getByRole('heading', { name: '1. Uppföljning' }).waitFor();
  }),
  desk('mote-beslut', '#/moten', async (page) => {
    const decisions = page.locator('[data-point="decisions"]');
    await decisions.waitFor();
    await decisions.getByLabel('Beslut', { exact: true }).fill('Klipp buskarna vid gångtunneln');
    await decisions.getByLabel('Ansvarig funktion').fill('Driftledare');
    await decisions.getByRole('button', { name: 'Besluta' }).click();
    await decisions.locator('[data-mandate="unknown"]').first().waitFor();
    await decisions.getByLabel('Ansvarig funktion').fill('Brottsförebyggande samordnare');
    await decisions.getByText('Mandat: Granskar').waitFor();
    await decisions.scrollIntoViewIfNeeded();
  }),
  desk(
    'mote-tomt',
    '#/moten',
    (page) => page.getByText('Inga möten än').waitFor(),
    `${coordinator}&state=empty`,
  ),
  desk(
    'oversikt',
    '#/',
    (page) => ready(page, '[data-start="late"]'),
    '/?backend=fake&role=steering',
  ),
  desk('organisation', '#/organisation', (page) => ready(page, '[data-duty]')),
  desk('organisation-organ', '#/organisation?del=organ', (page) => ready(page, '[data-direction]')),
  desk('organisation-platser', '#/organisation?del=platser', (page) => ready(page, '[data-place]')),
  desk('organisation-dokument', '#/organisation?del=dokument', (page) =>
    ready(page, '[data-document]'),
  ),
  desk('bedomning', '#/bedomning', (page) => ready(page, '[data-area]')),
  desk('orsaker', '#/orsaker', (page) => ready(page, '[data-hypothesis]')),
  desk('orsaker-belagg', '#/orsaker', async (page) => {
    await ready(page, '[data-picker]');
    await page.locator('[data-picker] summary').first().click();
    await ready(page, '[data-pick]');
  }),
  desk('orsaker-trad', '#/orsaker', async (page) => {
    await ready(page, '[data-node]');
    await page.locator('[data-node]').last().scrollIntoViewIfNeeded();
  }),
  desk('insats-prov', '#/insatser', async (page) => {
    await ready(page, '[data-measure]');
    await page.getByText('Byt lampor i gångtunneln').first().click();
    await page.getByRole('button', { name: 'Ska utvärderas' }).click();
    await ready(page, 'text=om året syns');
    await page.getByText('om året syns').scrollIntoViewIfNeeded();
  }),
  desk('insats-resultat', '#/insatser', async (page) => {
    await ready(page, '[data-measure]');
    await page.getByText('Fler ronder vid Stora torget').first().click();
    await ready(page, '[data-follow-up] figure');
    await page.locator('[data-follow-up]').scrollIntoViewIfNeeded();
  }),
  desk('insatser', '#/insatser', async (page) => {
    await ready(page, '[data-measure]');
    await page.getByText('Fler ronder vid Stora torget').first().click();
    await page.getByText('Historik').click();
  }),
  desk('insats-ur-biblioteket', '#/insatser', async (page) => {
    await ready(page, '[data-measure]');
    await page.keyboard.press('n');
    await page.selectOption('#measure-type', 'lighting');
    await page.selectOption('#measure-library', 'battre-belysning');
    await ready(page, 'text=Väl prövad');
    await page.getByText('Källor').click();
  }),
  desk('insats-lamnas-over', '#/insatser', async (page) => {
    await ready(page, '[data-measure]');
    await page.getByText('Fler ronder vid Stora torget').first().click();
    await page.getByText('Lämna över', { exact: true }).click();
    await page.selectOption('#handover-receiver', 'Felanmälan gata och park');
    await page.getByRole('button', { name: 'Skicka till systemet' }).click();
    await ready(page, 'text=mottaget av systemet');
  }),
  desk('insats-ny', '#/insatser', async (page) => {
    await ready(page, '[data-measure]');
    await page.keyboard.press('n');
    await page.getByText('Mer', { exact: true }).click();
    await page.fill('#measure-note', 'Ring Sven på 070-174 06 05');
    await ready(page, '.told');
  }),
  desk('insatser-kalender', '#/insatser?visning=kalender', (page) => ready(page, '[data-measure]')),
  desk(
    'insatser-tomt',
    '#/insatser',
    (page) => ready(page, 'text=Inga insatser än'),
    `${coordinator}&state=empty`,
  ),
];
