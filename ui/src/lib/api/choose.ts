// Which backend answers: the shell's when there is one, else the server's.
import type { Backend } from './backend';

export async function chooseBackend(): Promise<Backend> {
  if (import.meta.env.DEV || import.meta.env.MODE === 'e2e') {
    const query = new URLSearchParams(location.search);
    if (query.get('backend') === 'fake') {
      const { fakeBackend, stageOf } = await import('./fake');
      return fakeBackend(stageOf(query));
    }
  }
  if ('__TAURI_INTERNALS__' in window) return (await import('./tauri')).tauriBackend();
  return (await import('./web')).webBackend();
}
