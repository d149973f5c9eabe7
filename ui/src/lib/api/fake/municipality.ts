// The practice town as its configuration tells of it.
import type { Agreement, Municipality } from '../types';
import logo from '../../../../../config/ovningsstad/logotyp.svg?raw';

const space = (code: string, sv: string, en: string) => ({ code, label: { sv, en } });

export const municipality: Municipality = {
  name: 'Lindby (övning)',
  short_name: 'Lindby',
  slug: 'lindby',
  code: '0000',
  lon: 12.5335,
  lat: 57.9292,
  zoom: 15,
  line_hours: 24,
  bounds: null,
  zone: 'Europe/Stockholm',
  reference_system: 'EPSG:3007',
  practice: true,
  hue: 245,
  logo,
  texts: { sv: {}, en: {} },
  rhythm: null,
  scope: {
    outdoors: true,
    dwellings: 'blocked',
    shared_spaces: [
      space('stairwell', 'Trapphus', 'Stairwell'),
      space('laundry_room', 'Tvättstuga', 'Laundry room'),
      space('garage', 'Garage', 'Garage'),
    ],
  },
  shortcuts: [
    {
      code: 'emergency',
      label: { sv: '112', en: '112' },
      phone: '112',
      url: null,
    },
    { code: 'police', label: { sv: '114 14', en: '114 14' }, phone: '11414', url: null },
    {
      code: 'fault_report',
      label: { sv: 'Felanmälan', en: 'Report a fault' },
      phone: null,
      url: null,
    },
    {
      code: 'child_concern',
      label: { sv: 'Oro för ett barn: orosanmälan', en: 'Worried about a child' },
      phone: null,
      url: 'https://example.org/orosanmalan',
    },
  ],
  measures: [],
  receivers: ['Felanmälan gata och park'],
  accessibility_contact: 'kommun@lindby.example',
  steering_documents: [
    {
      code: 'sakerhetspolicy',
      title: 'Säkerhetspolicy',
      kind: 'policy',
      decided_by: 'kommunstyrelsen',
      decided_on: '2019-10-30',
      revised_on: null,
      valid_from: null,
      valid_to: null,
      review_months: null,
      reference: null,
      url: null,
      note: null,
    },
    {
      code: 'atgardsplan',
      title: 'Åtgärdsplan för det brottsförebyggande arbetet',
      kind: 'plan',
      decided_by: 'kommunstyrelsen',
      decided_on: '2024-06-17',
      revised_on: null,
      valid_from: null,
      valid_to: null,
      review_months: 24,
      reference: 'KS 2024/118',
      url: null,
      note: null,
    },
  ],
  bodies: [
    {
      code: 'kommunstyrelsen',
      name: 'Kommunstyrelsen',
      parent: null,
      is_council: false,
      note: null,
    },
    {
      code: 'omradesgruppen',
      name: 'Områdesgruppen',
      parent: 'Kommunstyrelsen',
      is_council: true,
      note: 'Bedömer områden och beslutar om kortsiktiga åtgärder.',
    },
  ],
  functions: [
    {
      code: 'samordnare',
      name: 'Brottsförebyggande samordnare',
      organisation: 'Kommunledningskontoret',
      member_of: ['omradesgruppen'],
      role: 'coordinator',
      mandate: 'Granskar, slår ihop, analyserar och fastställer den operativa lägesbilden.',
      decides: ['measures', 'assessments', 'editions'],
      deputy: 'Säkerhetschef',
      valid_from: null,
      valid_to: null,
      is_coordinator: true,
    },
  ],
  agreements: [
    {
      organisation: 'Vaktbolaget Norr',
      valid_from: '2025-01-01',
      valid_to: null,
      reference: null,
    },
    { organisation: 'Föreningen Grannar', valid_from: null, valid_to: null, reference: null },
  ],
  areas: [
    { code: 'l01', name: 'Centrum' },
    { code: 'l02', name: 'Strand' },
  ].map((it) => ({
    ...it,
    kind: 'district' as const,
    parent: null,
    municipalities: [],
    source: null,
    vintage: '2026',
  })),
};

export const agreement: Agreement = {
  code: 'vaktbolaget-norr-ovn',
  purpose: 'Rapportering under pass enligt bevakningsavtal (övning)',
  areas: ['Lindby (övning)'],
  valid_from: '2025-01-01',
  valid_to: null,
  begins_at: null,
  ends_at: null,
  reference: null,
};
