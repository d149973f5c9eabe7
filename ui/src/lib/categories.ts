// Category codes as people read them: names, icon, hue, tile order for a role.
import type { Catalogue, Category, CategoryCode, Role } from './api/types';

export const tileOf = (code: string): string => code.split('.')[0] ?? code;

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

  /** The tiles in the order of a kind of reporter. */
  tiles(role: Role | undefined): Category[] {
    const order = this.#order[role ?? 'reporter'] ?? this.#order.reporter ?? [];
    return order.flatMap((code) => this.#byCode.get(code) ?? []);
  }

  under(tile: string): Category[] {
    return [...this.#byCode.values()].filter((it) => it.code !== tile && tileOf(it.code) === tile);
  }

  /** One or two words. */
  short(code: string): string {
    const found = this.#byCode.get(code) ?? this.#byCode.get(tileOf(code));
    const label = found?.tile ?? found?.short ?? found?.label;
    return label?.[this.#language] ?? code;
  }

  full(code: string): string {
    const found = this.#byCode.get(code) ?? this.#byCode.get(tileOf(code));
    return found?.label[this.#language] ?? code;
  }

  /** What a list calls it: the tile's word, or the subcategory's short name without its remark. */
  title(code: string): string {
    if (!code.includes('.')) return this.short(code);
    return this.full(code).replace(/\s*\(.*\)\s*$/, '');
  }

  icon(code: string): string {
    return this.#byCode.get(tileOf(code))?.icon ?? 'ellipsis';
  }

  hue(code: string): number {
    return this.#byCode.get(tileOf(code))?.hue ?? 250;
  }

  isEmergency(code: string): boolean {
    return (
      this.#byCode.get(tileOf(code))?.emergency === true ||
      this.#byCode.get(code)?.hand_over.includes('emergency_112') === true
    );
  }

  severity(code: string): number {
    return (this.#byCode.get(code) ?? this.#byCode.get(tileOf(code)))?.default_severity ?? 2;
  }
}

export const asCode = (code: string) => code as CategoryCode;
