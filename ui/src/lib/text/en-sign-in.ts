// Ways in besides the password, in English.
import type { signIns as swedish } from './sv-sign-in';

export const signIns: typeof swedish = {
  waysIn: {
    or: 'or',
    municipal: (name) => `Sign in with ${name}`,
    acceptMunicipal: (name) => `Use ${name} instead of a password`,
    passkey: 'Sign in with a passkey',
    denied: {
      expired: 'Signing in took too long, or began in another browser. Try again.',
      refused: 'The sign-in was cancelled at the municipality.',
      failed: 'The municipality’s sign-in did not answer as it should. Try again, or ask IT.',
      unknown:
        'You are signed in at the municipality but not invited here. Ask the coordinators for an invitation and open it first.',
      invitation:
        'The invitation has been used, is too old, or was made for somebody else. Ask for a new one.',
      second_factor:
        'You have a second factor here, and the municipality’s sign-in asks for none. Sign in with password and code.',
    },
  },
  passkeys: {
    title: 'Passkeys',
    hint: 'A passkey lives in the computer, the phone or a security key and is opened with a finger, a face or a PIN. It replaces password and code, and works at this address only.',
    none: 'No passkeys yet',
    noneHere: 'Passkeys do not work under this address.',
    add: 'Add a passkey',
    name: 'What to call it',
    proposed: (browser) => browser || 'My computer',
    made: (time) => `made ${time}`,
    used: (time) => `used ${time}`,
    unused: 'not used yet',
    remove: 'Remove',
    removeOf: (name) => `Remove the passkey ${name}`,
    added: 'The passkey is added',
    removed: 'The passkey is removed',
    how: {
      password: 'password',
      municipal: 'the municipality’s sign-in',
      passkey: 'passkey',
    },
  },
  appJoin: {
    title: 'Connect the app on this computer?',
    who: (name, organisation) => `It may read and report as ${name}, ${organisation}.`,
    warning: 'Allow it only if you have just opened the app yourself and pressed Sign in there.',
    allow: 'Connect the app',
    deny: 'No, cancel',
    broken: 'The link from the app is not whole. Begin again in the app.',
    done: 'The app is connected',
    doneHint: 'Go back to the app. This tab can be closed.',
    denied: 'The app was not connected',
    deniedHint: 'This tab can be closed.',
    inApp: 'Sign in with the browser',
    inAppHint: 'Whoever has a sign-in as a coordinator connects the computer with it.',
    server: 'The server’s address',
    open: 'Open the browser',
    waiting: 'Waiting for the browser …',
    stop: 'Cancel',
  },
};
