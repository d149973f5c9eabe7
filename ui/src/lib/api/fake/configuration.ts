// The configuration of the stand-in: kept in memory, checked for a hue that there is.
import type { Backend } from '../backend';
import type { Border, ConfigurationFiles } from '../types';

const square = (code: string, name: string, west: number): Border => ({
  area: code,
  name,
  kind: 'district',
  vintage: '2026',
  parent: '',
  polygons: [
    [
      [
        [west, 57.92],
        [west + 0.02, 57.92],
        [west + 0.02, 57.94],
        [west, 57.94],
        [west, 57.92],
      ],
    ],
  ],
});

export function fakeConfiguration(): Pick<
  Backend,
  'areas' | 'configuration' | 'changeConfiguration'
> {
  let files: ConfigurationFiles = {
    version: 'v1',
    municipality: {
      name: 'Lindby kommun',
      short_name: 'Lindby',
      slug: 'lindby',
      theme: { hue: 245 },
      rhythm: {
        operative: 'week',
        strategic: 'quarter',
        statutory: 'biennium',
        priorities: 'quarter',
        max_priority_areas: 3,
      },
      catalogue: { hide: [], rename: [], add: [] },
    },
    organisations: {
      organisation: [
        { code: 'kommunen', name: 'Lindby kommun', kind: 'municipality', roles: ['system_owner'] },
        { code: 'vakt', name: 'Vaktbolaget Norr', kind: 'guard_company', roles: ['reporter'] },
      ],
      agreement: [
        {
          code: 'avtal-1',
          organisation: 'vakt',
          purpose: 'Rapportering av iakttagelser',
          areas: [],
          valid_from: '2026-01-01',
        },
      ],
    },
    history: [],
  };
  return {
    areas: async () => [square('l01', 'Centrum', 12.52), square('l02', 'Strand', 12.54)],
    configuration: async () => files,
    changeConfiguration: async (change) => {
      const hue = (change.municipality?.theme as { hue?: number } | undefined)?.hue ?? 0;
      if (hue > 359) {
        const fault = { file: 'municipality.toml', key: 'theme.hue', what: '0 to 359 is expected' };
        return { version: files.version, faults: [fault] };
      }
      const version = `v${files.history.length + 2}`;
      files = {
        ...files,
        version,
        municipality: { ...files.municipality, ...change.municipality },
        organisations: { ...files.organisations, ...change.organisations },
        history: [{ version, at: Date.now(), by: 'Åsa' }, ...files.history],
      };
      return { version, faults: [] };
    },
  };
}
