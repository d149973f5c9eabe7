//! The pressed page as other programs read it: its text, tags, language, fonts and standards; and that it is the
//! same each time.

#![expect(clippy::unwrap_used, reason = "a page that cannot be read is a failed test")]

mod support;

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use domain::clock::UtcMillis;
use domain::edition::{Channel, Cut, EditionKind, Fixed, Publication};
use domain::text::{Name, Prose};
use report::{EditionPage, Language, Sender, csv, web};
use support::{both, fixed, period, sender};

fn pressed(kind: EditionKind, cut: Cut) -> report::Pressed {
    let (sender, fixed) = (sender(), fixed(kind));
    page(&sender, (kind, &fixed), cut).press().unwrap()
}

fn page<'a>(
    sender: &'a Sender,
    (kind, fixed): (EditionKind, &'a Fixed),
    cut: Cut,
) -> EditionPage<'a> {
    EditionPage {
        sender,
        period: period(kind),
        fixed,
        fixed_at: Some(UtcMillis(1_795_420_800_000)),
        publication: None,
        cut,
        lang: Language::Sv,
    }
}

/// What a program of poppler says of a PDF; none where it is not installed.
fn said(program: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: {program} is not installed (poppler-utils)");
        return None;
    };
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Its words in reading order, lines and hyphens taken away.
fn words_of(pdf: &[u8]) -> Option<String> {
    let text = said("pdftotext", &["-", "-"], pdf)?.replace("\u{ad}\n", "");
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn the_same_edition_gives_the_same_bytes() {
    for kind in EditionKind::ALL {
        assert!(pressed(kind, Cut::Whole) == pressed(kind, Cut::Whole), "{kind:?}");
    }
}

/// PDF/A-2a asks for a date: it is the day the edition was fixed, never the day it is pressed.
#[test]
fn its_only_date_is_the_day_it_was_fixed() {
    let pdf = pressed(EditionKind::Operative, Cut::Whole).pdf;
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.contains("CreationDate(D:20261123") || text.contains("CreationDate (D:20261123"));
    let dates: Vec<&str> =
        text.match_indices("(D:").map(|(at, _)| &text[at + 3..at + 11]).collect();
    assert!(dates.iter().all(|date| *date == "20261123"), "{dates:?}");
}

#[test]
fn the_weekly_one_is_one_page_however_much_was_written() {
    let sender = sender();
    let mut fixed = fixed(EditionKind::Operative);
    let page_of =
        |fixed: &Fixed| page(&sender, (EditionKind::Operative, fixed), Cut::Whole).press();
    assert_eq!(page_of(&fixed).unwrap().pages, 1);
    let long = "Ett långt stycke om kvällarna vid torget och vid stationen. ".repeat(41);
    for section in EditionKind::Operative.sections() {
        fixed.texts.insert((*section).to_owned(), Prose::new(&long).unwrap());
    }
    fixed.figures.measures = std::iter::repeat_n(fixed.figures.measures[0].clone(), 40).collect();
    fixed.figures.areas = std::iter::repeat_n(fixed.figures.areas[0].clone(), 25).collect();
    assert_eq!(page_of(&fixed).unwrap().pages, 1);
}

#[test]
fn the_words_of_the_page_can_be_read_out() {
    let pdf = pressed(EditionKind::Operative, Cut::Whole).pdf;
    let Some(text) = words_of(&pdf) else { return };
    for words in [
        "Operativ lägesbild vecka 47 2026",
        "16–22 november 2026 · version 1, fastställd 23 november 2026 av Områdesgruppen",
        "Händelser: från 33 till 41.",
        "Ordningsstörning",
        "Stora torget",
        "Orange – samordnade insatser",
        "Byt lampor i gångtunneln",
        "Bostadsbolaget",
        "8f1c3a72d94e",
        "Ängsskolan",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
}

#[test]
fn the_statutory_one_has_the_three_parts_of_the_law_and_the_decision() {
    let pdf = pressed(EditionKind::Statutory, Cut::Whole).pdf;
    let Some(text) = words_of(&pdf) else { return };
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in\n{text}"));
    let order = [
        "Kartläggning",
        "Misstänkta brott i rapporterna",
        "Omfattning och följder",
        "Annan relevant information",
        "Analys",
        "15 juni 2026",
        "KS 2026/118",
    ];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{text}");
}

#[test]
fn it_is_tagged_with_language_title_and_embedded_fonts() {
    for kind in EditionKind::ALL {
        let pdf = pressed(kind, Cut::Whole).pdf;
        let Some(told) = said("pdfinfo", &["-"], &pdf) else { return };
        let lines: BTreeMap<&str, &str> =
            told.lines().filter_map(|line| line.split_once(':')).collect();
        assert_eq!(lines["Tagged"].trim(), "yes", "{told}");
        assert!(lines["Title"].contains("ägesbild"), "{told}");
        assert_eq!(lines["Author"].trim(), "Lindby kommun");
        assert_eq!(lines["Page size"].trim(), "595.276 x 841.89 pts (A4)");
        assert_eq!(lines["JavaScript"].trim(), "no");
        let raw = String::from_utf8_lossy(&pdf);
        assert!(raw.contains("/Lang (sv-SE)") || raw.contains("/Lang(sv-SE)"), "{kind:?}");
        for claim in ["<pdfaid:part>2", "<pdfaid:conformance>A", "<pdfuaid:part>1"] {
            assert!(raw.contains(claim), "{claim}");
        }
        let fonts = said("pdffonts", &["-"], &pdf).unwrap();
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!rows.is_empty());
        for row in rows {
            let words: Vec<&str> = row.split_whitespace().collect();
            // emb sub uni object ID
            assert_eq!(words[words.len() - 5..words.len() - 2], ["yes", "yes", "yes"], "{fonts}");
        }
    }
}

#[test]
fn headings_table_headers_and_alternative_texts_are_in_the_tags() {
    let pdf = pressed(EditionKind::Strategic, Cut::Whole).pdf;
    let Some(tags) = said("pdfinfo", &["-struct-text", "-"], &pdf) else { return };
    for tag in ["H1", "H2", "Table", "TH", "TD", "TR", "L ", "LI", "Figure", "P "] {
        let is_there = tags.lines().any(|line| line.trim_start().starts_with(tag.trim()));
        assert!(is_there, "{tag} is not in\n{tags}");
    }
    let headers = |scope: &str| tags.matches(&format!("/Scope /{scope}")).count();
    assert!(headers("Column") >= 12 && headers("Row") >= 12, "{tags}");
    let objects = unpacked(&pdf);
    for words in ["Händelser per", "Karta: ", "Lindby kommun"] {
        assert!(has_alt(&objects, words), "no alternative text {words:?} in\n{tags}");
    }
}

/// The file with what is compressed in it unpacked after it.
fn unpacked(pdf: &[u8]) -> Vec<u8> {
    let mark = b"stream\n";
    let mut all = pdf.to_vec();
    for at in (0..pdf.len() - mark.len()).filter(|at| pdf[*at..].starts_with(mark)) {
        let mut inside = Vec::new();
        let from = &pdf[at + mark.len()..];
        if flate2::read::ZlibDecoder::new(from).read_to_end(&mut inside).is_ok() {
            all.append(&mut inside);
        }
    }
    all
}

/// Whether an alternative text begins with these words: as letters, or as UTF-16 in bytes or in hexadecimal.
fn has_alt(objects: &[u8], words: &str) -> bool {
    let utf16: Vec<u8> =
        [0xfe, 0xff].into_iter().chain(words.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let hex: String = utf16.iter().map(|byte| format!("{byte:02X}")).collect();
    let written = [
        format!("({words}").into_bytes(),
        [b"(", &*utf16].concat(),
        format!("<{hex}").into_bytes(),
    ];
    let mut alts =
        objects.windows(4).enumerate().filter(|(_, it)| *it == b"/Alt").map(|(at, _)| at);
    alts.any(|at| {
        let value = objects[at + 4..].trim_ascii_start();
        written.iter().any(|words| value.starts_with(words))
    })
}

#[test]
fn what_is_shared_holds_no_small_count_no_point_and_in_public_one_text_only() {
    let sender = sender();
    let fixed = fixed(EditionKind::Operative);
    for cut in [Cut::Shared, Cut::Public] {
        let page = page(&sender, (EditionKind::Operative, &fixed), cut);
        let html = web(&page.document());
        assert!(!html.contains("Ängsskolan") && !html.contains("<circle"), "{cut:?}");
        assert!(html.contains("Antal under tre visas inte"));
        assert_eq!(html.contains("Text om summary"), cut == Cut::Shared);
        let json = page.made(report::Form::Json).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["figures"]["marks"], serde_json::json!([]));
        let places = json["figures"]["places"].as_array().unwrap();
        assert!(!places.is_empty() && places.iter().all(|place| place["at"].is_null()));
        let table = csv(page.period, page.figures());
        for line in table.lines().filter(|line| line.starts_with("category")) {
            let count = line.split(';').nth(3).unwrap();
            assert!(count.is_empty() || count.parse::<u32>().unwrap() >= 3, "{line}");
        }
    }
    let whole = page(&sender, (EditionKind::Operative, &fixed), Cut::Whole);
    assert!(web(&whole.document()).contains("<circle"));
}

#[test]
fn letters_that_no_font_has_do_not_stop_the_press() {
    let sender = sender();
    let mut fixed = fixed(EditionKind::Operative);
    fixed.texts.insert("news".to_owned(), Prose::new("Rök 🔥 vid 火车站 och Łódź → Åbo").unwrap());
    fixed.figures.tiles[0].label = both("= #set text(size: 90pt) *fet* $x$ @a <b>");
    let pressed = page(&sender, (EditionKind::Operative, &fixed), Cut::Whole).press().unwrap();
    let Some(text) = words_of(&pressed.pdf) else { return };
    assert!(text.contains("Rök ¤ vid ¤ och Łódź till Åbo"), "{text}");
    // Words are words: nothing that people write is markup.
    assert!(text.contains("#set text(size: 90pt)"), "{text}");
}

#[test]
fn what_is_published_says_from_which_day_and_the_head_what_the_work_rests_on() {
    let (sender, fixed) = (sender(), fixed(EditionKind::Operative));
    let publication = Publication {
        by: Name::new("Kommunikationschefen").unwrap(),
        at: UtcMillis(1_795_430_000_000),
        not_before: Some("2026-12-01".parse().unwrap()),
        channels: vec![Channel::Website],
    };
    let page = page(&sender, (EditionKind::Operative, &fixed), Cut::Public);
    let words = |page: EditionPage<'_>| words_of(&page.press().unwrap().pdf);
    let Some(before) = words(page) else { return };
    assert!(before.contains("Inte godkänd för publicering."), "{before}");
    let head = "Styrdokument: Säkerhetspolicy (Kommunfullmäktige 2019-10-30)";
    assert!(before.contains(head), "{before}");
    let after = words(EditionPage { publication: Some(&publication), ..page }).unwrap();
    assert!(after.contains("Får publiceras från och med 1 december 2026."), "{after}");
    // What others read says nothing of it, and its bytes do not change by it.
    let shared = EditionPage { cut: Cut::Shared, ..page };
    let approved = EditionPage { publication: Some(&publication), ..shared };
    assert_eq!(shared.press().unwrap().pdf, approved.press().unwrap().pdf);
}
