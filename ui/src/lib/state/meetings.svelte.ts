// The meetings as they were last read, which one is held, what its agenda rests on, and what is written to it.
import { followed, lookedBack, meetingBefore, weekOf } from '../agenda';
import { Problem, type Backend } from '../api/backend';
import type {
  AreaStatus,
  CauseAnalysis,
  DocId,
  DraftView,
  MeasureView,
  Meeting,
} from '../api/types';
import { newDocId } from '../ids';

export interface NewDecision {
  what: string;
  owner: string;
  organisation: string | null;
  due: string | null;
}

export class MeetingsState {
  all = $state.raw<Meeting[] | null>(null);
  measures = $state.raw<MeasureView[]>([]);
  areas = $state.raw<AreaStatus[]>([]);
  causes = $state.raw<CauseAnalysis[]>([]);
  /** What was counted since the meeting before; null for whoever does not read every report. */
  draft = $state.raw<DraftView | null>(null);
  problem = $state.raw<Problem | null>(null);
  chosenId = $state<DocId | null>(null);
  readonly #backend: Backend;
  readonly #counts: () => boolean;
  chosen = $derived(this.all?.find((it) => it.id === this.chosenId) ?? null);
  before = $derived(this.chosen ? meetingBefore(this.chosen, this.all ?? []) : null);
  followed = $derived(followed(this.before, this.measures));
  /** When the days begin that the chosen meeting looks back on. */
  since = $derived(
    this.chosen ? Date.parse(`${lookedBack(this.chosen, this.all ?? []).from}T00:00Z`) : 0,
  );

  constructor(backend: Backend, counts: () => boolean) {
    this.#backend = backend;
    this.#counts = counts;
  }

  async load(): Promise<void> {
    try {
      [this.all, this.measures, this.causes] = await Promise.all([
        this.#backend.meetings(),
        this.#backend.measures(),
        this.#backend.causes(),
      ]);
      this.problem = null;
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
    await this.choose(this.chosenId ?? this.all?.[0]?.id ?? null);
  }

  async choose(id: DocId | null): Promise<void> {
    if (id !== this.chosenId) this.draft = null;
    this.chosenId = id;
    const { chosen } = this;
    if (!chosen) return;
    const { from, until } = lookedBack(chosen, this.all ?? []);
    const [areas, draft] = await Promise.all([
      this.#backend.assessments(...weekOf(chosen.on)).catch(() => []),
      this.#counts()
        ? this.#backend.editionDraft({ kind: 'operative', from, until }).catch(() => null)
        : null,
    ]);
    if (id !== this.chosenId) return;
    this.areas = areas;
    this.draft = draft;
  }

  move(by: number): void {
    const all = this.all ?? [];
    const at = all.findIndex((it) => it.id === this.chosenId);
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (next) void this.choose(next.id);
  }

  /** Each answers whether it was taken. */
  async begin(on: string, body: string, now: number): Promise<boolean> {
    const doc = newDocId(now);
    // Whoever was called last time is called again.
    const last = this.all?.find((it) => it.body === body);
    const called = Object.entries(last?.attendance ?? {}).map(([key, it]) => [
      `attendance.${key}`,
      { ...it, is_present: false },
    ]);
    return this.#write(doc, { on, body, ...Object.fromEntries(called) });
  }

  async write(set: Record<string, unknown>, because?: string): Promise<boolean> {
    return this.chosenId !== null && this.#write(this.chosenId, set, because);
  }

  /** A decision, and the measure it becomes: that first, so that a decision never points at nothing. */
  async decide(key: string, it: NewDecision, isMeasure: boolean, now: number): Promise<boolean> {
    const measure = isMeasure ? newDocId(now) : null;
    if (measure) {
      const { what: title, owner: owns, organisation, due } = it;
      const set = { title, function: owns, organisation, due, status: 'decided' };
      try {
        await this.#backend.writePlan({ doc: measure, of: 'measure', set });
      } catch (cause) {
        this.problem = Problem.from(cause);
        return false;
      }
    }
    return this.write({ [`decision.${key}`]: { ...it, measure } });
  }

  async minutes(lang: 'sv' | 'en'): Promise<string | null> {
    return this.chosenId ? this.#backend.minutesFile(this.chosenId, lang) : null;
  }

  async #write(doc: DocId, set: Record<string, unknown>, because?: string): Promise<boolean> {
    try {
      const said = because ? { because } : {};
      await this.#backend.writePlan({ doc, of: 'meeting', set, ...said });
    } catch (cause) {
      this.problem = Problem.from(cause);
      return false;
    }
    this.chosenId = doc;
    await this.load();
    return true;
  }
}
