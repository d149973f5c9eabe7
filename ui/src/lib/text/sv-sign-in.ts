// Ways in besides the password, in Swedish.
export const signIns = {
  waysIn: {
    or: 'eller',
    municipal: (name: string) => `Logga in med ${name}`,
    acceptMunicipal: (name: string) => `Använd ${name} i stället för ett lösenord`,
    passkey: 'Logga in med passnyckel',
    denied: {
      expired:
        'Inloggningen tog för lång tid, eller påbörjades i en annan webbläsare. Försök igen.',
      refused: 'Inloggningen avbröts hos kommunen.',
      failed: 'Kommunens inloggning svarade inte som den ska. Försök igen, eller tala med it.',
      unknown:
        'Du är inloggad hos kommunen men inte inbjuden hit. Be samordningen om en inbjudan och öppna den först.',
      invitation: 'Inbjudan är redan använd, för gammal eller gjord för någon annan. Be om en ny.',
      second_factor:
        'Du har en andra faktor här, och kommunens inloggning frågar inte efter någon. Logga in med lösenord och kod.',
    } as Record<string, string>,
  },
  passkeys: {
    title: 'Passnycklar',
    hint: 'En passnyckel ligger i datorn, telefonen eller en säkerhetsnyckel och öppnas med finger, ansikte eller PIN. Den ersätter lösenord och kod, och fungerar bara på den här adressen.',
    none: 'Inga passnycklar än',
    noneHere: 'Passnycklar fungerar inte under den här adressen.',
    add: 'Lägg till passnyckel',
    name: 'Vad den ska heta',
    proposed: (browser: string) => browser || 'Min dator',
    made: (time: string) => `skapad ${time}`,
    used: (time: string) => `använd ${time}`,
    unused: 'inte använd än',
    remove: 'Ta bort',
    removeOf: (name: string) => `Ta bort passnyckeln ${name}`,
    added: 'Passnyckeln är tillagd',
    removed: 'Passnyckeln är borttagen',
    how: {
      password: 'lösenord',
      municipal: 'kommunens inloggning',
      passkey: 'passnyckel',
    },
  },
  appJoin: {
    title: 'Anslut appen på den här datorn?',
    who: (name: string, organisation: string) =>
      `Den får läsa och rapportera som ${name}, ${organisation}.`,
    warning: 'Godkänn bara om du själv nyss öppnade appen och tryckte på Logga in där.',
    allow: 'Anslut appen',
    deny: 'Nej, avbryt',
    broken: 'Länken från appen är inte hel. Börja om i appen.',
    done: 'Appen är ansluten',
    doneHint: 'Gå tillbaka till appen. Den här fliken kan stängas.',
    denied: 'Appen anslöts inte',
    deniedHint: 'Den här fliken kan stängas.',
    inApp: 'Logga in i webbläsaren',
    inAppHint: 'Den som har en inloggning som samordnare ansluter datorn med den.',
    server: 'Serverns adress',
    open: 'Öppna webbläsaren',
    waiting: 'Väntar på webbläsaren …',
    stop: 'Avbryt',
  },
};
