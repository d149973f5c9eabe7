import { expect, it } from 'vitest';
import { appRequest, isOnThisMachine } from './app-request';

const asked = (port: string, challenge = 'c'.repeat(43), state = 's'.repeat(43)) =>
  appRequest(new URLSearchParams({ challenge, port, state }));

it('takes what an app of ours asks', () => {
  expect(asked('49152')?.redirect).toBe('http://127.0.0.1:49152/');
});

it('takes nothing that leads away from this machine', () => {
  for (const port of ['', '80', '049152', '49152@evil.example', '1.5', '999999']) {
    expect(asked(port)).toBeNull();
  }
  expect(asked('49152', 'short')).toBeNull();
  expect(asked('49152', undefined, 'a b'.repeat(9))).toBeNull();
  expect(isOnThisMachine('http://127.0.0.1:49152/?code=x')).toBe(true);
  for (const address of [
    'https://evil.example/',
    'http://127.0.0.1:1@evil.example/?',
    'javascript:1',
  ]) {
    expect(isOnThisMachine(address)).toBe(false);
  }
});
