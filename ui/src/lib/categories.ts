// Category codes as people read them: names, icon, hue, tile order for a kind of reporter.
import type { Catalogue, Category, CategoryCode } from './api/types';

const elsewhere = 'other';

/** Today as `YYYY-MM-DD` where this device is. */
export function today(now = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export class Categories {
  readonly #byCode = new Map<string, Category>();
  readonly #order: Record<string, string[]>;
  readonly #language: 'sv' | 'en';

  constructor(catalogue: Catalogue | null, language: 'sv' | 'en') {
    for (const category of catalogue?.categories ?? []) this.#byCode.set(category.code, category);
    this.#order = catalogue?.tile_order ?? {};
    this.#language = language;
  }

  get(code: string): Category | undefined {
    return this.#byCode.get(code);
  }

  /** The tile a code is shown and counted under: a municipality's own codes name theirs. */
  tileOf(code: string): string {
    const named = this.#byCode.get(code)?.under ?? code.split('.')[0] ?? code;
    return this.#byCode.has(named) ? named : elsewhere;
  }

  /** The tiles that are offered, in the order of a kind of reporter. */
  tiles(order?: string): Category[] {
    const codes = this.#order[order ?? ''] ?? this.#order.reporter ?? [];
    return codes.flatMap((code) => this.#byCode.get(code) ?? []).filter((it) => !it.hidden);
  }

  /** Every tile, those that are hidden from reporters too: old reports keep them. */
  everyTile(): Category[] {
    const shown = this.tiles();
    const hidden = [...this.#byCode.values()].filter(
      (it) => !it.code.includes('.') && !shown.includes(it),
    );
    return [...shown, ...hidden];
  }

  /** What may be chosen under a tile on a day; what has been chosen stays. */
  under(tile: string, chosen?: string, day = today()): Category[] {
    const isOffered = ({ hidden, valid_from, valid_to }: Category) =>
      !hidden && (valid_from ?? day) <= day && day <= (valid_to ?? day);
    return [...this.#byCode.values()].filter(
      (it) =>
        it.code !== tile && this.tileOf(it.code) === tile && (it.code === chosen || isOffered(it)),
    );
  }

  /** One or two words; a code that this catalogue does not know is shown as it is. */
  short(code: string): string {
    const found = this.#named(code);
    const label = found?.tile ?? found?.short ?? found?.label;
    return label?.[this.#language] ?? code;
  }

  full(code: string): string {
    return this.#named(code)?.label[this.#language] ?? code;
  }

  /** What a list calls it: the tile's word, or the subcategory's short name without its remark. */
  title(code: string): string {
    if (!code.includes('.')) return this.short(code);
    return this.full(code).replace(/\s*\(.*\)\s*$/, '');
  }

  icon(code: string): string {
    return this.#byCode.get(this.tileOf(code))?.icon ?? 'ellipsis';
  }

  hue(code: string): number {
    return this.#byCode.get(this.tileOf(code))?.hue ?? 250;
  }

  isEmergency(code: string): boolean {
    return (
      this.#byCode.get(this.tileOf(code))?.emergency === true ||
      this.#byCode.get(code)?.hand_over.includes('emergency_112') === true
    );
  }

  severity(code: string): number {
    return this.#named(code)?.default_severity ?? 2;
  }

  /** The entry itself, else that of the tile its code begins with. */
  #named(code: string): Category | undefined {
    return this.#byCode.get(code) ?? this.#byCode.get(code.split('.')[0] ?? code);
  }
}

export const asCode = (code: string) => code as CategoryCode;
