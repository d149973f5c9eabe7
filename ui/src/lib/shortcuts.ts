// The municipality's numbers and pages under *Ring*, as links.
import type { Shortcut } from './api/types';

const always = ['emergency', 'police'];

/** Those that are the municipality's own: 112 and 114 14 are shown whatever it says. */
export function others(shortcuts: Shortcut[]): Shortcut[] {
  return shortcuts.filter((it) => !always.includes(it.code));
}

export interface Way {
  href: string;
  shown: string;
  isPage: boolean;
}

/** Where a shortcut leads: the number before the page; null when nothing is filled in. */
export function leadsTo({ phone, url }: Pick<Shortcut, 'phone' | 'url'>): Way | null {
  if (phone && /^\d+$/.test(phone)) {
    return { href: `tel:${phone}`, shown: grouped(phone), isPage: false };
  }
  if (url?.startsWith('https://')) {
    return { href: url, shown: url.slice('https://'.length), isPage: true };
  }
  return null;
}

/** Digits in groups that can be read aloud: 0322-61 60 00, 114 14. */
function grouped(phone: string): string {
  if (phone === '11414') return '114 14';
  if (!phone.startsWith('0') || phone.length < 8) return phone;
  const area = phone.startsWith('08')
    ? 2
    : /^0(?:10|11|13|16|18|19|2[136]|3[1356]|4[024-6]|5[04]|6[03]|7[0-9]|90)/.test(phone)
      ? 3
      : 4;
  const rest = phone.slice(area);
  const first = rest.length % 2 === 0 ? 2 : 3;
  const groups = rest.slice(first).match(/.{2}/g) ?? [];
  return `${phone.slice(0, area)}-${[rest.slice(0, first), ...groups].join(' ')}`;
}
