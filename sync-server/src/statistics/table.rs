//! A table of somebody else's: commas, semicolons or tabs, UTF-8 or Windows-1252.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};

use super::period::{self, Span};
use super::{AreaSum, Figure, KnownArea, PeriodSum, Preview, Profile, ROWS_MAX, Rejected};

/// Why nothing of a file can be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Not a table.
    #[error("the file cannot be read as a table: {0}")]
    Table(#[from] csv::Error),
    /// A column is missing.
    #[error("there is no column `{wanted}`; there are: {there}")]
    Column {
        /// Which.
        wanted: String,
        /// Those that are there.
        there: String,
    },
    /// No column holds counts.
    #[error("no heading is a period, and no column with the period is named")]
    NoPeriods,
    /// The profile does not say what was counted.
    #[error("neither a column nor the profile says what was counted")]
    NoCategory,
    /// Larger than what is read.
    #[error("the file has more than {ROWS_MAX} rows")]
    TooLarge,
}

/// Where the counts stand.
enum Counts {
    /// A column for the period and one for the count.
    Long { period: usize, count: usize },
    /// A column for each period.
    Wide(Vec<(usize, Span)>),
}

/// Read a file, and say what of it can be taken.
///
/// # Errors
/// When it is no table, or a column is missing.
pub fn read(bytes: &[u8], profile: &Profile, known: &[KnownArea]) -> Result<Preview, TableError> {
    let text = decoded(bytes);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let head = reader.headers()?.clone();
    let column = |name: &str| {
        let same =
            |it: &str| it.eq_ignore_ascii_case(name) || it.to_lowercase() == name.to_lowercase();
        head.iter().position(same).ok_or_else(|| TableError::Column {
            wanted: name.to_owned(),
            there: head.iter().collect::<Vec<_>>().join(", "),
        })
    };
    let area = column(&profile.area)?;
    let category = profile.category.as_deref().map(column).transpose()?;
    if category.is_none() && profile.counts.is_none() {
        return Err(TableError::NoCategory);
    }
    let counts = match (&profile.period, &profile.count) {
        (Some(period), count) => {
            let count = count.as_deref().unwrap_or("antal");
            Counts::Long { period: column(period)?, count: column(count)? }
        }
        (None, _) => {
            let wide: Vec<(usize, Span)> = head
                .iter()
                .enumerate()
                .filter_map(|(n, name)| Some((n, period::read(name)?)))
                .collect();
            if wide.is_empty() {
                return Err(TableError::NoPeriods);
            }
            Counts::Wide(wide)
        }
    };
    let mut taking = Taking { preview: Preview::default(), rejected: BTreeMap::new() };
    let areas = Areas::new(profile, known);
    for record in reader.records() {
        let record = record?;
        taking.preview.rows += 1;
        if taking.preview.rows > ROWS_MAX {
            return Err(TableError::TooLarge);
        }
        let line = record.position().map_or(0, csv::Position::line);
        let category = match category {
            Some(column) => record.get(column).unwrap_or_default(),
            None => profile.counts.as_deref().unwrap_or_default(),
        };
        taking.row((&record, line), (&areas, area), (category, &counts));
    }
    Ok(taking.done())
}

/// Areas by code and by name, in small letters.
struct Areas<'a>(BTreeMap<String, &'a str>);

impl<'a> Areas<'a> {
    fn new(profile: &'a Profile, known: &'a [KnownArea]) -> Self {
        let mut all = BTreeMap::new();
        for area in known {
            all.insert(area.name.to_lowercase(), area.code.as_str());
        }
        for area in known {
            all.insert(area.code.to_lowercase(), area.code.as_str());
        }
        for (name, code) in &profile.areas {
            if let Some(area) = known.iter().find(|it| &it.code == code) {
                all.insert(name.to_lowercase(), area.code.as_str());
            }
        }
        Self(all)
    }
}

/// What was read so far.
struct Taking {
    preview: Preview,
    rejected: BTreeMap<String, (usize, u64)>,
}

impl Taking {
    fn row(
        &mut self,
        (record, line): (&StringRecord, u64),
        (areas, column): (&Areas<'_>, usize),
        (category, counts): (&str, &Counts),
    ) {
        let named = record.get(column).unwrap_or_default();
        let Some(area) = areas.0.get(&named.to_lowercase()) else {
            return self.reject(format!("no area `{}` is in force", shortened(named)), line);
        };
        if category.is_empty() || category.chars().count() > 120 {
            return self.reject("what was counted is missing or too long".to_owned(), line);
        }
        match counts {
            Counts::Wide(columns) => {
                for (column, span) in columns {
                    let cell = record.get(*column).unwrap_or_default();
                    self.cell((area, category), *span, (cell, line));
                }
            }
            Counts::Long { period, count } => {
                let text = record.get(*period).unwrap_or_default();
                match period::read(text) {
                    Some(span) => {
                        let cell = record.get(*count).unwrap_or_default();
                        self.cell((area, category), span, (cell, line));
                    }
                    None => self.reject(format!("`{}` is no period", shortened(text)), line),
                }
            }
        }
    }

    fn cell(
        &mut self,
        (area, category): (&str, &str),
        (from, until): Span,
        (cell, line): (&str, u64),
    ) {
        match count(cell) {
            Cell::Count(count) => {
                let (area, category) = (area.to_owned(), category.to_owned());
                self.preview.figures.push(Figure { area, category, from, until, count });
            }
            Cell::Withheld => self.preview.withheld += 1,
            Cell::Wrong => self.reject(format!("`{}` is no count", shortened(cell)), line),
        }
    }

    fn reject(&mut self, why: String, line: u64) {
        self.rejected.entry(why).or_insert((0, line)).0 += 1;
    }

    /// A file may tell one thing twice: the last one holds, and the sums count it once.
    fn done(self) -> Preview {
        let Self { mut preview, rejected } = self;
        let mut by_key = BTreeMap::new();
        for figure in preview.figures {
            let key = (figure.area.clone(), figure.category.clone(), figure.from, figure.until);
            by_key.insert(key, figure);
        }
        preview.figures = by_key.into_values().collect();
        let (mut periods, mut areas) = (BTreeMap::new(), BTreeMap::new());
        for it in &preview.figures {
            *periods.entry((it.from, it.until)).or_insert(0) += u64::from(it.count);
            *areas.entry(it.area.clone()).or_insert(0) += u64::from(it.count);
        }
        preview.periods = periods
            .into_iter()
            .map(|((from, until), count)| PeriodSum { from, until, count })
            .collect();
        preview.areas = areas.into_iter().map(|(area, count)| AreaSum { area, count }).collect();
        let rejected = rejected.into_iter();
        preview.rejected =
            rejected.map(|(why, (times, line))| Rejected { why, times, line }).collect();
        preview.rejected.sort_by_key(|it| std::cmp::Reverse(it.times));
        preview.taken = preview.figures.len();
        preview
    }
}

/// What a cell holds.
enum Cell {
    Count(u32),
    Withheld,
    Wrong,
}

/// A whole number, with spaces or dots between its thousands; nothing, dots or a dash where the source tells none.
fn count(cell: &str) -> Cell {
    if matches!(cell, "" | ".." | "." | "-" | "–" | "x" | "X" | "*") {
        return Cell::Withheld;
    }
    let digits: String =
        cell.chars().filter(|it| !matches!(it, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let digits = digits.strip_suffix(",0").or(digits.strip_suffix(".0")).unwrap_or(&digits);
    digits.parse().map_or(Cell::Wrong, Cell::Count)
}

/// UTF-8 with or without a mark, else what Swedish office programs write.
fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// What stands most often in the first line, quoted words apart.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let mut is_quoted = false;
    let mut counts = [0_usize; 3];
    for byte in head.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b';' if !is_quoted => counts[0] += 1,
            b'\t' if !is_quoted => counts[1] += 1,
            b',' if !is_quoted => counts[2] += 1,
            _ => {}
        }
    }
    let [semicolons, tabs, commas] = counts;
    if semicolons >= tabs && semicolons >= commas && semicolons > 0 {
        b';'
    } else if tabs >= commas && tabs > 0 {
        b'\t'
    } else {
        b','
    }
}

fn shortened(words: &str) -> String {
    words.chars().take(60).collect()
}

#[cfg(test)]
mod tests;
