// The words of the lock and of several people on one phone, in Swedish.
import { plural } from './plural';

export const lock = {
  lock: {
    title: 'Låst',
    hint: 'Du kan rapportera som vanligt. Listor och lägesbild öppnas med din PIN.',
    pin: 'PIN',
    open: 'Lås upp',
    now: 'Lås nu',
    section: 'PIN och personer',
    set: 'Välj PIN',
    change: 'Byt PIN',
    before: 'Din PIN nu',
    fresh: 'Ny PIN, 4–12 siffror',
    again: 'Samma igen',
    differs: 'De två är inte lika.',
    keep: 'Spara PIN',
    kept: 'PIN är sparad.',
    why: 'PIN stänger listor och lägesbild för den som hittar telefonen. Den frågas aldrig när du rapporterar.',
    wait: (s: number) => `Vänta ${plural(s, '1 sekund', `${s} sekunder`)} innan du försöker igen.`,
    forgot: 'Glömt PIN?',
    forgotHint:
      'Inget du har rapporterat går förlorat: det lämnas till servern först. Sedan töms telefonen för din del, och du ansluter på nytt med en länk från samordningen. Kommer du på din PIN innan dess räcker det att låsa upp.',
    forgotDo: 'Lämna in och börja om',
    forgotten:
      'Du har sagt att du glömt din PIN. När allt som väntar är lämnat börjar du om med en ny länk från samordningen. Du kan rapportera under tiden.',
    people: 'Byt person',
    peopleHint:
      'Var och en har sina egna rapporter och sin egen PIN. Det som väntar skickas ändå, vem som än har telefonen.',
    here: 'Har telefonen',
    nobody: 'Inte ansluten än',
    waiting: (n: number) => plural(n, '1 väntar, skickas ändå', `${n} väntar, skickas ändå`),
    add: 'Någon ny',
    pinFirst: 'Välj en PIN först, annars ser nästa person dina rapporter.',
    after: 'Lås efter',
    minutes: (n: number) => `${n} min`,
    atRest: {
      key_in_system:
        'Det som ligger på telefonen är krypterat. Systemets nyckelförvaring har nyckeln.',
      key_in_file:
        'Det som ligger på telefonen är krypterat, men nyckeln ligger i en fil bredvid: den som kommer åt alla filer på telefonen kan läsa det. Ha skärmlås på.',
      plain:
        'Det som ligger på telefonen är inte krypterat än. Frigör utrymme och starta om appen, så krypteras det.',
    },
  },
};
