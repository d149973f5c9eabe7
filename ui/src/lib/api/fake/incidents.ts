// The stand-in's incidents: a plain rule suggests, and decisions move reports in memory.
import { Problem, type Backend } from '../backend';
import type { Decided, DocId, Joining, ObservationView, OpId, SuggestionView } from '../types';

interface World {
  all: () => ObservationView[];
  place: (id: DocId, incident: DocId | null) => void;
}

const near_m = 60;
const soon_ms = 45 * 60_000;
const pairKey = (a: DocId, b: DocId) => [a, b].sort().join(' ');

function metres(a: ObservationView, b: ObservationView): number {
  if (!a.position || !b.position) return Infinity;
  const north = (a.position.lat - b.position.lat) * 111_320;
  const east = (a.position.lon - b.position.lon) * 111_320 * Math.cos((57.9 * Math.PI) / 180);
  return Math.hypot(north, east);
}

const bounds = ({ when }: ObservationView): [number, number] =>
  when.kind === 'interval' ? [when.from, when.to] : [when.at, when.at];

function suggestion(a: ObservationView, b: ObservationView): SuggestionView | null {
  if (a.organisation_name === b.organisation_name || a.category !== b.category) return null;
  const [p, q] = [bounds(a), bounds(b)];
  const gap = Math.max(0, Math.max(p[0], q[0]) - Math.min(p[1], q[1]));
  const apart = metres(a, b);
  if (apart > near_m || gap > soon_ms) return null;
  const is_exact = p[0] === p[1] && q[0] === q[1];
  const steps = Math.abs(a.severity - b.severity);
  return {
    observations: [a.id, b.id],
    score: 9 - apart / 20,
    reasons: [
      { of: 'near', metres: Math.round(apart), weight: 2.7 - apart / 30 },
      { of: 'soon', minutes: Math.round(gap / 60_000), is_exact, weight: is_exact ? 4.6 : 1.3 },
      { of: 'category', is_same: true, weight: 2 },
      { of: 'severity', steps, weight: steps === 0 ? 0.7 : 0.2 },
      { of: 'crowd', is_alone: true, weight: 0 },
    ],
  };
}

export function fakeIncidents(world: World) {
  const apart = new Set<string>();
  const undo = new Map<OpId, () => void>();

  function move(id: DocId, incident: DocId | null): Decided[] {
    const found = world.all().find((it) => it.id === id);
    if (!found) throw new Problem('not_found', 'no such report');
    const before = found.incident;
    if (before === incident) return [];
    const op = crypto.randomUUID() as OpId;
    world.place(id, incident);
    undo.set(op, () => world.place(id, before));
    return [{ doc: id, op }];
  }

  function join(ids: DocId[]) {
    const joined = world.all().filter((it) => ids.includes(it.id));
    const known = joined.flatMap((it) => it.incident ?? []).sort();
    const incident = known[0] ?? (crypto.randomUUID() as DocId);
    const whole = world
      .all()
      .filter((it) => ids.includes(it.id) || (it.incident !== null && known.includes(it.incident)));
    return { incident, decided: whole.flatMap((it) => move(it.id, incident)) };
  }

  function decide(joining: Joining) {
    switch (joining.decide) {
      case 'join':
        return join(joining.observations);
      case 'split':
        return { incident: null, decided: joining.observations.flatMap((id) => move(id, null)) };
      case 'dissolve': {
        const members = world.all().filter((it) => it.incident === joining.incident);
        return { incident: null, decided: members.flatMap((it) => move(it.id, null)) };
      }
      case 'apart': {
        const key = pairKey(joining.one, joining.other);
        const op = crypto.randomUUID() as OpId;
        apart.add(key);
        undo.set(op, () => void apart.delete(key));
        return { incident: null, decided: [{ doc: joining.one, op }] };
      }
      case 'undo':
        for (const { op } of joining.decided) undo.get(op)?.();
        return { incident: null, decided: [] };
    }
  }

  function suggestions(): SuggestionView[] {
    const found: SuggestionView[] = [];
    const reports = world.all().slice(0, 400);
    reports.forEach((a, i) => {
      for (const b of reports.slice(i + 1)) {
        const isOpen = a.incident === null || a.incident !== b.incident;
        const pair = isOpen && !apart.has(pairKey(a.id, b.id)) ? suggestion(a, b) : null;
        if (pair) found.push(pair);
      }
    });
    return found.sort((a, b) => b.score - a.score);
  }

  const answers = {
    decide: async (joining) => decide(joining),
    suggestions: async () => suggestions(),
    suggestionsFor: async (id) => suggestions().filter((it) => it.observations.includes(id)),
  } satisfies Partial<Backend>;
  return { answers, decide };
}
