// Everything a screen may ask, whoever answers: the app's own store, the server, or a stand-in.
import type { Network } from '../network';
import type { SignIns } from './sign-in';
import type {
  AreaPlaced,
  Briefing,
  Border,
  ConfigurationChange,
  ConfigurationChanged,
  ConfigurationFiles,
  AccessView,
  AccountView,
  AlreadyView,
  Amendment,
  AreaStatistics,
  AreaStatus,
  Captured,
  Catalogue,
  CauseAnalysis,
  Channel,
  Decision,
  DeclaredTest,
  DeviceId,
  DocId,
  DraftView,
  EditionDraft,
  EditionList,
  FactorBegun,
  FactorConfirmed,
  Feedback,
  FollowUp,
  FoundPlace,
  HandedOver,
  Handover,
  IncidentPage,
  IncidentRow,
  InviteRequest,
  Invited,
  Joining,
  Label,
  LockView,
  MapInfo,
  MaskingDecision,
  MaskingQueue,
  Me,
  MeasureView,
  Meeting,
  NamedPlace,
  ObservationDraft,
  ObservationView,
  OpId,
  OrganisationId,
  Period,
  PhotoView,
  PictureFilter,
  PicturePoints,
  PictureQuery,
  PictureSummary,
  PictureView,
  PlanChange,
  PlanEntry,
  PlannedPower,
  Priorities,
  Prioritising,
  Quarter,
  ReportView,
  Review,
  Saying,
  ShareLevel,
  SharedIncident,
  SessionId,
  StandingRun,
  SuggestionView,
  Suspicion,
  Study,
  StudyQuestion,
  SyncState,
  UtcMillis,
  Whereabouts,
  Wipe,
} from './types';
import type { Point } from '../geo';
import type { Device } from '../device';
import type { PositionSource } from '../position';
import type { TrackPoint } from '../track';

export type Undo = () => void;

export interface Vocabulary {
  code: string;
  label: Label;
  short?: Label;
  level?: number;
}

/** The attribute lists, by the name of the field they belong to. */
export interface Attributes {
  vocabularies: Record<string, Vocabulary[]>;
}

export interface StudyWatch {
  signal: AbortSignal;
  onstep: (done: number, of: number) => void;
}

/** That a version may be published: which function says so, from which day and where. */
export interface ApprovalGiven {
  by: string;
  not_before: string | null;
  channels: Channel[];
}

/** One edition as a file: a version that was fixed, or the draft of today. */
export interface EditionFile {
  id: DocId;
  period: Period;
  version: OpId | null;
  form: 'pdf' | 'html' | 'json' | 'csv';
  cut: 'whole' | 'shared' | 'public';
  lang: 'sv' | 'en';
}

export interface Backend extends SignIns {
  readonly shell: 'app' | 'browser';

  me(): Promise<Me>;
  enrol(link: string): Promise<Me>;
  signIn(invitation: string, name: string, password: string): Promise<void>;
  signInWithPassword(name: string, password: string, code?: string): Promise<void>;
  /** Where the municipality's own sign-in is ended, where it brought one in. */
  signOut(): Promise<string | null>;

  /** One's own way in; in a browser only. */
  account(): Promise<AccountView>;
  endOwnSession(id: SessionId): Promise<void>;
  beginFactor(password: string): Promise<FactorBegun>;
  confirmFactor(code: string): Promise<FactorConfirmed>;
  removeFactor(password: string, code: string): Promise<void>;

  /** Who and what has access; asked of the server each time. */
  access(): Promise<AccessView>;
  inviteDevice(request: InviteRequest): Promise<Invited>;
  revokeDevice(id: DeviceId, wipe: Wipe | null): Promise<void>;
  endSession(id: SessionId): Promise<void>;

  /** The lock, and who shares the phone; null in a browser, which signs out instead. */
  lockState(): Promise<LockView | null>;
  unlock(pin: string): Promise<void>;
  lock(): Promise<void>;
  setPin(before: string | null, pin: string): Promise<void>;
  forgetPin(): Promise<void>;
  changePerson(number: number): Promise<void>;
  addPerson(): Promise<void>;

  catalogue(): Promise<Catalogue>;
  attributes(): Promise<Attributes>;

  /** Resolves when the report is safe: on the phone's disk in the app, on the server's in a browser. */
  capture(draft: ObservationDraft): Promise<Captured>;
  amend(id: DocId, amendment: Amendment): Promise<void>;
  withdraw(id: DocId, reason: string): Promise<void>;
  /**
   * Answer a coordinator's question about a report of one's own, or, for one's organisation, one that has
   * gone to it; twice the same is one answer.
   */
  answer(id: DocId, answer: string, because?: string): Promise<void>;
  /** What nobody of one's organisation answered in seven days, the longest first. */
  organisationQuestions(): Promise<ObservationView[]>;
  /** Tell of a pass what its line gives: time by square and week. The line stays here; in the app only. */
  recordPatrol(pass: DocId, track: TrackPoint[]): Promise<void>;
  /** What in a text may be personal data, before it is sent. Nothing of it is kept. */
  check(text: string): Promise<Suspicion[]>;
  myReports(): Promise<ReportView[]>;
  saveDraft(id: DocId, json: string): Promise<void>;
  draft(id: DocId): Promise<string | null>;
  /** All that is kept on this device, of the one who is signed in. */
  drafts(): Promise<[DocId, string][]>;
  dropDraft(id: DocId): Promise<void>;

  /** Keep a photo on this device, in one of the five places of a report. It is not sent yet. */
  holdPhoto(id: DocId, slot: number, jpeg: Blob): Promise<void>;
  heldPhotos(id: DocId): Promise<number[]>;
  heldPhoto(id: DocId, slot: number): Promise<Blob>;
  dropHeld(id: DocId, slot: number): Promise<void>;
  heldReports(): Promise<DocId[]>;
  /** Make what is held part of the report. What cannot be taken is held still. */
  releasePhotos(id: DocId): Promise<void>;
  photos(id: DocId): Promise<PhotoView[]>;
  /** The bytes of a photo or of its small one, for those who may read its report. */
  photo(name: string): Promise<Blob>;

  picture(query: PictureQuery): Promise<PictureView>;
  points(filter: PictureFilter): Promise<PicturePoints>;
  /** Where the map finds the same as vector tiles; null where only points are to be had. */
  tiles(filter: PictureFilter): string | null;
  /** The areas in force with their borders. */
  areas(): Promise<Border[]>;
  /** What the files of the configuration say; in a browser only. */
  configuration(): Promise<ConfigurationFiles>;
  changeConfiguration(change: ConfigurationChange): Promise<ConfigurationChanged>;
  /** Which areas a report lies in, and what it lay in before they changed. */
  areasOf(id: DocId): Promise<AreaPlaced>;
  summary(filter: PictureFilter): Promise<PictureSummary>;
  observation(id: DocId): Promise<ObservationView>;
  review(ids: DocId[], review: Review, because?: string): Promise<void>;
  /** Say who is to look at reports; null takes that away. */
  assign(ids: DocId[], to: string | null): Promise<void>;
  /** What others have counted by area; of the first source and thing where nothing is asked for. */
  areaStatistics(asked: { source: string; category: string }): Promise<AreaStatistics>;
  /** Say whether they concern *beredskap*. */
  preparedness(ids: DocId[], isConcerned: boolean): Promise<void>;

  /** Words and photos that wait for a reviewer, oldest first. */
  masking(): Promise<MaskingQueue>;
  mask(decisions: MaskingDecision[]): Promise<void>;

  /** Join, split, keep apart or take back; the answer holds what to take it back by. */
  decide(joining: Joining): Promise<Decision>;
  suggestions(filter: PictureFilter): Promise<SuggestionView[]>;
  suggestionsFor(id: DocId): Promise<SuggestionView[]>;
  /** One incident, or a report that is in none, by its id or by that of one of its reports. */
  incident(id: DocId): Promise<IncidentPage>;
  /** The incidents that happened last. */
  newestIncidents(): Promise<IncidentRow[]>;
  /** What one's organisation is let know of incidents that others reported. */
  shared(): Promise<SharedIncident[]>;
  /** Comment on an incident, or say what holds; said of a report that is in none, it begins one. */
  say(id: DocId, saying: Saying): Promise<Decision>;
  /** Let an organisation know of an incident, or take that back. */
  share(id: DocId, organisation: OrganisationId, level: ShareLevel): Promise<Decision>;
  /** *Redan rapporterat?* What may be what an own report tells of, nearest first. */
  alreadyReported(id: DocId): Promise<AlreadyView[]>;
  /** One part of the analysis. Told how far it has come; the signal stops the counting. */
  study(question: StudyQuestion, watch: StudyWatch): Promise<Study>;

  /** What the server or this desk ran by itself, newest first. */
  standing(): Promise<StandingRun[]>;
  /** The priority areas of a quarter, and a choice among its three slots. */
  priorities(quarter: Quarter): Promise<Priorities>;
  prioritise(chosen: Prioritising): Promise<void>;
  /** Every measure, the newest first. */
  measures(): Promise<MeasureView[]>;
  /** Each area with borders in these days: what is suggested, and what people decided. */
  assessments(from: string, until: string): Promise<AreaStatus[]>;
  /** Decide the status of an area; area and first day are among the fields. */
  assess(set: Record<string, unknown>, because?: string): Promise<void>;
  /** Every cause analysis, the last changed first. */
  causes(): Promise<CauseAnalysis[]>;
  /** Every meeting, the newest first. They are written as the rest of the plan is. */
  meetings(): Promise<Meeting[]>;
  /** Save the minutes of a meeting as a file. The app tells where it lies, a browser tells nothing. */
  minutesFile(id: DocId, lang: 'sv' | 'en'): Promise<string | null>;
  /** What this person or phone has been told of own reports, and what goes on in the field. */
  feedback(): Promise<Feedback[]>;
  /** *Veckans brief*: what was fixed last and given to one's organisation; null where nothing was. */
  briefing(): Promise<Briefing | null>;
  /** What became of each declared test of a measure, oldest first. */
  followUp(id: DocId): Promise<FollowUp[]>;
  /** What a test that is about to be declared could see. */
  plannedPower(test: DeclaredTest): Promise<PlannedPower>;
  /** What was said of a document of the plan, oldest first. */
  planHistory(id: DocId): Promise<PlanChange[]>;
  /** Write to a document of the plan; a new id begins one. */
  writePlan(entry: PlanEntry): Promise<void>;

  /** Every edition that may be read, with what the rhythm offers and what is due. */
  editions(): Promise<EditionList>;
  /** What a draft says today: texts as people have written them, figures as they are. */
  editionDraft(period: Period): Promise<DraftView>;
  writeEdition(draft: EditionDraft): Promise<void>;
  /** Freeze texts and figures as a version that nobody changes. */
  fixEdition(period: Period, by: string): Promise<void>;
  sendEdition(id: DocId, version: OpId, organisations: OrganisationId[]): Promise<void>;
  /** Approve that a version is published; in a browser only. */
  approveEdition(id: DocId, version: OpId, given: ApprovalGiven): Promise<void>;
  /** Save an edition as a file. The app tells where it lies, a browser offers it and tells nothing. */
  editionFile(asked: EditionFile): Promise<string | null>;

  /** What waits here as a series of QR codes; null when nothing does. */
  handover(): Promise<Handover | null>;
  /** What waits here as a file; tells where it lies, null when nothing waits. */
  handoverFile(): Promise<string | null>;
  /** Hand in a colleague's package; the same one twice changes nothing. */
  deposit(bytes: Uint8Array): Promise<HandedOver>;
  networkChanged(network: Network): Promise<void>;
  /** The time that came with a position; the engine judges whether it tells anything. */
  satelliteTime(told: UtcMillis): Promise<void>;
  photosOnWifiOnly(): Promise<boolean>;
  setPhotosOnWifiOnly(chosen: boolean): Promise<void>;

  /** The shell's own positioning; null where the page's browser tells. */
  positions(): PositionSource | null;
  /** What the phone in the hand can do besides; null where there is no phone, or only its browser. */
  device(): Device | null;

  syncState(): Promise<SyncState>;
  syncNow(): Promise<void>;

  maps(): Promise<MapInfo[]>;
  mapBytes(name: string, offset: number, length: number): Promise<ArrayBuffer>;
  places(): Promise<NamedPlace[]>;
  /** Named places, streets and addresses by what is typed, best first; the app answers without a network. */
  searchPlaces(text: string, near: Point | null): Promise<FoundPlace[]>;
  /** Where a point is, in words: the nearest place and address, and every area around it. */
  whereabouts(at: Point): Promise<Whereabouts>;

  onChange(callback: () => void): Undo;
  /** A link that the system handed to the app; never called in a browser. */
  onLink(callback: (link: string) => void): Undo;
}

/** What went wrong: a code that the text catalogue knows, and a sentence for the log. */
export class Problem extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'Problem';
    this.code = code;
  }

  static from(cause: unknown): Problem {
    if (cause instanceof Problem) return cause;
    if (typeof cause === 'object' && cause !== null && 'code' in cause) {
      const { code, message } = cause as { code: unknown; message?: unknown };
      if (typeof code === 'string') return new Problem(code, String(message ?? code));
    }
    return new Problem('unknown', cause instanceof Error ? cause.message : String(cause));
  }
}
