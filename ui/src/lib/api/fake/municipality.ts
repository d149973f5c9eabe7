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
  steering_documents: [],
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
