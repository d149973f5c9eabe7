//! The figures of an edition as one table that opens in a Swedish spreadsheet: UTF-8 with its mark, semicolons,
//! and no cell that a spreadsheet would run as a formula.

use domain::edition::{FigureRow, Figures, Period};

/// The table.
pub fn csv(period: Period, figures: &Figures) -> String {
    let mut rows = vec![["table", "key", "name", "count", "before"].map(str::to_owned).to_vec()];
    let mut push = |table: &str, key: &str, name: &str, counts: [Option<u32>; 2]| {
        let [count, before] = counts.map(|it| it.map(|it| it.to_string()).unwrap_or_default());
        rows.push(vec![table.to_owned(), key.to_owned(), name.to_owned(), count, before]);
    };
    push("period", "from", &period.from.to_string(), [None, None]);
    push("period", "until", &period.until.to_string(), [None, None]);
    push("period", "snapshot", &figures.snapshot, [None, None]);
    push("total", "events", "", [figures.events, figures.before]);
    push("total", "reports", "", [figures.reports, None]);
    let all: [(&str, Vec<&FigureRow>); 3] = [
        ("category", figures.tiles.iter().collect()),
        ("area", figures.areas.iter().map(|area| &area.row).collect()),
        ("source", figures.sources.iter().collect()),
    ];
    for (table, of) in all {
        for row in of {
            push(table, &row.key, &row.label.sv, [row.count, row.before]);
        }
    }
    for place in &figures.places {
        push("place", &place.key, &place.name.sv, [place.count, place.before]);
    }
    for bar in &figures.trend {
        push("trend", &bar.from.to_string(), "", [bar.count, None]);
    }
    let lines =
        rows.iter().map(|row| row.iter().map(|cell| guarded(cell)).collect::<Vec<_>>().join(";"));
    let mut text = String::from("\u{feff}");
    for line in lines {
        text.push_str(&line);
        text.push_str("\r\n");
    }
    text
}

/// A cell in quotes where it needs them; one that begins like a formula gets an apostrophe before it.
fn guarded(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_begins_like_a_formula_is_words() {
        assert_eq!(guarded("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(guarded("@SUM(1)"), "'@SUM(1)");
        assert_eq!(guarded("a;b"), "\"a;b\"");
        assert_eq!(guarded("Torget"), "Torget");
    }
}
