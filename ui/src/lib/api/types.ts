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

export type AccessView = { 
/**
 * Devices, the last heard of first.
 */
devices: Array<DeviceAccess>, 
/**
 * People who sign in, by name.
 */
people: Array<PersonAccess>, 
/**
 * Where devices can join, and in which roles.
 */
organisations: Array<PlaceForAccess>, 
/**
 * For a desk with the app: what it signs its next order with.
 */
nonce?: string, };

export type AccountView = { 
/**
 * Browsers that are signed in, the last first.
 */
sessions: Array<SignedIn>, 
/**
 * Recovery codes that are left; none without a second factor.
 */
codes_left: number | null, 
/**
 * Whether the server asks everybody for a second factor.
 */
is_factor_required: boolean, 
/**
 * Passkeys, the newest first.
 */
passkeys: Array<PasskeyView>, 
/**
 * Whether passkeys work under this server's address.
 */
takes_passkeys: boolean, 
/**
 * Whether one has a password; else the sign-in is the municipality's.
 */
has_password: boolean, };

export type ActionPlan = { 
/**
 * The body that decided.
 */
decided_by: Name, 
/**
 * When.
 */
decided_on: Day, 
/**
 * *Diarienummer*.
 */
reference: Name | null, };

export type ActionTaken = "fixed_on_site" | "fault_reported" | "police_reported" | "called_112" | "told_off" | "nothing";

export type Addressee = { "to": "device", 
/**
 * The phone.
 */
device: DeviceId, } | { "to": "person", 
/**
 * The person.
 */
person: UserId, } | { "to": "organisation", 
/**
 * The organisation.
 */
organisation: OrganisationId, } | { "to": "everybody" };

export type Agreed = { 
/**
 * By which function.
 */
by: Name, 
/**
 * The day.
 */
on: Day, };

export type Agreement = { 
/**
 * Never changes.
 */
code: string, 
/**
 * As written in it.
 */
purpose: string, 
/**
 * Names of the areas it covers.
 */
areas: Array<string>, 
/**
 * First day, `YYYY-MM-DD`.
 */
valid_from: string, 
/**
 * Last day; none: until further notice.
 */
valid_to: string | null, 
/**
 * Its first moment, in the municipality's zone.
 */
begins_at: UtcMillis | null, 
/**
 * The first moment after it, in the municipality's zone.
 */
ends_at: UtcMillis | null, 
/**
 * Diary number.
 */
reference: string | null, };

export type AlreadyView = { 
/**
 * The report.
 */
observation: ObservationView, 
/**
 * Metres between the two.
 */
distance_m: number, 
/**
 * Metres within which they may lie: both accuracies and 75.
 */
within_m: number, 
/**
 * Minutes between the two; 0 where the times touch.
 */
minutes: number, 
/**
 * Whether the category is the same; else it is a neighbouring one.
 */
is_same_category: boolean, 
/**
 * How many independent sources tell of it.
 */
sources: number, };

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
 * *Samma, bekräfta*: the report of another that tells of the same.
 */
same_as?: DocId, 
/**
 * Why it is withdrawn.
 */
withdrawn?: Note, 
/**
 * Fields to empty again.
 */
clear?: Array<string>, 
/**
 * Why words are sent that the check of free text marks.
 */
because?: Note, };

export type Answer<T> = { "answer": "figure", 
/**
 * The figure.
 */
value: T, 
/**
 * Method, events, weeks and settings.
 */
basis: { method: string, events: number, weeks: number, parameters: { name: string, value: number }[] }, 
/**
 * The words, in the order they are read.
 */
words: Array<Label>, } | { "answer": "too_little", 
/**
 * Method, events, weeks and settings.
 */
basis: { method: string, events: number, weeks: number, parameters: { name: string, value: number }[] }, 
/**
 * Which rules of least data are not met.
 */
missing: { what: string, have: number, enough: number, more_weeks: number | null }[], 
/**
 * The words, in the order they are read.
 */
words: Array<Label>, };

export type AnswerRequest = { 
/**
 * In the reporter's words.
 */
answer: Note, 
/**
 * Why words are sent that the check of free text marks.
 */
because?: Note, };

export type AppRequest = { 
/**
 * Of the verifier that only the app knows (S256).
 */
challenge: string, 
/**
 * Where the app listens: `http://127.0.0.1:PORT/`, and nowhere else.
 */
redirect: string, 
/**
 * Given back to the app as it is.
 */
state: string, };

export type Area = { 
/**
 * Never changes.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is.
 */
kind: AreaKind, 
/**
 * Code of the area it is a part of.
 */
parent: string | null, 
/**
 * Codes of the municipalities it covers.
 */
municipalities: Array<string>, 
/**
 * Whose data, and on what licence.
 */
source: string | null, 
/**
 * Which year's division.
 */
vintage: string | null, };

export type AreaFigure = { 
/**
 * What people decided.
 */
colour: Colour | null, 
/**
 * Why.
 */
reason: string | null, 
/**
 * Which function or body decided.
 */
decided_by: string | null, 
/**
 * A tile's code, or the name itself.
 */
key: string, 
/**
 * What people call it.
 */
label: Label, 
/**
 * In the period.
 */
count: number | null, 
/**
 * In the period before.
 */
before: number | null, 
/**
 * A category of suspected crime; else what is counted is other information.
 */
is_crime: boolean, };

export type AreaHere = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is: `district`, `regso`, `nyko`, `est_area` …
 */
kind: string, };

export type AreaKind = "municipality" | "police_area" | "regso" | "deso" | "nyko" | "est_area" | "district";

export type AreaPlaced = { 
/**
 * Every area in force that holds it.
 */
now: Array<AreaHere>, 
/**
 * What it lay in before, the newest change first.
 */
before: Array<Replaced>, };

export type AreaReports = { 
/**
 * Its code.
 */
code: string, 
/**
 * What it is.
 */
kind: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Which year's division.
 */
vintage: string, 
/**
 * Code of the area it is a part of; empty for none.
 */
parent: string, 
/**
 * How many reports lie in it.
 */
reports: number, };

export type AreaStatistics = { 
/**
 * The sources there are, and what each has counted.
 */
sources: Array<StatisticSource>, 
/**
 * Of the one that was asked for, else the first: its name.
 */
source: string, 
/**
 * What was counted.
 */
category: string, 
/**
 * The periods, oldest first, each with first and last day.
 */
periods: [string, string][], 
/**
 * The areas, by name, each with a count for every period; null: the source tells none.
 */
areas: Array<StatisticArea>, };

export type AreaStatus = { 
/**
 * The area's code.
 */
area: string, 
/**
 * The area's name.
 */
name: string, 
/**
 * The suggestion; absent on a device that does not carry every report. With its arithmetic for who
 * may read every report.
 */
suggestion: AreaSuggestion | null, 
/**
 * What was decided for the period.
 */
decided: Assessment | null, 
/**
 * What was decided before, the newest first.
 */
earlier: Array<Assessment>, };

export type AreaSuggestion = { 
/**
 * What is suggested.
 */
colour: Colour, 
/**
 * What it follows from; absent for somebody who is not told.
 */
arithmetic?: Arithmetic, };

export type Arithmetic = { 
/**
 * Severity times certainty of the period's reports, summed.
 */
points: number, 
/**
 * The same in a usual period: the mean of the 12 weeks before.
 */
usual: number, 
/**
 * Reports in the period.
 */
reports: number, 
/**
 * From how many organisations.
 */
organisations: number, };

export type Assessment = { 
/**
 * Its id.
 */
id: DocId, 
/**
 * The area's code.
 */
area: Name, 
/**
 * The area's name.
 */
name: Name, 
/**
 * First day.
 */
from: Day, 
/**
 * Last day.
 */
until: Day, 
/**
 * The status.
 */
colour: Colour, 
/**
 * Why.
 */
reason: Note | null, 
/**
 * Which function or body decided.
 */
decided_by: Name | null, 
/**
 * The suggestion as it stood then.
 */
suggestion: AreaSuggestion | null, 
/**
 * Whether two desks decided differently without having seen each other's.
 */
is_contested: boolean, 
/**
 * When it was decided.
 */
decided_at: UtcMillis, };

export type AssignRequest = { 
/**
 * Which.
 */
ids: Array<DocId>, 
/**
 * Who; none takes the assignment away.
 */
to: Name | null, };

export type AtRest = "key_in_system" | "key_in_file" | "plain";

export type Attendance = { 
/**
 * Which function, never a name: *kommunpolis*, *bovärd*.
 */
function: Name, 
/**
 * Of which organisation.
 */
organisation: Name | null, 
/**
 * Whether it was there.
 */
is_present: boolean, };

export type AttentionWhy = { 
/**
 * Method, events, weeks and settings.
 */
basis: { method: string, events: number, weeks: number, parameters: { name: string, value: number }[] }, 
/**
 * The words, in the order they are read.
 */
words: Array<Label>, 
/**
 * Events of the weeks before, which the expectation rests on.
 */
history: number, 
/**
 * Those weeks.
 */
history_weeks: number, 
/**
 * Calm rounds, visits and passes within 150 m in the weeks looked at.
 */
visits: number, 
/**
 * Hours of patrols within 150 m in the weeks looked at, whole.
 */
patrol_hours: number, 
/**
 * Reports by organisation or claimed source.
 */
sources: Array<Tallied>, 
/**
 * Reports by how they were found; the name is a code or empty.
 */
found: Array<Tallied>, 
/**
 * Events with an approved report only.
 */
reviewed: number, 
/**
 * Reports instead of events.
 */
reports: number, 
/**
 * Events of the same kind within 150 m of the middle, whatever place or cell they belong to.
 */
wider: number, };

export type BarFigure = { 
/**
 * Its first day.
 */
from: Day, 
/**
 * Events.
 */
count: number | null, };

export type BeforeAfter = { 
/**
 * Events before, in whole threes.
 */
before: number, 
/**
 * In so many weeks.
 */
before_weeks: number, 
/**
 * Events after, in whole threes; none: fewer than three.
 */
after?: number, 
/**
 * In so many weeks.
 */
after_weeks: number, };

export type BeginMunicipal = { 
/**
 * The code of an invitation that is accepted by it, instead of choosing a password.
 */
invitation?: string, };

export type BeginPasskey = { 
/**
 * The password.
 */
password?: string, };

export type BlobName = string;

export type Border = { 
/**
 * The area's code.
 */
area: string, 
/**
 * The area's name.
 */
name: string, 
/**
 * What it is: `district`, `regso`, `nyko`, `est_area` …
 */
kind: string, 
/**
 * Which year's division it is of; empty when that is not known.
 */
vintage: string, 
/**
 * Code of the area it is a part of; empty for none.
 */
parent: string, 
/**
 * Polygons, each an outer ring and its holes; corners are longitude and latitude in degrees,
 * WGS 84.
 */
polygons: Array<Array<Array<[number, number]>>>, };

export type Briefing = { 
/**
 * The operation that fixed the version.
 */
version: OpId, 
/**
 * 1, 2, 3 … of the same days.
 */
number: number, 
/**
 * First day.
 */
from: Day, 
/**
 * Last day.
 */
until: Day, 
/**
 * When it was fixed.
 */
fixed_at: UtcMillis, 
/**
 * The function or body that fixed it.
 */
by: Name, 
/**
 * The texts by section: `summary`, `news`, `coming`.
 */
texts: { [key in string]: Prose }, 
/**
 * What has changed since the one before, in words.
 */
changes: Array<Label>, 
/**
 * Events in these days; none: withheld.
 */
events: number | null, 
/**
 * By category tile.
 */
tiles: Array<FigureRow>, 
/**
 * The places with the most, best first, by names that the phone finds on its own map.
 */
places: Array<PlaceFigure>, 
/**
 * Monday–Friday and the weekend, by night, morning, afternoon and evening; none: withheld.
 */
hours: Array<Array<number | null>>, 
/**
 * Measures that were open when it was fixed.
 */
measures: Array<MeasureFigure>, };

export type BriefingAnswer = { "state": "same" } | { "state": "nothing" } | { "state": "released", 
/**
 * What it says.
 */
briefing: Briefing, };

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
 * Who has changed it, and a hash of the result: `alingsas-3f2a9c01`. None in the one that ships.
 */
own?: string, 
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
emergency: boolean, 
/**
 * The tile it is shown and counted under; only on a municipality's own codes.
 */
under?: CategoryCode, 
/**
 * Not offered to reporters; old reports keep it.
 */
hidden?: boolean, 
/**
 * First day it is offered, `YYYY-MM-DD`.
 */
valid_from?: string, 
/**
 * Last day it is offered.
 */
valid_to?: string, };

export type CategoryCode = string & { readonly of: 'CategoryCode' };

export type CauseAnalysis = { 
/**
 * Its id.
 */
id: DocId, 
/**
 * The place or the pattern.
 */
title: Name, 
/**
 * Where, when it is about a place.
 */
place: MeasurePlace | null, 
/**
 * The answers of the template, by question.
 */
answers: { [key in string]: Note }, 
/**
 * The tree, by name.
 */
nodes: { [key in string]: CauseNode }, 
/**
 * The hypotheses, by name.
 */
hypotheses: { [key in string]: Hypothesis }, 
/**
 * The evidence, by name.
 */
evidence: { [key in string]: Evidence }, 
/**
 * What follows.
 */
conclusion: Conclusion | null, 
/**
 * In words.
 */
conclusion_text: Note | null, 
/**
 * When it was begun.
 */
began_at: UtcMillis, 
/**
 * When it was last changed.
 */
changed_at: UtcMillis, };

export type CauseNode = { 
/**
 * What it is a cause of; none: of the problem itself.
 */
parent: Name | null, 
/**
 * The cause.
 */
text: Name, };

export type Certainty = "seen_myself" | "traces" | "told_by_other";

export type Channel = "website" | "press" | "social_media" | "meeting" | "internal";

export type CheckRequest = { 
/**
 * The words.
 */
text: string, };

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

export type Coarse = { 
/**
 * What.
 */
category: CategoryCode, 
/**
 * The middle of the square it lies in: longitude and latitude in degrees, WGS 84.
 */
near: [number, number] | null, };

export type Colour = "green" | "yellow" | "orange" | "red";

export type ComingEvent = { 
/**
 * What.
 */
what: Name, 
/**
 * The first day.
 */
from: Day, 
/**
 * The last day; none: that day only.
 */
until: Day | null, 
/**
 * Whether it comes again each year on these days: *årshjul*.
 */
is_yearly: boolean, };

export type Comparison = "rest";

export type Conclusion = "short" | "long" | "none";

export type ConfigurationChange = { 
/**
 * The version it was made of.
 */
of: string, 
/**
 * Of `municipality.toml`; null for nothing.
 */
municipality: Record<string, unknown> | null, 
/**
 * Of `organisations.toml`; null for nothing.
 */
organisations: Record<string, unknown> | null, 
/**
 * Only name the faults.
 */
try_out: boolean, };

export type ConfigurationChanged = { 
/**
 * The version in force now, or the one it would be.
 */
version: string, 
/**
 * Everything that is wrong; then nothing was changed.
 */
faults: Array<ConfigurationFault>, };

export type ConfigurationFault = { 
/**
 * The file.
 */
file: string, 
/**
 * The key in it, as `rhythm.operative`.
 */
key: string, 
/**
 * What is wrong with it.
 */
what: string, };

export type ConfigurationFiles = { 
/**
 * The version in force; a change names it.
 */
version: string, 
/**
 * `municipality.toml`.
 */
municipality: Record<string, unknown>, 
/**
 * `organisations.toml`.
 */
organisations: Record<string, unknown>, 
/**
 * The newest change first.
 */
history: Array<ConfigurationVersion>, };

export type ConfigurationVersion = { 
/**
 * Its name.
 */
version: string, 
/**
 * When.
 */
at: UtcMillis, 
/**
 * By whom.
 */
by: string, };

export type Count = { 
/**
 * What is counted: a tile's code, a review state, an organisation.
 */
key: string, 
/**
 * How many.
 */
count: number, };

export type CountsView = { 
/**
 * All; where small counts are hidden, the sum of what is told.
 */
total: number | null, 
/**
 * By tile.
 */
by_tile: Array<ToldCount>, 
/**
 * By organisation or claimed source.
 */
by_organisation: Array<ToldCount>, 
/**
 * Whether small counts are hidden from the one who asks.
 */
is_small_hidden: boolean, };

export type Day = string;

export type DayPart = { 
/**
 * Saturday and Sunday, or Monday to Friday.
 */
is_weekend: boolean, 
/**
 * 0 night (0–6), 1 morning, 2 afternoon, 3 evening (18–24).
 */
part: number, 
/**
 * Events, rounded: an interval counts by the share of its time.
 */
events: number, };

export type Deadline = { 
/**
 * `picture`, `plan`, or the code of a document of the configuration.
 */
code: string, 
/**
 * What it is.
 */
label: Label, 
/**
 * When it was last done.
 */
done_on: Day | null, 
/**
 * By when it is to be done again.
 */
due_on: Day | null, 
/**
 * How that stands.
 */
due: Due, 
/**
 * Decision and diary number, where they are known.
 */
reference: string | null, };

export type Decided = { 
/**
 * The document it is about.
 */
doc: DocId, 
/**
 * The operation.
 */
op: OpId, };

export type Decides = "measures" | "priorities" | "assessments" | "editions" | "publishing";

export type Decision = { 
/**
 * The incident the reports are in now; none after a split.
 */
incident: DocId | null, 
/**
 * What was written; empty when everything was so already.
 */
decided: Array<Decided>, };

export type Declared = { 
/**
 * The operation.
 */
op: OpId, 
/**
 * The clamped time of the declaration.
 */
at: UtcMillis, 
/**
 * The test.
 */
test: DeclaredTest, };

export type DeclaredTest = { from: Day, lon: number, lat: number, radius_m: number, buffer_m: number, categories: Array<CategoryCode>, indicator: Indicator, comparison: Comparison, horizon_weeks: number, expected_percent: number, chosen_by_weeks: number, };

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

export type Density = { 
/**
 * Side of a cell, metres.
 */
cell_m: number, 
/**
 * Bandwidth, metres.
 */
bandwidth_m: number, 
/**
 * South-western and north-eastern corner of each cell, degrees: west, south, east, north.
 */
cells: Array<[number, number, number, number]>, 
/**
 * Class of each cell, 0 the lowest.
 */
classes: Array<number>, 
/**
 * Events per square kilometre and four weeks of each cell, one decimal.
 */
values: Array<number>, 
/**
 * Lower ends of the classes, events per square kilometre and four weeks: the same for every
 * period of one picture.
 */
legend: Array<number>, };

export type DeviceAccess = { 
/**
 * Its id.
 */
id: DeviceId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Its organisation's name.
 */
organisation: string, 
/**
 * Its role.
 */
role: Role, 
/**
 * When it joined.
 */
enrolled_at: UtcMillis, 
/**
 * When it was last heard of.
 */
last_seen_at: UtcMillis | null, 
/**
 * Name and version of its app.
 */
app: string, 
/**
 * How many operations waited on it then.
 */
waiting: number, 
/**
 * How many of its operations were set aside.
 */
set_aside: number, 
/**
 * How many of its numbers are gaps: lost here, and the device had them no more.
 */
gaps: number, 
/**
 * How far its clock is ahead of the server's, in milliseconds.
 */
clock_error_ms: number | null, 
/**
 * Its highest number without a hole.
 */
have: number, 
/**
 * What was erased up to this place of the log is erased on its disk too.
 */
erased_through: number, 
/**
 * How many new lives of the log it made begin, by remembering more than the log has. Many, without
 * restores, are a reason to revoke it.
 */
lives_begun: number, 
/**
 * When its access was taken away, if it was.
 */
revoked_at: UtcMillis | null, 
/**
 * The wipe that was ordered, if one was.
 */
wipe: Wipe | null, 
/**
 * When the device was first given that order. What it did then is not known here.
 */
wipe_told_at: UtcMillis | null, };

export type DeviceId = string & { readonly of: 'DeviceId' };

export type Discovered = "patrol" | "notified" | "police_report";

export type DocId = string & { readonly of: 'DocId' };

export type DocType = "observation" | "incident" | "priority" | "patrol" | "measure" | "cause_analysis" | "assessment" | "feedback" | "share" | "edition" | "meeting" | "unknown";

export type DocumentKind = "law" | "policy" | "guideline" | "plan" | "picture" | "agreement";

export type DraftView = { 
/**
 * The edition as far as people have written it.
 */
edition: Edition, 
/**
 * What the texts begin with where nobody has written, by section.
 */
suggested: { [key in string]: string }, 
/**
 * The figures today.
 */
figures: Figures, 
/**
 * What has changed since the edition before.
 */
changes: Array<Label>, 
/**
 * The last day of the edition before; none: this is the first.
 */
before: Day | null, };

export type Due = "kept" | "soon" | "late" | "unknown";

export type Dwellings = "blocked" | "snapped";

export type Edition = { 
/**
 * Its id.
 */
id: DocId, 
/**
 * For whom.
 */
kind: EditionKind, 
/**
 * First day.
 */
from: Day, 
/**
 * Last day.
 */
until: Day, 
/**
 * The texts as they are being written, by section.
 */
texts: { [key in string]: Prose }, 
/**
 * The plan as it is being written.
 */
plan: ActionPlan | null, 
/**
 * What was fixed, oldest first.
 */
versions: Array<Version>, 
/**
 * Who was given what, oldest first.
 */
sent: Array<Sent>, 
/**
 * Whether two desks wrote the same text without having seen each other's.
 */
is_contested: boolean, };

export type EditionDraft = { 
/**
 * Which edition.
 */
period: Period, 
/**
 * Sections and their new text; `null` clears.
 */
texts: { [key in string]: Prose | null }, 
/**
 * The plan.
 */
plan?: ActionPlan, 
/**
 * Why words are sent that the check of free text marks.
 */
because?: Note, };

export type EditionKind = "operative" | "strategic" | "statutory";

export type EditionList = { 
/**
 * The editions, the newest period first.
 */
editions: Array<EditionView>, 
/**
 * Who may be given one; none for whoever gives none.
 */
recipients: Array<Recipient>, 
/**
 * What is to be done again, and by when.
 */
deadlines: Array<Deadline>, };

export type EditionState = "offered" | "draft" | "fixed";

export type EditionView = { 
/**
 * Its id.
 */
id: DocId, 
/**
 * How far it has come.
 */
state: EditionState, 
/**
 * What was fixed, oldest first.
 */
versions: Array<VersionView>, 
/**
 * For whom.
 */
kind: EditionKind, 
/**
 * First day.
 */
from: Day, 
/**
 * Last day.
 */
until: Day, };

export type EffectFigure = { 
/**
 * In the fixed words.
 */
verdict: Verdict, 
/**
 * Events at the place before.
 */
before: number, 
/**
 * After.
 */
after: number, 
/**
 * Events after, had the place followed the comparison area, rounded.
 */
expected: number, 
/**
 * What came, give or take chance, on the scale of what was expected: the low end of the 90 %
 * interval of the ratio, times expected, rounded.
 */
low: number, 
/**
 * The high end.
 */
high: number, 
/**
 * Events in the comparison area before.
 */
control_before: number, 
/**
 * After.
 */
control_after: number, };

export type EffectReview = { 
/**
 * The first day with the measure.
 */
from: Day, 
/**
 * 12, 26 or 52 weeks after it.
 */
weeks: number, 
/**
 * The day it was made.
 */
made_on: Day, 
/**
 * BLAKE3 of the snapshot, in hexadecimal.
 */
snapshot: string, 
/**
 * Since the start.
 */
verdict: Verdict, 
/**
 * Since the review before; none at the first.
 */
lately?: Verdict, 
/**
 * Whether a decrease that an earlier review saw is gone: the measure is opened again.
 */
has_faded: boolean, 
/**
 * The counts and the verdict in words, in the order they are read.
 */
words: Array<Label>, 
/**
 * The counts as everybody may be told them.
 */
counted?: BeforeAfter, };

export type EffortCell = { 
/**
 * Middle, degrees.
 */
lon: number, 
/**
 * Middle, degrees.
 */
lat: number, 
/**
 * The nearest named place, within 1 km.
 */
near: string | null, 
/**
 * Corners of the cell, degrees.
 */
ring: Array<[number, number]>, 
/**
 * Calm rounds, visits, and passes that were there for a minute or longer.
 */
visits: number, 
/**
 * Their hours there, rounded.
 */
hours: number, 
/**
 * Weeks of the window with a visit.
 */
weeks: number, };

export type Evidence = { 
/**
 * The hypothesis' name in this document.
 */
hypothesis: Name, 
/**
 * For it; else against.
 */
is_for: boolean, 
/**
 * What it says, in words.
 */
text: Note, } & ({ "of": "incident", 
/**
 * Which.
 */
incident: DocId, } | { "of": "observation", 
/**
 * Which.
 */
observation: DocId, } | { "of": "figure", 
/**
 * BLAKE3 of the snapshot, in hexadecimal.
 */
snapshot: string, 
/**
 * The question it answers, as it was asked.
 */
question: unknown, } | { "of": "told" });

export type EvidenceStrength = "strong" | "some" | "mixed" | "little";

export type ExcessCell = { 
/**
 * Middle, degrees.
 */
lon: number, 
/**
 * Middle, degrees.
 */
lat: number, 
/**
 * The nearest named place, within 1 km.
 */
near: string | null, 
/**
 * Corners of the cell, degrees.
 */
ring: Array<[number, number]>, 
/**
 * Events within 150 m.
 */
observed: number, 
/**
 * Events expected there, rounded.
 */
expected: number, 
/**
 * Least that would be expected to be seen, rounded: expected times the interval's low end.
 */
low: number, 
/**
 * Most.
 */
high: number, 
/**
 * Whether it is there with approved reports only.
 */
without_unreviewed: Holds, 
/**
 * Whether it is there counting reports.
 */
as_reports: Holds, 
/**
 * Whether it is there with the grid moved half a cell.
 */
shifted_grid: Holds, };

export type ExcessMap = { 
/**
 * Against the 52 weeks before.
 */
history: Answer<Array<ExcessCell>>, 
/**
 * Against nil rounds and visits.
 */
visits: Answer<Array<ExcessCell>>, 
/**
 * Events as points, where there are at most 5,000: longitude, latitude.
 */
points: Array<[number, number]>, 
/**
 * Where somebody is known to have been in the window, the most visits first.
 */
effort: Array<EffortCell>, };

export type FactorBegun = { 
/**
 * The secret in Base32, in groups of four, to be typed.
 */
secret: string, 
/**
 * The same as a QR code of an `otpauth` address.
 */
picture: QrPicture, };

export type FactorCode = { 
/**
 * Six digits.
 */
code: string, };

export type FactorConfirmed = { 
/**
 * Codes that each open once when the app is lost. They are told here and never again.
 */
recovery_codes: Array<string>, };

export type Feedback = { 
/**
 * Who it is for.
 */
addressee: Addressee, 
/**
 * What it tells of.
 */
stage: FeedbackStage, 
/**
 * The measure.
 */
measure: DocId, 
/**
 * What is done.
 */
title: Name, 
/**
 * What kind of measure it is.
 */
measure_type: MeasureType, 
/**
 * How far it has come.
 */
status: MeasureStatus, 
/**
 * Where, in words.
 */
place: Name | null, 
/**
 * Degrees, WGS 84: longitude, latitude.
 */
at: [number, number] | null, 
/**
 * Which organisation does it.
 */
organisation: Name | null, 
/**
 * First day.
 */
from: Day | null, 
/**
 * Last day, or by when.
 */
until: Day | null, 
/**
 * The day this was told.
 */
on: Day, 
/**
 * The addressee's reports that took part, the newest last; at most 50.
 */
reports: Array<DocId>, 
/**
 * How many of the addressee's reports took part.
 */
own: number, 
/**
 * How many took part in all; absent when the others' are fewer than are told.
 */
all?: number, 
/**
 * From how many organisations; absent when they are fewer than are told.
 */
organisations?: number, 
/**
 * What the figures say.
 */
verdict: Verdict | null, 
/**
 * What that rests on, as it may be told.
 */
counted?: BeforeAfter, 
/**
 * Whether a decrease that was seen before is gone.
 */
has_faded: boolean, 
/**
 * What people say.
 */
outcome: Outcome | null, };

export type FeedbackStage = "briefing" | "decided" | "done" | "after12" | "after26" | "after52" | "judged";

export type FieldChange = { 
/**
 * Which.
 */
field: string, 
/**
 * What it held; `null` for nothing.
 */
old: unknown, 
/**
 * What it holds; `null` for nothing.
 */
new: unknown, 
/**
 * Whether its author had not seen the old one: two people told different things.
 */
is_unseen: boolean, };

export type FigureRow = { 
/**
 * A tile's code, or the name itself.
 */
key: string, 
/**
 * What people call it.
 */
label: Label, 
/**
 * In the period.
 */
count: number | null, 
/**
 * In the period before.
 */
before: number | null, 
/**
 * A category of suspected crime; else what is counted is other information.
 */
is_crime: boolean, };

export type Figures = { 
/**
 * BLAKE3 of the snapshot they were counted from, in hexadecimal.
 */
snapshot: string, 
/**
 * The day of the newest event that was known.
 */
newest: Day | null, 
/**
 * Events in the period.
 */
events: number | null, 
/**
 * Reports that tell of them.
 */
reports: number | null, 
/**
 * Events with no approved report.
 */
unreviewed: number | null, 
/**
 * Events without a position.
 */
without_position: number | null, 
/**
 * Calm rounds, visits and passes.
 */
visits: number | null, 
/**
 * Events in the period before, as long as this one.
 */
before: number | null, 
/**
 * Events in the same days 52 weeks earlier.
 */
year_before: number | null, 
/**
 * By category tile; crime and other things apart in the statutory one.
 */
tiles: Array<FigureRow>, 
/**
 * By area with borders.
 */
areas: Array<AreaFigure>, 
/**
 * By organisation or claimed source; reports, not events.
 */
sources: Array<FigureRow>, 
/**
 * Organisations that reported in the period before and not in this one.
 */
silent: Array<string>, 
/**
 * The places with the most, best first.
 */
places: Array<PlaceFigure>, 
/**
 * Monday–Friday and the weekend, by night, morning, afternoon and evening; events, rounded.
 */
hours: Array<Array<number | null>>, 
/**
 * Events with an exact time.
 */
exact: number | null, 
/**
 * Events by week, or by month where the period is long; oldest first, the last bar is the period's own end.
 */
trend: Array<BarFigure>, 
/**
 * Places that were above what they were before, in the newest whole week.
 */
unusual: Array<UnusualFigure>, 
/**
 * Measures that were open in the period or ended in it.
 */
measures: Array<MeasureFigure>, 
/**
 * What came of the year's measures, in one row of the fixed words; none without a review.
 */
outcomes: Label | null, 
/**
 * The quarter's priority areas.
 */
priorities: Array<PriorityFigure>, 
/**
 * Where events were, for the map. None in what is shared.
 */
marks: Array<MarkFigure>, 
/**
 * The borders of the areas as they were, simplified: outer rings, longitude and latitude in degrees.
 */
borders: Array<Array<[number, number]>>, 
/**
 * Whether counts under three are withheld, others with them, and points left out.
 */
is_shared: boolean, };

export type Findings = { "part": "places", "value": Places } | { "part": "map", "value": ExcessMap } | { "part": "density", "value": Answer<Density> } | { "part": "hours", "value": Answer<Hours> } | { "part": "trend", "value": Trend } | { "part": "repeats", "value": Array<Repeats> } | { "part": "sources", "value": Sources } | { "part": "gi_star", "value": Answer<Array<GiCell>> };

export type FollowBar = { 
/**
 * The first day.
 */
from: Day, 
/**
 * Weeks in it: four, fewer at the end.
 */
weeks: number, 
/**
 * Events at the place.
 */
events: number, 
/**
 * After the start.
 */
is_after: boolean, };

export type FollowUp = { 
/**
 * The declaration.
 */
declared: Declared, 
/**
 * Declared before its first day; else nothing is counted.
 */
is_in_time: boolean, 
/**
 * A later declaration took its place before it began.
 */
is_replaced: boolean, 
/**
 * BLAKE3 of the snapshot, in hexadecimal.
 */
snapshot: string, 
/**
 * Whole weeks before the start, 52 at the most.
 */
before_weeks: number, 
/**
 * Whole weeks after it.
 */
after_weeks: number, 
/**
 * Since the start.
 */
effect: Answer<EffectFigure>, 
/**
 * The verdict of it, said once more for lists.
 */
verdict: Verdict, 
/**
 * Since the review before.
 */
lately: Verdict | null, 
/**
 * The ring around the place.
 */
ring: Answer<RingFigure>, 
/**
 * The long view, from 52 weeks before and 26 after.
 */
long_term: Answer<LongFigure> | null, 
/**
 * Whether who reports changed.
 */
reporters: Label, 
/**
 * Only organisations that reported all the time were counted.
 */
is_steady_only: boolean, 
/**
 * Events at the place in the same weeks a year before.
 */
same_season: number | null, 
/**
 * Place by four weeks, oldest first.
 */
bars: Array<FollowBar>, };

export type FoundKind = "named_place" | "address" | "street";

export type FoundPlace = { 
/**
 * What it is.
 */
kind: FoundKind, 
/**
 * Its name, or street and number.
 */
name: string, 
/**
 * `square`, `school`, `park` … of a named place; empty when it is not known.
 */
place_kind: string, 
/**
 * The district in words; empty outside all.
 */
area: string, 
/**
 * Longitude in degrees, WGS 84.
 */
lon: number, 
/**
 * Latitude in degrees, WGS 84.
 */
lat: number, 
/**
 * Metres from where it was asked, if that was said.
 */
distance_m: number | null, };

export type GiCell = { 
/**
 * Middle, easting in metres.
 */
easting_m: number, 
/**
 * Middle, northing in metres.
 */
northing_m: number, 
/**
 * Events in the cell.
 */
events: number, 
/**
 * −3 … 3.
 */
class: number, 
/**
 * The statistic.
 */
z: number, };

export type HandOver = "police_report" | "emergency_112" | "fault_report" | "work_injury" | "social_information";

export type Handed = { 
/**
 * The operation that says so.
 */
op: OpId, 
/**
 * What came of it, where the server handed it over and knows.
 */
receipt: Receipt | null, 
/**
 * To which function, organisation or receiver of the configuration; never a person's name or an address.
 */
to: Name, 
/**
 * How.
 */
way: HandoverWay, 
/**
 * The day.
 */
on: Day, };

export type HandedOver = { 
/**
 * Operations that the server did not have before.
 */
new: number, 
/**
 * Whether the package waits on this device until the server is reached.
 */
waits: boolean, 
/**
 * Packages that the server will never take.
 */
refused: Array<RefusedPackage>, };

export type Handover = { 
/**
 * How large the sealed package is.
 */
bytes: number, 
/**
 * The package in parts, each with its number, the number of parts and a checksum.
 */
pictures: Array<QrPicture>, };

export type HandoverWay = "mail" | "message_file" | "table" | "webhook";

export type Happening = { 
/**
 * When, by its author's clock as the server holds it.
 */
at: UtcMillis, 
/**
 * When the server had it; none while it waits here.
 */
received_at: UtcMillis | null, 
/**
 * The document.
 */
doc: DocId, 
/**
 * What that is.
 */
of: DocType, 
/**
 * The operation.
 */
op: OpId, 
/**
 * In which role.
 */
role: Role, 
/**
 * For which organisation.
 */
organisation_name: string, 
/**
 * Whether it was undone since.
 */
is_taken_back: boolean, } & ({ "happened": "reported" } | { "happened": "changed", 
/**
 * Each of them.
 */
changes: Array<FieldChange>, } | { "happened": "answered", 
/**
 * The words.
 */
text: string, } | { "happened": "commented", 
/**
 * The words.
 */
text: string, } | { "happened": "photo" } | { "happened": "removed", 
/**
 * By which operation it was added.
 */
added: OpId, } | { "happened": "reviewed", 
/**
 * What was decided.
 */
review: Review, 
/**
 * What held before.
 */
before: Review | null, 
/**
 * By the server, by the municipality's rule.
 */
is_automatic: boolean, } | { "happened": "assigned", 
/**
 * Who; none when nobody is any more.
 */
to: string | null, } | { "happened": "preparedness", 
/**
 * Whether it does.
 */
is_concerned: boolean, } | { "happened": "joined", 
/**
 * Which.
 */
incident: DocId, } | { "happened": "left" } | { "happened": "merged_into", 
/**
 * Which; none when it stands for itself again.
 */
incident: DocId | null, } | { "happened": "kept_apart", 
/**
 * The other one.
 */
other: DocId, } | { "happened": "undone", 
/**
 * Which.
 */
decision: OpId, } | { "happened": "masked", 
/**
 * `released`, `masked` or `kept`.
 */
state: string, } | { "happened": "shared", 
/**
 * Who hears it.
 */
with: string, 
/**
 * How much.
 */
level: ShareLevel, });

export type HeldText = { 
/**
 * The document.
 */
doc: DocId, 
/**
 * What it is.
 */
of: DocType, 
/**
 * The operation that holds them.
 */
op: OpId, 
/**
 * The place in it: `note`, `answers`, `review.question`, `photos` …
 */
place: string, 
/**
 * The words; none for a photo.
 */
text: string | null, 
/**
 * The photo, where it is one.
 */
photo: Photo | null, 
/**
 * What the check marks in them.
 */
suspicions: Array<Suspicion>, 
/**
 * The words with marks in the place of what may be personal.
 */
suggestion: string | null, 
/**
 * Why their author sent them all the same.
 */
because: Note | null, 
/**
 * When the server received them.
 */
at: UtcMillis, 
/**
 * Whose they are.
 */
organisation_name: string, 
/**
 * The report they belong to, as a reviewer reads it.
 */
report: ObservationView | null, };

export type Holds = "yes" | "no" | "too_little";

export type Horizon = "short" | "long";

export type Hours = { 
/**
 * Monday first, 24 hours each; empty below 100 events.
 */
week: Array<Array<number>>, 
/**
 * Monday–Friday and the weekend, by night, morning, afternoon and evening.
 */
parts: Array<Array<number>>, 
/**
 * Events with an exact time.
 */
exact: number, 
/**
 * Events spread over the week evenly, since nobody knows within seven days.
 */
unknown: number, };

export type Hypothesis = { 
/**
 * In words.
 */
text: Note, 
/**
 * 1 is the likeliest.
 */
rank: number, 
/**
 * How it stands.
 */
standing: Standing, };

export type HypothesisLink = { 
/**
 * The cause analysis.
 */
cause: DocId, 
/**
 * The hypothesis in it.
 */
hypothesis: Name, };

export type InScope = { 
/**
 * Public outdoor environment, *utemiljö*.
 */
outdoors: boolean, 
/**
 * What becomes of a position in a dwelling.
 */
dwellings: Dwellings, 
/**
 * Shared indoor spaces.
 */
shared_spaces: Array<SharedSpace>, };

export type IncidentPage = { 
/**
 * The incident that stands for it now; none for a report that is in none.
 */
incident: DocId | null, 
/**
 * The reports that may be read, the one that happened first in front. Empty where nothing but
 * `known` may be read, or where it was dissolved.
 */
observations: Array<ObservationView>, 
/**
 * How many independent sources these are: organisations, or who an import says it is from.
 */
sources: number, 
/**
 * What people hold to be so.
 */
said: IncidentSaid, 
/**
 * Everything that happened to it, oldest first.
 */
timeline: Array<Happening>, 
/**
 * *Två olika uppgifter* that nobody has settled.
 */
contested: Array<TwoTellings>, 
/**
 * How much each organisation that did not report it hears; for who decides that.
 */
shares: Array<SharedWith>, 
/**
 * What may be known where no report may be read.
 */
known: SharedIncident | null, };

export type IncidentRow = { 
/**
 * Its id.
 */
incident: DocId, 
/**
 * What, as people say or as its first report says.
 */
category: CategoryCode, 
/**
 * The most severe of its reports, or what people say: 0–4.
 */
severity: number, 
/**
 * Where, in words.
 */
place_name: Name | null, 
/**
 * Where.
 */
position: Position | null, 
/**
 * The earliest it can have been.
 */
earliest: UtcMillis, 
/**
 * The latest it can have been.
 */
latest: UtcMillis, 
/**
 * How many reports tell of it.
 */
reports: number, 
/**
 * How many independent sources.
 */
sources: number, };

export type IncidentSaid = { 
/**
 * What.
 */
category: CategoryCode | null, 
/**
 * How severe, 0–4.
 */
severity: number | null, 
/**
 * When.
 */
when: When | null, 
/**
 * Where.
 */
position: Position | null, 
/**
 * Where, in words.
 */
place_name: Name | null, 
/**
 * The stamp of each field, to be named by who changes it.
 */
seen: { [key in string]: Stamp }, };

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

export type Indicator = "events" | "not_found_on_patrol";

export type Interval = "week" | "fortnight" | "month" | "quarter" | "tertial" | "year" | "biennium";

export type InviteRequest = { 
/**
 * The organisation's name or code.
 */
organisation: string, 
/**
 * The role.
 */
role: Role, 
/**
 * What people will call the device.
 */
name: string, };

export type Invited = { 
/**
 * The link.
 */
link: string, 
/**
 * Until when it is good.
 */
expires_at: UtcMillis, 
/**
 * The same as a QR code.
 */
picture: QrPicture, };

export type Joining = { "decide": "join", 
/**
 * One begins an incident of its own.
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

export type Judged = { 
/**
 * Did it have the wanted effect?
 */
outcome: Outcome, 
/**
 * In words.
 */
text?: Note, 
/**
 * When.
 */
on: Day, };

export type Label = { 
/**
 * Swedish.
 */
sv: string, 
/**
 * English.
 */
en: string, };

export type LaterAddition = { 
/**
 * The field it was written to: `point.news`, `decision.7f`.
 */
field: string, 
/**
 * What was written; none where something was taken away.
 */
value: unknown, 
/**
 * What the writer's clock said.
 */
at: UtcMillis, };

export type LibraryEntry = { 
/**
 * Never changes meaning, never reused: `[a-z0-9]+(-[a-z0-9]+)*`. A municipality's own begin with `x-`.
 */
code: string, 
/**
 * What kind of measure it is.
 */
measure_type: MeasureType, 
/**
 * The measure in a few words.
 */
title: Label, 
/**
 * How well it is known.
 */
evidence: EvidenceStrength, 
/**
 * What is known, and what to mind.
 */
note: Label, 
/**
 * Where that is read: authors, year, title, publication.
 */
sources: Array<string>, };

export type ListCheck = { 
/**
 * Events of the last 4 weeks at the ten places the 12 weeks before pointed at.
 */
hits: number, 
/**
 * Events of the last 4 weeks at any place.
 */
events: number, 
/**
 * The most that ten places could have held.
 */
best: number, 
/**
 * Hits of ten places picked at random, rounded.
 */
random: number, 
/**
 * Whether the list beats nineteen of twenty random picks.
 */
holds: boolean, 
/**
 * Whether it does with approved reports only.
 */
without_unreviewed: Holds, 
/**
 * Whether it does counting reports.
 */
as_reports: Holds, };

export type LockView = { 
/**
 * The lock of who has the phone.
 */
pin: PinState, 
/**
 * Everybody, in the order in which they came.
 */
people: Array<PersonView>, };

export type LongFigure = { 
/**
 * In the fixed words.
 */
verdict: Verdict, };

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

export type MarkFigure = { 
/**
 * Degrees, WGS 84, five decimals.
 */
lon: number, 
/**
 * Degrees, WGS 84, five decimals.
 */
lat: number, 
/**
 * How many.
 */
count: number, };

export type Masking = { "state": "released" } | { "state": "masked", 
/**
 * Instead.
 */
text: Note, } | { "state": "kept" };

export type MaskingDecision = { 
/**
 * The document.
 */
doc: DocId, 
/**
 * What that document is.
 */
of: DocType, 
/**
 * The operation that holds the words.
 */
op: OpId, 
/**
 * The place in it.
 */
place: string, } & ({ "state": "released" } | { "state": "masked", 
/**
 * Instead.
 */
text: Note, } | { "state": "kept" });

export type MaskingQueue = { 
/**
 * How many, on this page and after it.
 */
total: number, 
/**
 * The oldest of them.
 */
held: Array<HeldText>, };

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
 * Which of the catalogue's orders of tiles is this organisation's.
 */
tile_order: string, 
/**
 * Whether the organisation's people meet patients: they are told to leave them out before they write.
 */
meets_patients: boolean, 
/**
 * What the organisation's access rests on; none where it needs no agreement.
 */
agreement: Agreement | null, 
/**
 * A hash of the configuration: another one means that catalogue and places are to be asked for
 * again.
 */
configuration: string, 
/**
 * Actions the role may take, as codes of the matrix.
 */
may: Array<string>, 
/**
 * Whether nothing is open until a second factor is set up.
 */
lacks_second_factor: boolean, };

export type MeasureFigure = { 
/**
 * Its id, as text.
 */
key: string, 
/**
 * What is done.
 */
title: string, 
/**
 * Where.
 */
place: string | null, 
/**
 * Who is responsible.
 */
organisation: string | null, 
/**
 * How far it has come.
 */
status: MeasureStatus, 
/**
 * First day.
 */
from: Day | null, 
/**
 * The day it should be done.
 */
due: Day | null, 
/**
 * Open after its day.
 */
is_overdue: boolean, 
/**
 * What the newest review found.
 */
verdict: Verdict | null, };

export type MeasureHandover = { 
/**
 * To which function, organisation or receiver of the configuration; never a person's name or an address.
 */
to: Name, 
/**
 * How.
 */
way: HandoverWay, 
/**
 * The day.
 */
on: Day, };

export type MeasurePlace = { 
/**
 * The place list's name of the row, or the code of an area.
 */
key: Name, 
/**
 * What people call it.
 */
name: Name, lon: number, lat: number, radius_m: number, };

export type MeasureStatus = "proposed" | "decided" | "ongoing" | "done" | "cancelled";

export type MeasureType = "presence" | "physical" | "cleaning" | "lighting" | "vegetation" | "hardening" | "camera" | "activity" | "dialogue" | "supervision" | "information" | "police" | "other";

export type MeasureView = { 
/**
 * Open after its day.
 */
is_overdue: boolean, 
/**
 * Its id.
 */
id: DocId, 
/**
 * What is done.
 */
title: Name, 
/**
 * What kind of measure it is.
 */
measure_type: MeasureType, 
/**
 * Where.
 */
place: MeasurePlace | null, 
/**
 * Which organisation does it.
 */
organisation: Name | null, 
/**
 * Which function there.
 */
function: Name | null, 
/**
 * First day.
 */
from: Day | null, 
/**
 * Last day.
 */
until: Day | null, 
/**
 * By when.
 */
due: Day | null, 
/**
 * How far it has come.
 */
status: MeasureStatus, 
/**
 * What it costs, kronor.
 */
cost_sek: number | null, 
/**
 * The entry of the library it was made from, by code.
 */
library: Name | null, 
/**
 * More words.
 */
note: Note | null, 
/**
 * Short or long; short when nobody said.
 */
horizon: Horizon, 
/**
 * *Ska utvärderas*: else it never gets a verdict on its effect.
 */
is_evaluated: boolean, 
/**
 * Which cause it is aimed at.
 */
hypothesis: HypothesisLink | null, 
/**
 * The people's verdict.
 */
outcome: Judged | null, 
/**
 * The declared tests, oldest first.
 */
tests: Array<Declared>, 
/**
 * To whom outside it was handed over, oldest first.
 */
handovers: Array<Handed>, 
/**
 * What the server found 12, 26 and 52 weeks after a start, oldest first.
 */
reviews: Array<EffectReview>, 
/**
 * The effect has faded, and nobody has answered to that yet.
 */
reopened: Reopened | null, 
/**
 * Fields of which two desks said different things without having seen each other's.
 */
contested: Array<string>, 
/**
 * Whose desk began it.
 */
began_by: OrganisationId, 
/**
 * When it was begun.
 */
began_at: UtcMillis, 
/**
 * When it was last changed.
 */
changed_at: UtcMillis, };

export type Meeting = { 
/**
 * Its id.
 */
id: DocId, 
/**
 * The day it is held.
 */
on: Day, 
/**
 * The body that meets: *områdesgruppen Centrum*.
 */
body: Name, 
/**
 * What was said at each point, by its code.
 */
points: { [key in string]: Prose }, 
/**
 * Who was called, by name of the part.
 */
attendance: { [key in string]: Attendance }, 
/**
 * What comes, by name of the part.
 */
coming: { [key in string]: ComingEvent }, 
/**
 * What was decided, by name of the part.
 */
decisions: { [key in string]: MeetingDecision }, 
/**
 * That the minutes are agreed.
 */
agreed: Agreed | null, 
/**
 * What came after that, oldest first.
 */
later: Array<LaterAddition>, 
/**
 * When it was begun.
 */
began_at: UtcMillis, 
/**
 * When it was last changed.
 */
changed_at: UtcMillis, };

export type MeetingDecision = { 
/**
 * What.
 */
what: Name, 
/**
 * The function that owns it.
 */
owner: Name, 
/**
 * Its organisation.
 */
organisation: Name | null, 
/**
 * By when.
 */
due: Day | null, 
/**
 * The measure it became.
 */
measure: DocId | null, };

export type Method = "password" | "municipal" | "passkey";

export type Municipality = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its name where room is short.
 */
short_name: string, 
/**
 * Its name in codes and file names.
 */
slug: string, 
/**
 * SCB's code, four digits.
 */
code: string, 
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
 * West, south, east, north in degrees, WGS 84: outside them a place lies outside the map.
 */
bounds: [number, number, number, number] | null, 
/**
 * IANA zone of the days and hours people see.
 */
zone: string, 
/**
 * `EPSG:n`, the plane system of exports and of shown coordinates: 3006 to 3018.
 */
reference_system: string, 
/**
 * Whether all of it is made up.
 */
practice: boolean, 
/**
 * OKLCH hue of the accent colour in degrees; none: the product's own.
 */
hue: number | null, 
/**
 * The logotype, an SVG as text; none: the product's own mark.
 */
logo: string | null, 
/**
 * Own words instead of the product's, by key of the text catalogue.
 */
texts: Texts, 
/**
 * How often pictures and follow-up are made.
 */
rhythm: Rhythm | null, 
/**
 * What is in scope.
 */
scope: InScope | null, 
/**
 * So many hours after a pass its line can still be looked at by the one who walked it.
 */
line_hours: number, 
/**
 * Numbers and pages of *Ring*, in order.
 */
shortcuts: Array<Shortcut>, 
/**
 * What the work rests on.
 */
steering_documents: Array<SteeringDocument>, 
/**
 * Its own entries of the library of measures.
 */
measures: Array<LibraryEntry>, 
/**
 * Names of the systems that measures can be handed to.
 */
receivers: Array<string>, 
/**
 * Where to turn about accessibility: an e-mail address or a page.
 */
accessibility_contact: string | null, 
/**
 * Bodies: who decides and who advises.
 */
bodies: Array<PublicBody>, 
/**
 * Functions with mandate and deputy.
 */
functions: Array<PublicFunction>, 
/**
 * Written agreements, and organisations that need one and have none.
 */
agreements: Array<PublicAgreement>, 
/**
 * Areas to choose from.
 */
areas: Array<Area>, };

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

export type NewPasskey = { 
/**
 * What its owner calls it.
 */
name: string, 
/**
 * What the browser says it was asked, as JSON.
 */
client_data: string, 
/**
 * What the authenticator says, with the new public key.
 */
authenticator_data: string, };

export type NewPlace = { 
/**
 * Category tile.
 */
tile: string, 
/**
 * Events in 12 weeks.
 */
events: number, 
/**
 * Degrees, WGS 84.
 */
lon: number, 
/**
 * Degrees, WGS 84.
 */
lat: number, 
/**
 * The nearest named place, within 1 km.
 */
near: string | null, 
/**
 * Outline, degrees.
 */
outline: Array<[number, number]>, 
/**
 * What stands behind it.
 */
why: AttentionWhy, };

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
 * The company's or the police's own reference number.
 */
reference: string | null, 
/**
 * The report of another that its reporter says tells of the same.
 */
same_as: DocId | null, 
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
 * Whether the server decided that by the municipality's rule: *automatiskt granskad*.
 */
automatic: boolean, 
/**
 * Who is to look at it.
 */
assigned: Name | null, 
/**
 * Whether it concerns the municipality's *beredskap*, whatever its category.
 */
preparedness: boolean, 
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
 * When the question that holds was asked; none where nothing is asked.
 */
asked_at?: UtcMillis, 
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
 * *Samma, bekräfta*: the report of another that tells of the same.
 */
same_as?: DocId, 
/**
 * Why it is withdrawn.
 */
withdrawn?: Note, 
/**
 * Fields to empty again.
 */
clear?: Array<string>, 
/**
 * Why words are sent that the check of free text marks.
 */
because?: Note, };

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
 * The company's or the police's own reference number.
 */
reference: string | null, 
/**
 * The report of another that its reporter says tells of the same.
 */
same_as: DocId | null, 
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
 * Whether the server decided that by the municipality's rule: *automatiskt granskad*.
 */
automatic: boolean, 
/**
 * Who is to look at it.
 */
assigned: Name | null, 
/**
 * Whether it concerns the municipality's *beredskap*, whatever its category.
 */
preparedness: boolean, 
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
 * When the question that holds was asked; none where nothing is asked.
 */
asked_at?: UtcMillis, 
/**
 * Fields of which two different things are told.
 */
contested: Array<string>, };

export type Onward = { 
/**
 * The address.
 */
address: string, };

export type OpId = string & { readonly of: 'OpId' };

export type OrganisationId = string & { readonly of: 'OrganisationId' };

export type Outcome = "yes" | "partly" | "no" | "unclear";

export type PasskeyBegun = { 
/**
 * Good for five minutes and once.
 */
challenge: string, 
/**
 * The domain it will belong to.
 */
rp_id: string, 
/**
 * What the server is called.
 */
rp_name: string, 
/**
 * Whose it is, for the authenticator.
 */
user_handle: string, 
/**
 * What people call them.
 */
user_name: string, 
/**
 * Algorithms that are taken, the preferred first (COSE).
 */
algorithms: Array<number>, 
/**
 * Credentials they have already: no second one on the same authenticator.
 */
known: Array<string>, };

export type PasskeyChallenge = { 
/**
 * Good for five minutes and once.
 */
challenge: string, 
/**
 * The domain that passkeys of this server belong to.
 */
rp_id: string, };

export type PasskeyId = string & { readonly of: 'PasskeyId' };

export type PasskeyShown = { 
/**
 * Which credential.
 */
credential: string, 
/**
 * What the browser says it was asked, as JSON.
 */
client_data: string, 
/**
 * What the authenticator says.
 */
authenticator_data: string, 
/**
 * Over both.
 */
signature: string, 
/**
 * Whose the authenticator says it is.
 */
user_handle: string, };

export type PasskeyView = { 
/**
 * Its id here.
 */
id: PasskeyId, 
/**
 * What its owner calls it.
 */
name: string, 
/**
 * When it was made.
 */
made_at: UtcMillis, 
/**
 * When it last opened.
 */
used_at: UtcMillis | null, };

export type PasswordAgain = { 
/**
 * The password.
 */
password: string, };

export type Period = { 
/**
 * For whom.
 */
kind: EditionKind, 
/**
 * First day.
 */
from: Day, 
/**
 * Last day.
 */
until: Day, };

export type PersonAccess = { 
/**
 * Who.
 */
id: UserId, 
/**
 * What people call them.
 */
name: string, 
/**
 * Their organisation's name.
 */
organisation: string, 
/**
 * Their role.
 */
role: Role, 
/**
 * Whether they have a way in: a password, or the municipality's sign-in.
 */
has_joined: boolean, 
/**
 * When they last signed in.
 */
last_seen_at: UtcMillis | null, 
/**
 * The browsers they are signed in with now, the last first.
 */
sessions: Array<SignedIn>, 
/**
 * Whether they sign in with a second factor.
 */
has_second_factor: boolean, 
/**
 * When their access was taken away, if it was.
 */
revoked_at: UtcMillis | null, };

export type PersonView = { 
/**
 * Which, on this phone.
 */
number: number, 
/**
 * What people call their device; none until they have joined.
 */
name: string | null, 
/**
 * Their organisation's name.
 */
organisation: string | null, 
/**
 * How much of theirs waits: it is sent, whoever has the phone.
 */
waiting: number, 
/**
 * Whether they have the phone.
 */
is_here: boolean, };

export type PersonalDataKind = "personal_number" | "coordination_number" | "phone" | "email" | "registration_plate" | "name";

export type Photo = { 
/**
 * The photo.
 */
blob: BlobName, 
/**
 * A small one of it, for lists.
 */
thumb?: BlobName, 
/**
 * Pixels.
 */
width: number, 
/**
 * Pixels.
 */
height: number, 
/**
 * How large it is.
 */
bytes: number, };

export type PhotoDelivery = "on_phone" | "received" | "refused" | "elsewhere";

export type PhotoView = { 
/**
 * What it is.
 */
photo: Photo, 
/**
 * How far it has come.
 */
delivery: PhotoDelivery, };

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
 * Code of the area they lie in.
 */
area?: string, 
/**
 * Whom they are assigned to.
 */
assigned?: string, 
/**
 * Only what concerns *beredskap*.
 */
preparedness?: boolean, 
/**
 * Received before: what has waited since then.
 */
received_before?: UtcMillis, 
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
 * By whom they are assigned to; those that nobody is to look at are left out.
 */
by_assigned: Array<Count>, 
/**
 * Earliest event.
 */
first: UtcMillis | null, 
/**
 * Latest event.
 */
last: UtcMillis | null, 
/**
 * How many have no position yet.
 */
without_position: number, 
/**
 * West, south, east, north of those that have one, degrees, WGS 84.
 */
extent: [number, number, number, number] | null, };

export type PictureView = { 
/**
 * How many match, on all pages.
 */
total: number, 
/**
 * This page.
 */
observations: Array<ObservationView>, };

export type PinState = { 
/**
 * Whether a PIN is set.
 */
has_pin: boolean, 
/**
 * Whether lists and picture are closed. Capturing is not.
 */
is_locked: boolean, 
/**
 * Whether the PIN was said to be forgotten: what waits is handed in, then the person joins anew.
 */
is_forgotten: boolean, 
/**
 * So long no PIN is looked at, after wrong ones.
 */
rest_ms: number, };

export type PlaceFigure = { 
/**
 * Row of the place list.
 */
key: string, 
/**
 * What people call it, or what it lies near.
 */
name: Label, 
/**
 * Events in the period.
 */
count: number | null, 
/**
 * Events in the period before.
 */
before: number | null, 
/**
 * Different organisations that reported.
 */
organisations: number | null, 
/**
 * The categories that occur most, at most two.
 */
tiles: Array<Label>, 
/**
 * Longitude and latitude in degrees, WGS 84; none in what is shared.
 */
at: [number, number] | null, };

export type PlaceForAccess = { 
/**
 * Its name.
 */
name: string, 
/**
 * Roles its devices may have.
 */
roles: Array<Role>, };

export type PlaceRow = { 
/**
 * Stable name of the row in addresses: a place's name or `e3524n64223`.
 */
key: string, 
/**
 * The place's name; none for a cell of 100 m.
 */
name: string | null, 
/**
 * The nearest named place of a cell, within 1 km.
 */
near: string | null, 
/**
 * Metres to it.
 */
near_m: number | null, 
/**
 * Degrees, WGS 84.
 */
lon: number, 
/**
 * Degrees, WGS 84.
 */
lat: number, 
/**
 * Events in the window.
 */
events: number, 
/**
 * Different days with an event.
 */
days: number, 
/**
 * Different organisations that reported.
 */
organisations: number, 
/**
 * At least 5 events in the last 12 weeks.
 */
is_recurring: boolean, 
/**
 * No event in the 52 weeks before the window.
 */
is_new: boolean, 
/**
 * Events per 100 visits, whole; none where presence is not known.
 */
per_100_visits: number | null, 
/**
 * Events, oldest first.
 */
bins: Array<number>, 
/**
 * When most of it happens, from 5 events.
 */
hot: DayPart | null, 
/**
 * Why it stands here.
 */
why: Why, };

export type Places = { 
/**
 * The places, the highest shrunken rate first; a hundred at the most.
 */
list: Answer<Array<PlaceRow>>, 
/**
 * Places with too little to be shown by number.
 */
below_least: number, 
/**
 * Events at the first ten places.
 */
top_ten: number, 
/**
 * Events at all places and cells.
 */
at_places: number, 
/**
 * Weeks a bar of the small drawings stands for.
 */
bin_weeks: number, 
/**
 * How many of the last bars lie in the window.
 */
bins_in_window: number, 
/**
 * Monday of the week the alarms judge.
 */
alarm_week: string, 
/**
 * Alarms within the budget.
 */
alarms: Array<WeeklyAlarm>, 
/**
 * Series above their bound beyond the budget.
 */
more_alarms: Array<WeeklyAlarm>, 
/**
 * Series that were judged.
 */
series: number, 
/**
 * Points of twelve weeks that lie together and have no name.
 */
new_places: Array<NewPlace>, 
/**
 * How the list of four weeks ago did since.
 */
check: Answer<ListCheck>, };

export type PlanChange = { 
/**
 * When.
 */
at: UtcMillis, 
/**
 * In which role.
 */
role: Role, 
/**
 * For which organisation.
 */
organisation_name: string, 
/**
 * The fields it set.
 */
set: Record<string, unknown>, 
/**
 * The set it added to.
 */
to: string | null, 
/**
 * What it added.
 */
value: unknown, };

export type PlanEntry = { 
/**
 * The document; a new id begins one.
 */
doc: DocId, 
/**
 * What it is.
 */
of: DocType, 
/**
 * Fields and their new values; `null` clears.
 */
set: Record<string, unknown>, 
/**
 * The set to add to.
 */
to?: string, 
/**
 * The element to add.
 */
value?: unknown, 
/**
 * Why words are sent that the check of free text marks.
 */
because?: Note, };

export type PlannedPower = { 
/**
 * Events at the place in the weeks before.
 */
events: number, 
/**
 * Whole weeks before.
 */
before_weeks: number, 
/**
 * Chance of 100 that the change shows.
 */
chance_of_100: number, 
/**
 * In the fixed words.
 */
words: Label, };

export type Position = { lon: number, lat: number, accuracy_m?: number, source: PositionSource, mock?: boolean, };

export type PositionSource = "gps" | "map" | "address" | "named_place" | "checkpoint" | "import";

export type Priorities = { 
/**
 * The quarter.
 */
quarter: Quarter, 
/**
 * At most three.
 */
areas: Array<PrioritySlot>, };

export type Prioritising = { 
/**
 * The quarter.
 */
quarter: Quarter, 
/**
 * 1 to 3.
 */
slot: number, 
/**
 * The area; none empties the slot.
 */
area: PriorityArea | null, 
/**
 * Why words are sent that the check of free text marks.
 */
because?: Note, };

export type PriorityArea = { key: Name, name: Name, lon: number, lat: number, need: number, influence: number, horizon: Horizon, step: WorkStep, reason?: Note, };

export type PriorityFigure = { 
/**
 * What people call it.
 */
name: string, 
/**
 * Need, 1 to 5.
 */
need: number, 
/**
 * Ability to influence, 1 to 5.
 */
influence: number, };

export type PrioritySlot = { 
/**
 * 1 to 3.
 */
slot: number, 
/**
 * The area in it.
 */
area: PriorityArea, 
/**
 * Need × ability to influence.
 */
product: number, 
/**
 * Whether two desks chose differently without having seen each other's choice.
 */
is_contested: boolean, };

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

export type ProblemCode = "no_credential" | "token_expired" | "second_factor_needed" | "wrong_code" | "second_factor_missing" | "sign_in_again" | "not_allowed" | "revoked" | "agreement_ended" | "bad_signature" | "not_found" | "chain_forked" | "already_exists" | "wrong_offset" | "link_spent" | "too_large" | "bad_request" | "bad_value" | "upgrade_required" | "too_many_requests" | "storage_full" | "server_failed" | "unavailable";

export type Prose = string;

export type PublicAgreement = { 
/**
 * Name of the organisation.
 */
organisation: string, 
/**
 * First day, `YYYY-MM-DD`; none: one is needed and there is none.
 */
valid_from: string | null, 
/**
 * Last day; none: until further notice.
 */
valid_to: string | null, 
/**
 * Diary number.
 */
reference: string | null, };

export type PublicBody = { 
/**
 * Never changes.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Name of the organisation it is a part of.
 */
parent: string | null, 
/**
 * Whether it is the council of lag (2023:196) 10 §.
 */
is_council: boolean, 
/**
 * What it is for.
 */
note: string | null, };

export type PublicFunction = { 
/**
 * Never changes.
 */
code: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Name of the organisation it belongs to.
 */
organisation: string, 
/**
 * Codes of the bodies it sits in.
 */
member_of: Array<string>, 
/**
 * Its role here.
 */
role: string, 
/**
 * What it may decide, in words.
 */
mandate: string, 
/**
 * What of it a program can check: a decision on anything else is marked; empty: not said.
 */
decides: Array<Decides>, 
/**
 * Name of the function that steps in.
 */
deputy: string | null, 
/**
 * First day, `YYYY-MM-DD`.
 */
valid_from: string | null, 
/**
 * Last day.
 */
valid_to: string | null, 
/**
 * Whether it is the coordinator that lag (2023:196) asks for.
 */
is_coordinator: boolean, };

export type Publication = { 
/**
 * The function that approved.
 */
by: Name, 
/**
 * When it did.
 */
at: UtcMillis, 
/**
 * The embargo's end: the first day it may be published; none: at once.
 */
not_before: Day | null, 
/**
 * Where it is to be published.
 */
channels: Array<Channel>, };

export type QrPicture = { 
/**
 * Squares along a side, without the quiet zone of four around it.
 */
size: number, 
/**
 * The dark squares as an SVG path, one unit a square.
 */
path: string, };

export type Quarter = string & { readonly of: 'Quarter' };

export type Reason = "unreadable" | "too_large" | "bad_value" | "not_allowed" | "revoked" | "agreement_ended" | "unknown_version" | "lost";

export type Receipt = { 
/**
 * When the server knew.
 */
at: UtcMillis, 
/**
 * Whether the other system took it; if not, nothing more is tried until somebody asks for it.
 */
is_taken: boolean, 
/**
 * How often it was tried.
 */
attempts: number, };

export type Recipient = { 
/**
 * Which.
 */
organisation: OrganisationId, 
/**
 * Its name.
 */
name: string, };

export type RefusedPackage = { 
/**
 * When this device took it along.
 */
taken_at: UtcMillis, 
/**
 * Whether it is the one that was just chosen.
 */
is_this: boolean, 
/**
 * Why.
 */
because: ProblemCode, };

export type RemoveFactor = { 
/**
 * The password.
 */
password: string, 
/**
 * A code of it, or a recovery code.
 */
code: string, };

export type Reopened = { 
/**
 * The day.
 */
on: Day, 
/**
 * The review that saw it, weeks after the start.
 */
weeks: number, };

export type RepeatRow = { 
/**
 * From this day, included.
 */
from_days: number, 
/**
 * To this day, excluded.
 */
to_days: number, 
/**
 * Pairs seen.
 */
pairs: number, 
/**
 * Pairs by chance, rounded.
 */
expected: number, 
/**
 * Whether chance seldom gives as many.
 */
is_certain: boolean, };

export type Repeats = { 
/**
 * Category tile.
 */
tile: string, 
/**
 * Within 200 m, in the first and the second week.
 */
bands: Answer<Array<RepeatRow>>, };

export type Replaced = { 
/**
 * When the areas changed.
 */
at: UtcMillis, 
/**
 * What kind of area.
 */
kind: string, 
/**
 * The area it lay in.
 */
from: string, 
/**
 * The division that was of.
 */
vintage: string, 
/**
 * The area it lies in instead; none: in no area of the kind.
 */
to: string | null, };

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
review: Review, 
/**
 * Why words are sent that the check of free text marks.
 */
because?: Note, };

export type RevokeRequest = { 
/**
 * Whether and how the device is wiped when it next reaches the server.
 */
wipe?: Wipe, };

export type Rhythm = { 
/**
 * The picture the area group fixes.
 */
operative: Interval, 
/**
 * The longer picture for the steering group.
 */
strategic: Interval, 
/**
 * The deep analysis.
 */
yearly: Interval | null, 
/**
 * Picture and plan follow-up under lag (2023:196) 6 §.
 */
statutory: Interval, 
/**
 * How long a choice of priority areas stands.
 */
priorities: Interval, 
/**
 * Most areas chosen at a time.
 */
max_priority_areas: number, 
/**
 * Months after a measure when its effect is checked again, rising.
 */
effect_review_months: Array<number>, 
/**
 * Length the agenda is built for, in minutes.
 */
meeting_minutes: number, 
/**
 * Monday 1 to Sunday 7; none: no fixed day.
 */
meeting_weekday: number | null, };

export type RingFigure = { 
/**
 * In the fixed words; an increase speaks for displacement.
 */
verdict: Verdict, 
/**
 * Events before.
 */
before: number, 
/**
 * After.
 */
after: number, };

export type Role = "reporter" | "police" | "org_coordinator" | "coordinator" | "area_group" | "public_health" | "steering" | "management" | "communications" | "content_admin" | "gis_admin" | "gis_reader" | "system_owner" | "guest";

export type SafeAt = "phone" | "server";

export type Saying = { "say": "comment", 
/**
 * The words.
 */
text: Note, 
/**
 * Why words are sent that the check of free text marks.
 */
because?: Note, } | { "say": "describe", 
/**
 * Fields of [`SAID`] and their new values; `null` leaves it to the reports again.
 */
set: Record<string, unknown>, 
/**
 * The stamp of each field as the page showed it, so that two who did not see each other's are
 * told so.
 */
seen: Record<string, Stamp>, 
/**
 * Why words are sent that the check of free text marks.
 */
because?: Note, };

export type Scope = { "scope": "all" } | { "scope": "organisation", 
/**
 * The organisation.
 */
organisation: OrganisationId, } | { "scope": "own", 
/**
 * The device.
 */
device: DeviceId, } | { "scope": "nothing" };

export type Sensitivity = { 
/**
 * Events with an approved report only.
 */
reviewed: number, 
/**
 * Reports instead of events.
 */
reports: number, 
/**
 * Events when the circle or the grid is moved: within 150 m of the middle.
 */
wider: number, };

export type Sent = { 
/**
 * When.
 */
at: UtcMillis, 
/**
 * Which version.
 */
version: OpId, 
/**
 * To whom.
 */
organisation: OrganisationId, };

export type SentTo = { 
/**
 * Which.
 */
organisation: OrganisationId, 
/**
 * When.
 */
at: UtcMillis, };

export type SessionId = string & { readonly of: 'SessionId' };

export type Setting = "outdoors" | "shared_indoor";

export type ShareLevel = "nothing" | "coarse";

export type SharedIncident = { 
/**
 * The incident.
 */
incident: DocId, 
/**
 * What may be known.
 */
coarse: Coarse, };

export type SharedSpace = { 
/**
 * Never changes.
 */
code: string, 
/**
 * What people call it.
 */
label: Label, };

export type SharedWith = { 
/**
 * Who.
 */
organisation: OrganisationId, 
/**
 * Its name.
 */
name: string, 
/**
 * How much.
 */
level: ShareLevel, 
/**
 * Whether its own people reported it: those reports it reads whatever the level.
 */
has_reported: boolean, };

export type Shell = "app" | "browser";

export type Shortcut = { 
/**
 * `emergency`, `police`, `fault_report`, `child_concern` or the municipality's own.
 */
code: string, 
/**
 * What people call it.
 */
label: Label, 
/**
 * Digits; none: the municipality has not filled it in.
 */
phone: string | null, 
/**
 * `https://…`.
 */
url: string | null, };

export type SignIn = { 
/**
 * The name the user chose.
 */
name: string, 
/**
 * The password.
 */
password: string, 
/**
 * A code of the second factor, or a recovery code; asked for when the password was right.
 */
code?: string, };

export type SignedIn = { 
/**
 * Its id.
 */
id: SessionId, 
/**
 * Which browser on which system, as far as it told; not more than a person knows it by.
 */
browser: string, 
/**
 * How it signed in.
 */
method: Method, 
/**
 * Since when.
 */
began_at: UtcMillis, 
/**
 * Until when, if nobody ends it before.
 */
expires_at: UtcMillis, 
/**
 * Whether it is the one that asks.
 */
is_this: boolean, };

export type SignedOut = { 
/**
 * Where it is ended.
 */
address: string, };

export type SizeBand = "1_2" | "3_5" | "6_10" | "11_25" | "over_25";

export type SourceRow = { 
/**
 * Its name.
 */
name: string, 
/**
 * Reports in the window.
 */
reports: number, 
/**
 * Reports in the window before, as long.
 */
before: number, 
/**
 * Weeks of the window with a report.
 */
active_weeks: number, 
/**
 * People or devices that reported.
 */
reporters: number, };

export type Sources = { 
/**
 * By organisation or claimed source, the most first.
 */
sources: Array<SourceRow>, 
/**
 * Reports by how they were found; the name is a code or empty.
 */
found: Array<Tallied>, 
/**
 * Reports by what a reviewer decided.
 */
reviewed: Array<Tallied>, 
/**
 * Whether the mix changed since the window before.
 */
mix: Answer<boolean>, };

export type Stamp = { 
/**
 * The larger of the wall clock and what was seen before.
 */
at: UtcMillis, 
/**
 * Counts operations within the same millisecond.
 */
tick: number, 
/**
 * Who stamped: settles what the clock leaves equal.
 */
device: string, };

export type Standing = "open" | "supported" | "rejected";

export type StandingFindings = { "kind": "weekly_alarm", 
/**
 * Monday of the week judged.
 */
week: string, 
/**
 * At most three.
 */
alarms: Array<WeeklyAlarm>, 
/**
 * Further series above their bound.
 */
more: number, 
/**
 * Series judged.
 */
series: number, } | { "kind": "self_check", 
/**
 * The check, or what is missing for it.
 */
check: Answer<ListCheck>, };

export type StandingRun = { 
/**
 * The day it was due.
 */
due: string, 
/**
 * BLAKE3 of the snapshot, in hexadecimal.
 */
snapshot: string, 
/**
 * What came out.
 */
findings: StandingFindings, };

export type StatisticArea = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its name today, else its code.
 */
name: string, 
/**
 * In the order of the periods.
 */
counts: Array<number | null>, };

export type StatisticSource = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it has counted, in its own words.
 */
categories: Array<string>, 
/**
 * When its newest import was made.
 */
imported_at: UtcMillis, };

export type SteeringDocument = { 
/**
 * Never changes.
 */
code: string, 
/**
 * Its title.
 */
title: string, 
/**
 * What it is.
 */
kind: DocumentKind, 
/**
 * Code of the organisation that decides on it; none for a law.
 */
decided_by: string | null, 
/**
 * `YYYY-MM-DD`.
 */
decided_on: string | null, 
/**
 * `YYYY-MM-DD`.
 */
revised_on: string | null, 
/**
 * `YYYY-MM-DD`.
 */
valid_from: string | null, 
/**
 * `YYYY-MM-DD`, the last day.
 */
valid_to: string | null, 
/**
 * Remind this long after the latest of the dates.
 */
review_months: number | null, 
/**
 * Diary number.
 */
reference: string | null, 
/**
 * `https://…`.
 */
url: string | null, 
/**
 * A remark.
 */
note: string | null, };

export type Study = { 
/**
 * BLAKE3 of the snapshot, in hexadecimal.
 */
snapshot: string, 
/**
 * The question, with the day filled in.
 */
question: StudyQuestion, 
/**
 * The first day of the window.
 */
from: string, 
/**
 * The day of the newest event that answers the question's filter, in or after the window.
 */
newest: string | null, 
/**
 * The sources that occur, for a choice among them.
 */
sources: Array<string>, 
/**
 * The areas of the municipality, by name, for a choice among them.
 */
areas: Array<AreaHere>, 
/**
 * What was counted.
 */
counts: StudyCounts, 
/**
 * The answer.
 */
findings: Findings, };

export type StudyCounts = { 
/**
 * Events in the window.
 */
events: number, 
/**
 * Reports that tell of them.
 */
reports: number, 
/**
 * Events with no approved report.
 */
unreviewed: number, 
/**
 * Events without a position, or far from all others: counted in time, not on the map.
 */
without_position: number, 
/**
 * Events of the 52 weeks before the window.
 */
history: number, 
/**
 * Calm rounds, visits and passes in the window.
 */
visits: number, 
/**
 * Their hours, whole: of passes by their squares, of the others where they say how long they lasted.
 */
patrol_hours: number, 
/**
 * Whole weeks the picture goes back before the window, 52 at the most.
 */
history_weeks: number, };

export type StudyPart = "places" | "map" | "density" | "hours" | "trend" | "repeats" | "sources" | "gi_star";

export type StudyQuestion = { 
/**
 * Which part.
 */
part?: StudyPart, 
/**
 * The last day of the window, `2026-11-22`, in the municipality's zone; today when not said.
 */
until?: string, 
/**
 * Length of the window: 4, 12 or 52 weeks.
 */
weeks?: number, 
/**
 * Codes; a tile's code stands for all of its subcategories. None: all.
 */
categories?: Array<CategoryCode>, 
/**
 * West, south, east, north in degrees, WGS 84.
 */
within?: [number, number, number, number], 
/**
 * The code of an area of the municipality.
 */
area?: string, 
/**
 * The name of an organisation or claimed source.
 */
source?: string, 
/**
 * Approved reports only.
 */
reviewed?: boolean, 
/**
 * Tallied every report, not events that several told of.
 */
reports?: boolean, };

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
shared_percent: number, } | { "of": "confirmed" } | { "of": "crowd", 
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
 * When everything that the server has for this device was last read, whatever waits here.
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
 * When the server last counted what it has of this device's reports. Daily; what is missing is
 * sent again.
 */
compared_at: UtcMillis | null, 
/**
 * Whether the disk is so full that no photos are taken; reports still are.
 */
storage_low: boolean, 
/**
 * How safe what lies on this device is in the wrong hands; none in a browser, where nothing lies.
 */
at_rest: AtRest | null, };

export type Tallied = { 
/**
 * What is counted.
 */
name: string, 
/**
 * How many.
 */
count: number, };

export type Telling = { 
/**
 * What.
 */
value: unknown, 
/**
 * When.
 */
at: UtcMillis, 
/**
 * In which role.
 */
role: Role, 
/**
 * For which organisation.
 */
organisation_name: string, };

export type Texts = { 
/**
 * Swedish.
 */
sv: { [key in string]: string }, 
/**
 * English.
 */
en: { [key in string]: string }, };

export type ToldCount = { 
/**
 * What is counted: a tile's code, an organisation.
 */
key: string, 
/**
 * How many; where small counts are hidden, rounded down to a multiple of three, and none for fewer.
 */
count: number | null, };

export type Trend = { 
/**
 * The weeks, oldest first.
 */
weeks: Array<TrendWeek>, 
/**
 * The newest whole week against the twelve before.
 */
last: Answer<number>, };

export type TrendWeek = { 
/**
 * Its Monday.
 */
monday: string, 
/**
 * Events.
 */
events: number, 
/**
 * The most that is no alarm; none before twelve weeks.
 */
bound: number | null, 
/**
 * Above the bound, from enough events and people.
 */
is_alarm: boolean, 
/**
 * Who reports changed with this week.
 */
is_break: boolean, 
/**
 * Organisations that began.
 */
began: Array<string>, 
/**
 * Organisations that ended.
 */
ended: Array<string>, };

export type TwoTellings = { 
/**
 * Of which document.
 */
doc: DocId, 
/**
 * What that is.
 */
of: DocType, 
/**
 * `position`, `when`, `category` or `severity`.
 */
field: string, 
/**
 * What was told, the one that holds first.
 */
tellings: Array<Telling>, };

export type UnusualFigure = { 
/**
 * What people call it, or what it lies near.
 */
place: Label, 
/**
 * Category.
 */
tile: Label, 
/**
 * Events in the week.
 */
count: number, 
/**
 * The most that would have been no alarm.
 */
bound: number, };

export type UserId = string & { readonly of: 'UserId' };

export type UtcMillis = number;

export type Verdict = "clear_decrease" | "clear_increase" | "likely_decrease" | "likely_increase" | "no_certain_change" | "tendency_decrease" | "tendency_increase" | "too_little_data" | "reporter_break";

export type Version = { 
/**
 * The operation that fixed it.
 */
op: OpId, 
/**
 * When.
 */
at: UtcMillis, 
/**
 * That it may be published, when somebody approved it.
 */
publication: Publication | null, 
/**
 * 1, 2, 3 … of the same period.
 */
version: number, 
/**
 * The function or body that fixed it.
 */
by: Name, 
/**
 * The texts by section.
 */
texts: { [key in string]: Prose }, 
/**
 * The plan it led to.
 */
plan: ActionPlan | null, 
/**
 * The policies and guidelines that the work rested on then: title, who decided, when.
 */
rests_on?: Array<Note>, 
/**
 * What has changed since the edition before, in words.
 */
changes: Array<Label>, 
/**
 * The figures.
 */
figures: Figures, 
/**
 * The same as they are shared outside the coordinator's circle.
 */
shared: Figures, 
/**
 * What has changed, counted from what was shared.
 */
shared_changes: Array<Label>, };

export type VersionView = { 
/**
 * The operation that fixed it.
 */
op: OpId, 
/**
 * 1, 2, 3 …
 */
version: number, 
/**
 * When.
 */
at: UtcMillis, 
/**
 * The function or body that fixed it.
 */
by: Name, 
/**
 * BLAKE3 of the snapshot its figures were counted from.
 */
snapshot: string, 
/**
 * That it may be published, when somebody approved it.
 */
publication: Publication | null, 
/**
 * Who was given it, and when first.
 */
sent_to: Array<SentTo>, 
/**
 * The day the åtgärdsplan it led to was decided.
 */
plan_decided_on: Day | null, 
/**
 * That another version bears the same number: two desks fixed it without having seen each other's.
 */
is_doubled: boolean, };

export type WaysIn = { 
/**
 * What the municipality's own sign-in is called, where there is one.
 */
municipal: string | null, 
/**
 * Whether passkeys work under this server's address.
 */
passkeys: boolean, };

export type WeeklyAlarm = { 
/**
 * Row of the place, as in the list.
 */
key: string, 
/**
 * The place's name.
 */
name: string | null, 
/**
 * The nearest named place of a cell.
 */
near: string | null, 
/**
 * Degrees, WGS 84.
 */
lon: number, 
/**
 * Degrees, WGS 84.
 */
lat: number, 
/**
 * Category tile.
 */
tile: string, 
/**
 * Events in the week.
 */
events: number, 
/**
 * The most that would have been no alarm.
 */
bound: number, 
/**
 * Different people or devices that reported.
 */
reporters: number, 
/**
 * What stands behind it.
 */
why: AttentionWhy, };

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

export type Whereabouts = { 
/**
 * The nearest named place within 150 m.
 */
place: FoundPlace | null, 
/**
 * The nearest address within 75 m.
 */
address: FoundPlace | null, 
/**
 * Every area whose border holds the point.
 */
areas: Array<AreaHere>, };

export type Why = { 
/**
 * Events of the 52 weeks before, for a window as long; none below 26 weeks of history.
 */
expected: number | null, 
/**
 * Events of the weeks before.
 */
history: number, 
/**
 * Whole weeks of history.
 */
history_weeks: number, 
/**
 * Calm rounds, visits and passes there in the window.
 */
visits: number, 
/**
 * Their hours there, rounded.
 */
patrol_hours: number, 
/**
 * Reports by organisation or claimed source.
 */
sources: Array<Tallied>, 
/**
 * Reports by how they were found; the name is a code or empty.
 */
found: Array<Tallied>, 
/**
 * Events by category tile; the name is its code.
 */
tiles: Array<Tallied>, 
/**
 * What other ways of counting give.
 */
sensitivity: Sensitivity, };

export type Wipe = "after_deposit" | "at_once";

export type WorkStep = "mapping" | "analysis" | "measures" | "follow_up" | "effect_review";
