// A short tick in the hand, where the device can and the person wants it.
import { device } from './device';
import { settings } from './state/settings.svelte';

export function tick(ms: number): void {
  if (!settings.haptics) return;
  const phone = device();
  if (phone) phone.tick(ms);
  else globalThis.navigator?.vibrate?.(ms);
}
