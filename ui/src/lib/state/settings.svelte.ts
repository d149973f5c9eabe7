// What a person has chosen about looks and language, kept on this device only.
import type { Municipality, Texts } from '../api/types';
import { en } from '../text/en';
import { withOwn } from '../text/own';
import { sv, type Text } from '../text/sv';

export type Theme = 'light' | 'dark' | 'natt';
export type ThemeChoice = Theme | 'auto';
export type Language = 'sv' | 'en';
export type Hand = 'right' | 'left';
/** After so many minutes without a touch the app locks, where there is a PIN. */
export const lockMinutes = ['1', '5', '15'] as const;
export type LockAfter = (typeof lockMinutes)[number];

const key = 'settings';

interface Kept {
  theme: ThemeChoice;
  language: Language;
  hand: Hand;
  gloves: boolean;
  haptics: boolean;
  isSparing: boolean;
  lockAfter: LockAfter;
}

const first: Kept = {
  theme: 'auto',
  language: 'sv',
  hand: 'right',
  gloves: false,
  haptics: true,
  isSparing: false,
  lockAfter: '5',
};

function kept(): Kept {
  try {
    return { ...first, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>) };
  } catch {
    return first;
  }
}

/** A municipality's name, its OKLCH hue in degrees and the address of its logotype; none: the product's own. */
export interface Whose {
  name: string;
  hue: number | null;
  logo: string | null;
}

/** What the server wrote into the page. */
export function whoseIn(page: ParentNode | undefined): Whose {
  const meta = page?.querySelector<HTMLMetaElement>('meta[name="municipality"]');
  const hue = Number.parseFloat(meta?.dataset['hue'] ?? '');
  return {
    name: meta?.content ?? '',
    hue: Number.isFinite(hue) ? hue : null,
    logo: meta?.dataset['logo'] ?? null,
  };
}

class Settings {
  #kept = $state<Kept>(kept());
  #prefersDark = $state(false);
  #own = $state.raw<Texts>({ sv: {}, en: {} });
  #whose = $state.raw<Whose>(whoseIn(globalThis.document));
  readonly #text = $derived(
    this.#kept.language === 'sv' ? withOwn(sv, this.#own.sv) : withOwn(en, this.#own.en),
  );

  constructor() {
    const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
    if (!dark) return;
    this.#prefersDark = dark.matches;
    dark.addEventListener('change', (event) => (this.#prefersDark = event.matches));
  }

  get themeChoice(): ThemeChoice {
    return this.#kept.theme;
  }

  get theme(): Theme {
    const { theme } = this.#kept;
    if (theme !== 'auto') return theme;
    return this.#prefersDark ? 'dark' : 'light';
  }

  get language(): Language {
    return this.#kept.language;
  }

  get locale(): string {
    return this.#kept.language === 'sv' ? 'sv-SE' : 'en-GB';
  }

  get hand(): Hand {
    return this.#kept.hand;
  }

  get gloves(): boolean {
    return this.#kept.gloves;
  }

  /** A tick in the hand when a report is saved. */
  get haptics(): boolean {
    return this.#kept.haptics;
  }

  /** The battery is spared: the positioning rests between reports, the small map is not drawn. */
  get isSparing(): boolean {
    return this.#kept.isSparing;
  }

  get lockAfter(): LockAfter {
    return this.#kept.lockAfter;
  }

  /** The text catalogue in the chosen language, with the municipality's own words. */
  get text(): Text {
    return this.#text;
  }

  /** Whose pages these are: as the server says it in the page, until somebody has signed in. */
  get municipality(): Whose {
    return this.#whose;
  }

  /** The municipality is known. Its logotype becomes a picture, in which nothing runs. */
  belongTo({ name, hue, logo }: Pick<Municipality, 'name' | 'hue' | 'logo'>): void {
    const picture = logo && `data:image/svg+xml,${encodeURIComponent(logo)}`;
    this.#whose = { name, hue, logo: picture };
  }

  /** The municipality's words instead of the product's; not kept here, they come with it. */
  useOwn(own: Texts): void {
    this.#own = own;
  }

  change(choice: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...choice };
    try {
      localStorage.setItem(key, JSON.stringify(this.#kept));
    } catch {
      // A private window keeps the choice until it closes.
    }
  }
}

export const settings = new Settings();
