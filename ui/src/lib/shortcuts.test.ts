import { expect, it } from 'vitest';
import { leadsTo, others } from './shortcuts';

const label = { sv: 'x', en: 'x' };

it('leads nowhere when the municipality has filled in nothing', () => {
  expect(leadsTo({ phone: null, url: null })).toBeNull();
});

it('rings a number before it opens a page, and opens nothing but https', () => {
  expect(leadsTo({ phone: '0322616000', url: 'https://x.se' })).toEqual({
    href: 'tel:0322616000',
    shown: '0322-61 60 00',
    isPage: false,
  });
  expect(leadsTo({ phone: null, url: 'https://x.se/fel' })?.href).toBe('https://x.se/fel');
  expect(leadsTo({ phone: null, url: 'javascript:alert(1)' })).toBeNull();
});

it('groups digits as they are read', () => {
  const shown = (phone: string) => leadsTo({ phone, url: null })?.shown;
  expect(shown('11414')).toBe('114 14');
  expect(shown('081234567')).toBe('08-123 45 67');
  expect(shown('0701234567')).toBe('070-123 45 67');
});

it('leaves 112 and 114 14 to the screen itself', () => {
  const all = ['emergency', 'police', 'fault_report', 'school'].map((code) => ({
    code,
    label,
    phone: null,
    url: null,
  }));
  expect(others(all).map((it) => it.code)).toEqual(['fault_report', 'school']);
});
