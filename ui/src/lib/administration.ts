// What *Förvaltning* changes, as a patch of what the files of the configuration say.
import type { Category, ConfigurationFiles } from './api/types';

export const intervals = [
  'week',
  'fortnight',
  'month',
  'quarter',
  'tertial',
  'year',
  'biennium',
] as const;
export type IntervalWord = (typeof intervals)[number];
export const rhythms = ['operative', 'strategic', 'statutory', 'priorities'] as const;

type Words = { sv: string; en: string };
export interface Renamed {
  code: string;
  label: Words;
  short?: Words;
  tile?: Words;
}
export interface Added {
  code: string;
  tile: string;
  label: Words;
  short: Words;
  type: string;
  default_severity: number;
}
/** The catalogue's own part of the file. */
export interface CatalogueFile {
  hide: string[];
  rename: Renamed[];
  add: Added[];
}
export interface OrganisationFile extends Record<string, unknown> {
  code: string;
  name: string;
  kind: string;
  agreement_required?: boolean;
  trained?: boolean;
}
export interface AgreementFile extends Record<string, unknown> {
  code: string;
  organisation: string;
  purpose: string;
  /** Codes of the areas it covers. */
  areas: string[];
  valid_from: string;
  valid_to?: string;
  reference?: string;
}
/** The parts of `municipality.toml` that are changed here. */
export interface General {
  name: string;
  short_name: string;
  hue: number;
  rhythm: Record<(typeof rhythms)[number], IntervalWord>;
  maxPriorityAreas: number;
  automaticReview: boolean;
}

type Table = Record<string, unknown>;
const table = (value: unknown): Table => (value ?? {}) as Table;
const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

export function generalOf({ municipality }: ConfigurationFiles): General {
  const rhythm = table(municipality.rhythm);
  const of = (key: string) => intervals.find((it) => it === rhythm[key]) ?? 'week';
  return {
    name: String(municipality.name ?? ''),
    short_name: String(municipality.short_name ?? ''),
    hue: Number(table(municipality.theme).hue ?? 245),
    rhythm: {
      operative: of('operative'),
      strategic: of('strategic'),
      statutory: of('statutory'),
      priorities: of('priorities'),
    },
    maxPriorityAreas: Number(rhythm.max_priority_areas ?? 3),
    automaticReview: table(municipality.review).automatic === true,
  };
}

export function patchOfGeneral(to: General): Table {
  return {
    name: to.name.trim(),
    short_name: to.short_name.trim(),
    theme: { hue: to.hue },
    rhythm: { ...to.rhythm, max_priority_areas: to.maxPriorityAreas },
    review: { automatic: to.automaticReview },
  };
}

export function catalogueOf({ municipality }: ConfigurationFiles): CatalogueFile {
  const own = table(municipality.catalogue);
  return { hide: list(own.hide), rename: list(own.rename), add: list(own.add) };
}

export const organisationsOf = (files: ConfigurationFiles): OrganisationFile[] =>
  list(files.organisations.organisation);
export const agreementsOf = (files: ConfigurationFiles): AgreementFile[] =>
  list(files.organisations.agreement);

/** What an organisation is; there is only one municipality, and it is there. */
export const organisationKinds = [
  'company',
  'guard_company',
  'civil_society',
  'administration',
  'body',
  'police',
  'rescue_service',
  'health',
  'region',
] as const;

/** The first code of that kind that nobody has. */
export function freeCode(kind: string, taken: readonly { code: string }[]): string {
  const codes = new Set(taken.map((it) => it.code));
  let n = taken.length + 1;
  while (codes.has(`${kind}-${n}`)) n += 1;
  return `${kind}-${n}`;
}

/** One more that takes part; it reads nothing before it has an agreement. */
export function newOrganisation(all: readonly OrganisationFile[]): OrganisationFile {
  return {
    code: freeCode('organisation', all),
    name: '',
    kind: 'company',
    roles: ['org_coordinator', 'reporter'],
    agreement_required: true,
  };
}

/** The roles that the people of an organisation of that kind may have. */
export const rolesOf = (kind: string): string[] => [
  'org_coordinator',
  kind === 'police' ? 'police' : 'reporter',
];

/** What is left empty is left out of the file. */
export function written({ valid_to, reference, ...it }: AgreementFile): AgreementFile {
  return {
    ...it,
    purpose: it.purpose.trim(),
    ...(valid_to ? { valid_to } : {}),
    ...(reference?.trim() ? { reference: reference.trim() } : {}),
  };
}

/** Shown or hidden; a hidden tile takes its subcategories along. */
export function toggleHidden(own: CatalogueFile, code: string): CatalogueFile {
  const isHidden = own.hide.includes(code);
  return { ...own, hide: isHidden ? own.hide.filter((it) => it !== code) : [...own.hide, code] };
}

/** Calm and other must always be there to report. */
export const staysShown = (code: string): boolean => ['calm', 'other'].includes(code);

/** A new Swedish name; the English one and what else is said of the code stay. */
export function renamed(own: CatalogueFile, category: Category, to: string): CatalogueFile {
  const before = own.rename.find((it) => it.code === category.code);
  const words = { sv: to, en: before?.label.en ?? category.label.en };
  const entry: Renamed = { ...before, code: category.code, label: words };
  if (category.tile) entry.tile = { sv: to, en: before?.tile?.en ?? category.tile.en };
  else if (category.short) entry.short = { sv: to, en: before?.short?.en ?? category.short.en };
  return { ...own, rename: [...own.rename.filter((it) => it.code !== category.code), entry] };
}

/** The code of an own category: `x_<slug>.<word>`. */
export function ownCode(slug: string, words: string): string {
  const plain = words
    .toLocaleLowerCase('sv')
    .replaceAll(/[åä]/g, 'a')
    .replaceAll('ö', 'o')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return `x_${slug}.${plain}`;
}
