// *Organisation*: what the law asks of the municipality and how it stands, what a body has decided and how far that
// has come, and which documents the work rests on.
import { followed, type Followed } from './agenda';
import type {
  Deadline,
  Due,
  Meeting,
  MeasureView,
  Municipality,
  PublicAgreement,
  PublicFunction,
  SteeringDocument,
} from './api/types';

export type Duty = 'picture' | 'plan' | 'agreements' | 'council' | 'coordinator';

/** One thing the law asks for: how it stands, and by what one sees that. */
export interface DutyState {
  duty: Duty;
  due: Due;
  deadline: Deadline | null;
  /** Names that answer for it, or that are missing. */
  names: string[];
}

const days = 86_400_000;
/** An agreement that ends within so many days is spoken of. */
const SOON_DAYS = 90;

/** How an agreement stands on a day. */
export function agreementState(it: PublicAgreement, today: string): Due {
  if (it.valid_from === null) return 'unknown';
  if (it.valid_to === null) return 'kept';
  if (it.valid_to < today) return 'late';
  return Date.parse(it.valid_to) - Date.parse(today) < SOON_DAYS * days ? 'soon' : 'kept';
}

/** Whether a function is held on a day. */
export function isHeld(it: PublicFunction, today: string): boolean {
  return (it.valid_from ?? '') <= today && (it.valid_to ?? '9999') >= today;
}

/** The five things in the order of the law. */
export function duties(
  municipality: Municipality,
  deadlines: Deadline[],
  today: string,
): DutyState[] {
  const watched = (duty: 'picture' | 'plan'): DutyState => {
    const deadline = deadlines.find((it) => it.code === duty) ?? null;
    return { duty, due: deadline?.due ?? 'unknown', deadline, names: [] };
  };
  const named = (duty: Duty, names: string[]): DutyState => ({
    duty,
    due: names.length > 0 ? 'kept' : 'unknown',
    deadline: null,
    names,
  });
  const worst: Due[] = ['late', 'unknown', 'soon', 'kept'];
  const states = municipality.agreements.map((it) => agreementState(it, today));
  const lacking = municipality.agreements.filter((it) => agreementState(it, today) !== 'kept');
  const coordinators = municipality.functions.filter(
    (it) => it.is_coordinator && isHeld(it, today),
  );
  return [
    watched('picture'),
    watched('plan'),
    {
      duty: 'agreements',
      due: worst.find((state) => states.includes(state)) ?? 'unknown',
      deadline: null,
      names: lacking.map((it) => it.organisation),
    },
    named(
      'council',
      municipality.bodies.filter((it) => it.is_council).map((it) => it.name),
    ),
    named(
      'coordinator',
      coordinators.map((it) => it.name),
    ),
  ];
}

export interface Direction extends Followed {
  on: string;
}

/** *Inriktning → åtgärd → status*: what a body has decided at its meetings, the latest first. */
export function directions(
  body: string,
  meetings: Meeting[],
  measures: MeasureView[],
): Direction[] {
  const held = meetings.filter((it) => it.body.startsWith(body));
  const told = held.flatMap((meeting) =>
    followed(meeting, measures).map((it) => ({ ...it, on: meeting.on })),
  );
  return told.sort((a, b) => (a.on < b.on ? 1 : -1));
}

/** How a document stands: as the server watches it, and unknown where nobody asked for a review. */
export function documentState(it: SteeringDocument, deadlines: Deadline[]): Deadline | null {
  const codes: Record<string, string> = { lagesbild: 'picture', atgardsplan: 'plan' };
  return deadlines.find((deadline) => deadline.code === (codes[it.code] ?? it.code)) ?? null;
}
