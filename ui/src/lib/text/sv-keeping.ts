// The words of what is kept on the phone and how it gets away from there, in Swedish.
import { plural } from './plural';

export const keeping = {
  keeping: {
    lastTry: (reason: string) => `Senaste försöket: ${reason}.`,
    safe: 'Allt du har rapporterat ligger sparat på telefonen.',
    nextTry: (time: string) => `Nästa försök ${time}.`,
    compared: (time: string) => `Jämfört med servern ${time}: inget saknas där.`,
    clockAhead: (time: string) => `Klockan går ${time} fel, för fort`,
    clockBehind: (time: string) => `Klockan går ${time} fel, för sakta`,
    clockHint: 'Rapporterna får rätt tid ändå. Ställ gärna telefonens klocka.',
    minutes: (n: number) => `${n} min`,
    hours: (n: number) => plural(n, '1 timme', `${n} timmar`),
    days: (n: number) => plural(n, '1 dygn', `${n} dygn`),
    storageLow: 'Telefonens lagring är full',
    storageLowHint:
      'Rapporter sparas som vanligt i utrymme som är undanlagt för dem. Nya foton tas inte, och läget från andra väntar, tills du har frigjort utrymme. Allt fortsätter då av sig självt.',
    handOver: 'Lämna över',
    handOverHint: (n: number) =>
      plural(n, '1 sak väntar', `${n} saker väntar`) +
      '. En kollega eller samordningen kan ta med dem åt dig, krypterade.',
    handOverNothing: 'Ingenting väntar på telefonen.',
    handOverStays: 'Rapporterna ligger kvar här tills servern själv har bekräftat dem.',
    code: (n: number, of: number) => `Kod ${n} av ${of}`,
    next: 'Nästa kod',
    previous: 'Förra koden',
    showAll: 'Visa koderna i följd',
    showOne: 'Stanna vid den här koden',
    showTo: 'Håll skärmen framför kollegans kamera. Koderna får läsas i vilken ordning som helst.',
    saveFile: 'Spara som fil',
    savedFile: (path: string) => `Sparad: ${path}`,
    deposit: 'Ta emot överlämning',
    depositHint:
      'Ta med dig det som väntar på en kollegas telefon. Det är krypterat: bara servern kan läsa det.',
    readCodes: 'Läs koder med kameran',
    stopCamera: 'Stäng kameran',
    cameraPicture: 'Kamerans bild',
    cameraDenied:
      'Kameran får inte användas. Tillåt den för Lägesbild i enhetens inställningar och försök igen, eller välj bilder av koderna, eller be om paketet som fil.',
    cameraNone:
      'Det går inte att använda någon kamera här. Välj bilder av koderna, eller be om paketet som fil.',
    codesRead: (n: number, of: number) =>
      n === of
        ? plural(n, 'Koden är läst.', `Alla ${n} koder är lästa.`)
        : `${n} av ${of} koder är lästa.`,
    codesLeft: (numbers: string) => `Kvar: ${numbers}.`,
    codePictures: 'Eller välj bilder av koderna',
    picturesWithout: (n: number) =>
      plural(n, 'I 1 bild hittades ingen kod.', `I ${n} bilder hittades ingen kod.`),
    packageFile: 'Eller välj paketet som fil',
    deposited: (n: number) =>
      n === 0
        ? 'Servern hade redan allt i paketet.'
        : plural(n, '1 ny post är mottagen av servern.', `${n} nya poster är mottagna av servern.`),
    depositWaits: 'Paketet ligger på den här enheten och lämnas in när servern nås.',
    refusedThis: (why: string) => `Paketet du valde togs inte emot: ${why}. Be om ett nytt.`,
    refusedOther: (time: string, why: string) =>
      `Ett paket som har legat här sedan ${time} togs inte emot: ${why}. Be om ett nytt.`,
    refusedBecause: (code: string) =>
      ({
        bad_value: 'det är till en annan server, eller har ändrats på vägen',
        bad_signature: 'det är inte underskrivet av den telefon som det säger sig komma från',
        chain_forked: 'det stämmer inte med vad telefonen redan har lämnat in',
        too_large: 'det är för stort',
      })[code] ?? 'det går inte att läsa',
    wifiOnly: 'Foton bara över wifi',
  },
};
