// The words of what is kept on the phone and how it gets away from there, in English.
import { plural } from './plural';
import type { keeping as swedish } from './sv-keeping';

export const keeping: typeof swedish = {
  keeping: {
    lastTry: (reason) => `Last attempt: ${reason}.`,
    safe: 'Everything you reported is saved on the phone.',
    nextTry: (time) => `Next attempt ${time}.`,
    compared: (time) => `Compared with the server ${time}: nothing is missing there.`,
    clockAhead: (time) => `The clock is ${time} wrong, fast`,
    clockBehind: (time) => `The clock is ${time} wrong, slow`,
    clockHint: 'Reports get their true time anyway. Please set the phone’s clock.',
    minutes: (n) => `${n} min`,
    hours: (n) => plural(n, '1 hour', `${n} hours`),
    days: (n) => plural(n, '1 day', `${n} days`),
    storageLow: 'The phone’s storage is full',
    storageLowHint:
      'Reports are saved as usual, in room that is set aside for them. New photos are not taken, and news of others wait, until you have made room. Everything then goes on by itself.',
    handOver: 'Hand over',
    handOverHint: (n) =>
      plural(n, '1 item waits', `${n} items wait`) +
      '. A colleague or the coordinator can carry them for you, encrypted.',
    handOverNothing: 'Nothing waits on the phone.',
    handOverStays: 'The reports stay here until the server itself has confirmed them.',
    code: (n, of) => `Code ${n} of ${of}`,
    next: 'Next code',
    previous: 'Previous code',
    showAll: 'Show the codes in turn',
    showOne: 'Stay at this code',
    showTo: "Hold the screen before your colleague's camera. The codes may be read in any order.",
    saveFile: 'Save as a file',
    savedFile: (path) => `Saved: ${path}`,
    deposit: 'Take in a hand-over',
    depositHint:
      "Carry what waits on a colleague's phone. It is encrypted: only the server can read it.",
    readCodes: 'Read codes with the camera',
    stopCamera: 'Close the camera',
    cameraPicture: 'Picture of the camera',
    cameraDenied:
      'The camera may not be used. Allow it for Lägesbild in the settings of the device and try again, or choose pictures of the codes, or ask for the package as a file.',
    cameraNone:
      'No camera can be used here. Choose pictures of the codes, or ask for the package as a file.',
    codesRead: (n, of) =>
      n === of
        ? plural(n, 'The code is read.', `All ${n} codes are read.`)
        : `${n} of ${of} codes are read.`,
    codesLeft: (numbers) => `Left: ${numbers}.`,
    codePictures: 'Or choose pictures of the codes',
    picturesWithout: (n) =>
      plural(n, 'No code was found in 1 picture.', `No code was found in ${n} pictures.`),
    packageFile: 'Or choose the package as a file',
    deposited: (n) =>
      n === 0
        ? 'The server had everything in the package already.'
        : plural(
            n,
            '1 new item is received by the server.',
            `${n} new items are received by the server.`,
          ),
    depositWaits: 'The package lies on this device and is handed in when the server is reached.',
    refusedThis: (why) => `The package you chose was not taken: ${why}. Ask for a new one.`,
    refusedOther: (time, why) =>
      `A package that has been here since ${time} was not taken: ${why}. Ask for a new one.`,
    refusedBecause: (code) =>
      ({
        bad_value: 'it is for another server, or was changed on the way',
        bad_signature: 'it is not signed by the phone that it says it comes from',
        chain_forked: 'it does not fit what the phone has handed in already',
        too_large: 'it is too large',
      })[code] ?? 'it cannot be read',
    wifiOnly: 'Photos over Wi-Fi only',
  },
};
