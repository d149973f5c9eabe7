// Written from the Rust types by `UPDATE_GENERATED=1 cargo test -p protocol`. Do not edit.

export type AcceptInvitation = { 
/**
 * The code of the link.
 */
invitation: string, 
/**
 * The name to sign in with.
 */
name: string, 
/**
 * At least twelve characters.
 */
password: string, };

export type ActionTaken = "fixed_on_site" | "fault_reported" | "police_reported" | "called_112" | "told_off" | "nothing";

export type Amendment = { 
/**
 * What.
 */
category?: CategoryCode, 
/**
 * 0–4, at most one step from the catalogue's.
 */
severity?: number, 
/**
 * When it happened.
 */
when?: When, 
/**
 * The IANA zone the time was told in.
 */
zone?: string, 
/**
 * Where.
 */
position?: Position, 
/**
 * The place in words.
 */
place_name?: Name, 
/**
 * Code of the place's type.
 */
place_type?: string, 
/**
 * Outdoors or shared indoor.
 */
setting?: Setting, 
/**
 * How the reporter knows.
 */
certainty?: Certainty, 
/**
 * How many people.
 */
size_band?: SizeBand, 
/**
 * Whether it keeps coming back.
 */
recurring?: boolean, 
/**
 * Whether it still goes on.
 */
ongoing?: boolean, 
/**
 * What was done on the spot.
 */
action_taken?: ActionTaken, 
/**
 * Code of the cost band.
 */
cost_band?: string, 
/**
 * How it was found.
 */
discovered?: Discovered, 
/**
 * One line of text.
 */
note?: Note, 
/**
 * The pass (rond) it was found on.
 */
pass?: string, 
/**
 * The company's or the police's own reference number.
 */
reference?: string, 
/**
 * Why it is withdrawn.
 */
withdrawn?: Note, 
/**
 * Fields to empty again.
 */
clear?: Array<string>, };

export type AnswerRequest = { 
/**
 * In the reporter's words.
 */
answer: Note, };

export type Captured = { 
/**
 * Its id.
 */
id: DocId, 
/**
 * When it was captured.
 */
at: UtcMillis, 
/**
 * Where it is safe.
 */
safe: SafeAt, };

export type CapturedIn = "app" | "browser" | "import";

export type Catalogue = { 
/**
 * Its name, `est-se-default`.
 */
catalogue: string, 
/**
 * Its version.
 */
version: number, 
/**
 * First day of use, ISO 8601.
 */
valid_from: string, 
/**
 * Tiles, each followed by its subcategories.
 */
categories: Array<Category>, 
/**
 * Order of the twelve tiles for each kind of reporter.
 */
tile_order: { [key in string]: Array<CategoryCode> }, 
/**
 * Pairs that are often the same event told in other words.
 */
neighbours: Array<[CategoryCode, CategoryCode]>, };

export type Category = { 
/**
 * Never changes meaning, never reused.
 */
code: CategoryCode, 
/**
 * The full name.
 */
label: Label, 
/**
 * One or two words for the tile; only on tiles.
 */
tile?: Label, 
/**
 * One or two words for the chip; only on subcategories.
 */
short?: Label, 
/**
 * Lucide icon name; only on tiles.
 */
icon?: string, 
/**
 * OKLCH hue in degrees; only on tiles.
 */
hue?: number, 
/**
 * What it counts as.
 */
type: ObservationType, 
/**
 * 0–4.
 */
default_severity: number, 
/**
 * Whom to remind of.
 */
hand_over: Array<HandOver>, 
/**
 * Show 112 at once.
 */
emergency: boolean, };

export type CategoryCode = string & { readonly of: 'CategoryCode' };

export type Certainty = "seen_myself" | "traces" | "told_by_other";

export type ClaimedSource = { 
/**
 * The organisation's name in the file.
 */
organisation?: Name, 
/**
 * The kind of reporter in the file, such as `guard`.
 */
actor?: Name, 
/**
 * Which import it came with.
 */
import: Name, };

export type Count = { 
/**
 * What is counted: a tile's code, a review state, an organisation.
 */
key: string, 
/**
 * How many.
 */
count: number, };

export type Decided = { 
/**
 * The document it is about.
 */
doc: DocId, 
/**
 * The operation.
 */
op: OpId, };

export type Decision = { 
/**
 * The incident the reports are in now; none after a split.
 */
incident: DocId | null, 
/**
 * What was written; empty when everything was so already.
 */
decided: Array<Decided>, };

export type Delivery = { "state": "on_phone", 
/**
 * Why the last attempt failed, as a code of the text catalogue.
 */
because?: string, 
/**
 * When it is tried next.
 */
next_attempt_at?: UtcMillis, } | { "state": "received", 
/**
 * When.
 */
at: UtcMillis, } | { "state": "reviewed", 
/**
 * When it was received.
 */
at: UtcMillis, } | { "state": "in_picture", 
/**
 * When it was received.
 */
at: UtcMillis, } | { "state": "quarantined", 
/**
 * The reason's code.
 */
because: string, };

export type DeviceId = string & { readonly of: 'DeviceId' };

export type Discovered = "patrol" | "notified" | "police_report";

export type DocId = string & { readonly of: 'DocId' };

export type HandOver = "police_report" | "emergency_112" | "fault_report" | "work_injury" | "social_information";

export type IncidentView = { 
/**
 * Its id.
 */
incident: DocId, 
/**
 * The reports that tell of it.
 */
observations: Array<DocId>, 
/**
 * How many independent sources tell of it: organisations, or who an import says it is from.
 */
sources: number, };

export type Joining = { "decide": "join", 
/**
 * Two or more.
 */
observations: Array<DocId>, } | { "decide": "split", 
/**
 * Which.
 */
observations: Array<DocId>, } | { "decide": "dissolve", 
/**
 * Which.
 */
incident: DocId, } | { "decide": "apart", 
/**
 * One report.
 */
one: DocId, 
/**
 * The other.
 */
other: DocId, } | { "decide": "undo", 
/**
 * Which.
 */
decided: Array<Decided>, };

export type Label = { 
/**
 * Swedish.
 */
sv: string, 
/**
 * English.
 */
en: string, };

export type MapInfo = { 
/**
 * Its name in the address.
 */
name: string, 
/**
 * What people call it.
 */
title: string, 
/**
 * Bytes.
 */
size: number, };

export type Me = { 
/**
 * What people call the user or the device.
 */
name: string, 
/**
 * The organisation's name.
 */
organisation: string, 
/**
 * In which role.
 */
role: Role, 
/**
 * Where the interface runs.
 */
shell: Shell, 
/**
 * Whether the app has joined a server; a browser always has.
 */
enrolled: boolean, 
/**
 * The municipality.
 */
municipality: Municipality, 
/**
 * Actions the role may take, as codes of the matrix.
 */
may: Array<string>, };

export type Municipality = { 
/**
 * Its name.
 */
name: string, 
/**
 * Longitude of the middle in degrees, WGS 84.
 */
lon: number, 
/**
 * Latitude of the middle in degrees, WGS 84.
 */
lat: number, 
/**
 * Zoom to begin with.
 */
zoom: number, 
/**
 * IANA zone.
 */
zone: string, 
/**
 * Whether all of it is made up.
 */
practice: boolean, };

export type Name = string;

export type NamedPlace = { 
/**
 * The name.
 */
name: string, 
/**
 * Other names for it.
 */
aliases: Array<string>, 
/**
 * What kind of place.
 */
kind: string, 
/**
 * Degrees, WGS 84.
 */
lon: number, 
/**
 * Degrees, WGS 84.
 */
lat: number, 
/**
 * The district it lies in.
 */
district: string | null, };

export type Note = string;

export type Observation = { 
/**
 * Its id, made by the one who captured it.
 */
id: DocId, 
/**
 * What.
 */
category: CategoryCode, 
/**
 * Which catalogue the code is from, `est-se-default@1`.
 */
catalogue: string, 
/**
 * What it counts as.
 */
type: ObservationType, 
/**
 * 0–4.
 */
severity: number, 
/**
 * When it happened.
 */
when: When, 
/**
 * The IANA zone the time was told in.
 */
zone: string, 
/**
 * Where, or none yet.
 */
position: Position | null, 
/**
 * The place in words.
 */
place_name: Name | null, 
/**
 * Code of the place's type, from the attribute lists.
 */
place_type: string | null, 
/**
 * Outdoors or shared indoor.
 */
setting: Setting | null, 
/**
 * How the reporter knows.
 */
certainty: Certainty | null, 
/**
 * How many people.
 */
size_band: SizeBand | null, 
/**
 * Whether it keeps coming back.
 */
recurring: boolean | null, 
/**
 * Whether it went on when it was reported.
 */
ongoing: boolean | null, 
/**
 * What was done on the spot.
 */
action_taken: ActionTaken | null, 
/**
 * Code of the cost band, from the attribute lists.
 */
cost_band: string | null, 
/**
 * How it was found.
 */
discovered: Discovered | null, 
/**
 * One line of text.
 */
note: Note | null, 
/**
 * Why it was withdrawn, if it was.
 */
withdrawn: Note | null, 
/**
 * Who an import says it comes from.
 */
source: ClaimedSource | null, 
/**
 * What it was written with.
 */
captured_in: CapturedIn, 
/**
 * Wall clock of the device when it was captured.
 */
captured_at: UtcMillis, 
/**
 * When the server had it on disk.
 */
received_at: UtcMillis | null, 
/**
 * Whose report it is.
 */
organisation: OrganisationId, 
/**
 * In which role it was captured.
 */
role: Role, 
/**
 * Where it stands.
 */
review: Review, 
/**
 * The incident it belongs to.
 */
incident: DocId | null, 
/**
 * How many photos.
 */
photos: number, 
/**
 * Answers and notes added later, oldest first.
 */
answers: Array<Note>, 
/**
 * Whether an answer came after what was decided or asked last.
 */
answered: boolean, 
/**
 * Fields of which two different things are told.
 */
contested: Array<string>, };

export type ObservationDraft = { 
/**
 * Its id, when the row it comes from has one.
 */
id?: DocId, 
/**
 * Who an import says it comes from.
 */
source?: ClaimedSource, 
/**
 * What.
 */
category?: CategoryCode, 
/**
 * 0–4, at most one step from the catalogue's.
 */
severity?: number, 
/**
 * When it happened.
 */
when?: When, 
/**
 * The IANA zone the time was told in.
 */
zone?: string, 
/**
 * Where.
 */
position?: Position, 
/**
 * The place in words.
 */
place_name?: Name, 
/**
 * Code of the place's type.
 */
place_type?: string, 
/**
 * Outdoors or shared indoor.
 */
setting?: Setting, 
/**
 * How the reporter knows.
 */
certainty?: Certainty, 
/**
 * How many people.
 */
size_band?: SizeBand, 
/**
 * Whether it keeps coming back.
 */
recurring?: boolean, 
/**
 * Whether it still goes on.
 */
ongoing?: boolean, 
/**
 * What was done on the spot.
 */
action_taken?: ActionTaken, 
/**
 * Code of the cost band.
 */
cost_band?: string, 
/**
 * How it was found.
 */
discovered?: Discovered, 
/**
 * One line of text.
 */
note?: Note, 
/**
 * The pass (rond) it was found on.
 */
pass?: string, 
/**
 * The company's or the police's own reference number.
 */
reference?: string, 
/**
 * Why it is withdrawn.
 */
withdrawn?: Note, 
/**
 * Fields to empty again.
 */
clear?: Array<string>, };

export type ObservationType = "unclassified" | "suspected_crime" | "disorder" | "physical_fault" | "notice" | "nil_report";

export type ObservationView = { 
/**
 * The organisation's name; an import's claimed source goes before it.
 */
organisation_name: string, 
/**
 * Its id, made by the one who captured it.
 */
id: DocId, 
/**
 * What.
 */
category: CategoryCode, 
/**
 * Which catalogue the code is from, `est-se-default@1`.
 */
catalogue: string, 
/**
 * What it counts as.
 */
type: ObservationType, 
/**
 * 0–4.
 */
severity: number, 
/**
 * When it happened.
 */
when: When, 
/**
 * The IANA zone the time was told in.
 */
zone: string, 
/**
 * Where, or none yet.
 */
position: Position | null, 
/**
 * The place in words.
 */
place_name: Name | null, 
/**
 * Code of the place's type, from the attribute lists.
 */
place_type: string | null, 
/**
 * Outdoors or shared indoor.
 */
setting: Setting | null, 
/**
 * How the reporter knows.
 */
certainty: Certainty | null, 
/**
 * How many people.
 */
size_band: SizeBand | null, 
/**
 * Whether it keeps coming back.
 */
recurring: boolean | null, 
/**
 * Whether it went on when it was reported.
 */
ongoing: boolean | null, 
/**
 * What was done on the spot.
 */
action_taken: ActionTaken | null, 
/**
 * Code of the cost band, from the attribute lists.
 */
cost_band: string | null, 
/**
 * How it was found.
 */
discovered: Discovered | null, 
/**
 * One line of text.
 */
note: Note | null, 
/**
 * Why it was withdrawn, if it was.
 */
withdrawn: Note | null, 
/**
 * Who an import says it comes from.
 */
source: ClaimedSource | null, 
/**
 * What it was written with.
 */
captured_in: CapturedIn, 
/**
 * Wall clock of the device when it was captured.
 */
captured_at: UtcMillis, 
/**
 * When the server had it on disk.
 */
received_at: UtcMillis | null, 
/**
 * Whose report it is.
 */
organisation: OrganisationId, 
/**
 * In which role it was captured.
 */
role: Role, 
/**
 * Where it stands.
 */
review: Review, 
/**
 * The incident it belongs to.
 */
incident: DocId | null, 
/**
 * How many photos.
 */
photos: number, 
/**
 * Answers and notes added later, oldest first.
 */
answers: Array<Note>, 
/**
 * Whether an answer came after what was decided or asked last.
 */
answered: boolean, 
/**
 * Fields of which two different things are told.
 */
contested: Array<string>, };

export type OpId = string & { readonly of: 'OpId' };

export type OrganisationId = string & { readonly of: 'OrganisationId' };

export type PersonalDataKind = "personal_number" | "coordination_number" | "phone" | "email" | "registration_plate" | "name";

export type PictureFilter = { 
/**
 * Happened at or after.
 */
from?: UtcMillis, 
/**
 * Happened before.
 */
to?: UtcMillis, 
/**
 * Codes; a tile's code stands for all of its subcategories.
 */
categories?: Array<CategoryCode>, 
/**
 * Codes of review states: `new`, `under_review`, `approved`, `asked`, `rejected`, `duplicate`.
 */
reviews?: Array<string>, 
/**
 * Whose reports.
 */
organisation?: OrganisationId, 
/**
 * West, south, east, north in degrees, WGS 84.
 */
within?: [number, number, number, number], 
/**
 * Words that the note or the place's name holds.
 */
text?: string, 
/**
 * Reports that were withdrawn as well.
 */
withdrawn?: boolean, };

export type PictureOrder = "received" | "happened";

export type PicturePoints = { 
/**
 * Ids.
 */
ids: Array<DocId>, 
/**
 * Degrees, WGS 84.
 */
lon: Array<number>, 
/**
 * Degrees, WGS 84.
 */
lat: Array<number>, 
/**
 * Index into `tile_codes`.
 */
tiles: Array<number>, 
/**
 * The tiles that occur.
 */
tile_codes: Array<string>, 
/**
 * 1 when the report is approved, else 0.
 */
approved: Array<number>, 
/**
 * How many match but have no position yet.
 */
without_position: number, };

export type PictureQuery = { 
/**
 * Which observations.
 */
filter: PictureFilter, 
/**
 * In which order; newest received first if not said.
 */
order?: PictureOrder, 
/**
 * How many to skip.
 */
skip?: number, 
/**
 * How many at the most; 200 if not said, never more than 5,000.
 */
limit?: number, };

export type PictureSummary = { 
/**
 * All reports.
 */
total: number, 
/**
 * Events: each incident once, and each report that is in none.
 */
incidents: number, 
/**
 * By tile.
 */
by_tile: Array<Count>, 
/**
 * By review state.
 */
by_review: Array<Count>, 
/**
 * By organisation or claimed source.
 */
by_organisation: Array<Count>, 
/**
 * Earliest event.
 */
first: UtcMillis | null, 
/**
 * Latest event.
 */
last: UtcMillis | null, };

export type PictureView = { 
/**
 * How many match, on all pages.
 */
total: number, 
/**
 * This page.
 */
observations: Array<ObservationView>, };

export type Position = { lon: number, lat: number, accuracy_m?: number, source: PositionSource, mock?: boolean, };

export type PositionSource = "gps" | "map" | "address" | "named_place" | "checkpoint" | "import";

export type Problem = { 
/**
 * For programs.
 */
code: ProblemCode, 
/**
 * For the log and for developers; people read the text catalogue by code.
 */
message: string, 
/**
 * What to sign for a new read token.
 */
nonce?: string, };

export type ProblemCode = "no_credential" | "token_expired" | "not_allowed" | "revoked" | "bad_signature" | "not_found" | "chain_forked" | "already_exists" | "wrong_offset" | "link_spent" | "too_large" | "bad_request" | "bad_value" | "upgrade_required" | "too_many_requests" | "storage_full" | "server_failed" | "unavailable";

export type Reason = "unreadable" | "too_large" | "bad_value" | "not_allowed" | "revoked" | "agreement_ended" | "unknown_version";

export type ReportView = { 
/**
 * The report.
 */
observation: Observation, 
/**
 * How far it has come.
 */
delivery: Delivery, 
/**
 * *Ångra* works until then.
 */
undo_until: UtcMillis, 
/**
 * How many changes of it still wait on the phone.
 */
waiting: number, };

export type Review = { "state": "new" } | { "state": "under_review" } | { "state": "approved" } | { "state": "asked", 
/**
 * The question, as it arrives on the phone.
 */
question: Note, } | { "state": "rejected", 
/**
 * Why, in words for the reporter.
 */
reason: Note, } | { "state": "duplicate", 
/**
 * The other one.
 */
of: DocId, };

export type ReviewRequest = { 
/**
 * Which.
 */
ids: Array<DocId>, 
/**
 * What was decided.
 */
review: Review, };

export type Role = "reporter" | "police" | "org_coordinator" | "coordinator" | "area_group" | "public_health" | "steering" | "management" | "communications" | "content_admin" | "gis_admin" | "gis_reader" | "system_owner" | "guest";

export type SafeAt = "phone" | "server";

export type Scope = { "scope": "all" } | { "scope": "organisation", 
/**
 * The organisation.
 */
organisation: OrganisationId, } | { "scope": "own", 
/**
 * The device.
 */
device: DeviceId, } | { "scope": "nothing" };

export type Setting = "outdoors" | "shared_indoor";

export type Shell = "app" | "browser";

export type SignIn = { 
/**
 * The name the user chose.
 */
name: string, 
/**
 * The password.
 */
password: string, };

export type SizeBand = "1_2" | "3_5" | "6_10" | "11_25" | "over_25";

export type Suggestion = "leave_out" | "name_the_role" | "describe_the_vehicle" | "answer_in_the_app" | "look_again";

export type SuggestionReason = { 
/**
 * Above 0 speaks for one event, below 0 against.
 */
weight: number, } & ({ "of": "near", 
/**
 * Metres.
 */
metres: number, } | { "of": "soon", 
/**
 * Minutes between the two; 0 where the intervals touch.
 */
minutes: number, 
/**
 * Whether both moments are known.
 */
is_exact: boolean, } | { "of": "category", 
/**
 * Whether it is the same; else one that is often taken for the other, or another.
 */
is_same: boolean, } | { "of": "severity", 
/**
 * Steps between the two.
 */
steps: number, } | { "of": "text", 
/**
 * Share of letter groups that both have, percent.
 */
shared_percent: number, } | { "of": "crowd", 
/**
 * Whether nothing else was.
 */
is_alone: boolean, });

export type SuggestionView = { 
/**
 * The pair.
 */
observations: [DocId, DocId], 
/**
 * Sum of the reasons' weights.
 */
score: number, 
/**
 * What speaks for it and what against.
 */
reasons: Array<SuggestionReason>, };

export type Sureness = "possible" | "likely" | "sure";

export type Suspicion = { 
/**
 * What it seems to be.
 */
kind: PersonalDataKind, 
/**
 * First code point of it, counted from 0 (code points, not bytes, not UTF-16 units).
 */
start: number, 
/**
 * One past its last code point.
 */
end: number, 
/**
 * How sure the check is.
 */
sure: Sureness, 
/**
 * What to do instead.
 */
suggestion: Suggestion, };

export type SyncState = { 
/**
 * Operations that wait.
 */
waiting: number, 
/**
 * When the server last confirmed that it has everything.
 */
last_received_at: UtcMillis | null, 
/**
 * Why the last attempt failed, as a code of the text catalogue.
 */
problem: string | null, 
/**
 * When it is tried next.
 */
next_attempt_at: UtcMillis | null, 
/**
 * Whether the last attempt reached the server.
 */
online: boolean, 
/**
 * Attachments that wait; they travel after everything that is text.
 */
photos_waiting: number, 
/**
 * How far this device's clock is ahead of the true time in milliseconds, when that is more than
 * a minute. Nothing is refused for it.
 */
clock_error_ms: number | null, 
/**
 * Whether the disk is so full that no photos are taken; reports still are.
 */
storage_low: boolean, };

export type UtcMillis = number;

export type When = { "kind": "exact", 
/**
 * The moment.
 */
at: UtcMillis, } | { "kind": "interval", 
/**
 * Last known good.
 */
from: UtcMillis, 
/**
 * Found; never before `from`.
 */
to: UtcMillis, } | { "kind": "approximate", 
/**
 * The best guess.
 */
at: UtcMillis, 
/**
 * Minutes it may be off, before and after.
 */
within_min: number, };
