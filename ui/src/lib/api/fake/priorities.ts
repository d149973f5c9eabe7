// The stand-in's priority areas: three slots a quarter, in memory.
import type { Backend } from '../backend';
import type { PriorityArea } from '../types';

export function fakePriorities(): Pick<Backend, 'priorities' | 'prioritise'> {
  const chosen = new Map<string, PriorityArea>();
  return {
    priorities: async (quarter) => ({
      quarter,
      areas: [1, 2, 3]
        .flatMap((slot) => {
          const area = chosen.get(`${quarter} ${slot}`);
          return area
            ? [{ slot, area, product: area.need * area.influence, is_contested: false }]
            : [];
        })
        .sort((a, b) => b.product - a.product),
    }),
    prioritise: async ({ quarter, slot, area }) => {
      if (area) chosen.set(`${quarter} ${slot}`, area);
      else chosen.delete(`${quarter} ${slot}`);
    },
  };
}
