import { describe, expect, it } from 'vitest';
import { faultWords } from './fault-words';
import { sv } from './text/sv';

const told = (key: string, what: string) =>
  faultWords({ file: 'organisations.toml', key, what }, sv.administration);

describe('what is wrong with a changed configuration', () => {
  it('is said where it stands, with the row as it is counted on the screen', () => {
    expect(told('agreement[2].valid_to', 'lies before valid_from')).toEqual({
      where: 'Överenskommelse 2 · Till och med',
      says: 'ligger före den första dagen.',
      detail: '',
    });
  });

  it('says which numbers are taken', () => {
    expect(told('theme.hue', '0 to 359 is expected').says).toBe('ska vara mellan 0 och 359.');
  });

  it('names the file when no key is at fault, and keeps what it has no words for', () => {
    expect(told('', 'is no TOML')).toEqual({
      where: 'organisations.toml',
      says: 'går inte att använda som det är.',
      detail: 'is no TOML',
    });
  });

  it('leaves a key that has no word as it is', () => {
    expect(told('shortcut[1].code', 'is missing').where).toBe('shortcut 1 · Kod');
  });
});
