// The words of the lock and of several people on one phone, in English.
import { plural } from './plural';
import type { lock as sv } from './sv-lock';

export const lock: typeof sv = {
  lock: {
    title: 'Locked',
    hint: 'You can report as usual. Lists and picture open with your PIN.',
    pin: 'PIN',
    open: 'Unlock',
    now: 'Lock now',
    section: 'PIN and people',
    set: 'Choose a PIN',
    change: 'Change PIN',
    before: 'Your PIN now',
    fresh: 'New PIN, 4–12 digits',
    again: 'The same again',
    differs: 'The two are not the same.',
    keep: 'Save PIN',
    kept: 'The PIN is saved.',
    why: 'The PIN closes lists and picture to whoever finds the phone. You are never asked for it when you report.',
    wait: (s: number) => `Wait ${plural(s, '1 second', `${s} seconds`)} before you try again.`,
    forgot: 'Forgot the PIN?',
    forgotHint:
      'Nothing that you reported is lost: it is handed to the server first. Then the phone is emptied of what is yours, and you join anew with a link from the coordinator. If you remember the PIN before that, unlocking is enough.',
    forgotDo: 'Hand in and begin anew',
    forgotten:
      'You have said that you forgot your PIN. When all that waits is handed in you begin anew with a new link from the coordinator. You can report meanwhile.',
    people: 'Change person',
    peopleHint:
      'Everybody has their own reports and their own PIN. What waits is sent all the same, whoever has the phone.',
    here: 'Has the phone',
    nobody: 'Not joined yet',
    waiting: (n: number) =>
      plural(n, '1 waits, is sent all the same', `${n} wait, are sent all the same`),
    add: 'Somebody new',
    pinFirst: 'Choose a PIN first, or the next person sees your reports.',
    after: 'Lock after',
    minutes: (n: number) => `${n} min`,
    atRest: {
      key_in_system: "What lies on the phone is encrypted. The system's own key store has the key.",
      key_in_file:
        'What lies on the phone is encrypted, but the key lies in a file beside it: whoever gets at all files of the phone can read it. Keep a screen lock on.',
      plain:
        'What lies on the phone is not encrypted yet. Make room and start the app again, and it will be.',
    },
  },
};
