//! Every kind of page against PDF/UA-1 and PDF/A-2a, by a checker that others wrote, and for people to look at:
//! `PAGES=/some/folder cargo test -p report --test standards` leaves the pages there.

#![expect(clippy::unwrap_used, reason = "a page that cannot be pressed is a failed test")]

#[path = "support/plan.rs"]
mod plan;
mod support;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use domain::clock::UtcMillis;
use domain::edition::{Cut, EditionKind, MarkFigure};
use domain::measure::Verdict;
use plan::{measure, meeting, test};
use report::{EditionPage, Language, MinutesPage, ResultBar, ResultPage, Sender, TestResult};
use support::{both, fixed, period, sender};

/// What the checker is asked: nothing when a page meets both, one fault a line otherwise.
const QUESTION: &str = "
import sys, page
data = sys.stdin.buffer.read()
for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A):
    report = page.validate_pdf_bytes(data, profile=profile)
    for fault in report.failures:
        print(profile.value, fault.rule_id, fault.message)
    if not report.is_compliant and not report.failures:
        print(profile.value, 'is not met')
";

/// Each kind of page by a name.
fn pages() -> Vec<(String, Vec<u8>)> {
    let sender = sender();
    let mut all = Vec::new();
    for kind in EditionKind::ALL {
        for (cut, name) in [(Cut::Whole, "whole"), (Cut::Public, "public")] {
            all.push((format!("{}-{name}", kind.as_str()), edition(&sender, kind, cut)));
        }
    }
    let meeting = meeting();
    let page = MinutesPage { sender: &sender, meeting: &meeting, lang: Language::Sv };
    all.push(("minutes".to_owned(), page.press().unwrap().pdf));
    all.push(("result".to_owned(), result(&sender)));
    all
}

fn edition(sender: &Sender, kind: EditionKind, cut: Cut) -> Vec<u8> {
    let mut fixed = fixed(kind);
    // One report far off, and places close to each other.
    fixed.figures.marks.push(MarkFigure { lon: 12.9, lat: 58.2, count: 1 });
    let near: Vec<_> = (0..5)
        .map(|n| {
            let mut place = fixed.figures.places[0].clone();
            place.name = both(&format!("Stora torget {n}"));
            place.key.clone_from(&place.name.sv);
            place.at = Some([12.531 + f64::from(n) * 0.0002, 57.931]);
            place
        })
        .collect();
    fixed.figures.places.extend(near);
    let page = EditionPage {
        sender,
        period: period(kind),
        fixed: &fixed,
        fixed_at: Some(UtcMillis(1_795_420_800_000)),
        publication: None,
        cut,
        lang: Language::Sv,
    };
    page.press().unwrap().pdf
}

fn result(sender: &Sender) -> Vec<u8> {
    let (measure, day) = (measure(), "2026-05-04".parse::<domain::day::Day>().unwrap());
    let bar = |n: i32| ResultBar {
        from: day.plus_days(28 * (n - 13)),
        events: if n < 13 { 6 + (n % 3) as u32 } else { 3 },
        is_after: n >= 13,
    };
    let tests = [TestResult {
        test: test(),
        categories: vec![both("Ordningsstörning")],
        words: vec![both("Före: 88 på 52 veckor. Efter: 21 på 26 veckor, väntat 44.")],
        ring: vec![both("Runt omkring: ingen säker förändring.")],
        long_term: vec![both("Efter ett år: kvar.")],
        reporters: both("Samma organisationer rapporterar."),
        verdict: Verdict::LikelyDecrease,
        bars: (0..20).map(bar).collect(),
        snapshot: "8f1c3a72d94e0b65aa10".to_owned(),
    }];
    let on = "2026-11-23".parse().unwrap();
    let page = ResultPage { sender, measure: &measure, tests: &tests, on, lang: Language::Sv };
    page.press().unwrap().pdf
}

/// The checker's Python: named by the variable, or where `cargo xtask test rust` put it.
fn checker() -> Option<PathBuf> {
    let named = std::env::var_os("PAGE_CHECKER").map(PathBuf::from);
    let built = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).parent()?.join("tools/pages/bin/python");
    named.or(Some(built)).filter(|it| it.exists())
}

#[test]
fn every_page_meets_pdf_ua_1_and_pdf_a_2a() {
    let pages = pages();
    if let Some(folder) = std::env::var_os("PAGES").map(PathBuf::from) {
        std::fs::create_dir_all(&folder).unwrap();
        for (name, pdf) in &pages {
            std::fs::write(folder.join(format!("{name}.pdf")), pdf).unwrap();
        }
    }
    let Some(checker) = checker() else {
        println!("skipped: no checker of PDF/UA and PDF/A (cargo xtask test rust installs it)");
        return;
    };
    for (name, pdf) in pages {
        let mut asked = Command::new(&checker)
            .args(["-c", QUESTION])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        asked.stdin.take().unwrap().write_all(&pdf).unwrap();
        let answer = asked.wait_with_output().unwrap();
        assert!(answer.status.success(), "{name}");
        assert_eq!(String::from_utf8_lossy(&answer.stdout), "", "{name}");
    }
}
