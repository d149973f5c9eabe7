// Who is asking and what every screen shares: catalogue, vocabularies, places, how sync stands.
import { Problem, type Attributes, type Backend } from '../api/backend';
import type {
  Catalogue,
  LockView,
  MapInfo,
  Me,
  NamedPlace,
  Observation,
  ReportView,
  SyncState,
} from '../api/types';
import { Categories } from '../categories';
import type { Clock } from '../time';
import { nearest } from '../geo';
import { settings } from './settings.svelte';

export type Phase = 'loading' | 'signed_out' | 'not_enrolled' | 'ready' | 'failed';

export class Session {
  readonly backend: Backend;
  phase = $state<Phase>('loading');
  problem = $state.raw<Problem | null>(null);
  me = $state.raw<Me | null>(null);
  catalogue = $state.raw<Catalogue | null>(null);
  attributes = $state.raw<Attributes>({ vocabularies: {} });
  places = $state.raw<NamedPlace[]>([]);
  maps = $state.raw<MapInfo[]>([]);
  /** How sync stands; null until it is known. */
  sync = $state.raw<SyncState | null>(null);
  /** The lock, and who shares the phone; null in a browser. */
  lock = $state.raw<LockView | null>(null);
  readonly isLocked = $derived(this.lock?.pin.is_locked ?? false);
  /** One's own reports while a screen shows them, always of the same moment as `sync`. */
  reports = $state.raw<ReportView[] | null>(null);
  reportsFailed = $state(false);
  /** Counts up each time something may have changed: what is on a screen asks again. */
  changes = $state(0);
  now = $state(Date.now());

  /** What a screen says where its list could not be read: the app has it on its own disk. */
  readonly notRead = $derived.by(() => {
    const { problems } = settings.text;
    return this.backend.shell === 'app' ? problems.general : problems.byCode.unreachable;
  });
  readonly categories = $derived(new Categories(this.catalogue, settings.language));
  readonly clock: Clock = $derived({
    zone: this.me?.municipality.zone ?? 'Europe/Stockholm',
    locale: settings.locale,
  });

  /** So long after a pass its line is kept here; a day where nobody has decided otherwise. */
  readonly lineHours = $derived(this.me?.municipality.line_hours ?? 24);

  /** Joined since the page was opened: there is somebody to show around. */
  isNew = $state(false);
  #opening: Promise<void> | null = null;
  #readers = 0;
  #turn = 0;
  /** The agreement is not in force: an app still shows what is one's own. */
  readonly hasEnded = $derived(
    (this.me?.agreement?.ends_at ?? Infinity) <= this.now ||
      (this.me?.agreement?.begins_at ?? -Infinity) > this.now,
  );

  constructor(backend: Backend) {
    this.backend = backend;
  }

  may(action: string): boolean {
    return this.me?.may.includes(action) ?? false;
  }

  /** How the lock stands. What was shown while it was open is let go of when it closes. */
  async askLock(): Promise<void> {
    const before = this.lock;
    this.lock = await this.backend.lockState().catch(() => before);
    if (this.isLocked) this.reports = null;
    // A PIN that was forgotten and is gone: all is handed in, and the person joins anew.
    if (before?.pin.is_forgotten && !this.lock?.pin.has_pin) void this.open();
  }

  async lockNow(): Promise<void> {
    await this.backend.lock().catch(() => undefined);
    await this.askLock();
    this.changed();
  }

  /** Somebody else has the phone: nothing of the one before stays on a screen. */
  async changedPerson(): Promise<void> {
    this.phase = 'loading';
    this.reports = null;
    this.sync = null;
    await this.askLock();
    await this.open();
  }

  /** Ask who is here and what every screen needs. Asked again meanwhile, it is the same asking. */
  open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open(): Promise<void> {
    await this.askLock();
    try {
      this.#know(await this.backend.me());
    } catch (cause) {
      this.#stop(Problem.from(cause));
      return;
    }
    if (!this.me?.enrolled) {
      this.phase = 'not_enrolled';
      this.catalogue = await this.backend.catalogue().catch(() => null);
      return;
    }
    try {
      [this.catalogue, this.attributes] = await Promise.all([
        this.backend.catalogue(),
        this.backend.attributes(),
      ]);
    } catch (cause) {
      this.#stop(Problem.from(cause));
      return;
    }
    this.phase = 'ready';
    void this.#refresh();
    this.places = await this.backend.places().catch(() => []);
  }

  /** Maps are asked for apart: a missing one must not keep anybody from reporting. */
  async openMaps(): Promise<void> {
    this.maps = await this.backend.maps().catch(() => []);
  }

  #know(me: Me): void {
    this.me = me;
    settings.useOwn(me.municipality.texts);
    if (me.municipality.name) settings.belongTo(me.municipality);
  }

  #stop(problem: Problem): void {
    const signsIn = ['no_credential', 'token_expired', 'revoked'].includes(problem.code);
    this.problem = problem;
    if (this.backend.shell === 'browser' && signsIn) this.phase = 'signed_out';
    else this.phase = problem.code === 'not_enrolled' ? 'not_enrolled' : 'failed';
  }

  /** Something was done here: screens ask again. */
  changed(): void {
    this.changes += 1;
    void this.#refresh();
  }

  /** Keep `reports` up to date until the returned function is called. */
  readReports(): () => void {
    this.#readers += 1;
    void this.#refresh();
    return () => (this.#readers -= 1);
  }

  /** Both are asked together and told together, so that rows and chip never say different things. */
  async #refresh(): Promise<void> {
    const turn = ++this.#turn;
    const [sync, reports] = await Promise.all([
      this.backend.syncState().catch(() => null),
      this.#readers > 0 ? this.backend.myReports().catch(() => null) : undefined,
      this.askLock(),
    ]);
    if (turn !== this.#turn) return;
    if (sync) this.sync = sync;
    else if (this.sync) this.sync = { ...this.sync, online: false };
    if (reports === undefined) return;
    this.reportsFailed = reports === null;
    if (reports && !this.isLocked) this.reports = reports;
  }

  /** Another configuration was applied: what is built from it is built anew. */
  async refreshConfiguration(): Promise<void> {
    try {
      const me = await this.backend.me();
      if (me.configuration === this.me?.configuration) return;
      this.#know(me);
      this.catalogue = await this.backend.catalogue();
      this.places = await this.backend.places();
      await this.openMaps();
    } catch (cause) {
      if (Problem.from(cause).code === 'agreement_ended') this.#stop(Problem.from(cause));
    }
  }

  /** Follow changes and the clock until the returned function is called. */
  follow(): () => void {
    const stop = this.backend.onChange(() => {
      this.changed();
    });
    const timer = setInterval(() => {
      this.now = Date.now();
      void this.#refresh();
      void this.refreshConfiguration();
    }, 20_000);
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  /** A label of a vocabulary in the chosen language; the code itself when it is not listed. */
  word(vocabulary: string, code: string | null | undefined, short = false): string {
    if (!code) return '';
    const found = this.attributes.vocabularies[vocabulary]?.find((it) => it.code === code);
    const label = (short && found?.short) || found?.label;
    return label?.[settings.language] ?? code;
  }

  /** Where a report is from, in words: as it was told, else what lies near. */
  whereText(report: Pick<Observation, 'place_name' | 'position'>, none: string): string {
    if (report.place_name) return report.place_name;
    if (!report.position) return none;
    const { near, unnamed } = settings.text.home;
    const place = nearest(this.places, report.position);
    return place ? near(place.name) : unnamed;
  }

  problemText(problem: Problem): string {
    const { byCode, general } = settings.text.problems;
    return byCode[problem.code] ?? general;
  }
}
