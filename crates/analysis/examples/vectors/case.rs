//! One case of a vector file: typed access to what it gives, comparison with what it expects, and
//! a list of everything expected that nobody looked at.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;

use domain::crs::Plane;
use serde_json::Value;

/// Why a case could not be read.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// How far a number may be off: `abs` + `rel` × |expected|.
#[derive(Clone, Copy)]
pub(crate) struct Within {
    pub(crate) abs: f64,
    pub(crate) rel: f64,
}

impl Within {
    pub(crate) const EXACT: Self = Self { abs: 0.0, rel: 0.0 };

    pub(crate) fn abs(abs: f64) -> Self {
        Self { abs, rel: 0.0 }
    }

    pub(crate) fn rel(rel: f64) -> Self {
        Self { abs: 0.0, rel }
    }

    /// Whether `got` is near enough; `null` means not defined, an infinity may be text.
    pub(crate) fn holds(self, got: f64, expected: &Value) -> bool {
        match expected {
            Value::Null => !got.is_finite(),
            Value::Bool(flag) => got == f64::from(u8::from(*flag)),
            Value::String(text) => text.to_lowercase().contains("inf") && got.is_infinite(),
            _ => expected
                .as_f64()
                .is_some_and(|want| (got - want).abs() <= self.abs + self.rel * want.abs()),
        }
    }
}

pub(crate) struct Case<'a> {
    file: &'a Value,
    value: &'a Value,
    path: &'a Path,
    differences: Vec<String>,
    seen: BTreeSet<String>,
    compared: Cell<usize>,
    remark: String,
}

impl<'a> Case<'a> {
    pub(crate) fn new(file: &'a Value, value: &'a Value, path: &'a Path) -> Self {
        Self {
            file,
            value,
            path,
            differences: Vec::new(),
            seen: BTreeSet::new(),
            compared: Cell::new(0),
            remark: String::new(),
        }
    }

    pub(crate) fn id(&self) -> &'a str {
        self.value["id"].as_str().unwrap_or("?")
    }

    /// Folder the file lies in.
    pub(crate) fn folder(&self) -> &'a Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    pub(crate) fn params(&self) -> &'a Value {
        &self.value["params"]
    }

    pub(crate) fn input(&self) -> &'a Value {
        &self.value["input"]
    }

    pub(crate) fn expected(&self) -> &'a Value {
        &self.value["expected"]
    }

    /// A numeric tolerance of the file, or `otherwise` where it is told in words.
    pub(crate) fn tolerance(&self, key: &str, otherwise: f64) -> f64 {
        self.file["tolerance"][key].as_f64().unwrap_or(otherwise)
    }

    /// The case's own tolerance in words, where it has one.
    pub(crate) fn own_tolerance(&self) -> Option<&'a str> {
        self.value["tolerance"].as_str()
    }

    pub(crate) fn remark(&mut self, text: String) {
        self.remark = text;
    }

    /// How much was compared, for the line of a good case.
    pub(crate) fn note(&self) -> String {
        format!("({} values) {}", self.compared.get(), self.remark)
    }

    pub(crate) fn fail(&mut self, text: String) {
        self.differences.push(text);
    }

    /// Marks something as looked at and counts it.
    pub(crate) fn looked_at(&mut self, key: &str, values: usize) {
        self.seen.insert(key.into());
        self.compared.set(self.compared.get() + values);
    }

    /// Compares one value found with one expected.
    #[expect(clippy::too_many_arguments, reason = "a comparison has four parts besides the case")]
    pub(crate) fn near(&mut self, what: &str, got: f64, expected: &Value, within: Within) {
        self.compared.set(self.compared.get() + 1);
        if !within.holds(got, expected) {
            self.fail(format!("{what} is {got}, expected {expected}"));
        }
    }

    /// Compares `expected[key]`, a number or nested lists of numbers, with the same flattened.
    pub(crate) fn expect(&mut self, key: &str, got: &[f64], within: Within) {
        self.expect_at(key, &self.expected()[key], got, within);
    }

    /// The same for a value that lies deeper; `key` is marked as read.
    #[expect(clippy::too_many_arguments, reason = "a comparison has four parts besides the case")]
    pub(crate) fn expect_at(&mut self, key: &str, expected: &Value, got: &[f64], within: Within) {
        self.seen.insert(key.into());
        let mut wanted = Vec::new();
        flatten(expected, &mut wanted);
        if wanted.len() != got.len() {
            self.fail(format!("{key} has {} values, expected {}", got.len(), wanted.len()));
            return;
        }
        let wrong: Vec<usize> =
            (0..got.len()).filter(|i| !within.holds(got[*i], wanted[*i])).collect();
        self.compared.set(self.compared.get() + got.len());
        if let Some(first) = wrong.first() {
            self.fail(format!(
                "{key}: {} of {} differ, first [{first}] is {}, expected {}",
                wrong.len(),
                got.len(),
                got[*first],
                wanted[*first]
            ));
        }
    }

    /// Whether the case expects `key` at all.
    pub(crate) fn expects(&self, key: &str) -> bool {
        self.expected().get(key).is_some()
    }

    /// The differences, with everything expected that was not looked at.
    pub(crate) fn finish(&mut self, result: Outcome) -> Vec<String> {
        if let Err(error) = result {
            self.fail(error);
        }
        if let Some(keys) = self.expected().as_object() {
            for key in keys.keys().filter(|key| !self.seen.contains(*key)) {
                self.differences.push(format!("`{key}` was not read"));
            }
        }
        if self.compared.get() == 0 && self.differences.is_empty() {
            self.differences.push("nothing was compared".into());
        }
        std::mem::take(&mut self.differences)
    }

    /// The rows of a table case with the columns by name; every column must be in `known`.
    pub(crate) fn table(&self, known: &[&str]) -> Outcome<Vec<Row<'a>>> {
        let columns: Vec<&str> =
            list(&self.params()["columns"])?.iter().filter_map(Value::as_str).collect();
        if let Some(other) = columns.iter().find(|column| !known.contains(column)) {
            return Err(format!("unknown column `{other}`"));
        }
        let columns: std::rc::Rc<[&str]> = columns.into();
        list(self.expected())?
            .iter()
            .map(|row| Ok(Row { columns: columns.clone(), cells: list(row)? }))
            .collect()
    }
}

/// One row of a table case.
pub(crate) struct Row<'a> {
    columns: std::rc::Rc<[&'a str]>,
    cells: &'a [Value],
}

impl<'a> Row<'a> {
    pub(crate) fn get(&self, column: &str) -> Option<&'a Value> {
        self.cells.get(self.columns.iter().position(|name| *name == column)?)
    }

    pub(crate) fn number(&self, column: &str) -> Outcome<f64> {
        self.get(column).and_then(Value::as_f64).ok_or_else(|| format!("no column `{column}`"))
    }

    pub(crate) fn text(&self, column: &str) -> Outcome<&'a str> {
        self.get(column).and_then(Value::as_str).ok_or_else(|| format!("no column `{column}`"))
    }
}

fn flatten<'a>(value: &'a Value, into: &mut Vec<&'a Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| flatten(item, into)),
        other => into.push(other),
    }
}

pub(crate) fn list(value: &Value) -> Outcome<&[Value]> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| format!("not a list: {value:.60}"))
}

pub(crate) fn number(value: &Value) -> Outcome<f64> {
    value.as_f64().ok_or_else(|| format!("not a number: {value:.60}"))
}

pub(crate) fn whole(value: &Value) -> Outcome<u64> {
    let number = number(value)?;
    if number < 0.0 || number.fract() != 0.0 {
        return Err(format!("not a count: {number}"));
    }
    Ok(number as u64)
}

pub(crate) fn text(value: &Value) -> Outcome<&str> {
    value.as_str().ok_or_else(|| format!("not a text: {value:.60}"))
}

pub(crate) fn numbers(value: &Value) -> Outcome<Vec<f64>> {
    list(value)?.iter().map(number).collect()
}

pub(crate) fn wholes(value: &Value) -> Outcome<Vec<u64>> {
    list(value)?.iter().map(whole).collect()
}

pub(crate) fn points(value: &Value) -> Outcome<Vec<Plane>> {
    list(value)?.iter().map(|pair| Ok(Plane::new(number(&pair[0])?, number(&pair[1])?))).collect()
}

pub(crate) fn to_numbers(counts: &[u64]) -> Vec<f64> {
    counts.iter().map(|n| *n as f64).collect()
}
