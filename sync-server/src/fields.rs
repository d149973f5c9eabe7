//! Reads a TOML table key by key and remembers everything that is wrong: unknown keys, missing ones,
//! values that do not fit. Reading goes on after a fault, so that all are named at once.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use toml::{Table, Value};

use crate::faults::Fault;

/// Longest text, in characters.
const TEXT_MAX: usize = 1_000;
/// Most entries of one array of tables.
const TABLES_MAX: usize = 2_000;

/// Where faults are collected.
pub(crate) type Collected = Rc<RefCell<Vec<Fault>>>;

/// One table of a file.
pub(crate) struct Fields<'a> {
    file: &'a str,
    path: String,
    table: &'a Table,
    seen: RefCell<BTreeSet<&'a str>>,
    faults: Collected,
}

impl<'a> Fields<'a> {
    /// The whole file.
    pub(crate) fn new(file: &'a str, table: &'a Table, faults: &Collected) -> Self {
        let seen = RefCell::default();
        Self { file, path: String::new(), table, seen, faults: Rc::clone(faults) }
    }

    /// Remember that something is wrong with a key; an empty one is the table itself.
    pub(crate) fn fault(&self, key: &str, what: impl Into<String>) {
        let file = self.file.to_owned();
        self.faults.borrow_mut().push(Fault { file, key: self.path_of(key), what: what.into() });
    }

    fn path_of(&self, key: &str) -> String {
        match (self.path.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (false, true) => self.path.clone(),
            (false, false) => format!("{}.{key}", self.path),
        }
    }

    fn get(&self, key: &'a str) -> Option<&'a Value> {
        self.seen.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// Read a value that may be left out.
    pub(crate) fn optional<T: Read>(&self, key: &'a str) -> Option<T> {
        let value = self.get(key)?;
        let read = T::read(value);
        if read.is_none() {
            self.fault(key, format!("{} is expected, not {value}", T::EXPECTED));
        }
        read
    }

    /// Read a value that must be there; what stands in for it when it is not is never used.
    pub(crate) fn required<T: Read + Default>(&self, key: &'a str) -> T {
        if !self.table.contains_key(key) {
            self.seen.borrow_mut().insert(key);
            self.fault(key, "is missing");
        }
        self.optional(key).unwrap_or_default()
    }

    /// Read a value and check it further.
    pub(crate) fn checked<T: Read + Default>(
        &self,
        key: &'a str,
        what: &str,
        is_right: impl Fn(&T) -> bool,
    ) -> T {
        let value: T = self.required(key);
        if self.table.get(key).and_then(T::read).is_some_and(|value| !is_right(&value)) {
            self.fault(key, what);
        }
        value
    }

    /// The same for a value that may be left out.
    pub(crate) fn optional_checked<T: Read>(
        &self,
        key: &'a str,
        what: &str,
        is_right: impl Fn(&T) -> bool,
    ) -> Option<T> {
        let value: Option<T> = self.optional(key);
        if value.as_ref().is_some_and(|value| !is_right(value)) {
            self.fault(key, what);
        }
        value
    }

    /// One of a closed list of words.
    pub(crate) fn one_of(&self, key: &'a str, words: &[&str]) -> String {
        let what = format!("one of {} is expected", words.join(", "));
        self.checked(key, &what, |word: &String| words.contains(&word.as_str()))
    }

    /// One of a closed list of words, if it is there.
    pub(crate) fn optional_one_of(&self, key: &'a str, words: &[&str]) -> Option<String> {
        let what = format!("one of {} is expected", words.join(", "));
        self.optional_checked(key, &what, |word: &String| words.contains(&word.as_str()))
    }

    /// A table inside; `None` when it is missing, which is a fault when it is required.
    pub(crate) fn table(&self, key: &'a str, is_required: bool) -> Option<Fields<'a>> {
        match self.get(key) {
            Some(Value::Table(table)) => Some(self.inside(self.path_of(key), table)),
            Some(_) => {
                self.fault(key, "a table is expected");
                None
            }
            None => {
                if is_required {
                    self.fault(key, "is missing");
                }
                None
            }
        }
    }

    /// An array of tables; an absent one is empty.
    pub(crate) fn tables(&self, key: &'a str) -> Vec<Fields<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Value::Array(array) = value else {
            self.fault(key, "an array of tables is expected");
            return Vec::new();
        };
        if array.len() > TABLES_MAX {
            self.fault(key, format!("at most {TABLES_MAX} entries are taken"));
            return Vec::new();
        }
        let mut tables = Vec::new();
        for (index, value) in array.iter().enumerate() {
            let path = format!("{}[{}]", self.path_of(key), index + 1);
            match value {
                Value::Table(table) => tables.push(self.inside(path, table)),
                _ => self.fault(key, format!("entry {} is no table", index + 1)),
            }
        }
        tables
    }

    /// Every key with its value, for tables whose keys are free.
    pub(crate) fn free(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.seen.borrow_mut().extend(self.table.keys().map(String::as_str));
        self.table.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Every key that nobody asked for is unknown.
    pub(crate) fn done(&self) {
        for key in self.table.keys() {
            if !self.seen.borrow().contains(key.as_str()) {
                self.fault(key, "is not a known key");
            }
        }
    }

    fn inside(&self, path: String, table: &'a Table) -> Self {
        let seen = RefCell::default();
        Self { file: self.file, path, table, seen, faults: Rc::clone(&self.faults) }
    }
}

/// What can be read from one TOML value.
pub(crate) trait Read: Sized {
    /// In words, for the fault.
    const EXPECTED: &'static str;
    /// The value, if it is of this kind.
    fn read(value: &Value) -> Option<Self>;
}

impl Read for String {
    const EXPECTED: &'static str = "a text of 1 to 1000 characters";

    fn read(value: &Value) -> Option<Self> {
        let fits = |text: &&str| !text.trim().is_empty() && text.chars().count() <= TEXT_MAX;
        value.as_str().filter(fits).map(str::to_owned)
    }
}

impl Read for bool {
    const EXPECTED: &'static str = "true or false";

    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Read for i64 {
    const EXPECTED: &'static str = "a whole number";

    fn read(value: &Value) -> Option<Self> {
        value.as_integer()
    }
}

impl Read for f64 {
    const EXPECTED: &'static str = "a number";

    fn read(value: &Value) -> Option<Self> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "degrees and zooms written without decimals"
        )]
        let whole = |number: i64| number as Self;
        let number = value.as_float().or_else(|| value.as_integer().map(whole));
        number.filter(|number| number.is_finite())
    }
}

impl<T: Read> Read for Vec<T> {
    const EXPECTED: &'static str = "an array of such values";

    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
}
