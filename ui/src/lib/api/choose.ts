// Which backend answers: the shell's when there is one, else the server's.
import { useDevice } from '../device';
import type { Backend } from './backend';

export async function chooseBackend(): Promise<Backend> {
  if (import.meta.env.DEV || import.meta.env.MODE === 'e2e') {
    const query = new URLSearchParams(location.search);
    if (query.get('backend') === 'fake') {
      const { fakeBackend, stageOf } = await import('./fake');
      return fakeBackend(stageOf(query));
    }
  }
  if ('__TAURI_INTERNALS__' in window) {
    const backend = (await import('./tauri')).tauriBackend();
    useDevice(backend.device());
    return backend;
  }
  return (await import('./web')).webBackend();
}
