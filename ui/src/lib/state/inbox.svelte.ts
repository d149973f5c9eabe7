// The queue: what matches, what is chosen and marked, decisions and their undoing.
import { Problem, type Backend } from '../api/backend';
import type {
  DocId,
  ObservationView,
  PictureFilter,
  PictureOrder,
  PicturePoints,
  PictureSummary,
  Review,
} from '../api/types';

const page = 100;
/** More than these lie on the map as tiles, where there are any. */
const pointsMost = 5_000;
const undoSteps = 50;

/** What a report was before: its review, or who was to look at it. */
type Step = { id: DocId } & (
  { review: Review } | { assigned: string | null } | { preparedness: boolean }
);

export const noPicturePoints: PicturePoints = {
  ids: [],
  lon: [],
  lat: [],
  tiles: [],
  tile_codes: [],
  approved: [],
  without_position: 0,
};

/** When a report came here; one of this desk's own may still wait. */
const cameAt = (it: ObservationView) => it.received_at ?? it.captured_at;

export class Inbox {
  reports = $state.raw<ObservationView[] | null>(null);
  total = $state(0);
  points = $state.raw<PicturePoints>(noPicturePoints);
  /** Where the map finds the reports as tiles; null while they are few enough for points. */
  tiled = $state<string | null>(null);
  /** Counts up whenever what is shown was brought up to date. */
  fresh = $state(0);
  summary = $state.raw<PictureSummary | null>(null);
  chosenId = $state<DocId | null>(null);
  /** Chosen on the map though it is not on the page of the list. */
  beside = $state.raw<ObservationView | null>(null);
  marked = $state.raw<ReadonlySet<DocId>>(new Set());
  /** Matching reports that came while somebody reads: they wait for a click, nothing jumps. */
  arrived = $state(0);
  problem = $state.raw<Problem | null>(null);
  said = $state('');

  readonly chosen = $derived(
    this.reports?.find((it) => it.id === this.chosenId) ??
      (this.beside?.id === this.chosenId ? this.beside : null),
  );

  readonly #backend: Backend;
  #filter: PictureFilter = {};
  #order: PictureOrder = 'happened';
  /** When the last report came in that the list has had the chance to show. */
  #shownUntil = 0;
  #limit = page;
  #steps: Step[][] = [];
  #asked = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async show(filter: PictureFilter, order: PictureOrder): Promise<void> {
    this.#filter = filter;
    this.#order = order;
    this.#limit = page;
    this.marked = new Set();
    await this.#load(false);
    const isHere = this.reports?.some((it) => it.id === this.chosenId);
    if (!isHere) this.chosenId = this.reports?.[0]?.id ?? null;
  }

  async more(): Promise<void> {
    this.#limit += page;
    await this.#load(false);
  }

  /** Something has changed somewhere: rows are brought up to date, new ones wait. */
  async refresh(): Promise<void> {
    if (this.reports !== null) await this.#load(true);
  }

  async showArrived(): Promise<void> {
    const since = this.#shownUntil;
    await this.#load(false);
    const first = this.reports?.find((it) => cameAt(it) > since) ?? this.reports?.[0];
    this.chosenId = first?.id ?? null;
  }

  async #load(holdsNew: boolean): Promise<void> {
    const turn = ++this.#asked;
    const filter = this.#filter;
    const order = this.#order;
    try {
      const [view, newest, summary] = await Promise.all([
        this.#backend.picture({ filter, order, limit: this.#limit }),
        this.#backend.picture({ filter, order: 'received', limit: holdsNew ? page : 1 }),
        this.#backend.summary(filter),
      ]);
      const tiled = summary.total > pointsMost ? this.#backend.tiles(filter) : null;
      const points = tiled ? noPicturePoints : await this.#backend.points(filter);
      if (turn !== this.#asked) return;
      if (!holdsNew || this.#shownUntil === 0) {
        this.#shownUntil = Math.max(0, ...newest.observations.map(cameAt));
      }
      const isNew = (it: ObservationView) => cameAt(it) > this.#shownUntil;
      this.arrived = newest.observations.filter(isNew).length;
      this.reports = view.observations.filter((it) => !isNew(it));
      this.total = view.total;
      this.points = points;
      this.tiled = tiled;
      this.fresh += 1;
      this.summary = summary;
      this.problem = null;
    } catch (cause) {
      if (turn === this.#asked) this.problem = Problem.from(cause);
    }
  }

  async choose(id: DocId): Promise<void> {
    this.chosenId = id;
    if (this.reports?.some((it) => it.id === id)) return;
    this.beside = await this.#backend.observation(id).catch(() => null);
  }

  move(by: 1 | -1): void {
    const list = this.reports ?? [];
    const at = list.findIndex((it) => it.id === this.chosenId);
    const to = at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by));
    this.chosenId = list[to]?.id ?? null;
  }

  mark(id: DocId): void {
    const marked = new Set(this.marked);
    if (!marked.delete(id)) marked.add(id);
    this.marked = marked;
  }

  /** What a decision is about: the marked ones, else the chosen one. */
  get subjects(): ObservationView[] {
    const marked = (this.reports ?? []).filter((it) => this.marked.has(it.id));
    if (marked.length > 0) return marked;
    return this.chosen ? [this.chosen] : [];
  }

  async decide(review: Review, words: (count: number) => string, because?: string): Promise<void> {
    const subjects = this.subjects;
    if (subjects.length === 0) return;
    const after = this.#after(subjects);
    try {
      await this.#backend.review(
        subjects.map((it) => it.id),
        review,
        because,
      );
      this.#steps.push(subjects.map((it) => ({ id: it.id, review: it.review })));
      this.#steps = this.#steps.slice(-undoSteps);
      this.marked = new Set();
      this.said = words(subjects.length);
      await this.#load(true);
      const stays = this.reports?.some((it) => it.id === this.chosenId) ?? false;
      if (!stays || after !== null) this.chosenId = after ?? this.reports?.[0]?.id ?? null;
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
  }

  /** Say whether they concern *beredskap*: all of them do, unless all of them did. */
  async togglePreparedness(words: (count: number, isConcerned: boolean) => string): Promise<void> {
    const subjects = this.subjects;
    if (subjects.length === 0) return;
    const isConcerned = !subjects.every((it) => it.preparedness);
    try {
      await this.#backend.preparedness(
        subjects.map((it) => it.id),
        isConcerned,
      );
      this.#steps.push(subjects.map((it) => ({ id: it.id, preparedness: it.preparedness })));
      this.#steps = this.#steps.slice(-undoSteps);
      this.marked = new Set();
      this.said = words(subjects.length, isConcerned);
      await this.#load(true);
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
  }

  /** Say who is to look at them; the list stays where it is. */
  async assign(to: string | null, words: (count: number) => string): Promise<void> {
    const subjects = this.subjects;
    if (subjects.length === 0) return;
    try {
      await this.#backend.assign(
        subjects.map((it) => it.id),
        to,
      );
      this.#steps.push(subjects.map((it) => ({ id: it.id, assigned: it.assigned })));
      this.#steps = this.#steps.slice(-undoSteps);
      this.marked = new Set();
      this.said = words(subjects.length);
      await this.#load(true);
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
  }

  /** The row to stand on when the decided ones are gone. */
  #after(subjects: ObservationView[]): DocId | null {
    const gone = new Set(subjects.map((it) => it.id));
    const list = this.reports ?? [];
    const at = list.findIndex((it) => it.id === this.chosenId);
    const isFree = (it: ObservationView) => !gone.has(it.id);
    const next = list.slice(at + 1).find(isFree) ?? list.slice(0, Math.max(0, at)).findLast(isFree);
    return next?.id ?? null;
  }

  async undo(done: string, nothing: string): Promise<void> {
    const last = this.#steps.pop();
    if (!last) {
      this.said = nothing;
      return;
    }
    try {
      for (const step of last) {
        if ('review' in step) await this.#backend.review([step.id], step.review);
        else if ('assigned' in step) await this.#backend.assign([step.id], step.assigned);
        else await this.#backend.preparedness([step.id], step.preparedness);
      }
      this.said = done;
      await this.#load(false);
      await this.choose(last[0]?.id ?? (this.chosenId as DocId));
    } catch (cause) {
      this.#steps.push(last);
      this.problem = Problem.from(cause);
    }
  }
}
