// A short tick in the hand, where the device can and the person wants it.
import { settings } from './state/settings.svelte';

export function tick(ms: number): void {
  if (settings.haptics) globalThis.navigator?.vibrate?.(ms);
}
