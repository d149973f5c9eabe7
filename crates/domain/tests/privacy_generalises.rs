//! The check of free text on sentences made by chance from parts of our own: names on no list,
//! numbers in every grouping, and many things that look alike. Measures what the rules have learnt
//! beyond the examples.

use std::collections::BTreeMap;

use domain::privacy::{PersonalDataKind as Kind, Suspicion, check, mask};

/// A fixed series of numbers, so that every run makes the same sentences.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b"0123456789"[self.below(10)])).collect()
    }
}

const FIRST: [&str; 40] = [
    "Gunvor",
    "Mustafa",
    "Torbjörn",
    "Leyla",
    "Kerstin",
    "Ahmed",
    "Bosse",
    "Micke",
    "Siv",
    "Erik",
    "Anna-Lena",
    "Per-Olof",
    "Björn",
    "Linnéa",
    "Oksana",
    "Selam",
    "Viktor",
    "Fatima",
    "Göran",
    "Ulrika",
    "Kjell",
    "Amina",
    "Dejan",
    "Johannes",
    "Maj-Britt",
    "Sten",
    "Maria",
    "Olle",
    "Rojda",
    "Yngve",
    "Nils",
    "Elsa",
    "Hugo",
    "Alma",
    "Zlatko",
    "Per",
    "Robert",
    "Sanna",
    "Ingrid",
    "Hassan",
];
const SURNAMES: [&str; 40] = [
    "Svensson",
    "Uggla",
    "Björnhammar",
    "Petrović",
    "Hassanzadeh",
    "Lagerlöw",
    "Öberg",
    "Ek",
    "Bäckström-Lund",
    "Virtanen",
    "Kovács",
    "Rönnqvist",
    "Haile",
    "Kowalski",
    "Berg",
    "Falkenmark",
    "Ali",
    "Nguyen",
    "Kristoffersson",
    "Ståhlhammar",
    "Ask",
    "Åkerblom",
    "Wetterstrand",
    "Mehmeti",
    "Haddad",
    "von Platen",
    "af Ugglas",
    "Tesfaye",
    "Demir",
    "Brännlund",
    "Holmér",
    "Trulsson",
    "Månsson",
    "Nordenskjöld",
    "Melnyk",
    "Said",
    "Skoog",
    "Lindqvist",
    "Rask",
    "Jönsson",
];
const NAMED: [&str; 20] = [
    "Samtal med {} som såg allt.",
    "Enligt {} har det pågått i veckor.",
    "{} på plan 3 har hört skrik.",
    "Kontakta {} för nycklar.",
    "Mannen uppgav att han heter {}.",
    "Lampan trasig. Mvh {}",
    "Hej! Bänken är sönder.\nVänliga hälsningar\n{}",
    "Anmälare: {}.",
    "Min granne {} spelar musik hela nätterna.",
    "Väktare {} ronderade kl 22.",
    "Fastighetsskötaren {} har sågat ner trädet.",
    "Vi mötte {} och hans hund i parken.",
    "Nyckeln finns hos {}, våning 2.",
    "Det var {} som slog sönder rutan.",
    "Gärningsmannen pekas ut som {} av flera.",
    "Ring {} innan ni åker.",
    "{} ringde om klotter på fasaden.",
    "Bråk mellan två män, den ena är {}.",
    "Jag heter {} och bor i huset bredvid.",
    "Vittnet {} vill vara anonym.",
];
const LONE: [&str; 6] = [
    "Vi pratade med {} om saken.",
    "Killen heter {}.",
    "Min granne {} störs av ljudet.",
    "Allt lugnt. Mvh {}",
    "Det var {} som såg det, sa hon.",
    "Fråga efter {} i kiosken.",
];
const HARMLESS: [&str; 48] = [
    "Klotter på Karl Johansgatan 14.",
    "Krossat glas vid Gustav Adolfs torg och Sankt Olofs kyrka.",
    "Anders Perssonsgatan och Per Dubbsgatan är mörka.",
    "Svenssons backe och Larssons äng är hala.",
    "Ungdomar samlas vid Norra skolan och Stora torget.",
    "Buss 540 och linje 16 blir inställda, tåg 3052 går.",
    "BUS 123 stod kvar vid hållplatsen.",
    "Container nr 4512-88, stolpe 17-203 och brunn 0456.",
    "Ärendenummer 2024-001234, diarienummer KS 2023:0456.",
    "Polisens diarienummer 5000-K123456-25.",
    "Skada för 123 456 kr, faktura 20240007712.",
    "Den 2025-11-03 kl 18.30 och 2025-11-04 0615.",
    "Öppet 08.30-16.00, lördag 10-14, söndag 0900-1500.",
    "Väg 180, E20 och länsväg 1890 är avstängda.",
    "Mått 40x60 cm, höjd 120 cm, 0,75 m djupt.",
    "Position 57.9301 12.5334 enligt kartan.",
    "Maj och juni var lugna. Inga skador. Sten på vägen.",
    "Polisen Väst och Räddningstjänsten var på plats.",
    "Securitas AB och Nilssons Bygg AB har nycklar.",
    "Ica Maxi, Coop Forum och Willys har stulna vagnar.",
    "Max 100 personer, minst 20 st kom.",
    "Ring 112 vid fara, annars 114 14 eller 1177.",
    "Volvo V70 och BMW 320 stod felparkerade.",
    "Brand i rum 214, hus B, plan 3.",
    "Lägenhet 1203 har trasig dörr, 441 30 Alingsås.",
    "Tisdag och Onsdag var det bråk vid Stationen.",
    "Västra Götalands län, Lerum och Stora Höga berörs.",
    "Serienummer 8845201937 på cykeln, ramnummer WXC88121.",
    "Kod 4711 till porten är känd, nyckel 12B saknas.",
    "Området heter Norra Backen och parken heter Lunden.",
    "Kvarteret Oskar saknar belysning.",
    "Anna-Karinsvägen och Evas gränd är oplogade.",
    "Parkering p-plats 114, zon 5, taxa 15 kr/tim.",
    "Kl 21:45-22:30 hördes smällar, ca 10-15 st.",
    "Organisationsnummer 556036-0793 stod på bilen.",
    "Temperaturen var -12,5 grader, vind 8 m/s.",
    "I natt, 03-05, slogs två rutor sönder.",
    "Stig och belysning vid Åsen är dåliga.",
    "Kameran RLC 810A sitter på fasaden.",
    "Träd nr 223 lutar över Kungsgatan 12A.",
    "Hyresgästföreningen och Rädda Barnen ordnar kväll.",
    "Matchen IFK mot AIK slutade 2-1.",
    "Hittade 3 kanyler, 25 kapslar och 1 kniv vid Lek 4.",
    "Fritidsgården Hulan, Ungdomens Hus och Badet.",
    "Snapchat och Tiktok används för att samla folk.",
    "Resultatet blev 070 poäng av 100.",
    "Sträckan 0/450 till 1/200 är klottrad.",
    "Version 2.13.0 kraschar på Android 14.",
];

/// A text, and what is personal in it: kind, first and one past its last code point.
type Made = (String, Vec<(Kind, usize, usize)>);

fn put(frame: &str, kind: Kind, what: &str) -> Made {
    let start = frame.split("{}").next().unwrap_or_default().chars().count();
    (frame.replace("{}", what), vec![(kind, start, start + what.chars().count())])
}

fn check_digit(nine: &str) -> u32 {
    let sum: u32 = nine
        .chars()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(at, it)| if at % 2 == 0 { it * 2 / 10 + it * 2 % 10 } else { it })
        .sum();
    (10 - sum % 10) % 10
}

fn numbered(dice: &mut Dice, raised: usize) -> String {
    let (year, month) = (1925 + dice.below(90), 1 + dice.below(12));
    let nine = format!(
        "{:02}{month:02}{:02}98{}",
        year % 100,
        1 + dice.below(28) + raised,
        dice.below(10)
    );
    let last = format!("{}{}", &nine[6..], check_digit(&nine));
    let (century, day) = (year / 100, &nine[..6]);
    match dice.below(8) {
        0 => format!("{century}{day}{last}"),
        1 => format!("{century}{day}-{last}"),
        2 => format!("{day}+{last}"),
        3 => format!("{day} {last}"),
        4 => format!("{day} - {last}"),
        5 => format!("{century}{} {} {} {last}", &day[..2], &day[2..4], &day[4..]),
        6 => format!("{century}{day}\u{2011}{last}"),
        _ => format!("{day}-{last}"),
    }
}

fn phone(dice: &mut Dice) -> String {
    let (area, own) = match dice.below(5) {
        0 => ("31", format!("39006{}", dice.digits(2))),
        1 => ("8", format!("465004{}", dice.digits(2))),
        2 => ("980", format!("3192{}", dice.digits(2))),
        _ => ("70", format!("17406{}", dice.digits(2))),
    };
    let cut = if own.len() == 7 { 3 } else { 2 };
    let (a, b, c) = (&own[..cut], &own[cut..cut + 2], &own[cut + 2..]);
    match dice.below(9) {
        0 => format!("0{area}-{own}"),
        1 => format!("0{area}-{a} {b} {c}"),
        2 => format!("0{area} {a} {b} {c}"),
        3 => format!("+46 {area} {a} {b} {c}"),
        4 => format!("+46{area}{own}"),
        5 => format!("+46 (0){area}-{a} {b} {c}"),
        6 => format!("0046{area}{own}"),
        7 => format!("0{area}/{a}{b}{c}"),
        _ => format!("0{area}.{a}.{b}.{c}"),
    }
}

fn plate(dice: &mut Dice) -> String {
    const LETTERS: [&str; 12] = ["A", "B", "C", "D", "F", "J", "K", "N", "P", "R", "X", "Z"];
    let letters: String = (0..3).map(|_| dice.pick(&LETTERS)).collect();
    let last = if dice.below(2) == 0 { dice.digits(1) } else { dice.pick(&LETTERS).to_owned() };
    let gap = dice.pick(&["", " ", "-"]);
    let made = format!("{letters}{gap}{}{last}", dice.digits(2));
    if gap.is_empty() && dice.below(3) == 0 { made.to_lowercase() } else { made }
}

fn email(dice: &mut Dice) -> String {
    let first = dice.pick(&["anna", "k_o", "Bo.Ek", "mustafa.al-said", "åsa", "info2", "x"]);
    let place = dice.pick(&["exempel.se", "mail.example.com", "an-na.example.org", "exempel.nu"]);
    let sign = dice.pick(&["@", "@", "@", " (at) ", "[at]", " @ ", "(a)"]);
    format!("{first}{sign}{place}")
}

fn made(dice: &mut Dice) -> Made {
    let full = |dice: &mut Dice| format!("{} {}", dice.pick(&FIRST), dice.pick(&SURNAMES));
    let frames = [
        "Ange {} i rapporten.",
        "Det gäller {}",
        "Uppgift: {}, kontrolleras.",
        "({}) sågs kl 22.15.",
    ];
    let frame = dice.pick(&frames);
    let (mut text, mut spans) = match dice.below(10) {
        0 => put(frame, Kind::PersonalNumber, &numbered(dice, 0)),
        1 => put(frame, Kind::CoordinationNumber, &numbered(dice, 60)),
        2 => put(frame, Kind::Phone, &phone(dice)),
        3 => put(frame, Kind::RegistrationPlate, &plate(dice)),
        4 => put(frame, Kind::Email, &email(dice)),
        5 => put(dice.pick(&LONE), Kind::Name, dice.pick(&FIRST)),
        6..=8 => {
            let who = full(dice);
            put(dice.pick(&NAMED), Kind::Name, &who)
        }
        _ => (dice.pick(&HARMLESS).to_owned(), Vec::new()),
    };
    let other = dice.pick(&HARMLESS);
    if text.contains("Mvh") || text.contains("hälsningar") || dice.below(2) == 0 {
        let shift = other.chars().count() + 1;
        spans.iter_mut().for_each(|it| (it.1, it.2) = (it.1 + shift, it.2 + shift));
        text = format!("{other} {text}");
    } else {
        text = format!("{text}\n{other}");
    }
    (text, spans)
}

fn written(text: &str, it: &Suspicion) -> String {
    text.chars().skip(it.start).take(it.end - it.start).collect()
}

#[test]
fn sentences_never_seen_before_are_judged_as_well_as_known_ones() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut tallies: BTreeMap<Kind, [u32; 4]> = BTreeMap::new();
    let mut shown: BTreeMap<String, String> = BTreeMap::new();
    for _ in 0..8_000 {
        let (text, spans) = made(&mut dice);
        let told = check(&text);
        for (kind, start, end) in &spans {
            let hit = told.iter().find(|it| it.kind == *kind && it.start < *end && *start < it.end);
            let tally = tallies.entry(*kind).or_default();
            tally[0] += 1;
            tally[1] += u32::from(hit.is_some());
            if hit.is_none_or(|it| (it.start, it.end) != (*start, *end)) {
                let what: String = text.chars().skip(*start).take(end - start).collect();
                let got = hit.map(|it| written(&text, it));
                shown.insert(format!("{kind:?} {what} -> {got:?}"), text.clone());
            }
        }
        for it in &told {
            let tally = tallies.entry(it.kind).or_default();
            let is_right = |span: &(Kind, usize, usize)| {
                it.kind == span.0 && it.start < span.2 && span.1 < it.end
            };
            tally[2] += 1;
            tally[3] += u32::from(spans.iter().any(is_right));
            if !spans.iter().any(is_right) {
                shown.insert(
                    format!("false {:?} {:?} {}", it.kind, it.sure, written(&text, it)),
                    text.clone(),
                );
            }
        }
    }
    for (what, text) in &shown {
        println!("{what} in: {}", text.replace('\n', " | "));
    }
    for (kind, [labelled, found, told, right]) in &tallies {
        let recall = f64::from(*found) / f64::from(*labelled);
        let precision = f64::from(*right) / f64::from(*told);
        println!("{kind:?}: {labelled} made, recall {recall:.3}, precision {precision:.3}");
        let aim = if *kind == Kind::Name { 0.9 } else { 0.99 };
        assert!(recall >= aim && precision >= 0.95, "{kind:?}");
    }
    assert_eq!(tallies.len(), Kind::ALL.len());
}

#[test]
fn harmless_sentences_raise_no_alarm_at_all() {
    let loud: Vec<(&str, Vec<Suspicion>)> =
        HARMLESS.iter().map(|it| (*it, check(it))).filter(|(_, told)| !told.is_empty()).collect();
    assert!(loud.is_empty(), "{loud:#?}");
}

#[test]
fn a_masked_sentence_holds_none_of_what_was_masked() {
    let mut dice = Dice(7);
    for _ in 0..1_000 {
        let (text, _) = made(&mut dice);
        let told = check(&text);
        let masked = mask(&text, &told);
        for it in &told {
            assert!(masked.contains(it.kind.mark()), "{masked}");
            assert!(!masked.contains(&written(&text, it)), "{text} -> {masked}");
        }
    }
}
