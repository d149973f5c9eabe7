//! An edition with a bit of everything in it.

use domain::assessment::Colour;
use domain::catalogue::Label;
use domain::day::Day;
use domain::edition::{
    ActionPlan, AreaFigure, BarFigure, EditionKind, FigureRow, Figures, Fixed, MarkFigure,
    MeasureFigure, Period, PlaceFigure, PriorityFigure, UnusualFigure, changes, shared,
};
use domain::measure::{MeasureStatus, Verdict};
use domain::text::{Name, Note, Prose};
use report::Sender;

pub(crate) fn both(text: &str) -> Label {
    Label { sv: text.to_owned(), en: text.to_owned() }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn row(key: &str, name: &str, (count, before): (u32, u32), is_crime: bool) -> FigureRow {
    FigureRow {
        key: key.to_owned(),
        label: both(name),
        count: Some(count),
        before: Some(before),
        is_crime,
    }
}

fn figures(from: Day) -> Figures {
    let area = |key: &str, name: &str, counts, colour, reason: Option<&str>| AreaFigure {
        row: row(key, name, counts, false),
        colour,
        reason: reason.map(str::to_owned),
        decided_by: Some("Områdesgruppen".to_owned()),
    };
    let place = |name: &str, count, at| PlaceFigure {
        key: name.to_owned(),
        name: both(name),
        count: Some(count),
        before: Some(count / 2),
        organisations: Some(3),
        tiles: vec![both("Klotter"), both("Ordningsstörning")],
        at: Some(at),
    };
    let measure = |title: &str, status, verdict, is_overdue| MeasureFigure {
        key: title.to_owned(),
        title: title.to_owned(),
        place: Some("Torget".to_owned()),
        organisation: Some("Tekniska förvaltningen".to_owned()),
        status,
        from: Some(from),
        due: Some(from.plus_days(20)),
        is_overdue,
        verdict,
    };
    let square = |west: f64, south: f64| {
        vec![[west, south], [west + 0.02, south], [west + 0.02, south + 0.01], [west, south + 0.01]]
    };
    Figures {
        snapshot: "8f1c3a72d94e0b65aa10".to_owned(),
        newest: Some(from.plus_days(6)),
        events: Some(41),
        reports: Some(58),
        unreviewed: Some(6),
        without_position: Some(2),
        visits: Some(37),
        before: Some(33),
        year_before: Some(36),
        tiles: vec![
            row("disorder", "Ordningsstörning", (17, 9), false),
            row("graffiti", "Klotter", (11, 12), true),
            row("litter", "Nedskräpning", (8, 7), false),
            row("fire", "Brand", (4, 3), true),
            row("vehicle", "Störande fordon", (1, 2), false),
        ],
        areas: vec![
            area("a", "Centrum", (25, 20), Some(Colour::Orange), Some("Fler kvällar med bråk.")),
            area("b", "Norra Lindby", (12, 9), Some(Colour::Green), None),
            area("c", "Åbackarna", (4, 4), None, None),
        ],
        sources: vec![row("", "Vaktbolaget", (33, 20), false), row("", "Polisen", (25, 13), false)],
        silent: vec!["Bostadsbolaget".to_owned()],
        places: vec![
            place("Stora torget", 9, [12.531, 57.931]),
            place("Stationen", 6, [12.528, 57.927]),
            place("Ängsskolan", 2, [12.541, 57.934]),
        ],
        hours: vec![
            vec![Some(6), Some(4), Some(8), Some(9)],
            vec![Some(7), Some(1), Some(2), Some(4)],
        ],
        exact: Some(30),
        trend: (0..13)
            .map(|n| BarFigure { from: from.plus_days(7 * (n - 12)), count: Some(25 + n as u32) })
            .collect(),
        unusual: vec![UnusualFigure {
            place: both("Stora torget"),
            tile: both("Ordningsstörning"),
            count: 9,
            bound: 5,
        }],
        measures: vec![
            measure("Byt lampor i gångtunneln", MeasureStatus::Ongoing, None, true),
            measure(
                "Fler ronder fredag kväll",
                MeasureStatus::Done,
                Some(Verdict::LikelyDecrease),
                false,
            ),
        ],
        outcomes: Some(both("3 trolig minskning, 5 ingen säker förändring")),
        priorities: vec![PriorityFigure { name: "Stora torget".to_owned(), need: 5, influence: 4 }],
        marks: (0..40)
            .map(|n| MarkFigure {
                lon: 12.525 + f64::from(n % 8) * 0.002,
                lat: 57.925 + f64::from(n / 8) * 0.002,
                count: 1 + (n % 3) as u32,
            })
            .collect(),
        borders: vec![square(12.52, 57.92), square(12.54, 57.92), square(12.52, 57.93)],
        is_shared: false,
    }
}

pub(crate) fn period(kind: EditionKind) -> Period {
    let (from, until) = match kind {
        EditionKind::Operative => ("2026-11-16", "2026-11-22"),
        EditionKind::Strategic => ("2026-09-01", "2026-12-31"),
        EditionKind::Statutory => ("2026-01-01", "2027-12-31"),
    };
    Period { kind, from: day(from), until: day(until) }
}

pub(crate) fn fixed(kind: EditionKind) -> Fixed {
    let period = period(kind);
    let figures = figures(period.from);
    let mut before = figures.clone();
    before.events = Some(33);
    before.tiles[0].count = Some(9);
    let text = |section: &&str| {
        let words =
            format!("Text om {section}: kvällarna vid torget är oroligare än före sommaren.");
        ((*section).to_owned(), Prose::new(&words).unwrap())
    };
    let shared = shared(&figures, (period.from, period.until), &[]);
    Fixed {
        version: 1,
        by: Name::new("Områdesgruppen").unwrap(),
        texts: kind.sections().iter().map(text).collect(),
        plan: (kind == EditionKind::Statutory).then(|| ActionPlan {
            decided_by: Name::new("Kommunstyrelsen").unwrap(),
            decided_on: day("2026-06-15"),
            reference: Name::new("KS 2026/118").ok(),
        }),
        rests_on: vec![Note::new("Säkerhetspolicy (Kommunfullmäktige 2019-10-30)").unwrap()],
        changes: changes(&figures, Some(&before)),
        shared_changes: changes(&shared, None),
        figures,
        shared,
    }
}

pub(crate) fn sender() -> Sender {
    Sender {
        name: "Lindby kommun".to_owned(),
        slug: "lindby".to_owned(),
        logo: Some(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><path d="M0 40L30 0L60 40Z" fill="#245"/></svg>"##
                .to_owned(),
        ),
        hue: Some(150.0),
        zone: "Europe/Stockholm".to_owned(),
        practice: false,
    }
}
