// The stand-in's devices, people and second factor.
import { Problem, type Backend } from '../backend';
import type {
  AccessView,
  DeviceAccess,
  DeviceId,
  PasskeyId,
  PasskeyView,
  PersonAccess,
  SessionId,
  SignedIn,
  UserId,
} from '../types';
import { start } from './reports';

const minute = 60_000;
const day = 24 * 60 * minute;
const id = (n: number) => `00000000-0000-7000-8000-0000000005${String(n).padStart(2, '0')}`;

const freshId = id;

const device = (n: number, part: Partial<DeviceAccess>): DeviceAccess => ({
  id: id(n) as DeviceId,
  name: `Rond ${n}`,
  organisation: 'Vaktbolaget Norr',
  role: 'reporter',
  enrolled_at: start - 200 * day,
  last_seen_at: start - n * 7 * minute,
  app: 'lagesbild/0.2.0',
  waiting: 0,
  set_aside: 0,
  gaps: 0,
  clock_error_ms: 900,
  have: 100 + n * 37,
  erased_through: 0,
  lives_begun: 0,
  revoked_at: null,
  wipe: null,
  wipe_told_at: null,
  ...part,
});

const signedIn = (n: number, browser: string, is_this = false): SignedIn => ({
  id: id(50 + n) as SessionId,
  browser,
  method: n % 2 ? 'municipal' : 'password',
  began_at: start - n * 90 * minute,
  expires_at: start + 10 * 60 * minute,
  is_this,
});

const person = (n: number, name: string, part: Partial<PersonAccess>): PersonAccess => ({
  id: id(70 + n) as UserId,
  name,
  organisation: 'Samordningsfunktionen',
  role: 'coordinator',
  has_joined: true,
  last_seen_at: start - n * day,
  sessions: [],
  has_second_factor: false,
  revoked_at: null,
  ...part,
});

/** A picture that no phone reads. */
const picture = {
  size: 25,
  path: Array.from({ length: 25 * 25 }, (_, n) => n)
    .filter((n) => (n * 7919) % 11 < 5)
    .map((n) => `M${n % 25} ${Math.floor(n / 25)}h1v1h-1z`)
    .join(''),
};

type Answers = Pick<
  Backend,
  | 'account'
  | 'endOwnSession'
  | 'beginFactor'
  | 'confirmFactor'
  | 'removeFactor'
  | 'access'
  | 'inviteDevice'
  | 'revokeDevice'
  | 'endSession'
  | 'waysIn'
  | 'municipalSignIn'
  | 'makePasskey'
  | 'removePasskey'
  | 'allowApp'
  | 'stopJoining'
>;

export function fakeAccess(isEmpty: boolean, isOffline: boolean): Answers {
  let devices = [
    device(1, {}),
    device(2, { name: 'Rond 2, reserv', waiting: 3, clock_error_ms: 4 * minute }),
    device(3, {
      name: 'Vaktmästare Norra',
      organisation: 'Bostadsbolaget',
      app: 'lagesbild/0.1.0',
    }),
    device(4, { gaps: 2, set_aside: 5, last_seen_at: start - 19 * day }),
    device(5, { name: 'Ny telefon', last_seen_at: null, app: '', have: 0, clock_error_ms: null }),
    device(6, {
      name: 'Borttappad i Resecentrum',
      revoked_at: start - day,
      wipe: 'after_deposit',
      waiting: 4,
    }),
    device(7, { revoked_at: start - 40 * day }),
  ];
  let sessions = [signedIn(0, 'Firefox · Linux', true), signedIn(1, 'Edge · Windows')];
  let codes_left: number | null = null;
  let passkeys: PasskeyView[] = [];
  const people = () => [
    person(0, 'Sam Falk', { sessions, has_second_factor: codes_left !== null }),
    person(2, 'Kim Ek', { sessions: [signedIn(4, 'Chrome · Android')], has_second_factor: true }),
    person(3, 'Styrgruppen', { role: 'steering', has_joined: false, last_seen_at: null }),
  ];
  const within = <T>(answer: () => T): Promise<T> =>
    isOffline
      ? Promise.reject(new Problem('unreachable', 'no network'))
      : Promise.resolve(answer());
  const view = (): AccessView => ({
    devices: isEmpty ? [] : devices,
    people: isEmpty ? [] : people(),
    organisations: [
      { name: 'Vaktbolaget Norr', roles: ['reporter', 'org_coordinator'] },
      { name: 'Bostadsbolaget', roles: ['reporter'] },
    ],
  });
  return {
    access: () => within(view),
    inviteDevice: ({ name }) =>
      within(() => ({
        link: `https://lindby.example/anslut#${name.length}xqjv3o7kq2m4d8w1`,
        expires_at: start + 15 * minute,
        picture,
      })),
    revokeDevice: (id, wipe) =>
      within(() => {
        const revoke = (it: DeviceAccess): DeviceAccess =>
          it.id === id ? { ...it, revoked_at: it.revoked_at ?? start, wipe: wipe ?? it.wipe } : it;
        devices = devices.map(revoke);
      }),
    endSession: (id) => within(() => void (sessions = sessions.filter((it) => it.id !== id))),
    account: () =>
      within(() => ({
        sessions,
        codes_left,
        is_factor_required: false,
        passkeys,
        takes_passkeys: true,
        has_password: true,
      })),
    waysIn: () => within(() => ({ municipal: 'Lindby kommun', passkeys: true })),
    municipalSignIn: () => within(() => `${location.pathname}${location.search}#/?nekad=unknown`),
    makePasskey: (name, password) =>
      password === 'fel'
        ? Promise.reject(new Problem('no_credential', 'wrong'))
        : within(() => {
            const id = freshId(90 + passkeys.length) as PasskeyId;
            passkeys = [{ id, name, made_at: start, used_at: null }, ...passkeys];
          }),
    removePasskey: (id) => within(() => void (passkeys = passkeys.filter((it) => it.id !== id))),
    allowApp: () => within(() => 'http://127.0.0.1:49152/?code=x'),
    stopJoining: () => Promise.resolve(),
    endOwnSession: (id) => within(() => void (sessions = sessions.filter((it) => it.id !== id))),
    beginFactor: (password) =>
      password === 'fel'
        ? Promise.reject(new Problem('no_credential', 'wrong'))
        : within(() => ({ secret: 'JBSW Y3DP EHPK 3PXP JBSW Y3DP', picture })),
    confirmFactor: (code) =>
      /^\d{6}$/.test(code)
        ? within(() => {
            codes_left = 10;
            const word = (n: number) => `a${n}bc-d${n}ef-g${n}hj`;
            return { recovery_codes: Array.from({ length: 10 }, (_, n) => word(n)) };
          })
        : Promise.reject(new Problem('wrong_code', 'wrong')),
    removeFactor: () => within(() => void (codes_left = null)),
  };
}
