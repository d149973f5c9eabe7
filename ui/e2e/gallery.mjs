// `node e2e/gallery.mjs [--only NAME]`: every screen of the phone in every state and theme, one sheet a
// screen, and the page that shows them. Started by `cargo xtask screens`.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';
import { launch } from './browser.mjs';
import { phoneScreens, stateOf, states } from './phone-states.mjs';
import { openState } from './state-checks.mjs';

const at = process.argv.indexOf('--only');
const only = at < 0 ? null : process.argv[at + 1];
const root = fileURLToPath(new URL('..', import.meta.url));
const docs = join(root, '..', 'docs');
const folder = join(docs, 'pictures', 'phone');
const themes = ['light', 'dark', 'natt'];
const words = {
  empty: 'tomt',
  offline: 'utan nät',
  many: 'mycket',
  error: 'fel',
  little: 'för lite',
};
const small = { width: 195, height: 422 };
const quality = 0.6;

const serving = await preview({
  root,
  mode: 'e2e',
  build: { outDir: 'dist-e2e' },
  preview: { port: 0, host: '127.0.0.1' },
  logLevel: 'error',
});
const base = `http://127.0.0.1:${serving.httpServer.address().port}`;
const browser = await launch();

async function shoot(wanted) {
  const page = await openState(browser, base, wanted);
  const png = await page.screenshot({ type: 'png' });
  await page.context().close();
  return png.toString('base64');
}

/** Pictures side by side, as WebP: a browser is what draws and packs them. */
async function sheet(file, rows) {
  const page = await browser.newPage();
  const packed = await page.evaluate(
    async ({ rows, small, quality }) => {
      const gap = 8;
      const canvas = document.createElement('canvas');
      canvas.width = rows[0].length * (small.width + gap) + gap;
      canvas.height = rows.length * (small.height + gap) + gap;
      const context = canvas.getContext('2d');
      context.fillStyle = '#8a8f98';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingQuality = 'high';
      for (const [y, row] of rows.entries()) {
        for (const [x, picture] of row.entries()) {
          const image = new Image();
          image.src = `data:image/png;base64,${picture}`;
          await image.decode();
          const left = gap + x * (small.width + gap);
          context.drawImage(image, left, gap + y * (small.height + gap), small.width, small.height);
        }
      }
      return canvas.toDataURL('image/webp', quality).split(',')[1];
    },
    { rows, small, quality },
  );
  await page.close();
  await writeFile(join(folder, file), Buffer.from(packed, 'base64'));
  const { size } = await stat(join(folder, file));
  console.log(`${file} ${Math.round(size / 1024)} kB`);
}

/** Two at once: one waits while the other draws. */
async function both(list, of) {
  const done = [];
  for (let i = 0; i < list.length; i += 2) {
    done.push(...(await Promise.all(list.slice(i, i + 2).map(of))));
  }
  return done;
}

function page() {
  const columns = states.map((state) => words[state]).join(' · ');
  const sections = phoneScreens.map((screen) => {
    const said = states
      .map((state) => [words[state], stateOf(screen, state).says])
      .filter(([, says]) => says)
      .map(([name, says]) => `*${name}*: ${says}`)
      .join('; ');
    const more = said ? `\n\n${said[0].toUpperCase()}${said.slice(1)}.` : '';
    return `## ${screen.title}${more}\n\n![${screen.title} i fem lägen och tre utseenden](pictures/phone/${screen.name}.webp)`;
  });
  return `# The phone's screens

Made by \`cargo xtask screens\` from the stand-in backend; written by \`ui/e2e/gallery.mjs\`, not by hand. Each sheet has five columns
(${columns}: empty, offline, many, error, too little) and three rows (light, dark, natt). \`cargo xtask test e2e\` opens the
same screens in the same states and holds them against axe-core in the three themes, text at 200 % and the keyboard's order.

${sections.join('\n\n')}

## Text at 200 %

Each screen with much on it, light. Words wrap; the page never scrolls to the side.

![Alla skärmar med text i 200 procent](pictures/phone/text-200.webp)
`;
}

try {
  await mkdir(folder, { recursive: true });
  for (const screen of phoneScreens.filter(({ name }) => !only || name === only)) {
    const rows = [];
    for (const theme of themes) {
      rows.push(await both(states, (state) => shoot({ screen, state, theme })));
    }
    await sheet(`${screen.name}.webp`, rows);
  }
  if (!only || only === 'text-200') {
    const large = await both(phoneScreens, (screen) =>
      shoot({ screen, state: 'many', theme: 'light', text: 200 }),
    );
    const half = Math.ceil(large.length / 2);
    await sheet('text-200.webp', [large.slice(0, half), large.slice(half)]);
  }
  await writeFile(join(docs, 'screens.md'), page());
} finally {
  await browser.close();
  await serving.close();
}
