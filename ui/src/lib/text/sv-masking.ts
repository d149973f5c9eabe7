// The words of the check of free text and of *Maskning*, in Swedish.
import type { PersonalDataKind, Suggestion } from '../api/types';
import { plural } from './plural';

const is: Record<PersonalDataKind, string> = {
  personal_number: 'är ett personnummer.',
  coordination_number: 'är ett samordningsnummer.',
  phone: 'är ett telefonnummer.',
  email: 'är en e-postadress.',
  registration_plate: 'är ett registreringsnummer.',
  name: 'är ett namn.',
};
const mayBe: Record<PersonalDataKind, string> = {
  personal_number: 'kan vara ett personnummer.',
  coordination_number: 'kan vara ett samordningsnummer.',
  phone: 'kan vara ett telefonnummer.',
  email: 'kan vara en e-postadress.',
  registration_plate: 'kan vara ett registreringsnummer.',
  name: 'kan vara ett namn.',
};
const suggestion: Record<Suggestion, string> = {
  leave_out: 'Lägesbilden behöver det inte.',
  name_the_role: 'Skriv rollen i stället, till exempel en granne.',
  describe_the_vehicle: 'Skriv färg, märke och typ i stället.',
  answer_in_the_app: 'Svar kommer i appen.',
  look_again: 'Titta en gång till.',
};
const instead: Partial<Record<PersonalDataKind, string>> = {
  registration_plate: 'ett fordon',
  name: 'en person',
};

export const masking = {
  check: {
    noPatients:
      'Inga patientuppgifter: skriv inget om vem som är eller har varit här som patient, inte heller varför.',
    title: 'Det här kan peka ut en person',
    is,
    mayBe,
    suggestion,
    instead,
    replace: (words: string) => `Skriv ”${words}”`,
    remove: 'Ta bort',
    because: 'Behöver det stå kvar? Säg varför.',
    reasons: ['Det är ingen person', 'Behövs för åtgärden'],
    ownReason: 'Eget skäl',
    held: 'Texten läses bara av dig och samordnaren tills den har granskats.',
    needed: 'Ändra det markerade eller välj ett skäl, så skickas texten.',
  },
  masking: {
    title: 'Maskning',
    waiting: (n: number) => plural(n, '1 väntar', `${n} väntar`),
    none: 'Inget väntar på maskning',
    noneHint:
      'Text som kan innehålla personuppgifter och nya bilder väntar här. Tills de har granskats ser bara den som skrev och samordnaren dem.',
    failed: 'Kön kunde inte hämtas',
    notTaken: 'Beslutet togs inte emot. Försök igen.',
    queue: 'Text och bilder som väntar',
    chosen: 'Vald text',
    places: {
      note: 'Text i rapport',
      withdrawn: 'Skäl till återtagande',
      answers: 'Svar från rapportören',
      place_name: 'Platsens namn',
      reference: 'Referens',
      photos: 'Bild',
      question: 'Fråga till rapportören',
      reason: 'Skäl till rapportören',
      other: 'Text',
    },
    said: 'Skrivet',
    because: 'Skälet att skicka ändå',
    noReason: 'Inget skäl angavs',
    instead: 'Det andra får läsa',
    insteadHint: 'Ändra tills ingen person pekas ut.',
    release: 'Släpp som den är',
    mask: 'Maskera',
    keep: 'Behåll dold',
    releasePhoto: 'Släpp bilden',
    photoHint: 'Titta efter ansikten och registreringsskyltar innan bilden släpps.',
    photoMissing: 'Bilden har inte kommit fram än.',
    done: { released: 'Släppt', masked: 'Maskerad', kept: 'Behålls dold' },
    withheld: 'Texten granskas',
    marks: {
      personal_number: '(personnummer)',
      coordination_number: '(samordningsnummer)',
      phone: '(telefonnummer)',
      email: '(e-postadress)',
      registration_plate: '(registreringsnummer)',
      name: '(namn)',
    },
  },
};
