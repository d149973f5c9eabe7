// Made-up reports of the practice town, told from a fixed moment so that pictures stay the same.
import { newDocId } from '../../ids';
import type {
  ObservationType,
  ObservationView,
  OrganisationId,
  Review,
  Role,
  UtcMillis,
  When,
} from '../types';
import { asCode } from '../../categories';

export const start: UtcMillis = Date.parse('2026-11-23T07:12:00Z');
const minute = 60_000;

interface Told {
  code: string;
  type: ObservationType;
  severity: number;
  back_min: number;
  place: string | null;
  lon: number;
  lat: number;
  accuracy_m?: number;
  organisation: string;
  role?: Role;
  note?: string;
  review?: Review;
  interval_min?: number;
  more?: Partial<ObservationView>;
}

// prettier-ignore
const told: Told[] = [
  { code: 'theft.burglary_storage', type: 'suspected_crime', severity: 2, back_min: 214, place: 'Ängsgatan 12', lon: 12.5298, lat: 57.9262, organisation: 'Lindbyhem', note: 'Lås uppbrutet på gaveldörren, inget ser stulet ut.' },
  { code: 'vandalism.broken_window', type: 'suspected_crime', severity: 2, back_min: 358, interval_min: 204, place: 'Resecentrum, hållplats C', lon: 12.5334, lat: 57.9331, accuracy_m: 34, organisation: 'Vaktbolaget Norr', note: 'Glaskross över hela väntkuren, norra sidan. Hel när vi passerade 22.50.', more: { certainty: 'seen_myself', discovered: 'patrol' } },
  { code: 'disorder.gathering', type: 'disorder', severity: 2, back_min: 412, place: 'Galleriagången', lon: 12.5361, lat: 57.9312, organisation: 'Vaktbolaget Norr', note: 'Ungefär 15 unga, lämnade när vi kom. Lustgastuber kvar.', more: { size_band: '11_25', certainty: 'seen_myself', action_taken: 'told_off' } },
  { code: 'fire.bin', type: 'suspected_crime', severity: 3, back_min: 440, place: 'Kvarnparken, scenen', lon: 12.5321, lat: 57.9257, organisation: 'Räddningstjänsten', note: 'Släckt på plats. Spår av tändvätska.', more: { action_taken: 'fixed_on_site' } },
  { code: 'traffic.reckless_atractor', type: 'disorder', severity: 2, back_min: 512, place: 'Stora torget', lon: 12.5328, lat: 57.9289, organisation: 'Polisen lokalpolisområde', role: 'police', note: 'Flera varv runt torget, klagomål från boende.' },
  { code: 'drugs.nitrous_oxide', type: 'disorder', severity: 2, back_min: 607, place: 'Gångtunneln Södra', lon: 12.5382, lat: 57.9243, accuracy_m: 180, organisation: 'Fritid och skola', note: 'Sju tuber vid östra nedgången.' },
  { code: 'place.lighting', type: 'physical_fault', severity: 2, back_min: 882, place: 'Gångtunneln Södra', lon: 12.5386, lat: 57.9246, organisation: 'Lindbyhem', note: 'Fyra armaturer släckta, felanmält.', more: { action_taken: 'fault_reported' } },
  { code: 'vandalism.graffiti', type: 'suspected_crime', severity: 1, back_min: 1022, place: 'Björkskolan, baksidan', lon: 12.5262, lat: 57.9304, organisation: 'Fritid och skola', note: 'Ny målning på förrådet, ungefär tre kvadratmeter.', more: { photos: 2 } },
  { code: 'violence.brawl', type: 'disorder', severity: 2, back_min: 1072, place: 'Idrottsplatsen', lon: 12.5411, lat: 57.9327, organisation: 'Fritid och skola', note: 'Ordväxling efter matchen, lugnade sig själv.', review: { state: 'asked', question: 'Var det vid norra eller södra entrén?' } },
  { code: 'disorder.noise', type: 'disorder', severity: 1, back_min: 1240, place: null, lon: 0, lat: 0, organisation: 'Lindbyhem', note: 'Hög musik från gården, flera har ringt.' },
  { code: 'vandalism.street_furniture', type: 'suspected_crime', severity: 2, back_min: 1790, place: 'Stadsparken, bron', lon: 12.5283, lat: 57.9275, organisation: 'Park och gata', note: 'Två bänkar välta i ån.', more: { recurring: true } },
  { code: 'staff.threat', type: 'suspected_crime', severity: 3, back_min: 2010, place: 'Stadsbiblioteket', lon: 12.5292, lat: 57.9255, organisation: 'Kommunledningskontoret', note: 'Hot mot personal i lånedisken, polisanmält.', review: { state: 'under_review' }, more: { action_taken: 'police_reported' } },
  { code: 'place.litter', type: 'physical_fault', severity: 1, back_min: 2320, place: 'Hagaplan', lon: 12.5563, lat: 57.9242, organisation: 'Park och gata', note: 'Krossat glas på lekplatsen.', review: { state: 'approved' } },
  { code: 'vandalism.graffiti', type: 'suspected_crime', severity: 1, back_min: 2450, place: 'Resecentrum', lon: 12.5327, lat: 57.9341, organisation: 'Polisen lokalpolisområde', role: 'police', review: { state: 'approved' }, note: 'Klotter på plattformens gavel.' },
  { code: 'disorder', type: 'unclassified', severity: 2, back_min: 2900, place: 'Galleria Linden', lon: 12.5371, lat: 57.9316, organisation: 'Vaktbolaget Norr', review: { state: 'approved' } },
  { code: 'theft.bicycle', type: 'suspected_crime', severity: 2, back_min: 3300, place: 'Resecentrum', lon: 12.5319, lat: 57.9346, organisation: 'Polisen lokalpolisområde', role: 'police', review: { state: 'approved' }, note: 'Tre cyklar samma kväll.' },
  { code: 'calm', type: 'nil_report', severity: 0, back_min: 3400, place: 'Stadsparken', lon: 12.5279, lat: 57.9271, organisation: 'Vaktbolaget Norr', review: { state: 'approved' } },
  { code: 'traffic.reckless_atractor', type: 'disorder', severity: 2, back_min: 4600, place: 'Hagavägen', lon: 12.5498, lat: 57.9259, organisation: 'Polisen lokalpolisområde', role: 'police', review: { state: 'approved' }, note: 'Två A-traktorer, halka medvetet i rondellen.' },
  { code: 'place.lighting', type: 'physical_fault', severity: 2, back_min: 5200, place: 'Ågångens tunnel', lon: 12.5264, lat: 57.9289, organisation: 'Park och gata', review: { state: 'approved' }, note: 'Helt mörkt efter kl. 18.' },
  { code: 'vandalism.graffiti', type: 'suspected_crime', severity: 2, back_min: 2438, place: 'Resecentrum, gaveln', lon: 12.5329, lat: 57.9342, accuracy_m: 25, organisation: 'Vaktbolaget Norr', review: { state: 'approved' }, note: 'Nytt klotter på gaveln mot plattformen.' },
  { code: 'event', type: 'notice', severity: 1, back_min: 5900, place: 'Idrottsplatsen', lon: 12.5414, lat: 57.9331, organisation: 'Kommunledningskontoret', note: 'Derby på lördag, två hejaklackar väntas.', review: { state: 'rejected', reason: 'Gäller en kommande händelse, ligger i kalendern' } },
];

function whenOf(it: Told): When {
  const at = start - it.back_min * minute;
  if (!it.interval_min) return { kind: 'exact', at };
  return { kind: 'interval', from: at - it.interval_min * minute, to: at };
}

export const organisationId = (name: string) =>
  `00000000-0000-4000-8000-${[...name]
    .reduce((n, c) => (n * 31 + c.charCodeAt(0)) % 1e12, 7)
    .toString()
    .padStart(12, '0')}` as OrganisationId;

function observation(it: Told, i: number): ObservationView {
  const at = start - it.back_min * minute;
  return {
    id: `0190f3c2-0000-7000-8000-${String(412 - i).padStart(12, '0')}` as ObservationView['id'],
    category: asCode(it.code),
    catalogue: 'est-se-default@1',
    type: it.type,
    severity: it.severity,
    when: whenOf(it),
    zone: 'Europe/Stockholm',
    position: it.place
      ? { lon: it.lon, lat: it.lat, accuracy_m: it.accuracy_m ?? 12, source: 'gps' }
      : null,
    place_name: it.place,
    place_type: null,
    setting: null,
    certainty: null,
    size_band: null,
    recurring: null,
    ongoing: null,
    action_taken: null,
    cost_band: null,
    discovered: null,
    note: it.note ?? null,
    reference: null,
    same_as: null,
    withdrawn: null,
    source: null,
    captured_in: 'app',
    captured_at: at,
    received_at: at + 17 * minute,
    organisation: organisationId(it.organisation),
    organisation_name: it.organisation,
    role: it.role ?? 'reporter',
    review: it.review ?? { state: 'new' },
    automatic: false,
    assigned: null,
    preparedness: false,
    incident: null,
    photos: 0,
    answers: [],
    answered: false,
    contested: [],
    ...it.more,
  };
}

export function practiceReports(): ObservationView[] {
  return told.map(observation);
}

/** Many points around the town, the same every time: a linear congruential row, no randomness. */
export function manyReports(count: number): ObservationView[] {
  const few = practiceReports();
  let seed = 1489;
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  return Array.from({ length: count }, (_, i) => {
    const like = few[i % few.length] as ObservationView;
    const at = start - i * 80 * minute;
    const spread = 0.004 + 0.03 * next() ** 3;
    const angle = 2 * Math.PI * next();
    const position = {
      lon: 12.5335 + 1.9 * spread * Math.cos(angle),
      lat: 57.929 + spread * Math.sin(angle),
      accuracy_m: 12,
      source: 'gps' as const,
    };
    const id = newDocId(at);
    return { ...like, id, position, captured_at: at, received_at: at, when: { kind: 'exact', at } };
  });
}
