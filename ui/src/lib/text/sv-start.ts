// The words of *Översikt*, in Swedish.
import type { Part } from '../start';

export const start = {
  start: {
    title: 'Översikt',
    parts: {
      approve: 'Att godkänna för publicering',
      late: 'Försenat',
      plan: 'Planens läge',
      editions: 'Fastställda lägesbilder',
      long: 'Lång sikt',
      duties: 'Lagens krav',
    } as Record<Part, string>,
    nothing: 'Inget just nu.',
    own: 'er',
    all: 'Alla',
    version: (version: number, by: string) => `version ${version}, ${by}`,
  },
};
