// Who is asking and what every screen shares: catalogue, vocabularies, places, how sync stands.
import { Problem, type Attributes, type Backend } from '../api/backend';
import type { Catalogue, MapInfo, Me, NamedPlace, Observation, SyncState } from '../api/types';
import { Categories } from '../categories';
import type { Clock } from '../time';
import { nearest } from '../geo';
import { settings } from './settings.svelte';

export type Phase = 'loading' | 'signed_out' | 'not_enrolled' | 'ready' | 'failed';

const nothingWaits: SyncState = {
  waiting: 0,
  last_received_at: null,
  problem: null,
  next_attempt_at: null,
  online: true,
};

export class Session {
  readonly backend: Backend;
  phase = $state<Phase>('loading');
  problem = $state.raw<Problem | null>(null);
  me = $state.raw<Me | null>(null);
  catalogue = $state.raw<Catalogue | null>(null);
  attributes = $state.raw<Attributes>({ vocabularies: {} });
  places = $state.raw<NamedPlace[]>([]);
  maps = $state.raw<MapInfo[]>([]);
  sync = $state.raw<SyncState>(nothingWaits);
  /** Counts up each time something may have changed: what is on a screen asks again. */
  changes = $state(0);
  now = $state(Date.now());

  readonly categories = $derived(new Categories(this.catalogue, settings.language));
  readonly clock: Clock = $derived({
    zone: this.me?.municipality.zone ?? 'Europe/Stockholm',
    locale: settings.locale,
  });

  constructor(backend: Backend) {
    this.backend = backend;
  }

  may(action: string): boolean {
    return this.me?.may.includes(action) ?? false;
  }

  async open(): Promise<void> {
    try {
      this.me = await this.backend.me();
    } catch (cause) {
      this.#stop(Problem.from(cause));
      return;
    }
    if (!this.me.enrolled) {
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
    void this.refreshSync();
    this.places = await this.backend.places().catch(() => []);
  }

  /** Maps are asked for apart: a missing one must not keep anybody from reporting. */
  async openMaps(): Promise<void> {
    this.maps = await this.backend.maps().catch(() => []);
  }

  #stop(problem: Problem): void {
    const signsIn = ['no_credential', 'token_expired', 'revoked'].includes(problem.code);
    this.problem = problem;
    if (this.backend.shell === 'browser' && signsIn) this.phase = 'signed_out';
    else this.phase = problem.code === 'not_enrolled' ? 'not_enrolled' : 'failed';
  }

  async refreshSync(): Promise<void> {
    try {
      this.sync = await this.backend.syncState();
    } catch {
      this.sync = { ...this.sync, online: false };
    }
  }

  /** Follow changes and the clock until the returned function is called. */
  follow(): () => void {
    const stop = this.backend.onChange(() => {
      this.changes += 1;
      void this.refreshSync();
    });
    const timer = setInterval(() => {
      this.now = Date.now();
      void this.refreshSync();
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
