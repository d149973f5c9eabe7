import { expect, it } from 'vitest';
import { followNetwork, networkOf, type Network } from '../src/lib/network';

const connection = (type?: string, saveData = false) =>
  Object.assign(new EventTarget(), { type, saveData });

it('calls a network free only when the view knows that nobody pays', () => {
  expect(networkOf({ onLine: false, connection: connection('wifi') })).toBe('away');
  expect(networkOf({ onLine: true })).toBe('unknown');
  expect(networkOf({ onLine: true, connection: connection('wifi') })).toBe('free');
  expect(networkOf({ onLine: true, connection: connection('cellular') })).toBe('metered');
  expect(networkOf({ onLine: true, connection: connection('wifi', true) })).toBe('metered');
});

it('tells at once and at every change, until nobody listens', () => {
  const way = connection('cellular');
  const view = Object.assign(new EventTarget(), { navigator: { onLine: true, connection: way } });
  const heard: Network[] = [];
  const stop = followNetwork((network) => heard.push(network), view as unknown as Window);
  way.type = 'wifi';
  way.dispatchEvent(new Event('change'));
  view.navigator.onLine = false;
  view.dispatchEvent(new Event('offline'));
  stop();
  view.dispatchEvent(new Event('online'));
  expect(heard).toEqual(['metered', 'free', 'away']);
});
