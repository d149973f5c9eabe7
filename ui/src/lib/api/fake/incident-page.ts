// The stand-in's incident pages: what was said is kept in memory, and the timeline follows from it.
import { earliest, latest } from '../../time';
import { Problem, type Backend } from '../backend';
import type {
  DocId,
  Decision,
  Happening,
  IncidentPage,
  IncidentRow,
  IncidentSaid,
  Joining,
  ObservationView,
  OpId,
  OrganisationId,
  Saying,
  ShareLevel,
} from '../types';
import { organisationId } from './reports';

interface World {
  all: () => ObservationView[];
  decide: (joining: Joining) => Decision;
  changed: () => void;
  /** Somebody else says something else at the same time. */
  isContested: boolean;
}

const office = 'Samordningsfunktionen';
const others = ['Fritid och skola', 'Lindåhem', 'Polisen', 'Vaktbolaget Norr'];
const nothingSaid: IncidentSaid = {
  category: null,
  severity: null,
  when: null,
  position: null,
  place_name: null,
  seen: {},
};
const newOp = () => crypto.randomUUID() as OpId;

export function fakeIncidentPages(world: World) {
  const said = new Map<DocId, IncidentSaid>();
  const lines = new Map<DocId, Happening[]>();
  const shares = new Map<string, ShareLevel>();

  const line = (doc: DocId, of: 'incident' | 'observation', rest: object, at = Date.now()) =>
    ({
      at,
      received_at: at,
      doc,
      of,
      op: newOp(),
      role: 'coordinator',
      organisation_name: office,
      is_taken_back: false,
      ...rest,
    }) as Happening;
  const tell = (doc: DocId, rest: object) =>
    lines.set(doc, [...(lines.get(doc) ?? []), line(doc, 'incident', rest)]);

  function of(it: ObservationView): Happening[] {
    const role = it.role;
    const organisation_name = it.organisation_name;
    const found = [
      line(it.id, 'observation', { happened: 'reported', role, organisation_name }, it.captured_at),
    ];
    if (it.review.state !== 'new') {
      const reviewed = {
        happened: 'reviewed',
        review: it.review,
        before: null,
        is_automatic: false,
      };
      found.push(line(it.id, 'observation', reviewed, it.captured_at + 3_600_000));
    }
    if (it.incident) {
      const joined = { happened: 'joined', incident: it.incident };
      found.push(line(it.id, 'observation', joined, it.captured_at + 7_200_000));
    }
    return found;
  }

  function page(id: DocId): IncidentPage {
    const alone = world.all().find((it) => it.id === id);
    const incident = alone ? alone.incident : id;
    const observations = incident
      ? world.all().filter((it) => it.incident === incident)
      : alone
        ? [alone]
        : [];
    if (observations.length === 0) throw new Problem('not_found', 'no such incident');
    const organisations = new Set(observations.map((it) => it.organisation_name));
    const own = incident ? (lines.get(incident) ?? []) : [];
    return {
      incident,
      observations: [...observations].sort((a, b) => earliest(a.when) - earliest(b.when)),
      sources: organisations.size,
      said: (incident && said.get(incident)) || nothingSaid,
      timeline: [...observations.flatMap(of), ...own].sort((a, b) => a.at - b.at),
      contested: own
        .flatMap((it) => (it.happened === 'changed' ? it.changes : []))
        .filter((it) => it.is_unseen)
        .map((it) => ({
          doc: incident as DocId,
          of: 'incident' as const,
          field: it.field,
          tellings: [it.new, it.old].map((value) => ({
            value,
            at: Date.now(),
            role: 'coordinator' as const,
            organisation_name: office,
          })),
        })),
      shares: others.map((name) => ({
        organisation: organisationId(name),
        name,
        level: shares.get(`${incident} ${organisationId(name)}`) ?? 'nothing',
        has_reported: organisations.has(name),
      })),
      known: null,
    };
  }

  function begun(id: DocId): DocId {
    const known = page(id).incident;
    return known ?? (world.decide({ decide: 'join', observations: [id] }).incident as DocId);
  }

  function say(id: DocId, saying: Saying): Decision {
    const incident = begun(id);
    if (saying.say === 'comment') tell(incident, { happened: 'commented', text: saying.text });
    else {
      const before = said.get(incident) ?? nothingSaid;
      const known = before as unknown as Record<string, unknown>;
      const changes = Object.entries(saying.set).map(([field, value]) => ({
        field,
        old: known[field] ?? null,
        new: value,
        is_unseen: world.isContested && known[field] !== null,
      }));
      said.set(incident, { ...before, ...saying.set });
      tell(incident, { happened: 'changed', changes });
    }
    world.changed();
    return { incident, decided: [] };
  }

  function share(id: DocId, organisation: OrganisationId, level: ShareLevel): Decision {
    const incident = begun(id);
    shares.set(`${incident} ${organisation}`, level);
    const name = others.find((it) => organisationId(it) === organisation) ?? '';
    tell(incident, { happened: 'shared', with: name, level });
    world.changed();
    return { incident, decided: [] };
  }

  function newest(): IncidentRow[] {
    const ids = [...new Set(world.all().flatMap((it) => it.incident ?? []))];
    const rows = ids.map((incident) => {
      const { observations, sources, said: now } = page(incident);
      const [first] = observations as [ObservationView];
      return {
        incident,
        category: now.category ?? first.category,
        severity: now.severity ?? Math.max(...observations.map((it) => it.severity)),
        place_name: now.place_name ?? first.place_name,
        position: now.position ?? first.position,
        earliest: earliest(first.when),
        latest: Math.max(...observations.map((it) => latest(it.when))),
        reports: observations.length,
        sources,
      };
    });
    return rows.sort((a, b) => b.latest - a.latest);
  }

  return {
    incident: async (id) => page(id),
    newestIncidents: async () => newest(),
    shared: async () => [],
    say: async (id, saying) => say(id, saying),
    share: async (id, organisation, level) => share(id, organisation, level),
  } satisfies Partial<Backend>;
}
