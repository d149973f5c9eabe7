// One command for all of it: a server with reports in it, an invitation, every step in Chromium.
//
//   node e2e/real/all.mjs [--data DIR] [--reports N] [words of run.mjs …]
//
// With --data a copy of that server's folder is served, such as the demonstration's; else a new one
// with a few made-up reports.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lines } from './reports.mjs';
import { coordinator, handIn, init, invite, serve } from './server.mjs';
import { words } from './words.mjs';

const { data: given, reports = '48', ...rest } = words();
const folder = await mkdtemp(join(tmpdir(), 'lagesbild-e2e-'));
const data = join(folder, 'server');
let serving;
try {
  if (given) await cp(given, data, { recursive: true });
  else await init(data);
  serving = await serve(data);
  if (!given) {
    const file = join(folder, 'reports.ndjson');
    await writeFile(file, await lines(Number(reports), Date.now()));
    const whose = { organisation: 'Vaktbolaget Norr', role: 'reporter', file };
    await handIn(data, join(folder, 'device'), whose);
  }
  const invitation = await invite(data, coordinator);
  const further = Object.entries(rest).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, value],
  );
  const expect = given || rest.expect ? [] : ['--expect', reports];
  const script = join(dirname(fileURLToPath(import.meta.url)), 'run.mjs');
  const args = [script, '--base', serving.base, '--invitation', invitation, ...expect, ...further];
  const steps = spawn(process.execPath, args, { stdio: 'inherit' });
  [process.exitCode] = await once(steps, 'exit');
} finally {
  await serving?.stop();
  await rm(folder, { recursive: true, force: true });
}
