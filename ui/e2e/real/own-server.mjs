// A server of a step's own, under the name `localhost`: passkeys belong to a name, and the municipality's
// sign-in is then another site, as it is in life.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coordinator, init, invite, serve } from './server.mjs';

async function freePort() {
  const socket = createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Do something with a fresh server with these settings; `work` gets its address and an invitation. */
export async function withOwnServer(settings, work) {
  const folder = await mkdtemp(join(tmpdir(), 'lagesbild-e2e-own-'));
  const data = join(folder, 'server');
  let serving;
  try {
    await init(data);
    const port = await freePort();
    const base = `http://localhost:${port}`;
    await writeFile(join(data, 'settings.toml'), `public_url = "${base}"\n${settings}`);
    serving = await serve(data, undefined, `127.0.0.1:${port}`);
    return await work({ base, data, invitation: await invite(data, coordinator) });
  } finally {
    await serving?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
