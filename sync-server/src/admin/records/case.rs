//! A case of *utlämnande*: held, shown, masked and decided. What is decided is what a person was shown: when a
//! document has changed since, the case is shown again first.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use domain::id::DocId;
use domain::merge::Document;
use protocol::problem::{Problem, ProblemCode};
use serde_json::json;
use tempfile::NamedTempFile;

use super::super::{Admin, AdminError, Told, columns, not_found};
use super::{Outcome, Search, copy, listed};
use crate::store::disclosures::{self, Disclosure, Mask, Seen};
use crate::store::{StoreError, holds};

/// One field of a document as the copy would show it.
struct Field {
    document: DocId,
    name: String,
    text: String,
}

impl Admin {
    pub(super) fn request(
        &self,
        code: String,
        (request, basis): (String, String),
        search: &Search,
    ) -> Result<Told, AdminError> {
        let found = self.found(search, "records.find")?;
        let documents: Vec<DocId> = found.iter().map(|it| it.document).collect();
        let words = format!("{}\n{} documents are held by {code}.", listed(&found), found.len());
        let json = json!({ "case": code, "documents": found });
        self.store.write_now(move |batch| {
            disclosures::begin(batch, (&code, &request, &basis), &documents)
        })?;
        Ok(Told::new(words, json))
    }

    pub(super) fn close_case(&self, code: &str) -> Result<Told, AdminError> {
        let name = code.to_owned();
        self.store.write_now(move |batch| {
            let case = disclosures::find(batch.tx, &name)?;
            if case.is_none_or(|case| case.decided_at.is_none()) {
                let what = format!("no decided case `{name}`");
                return Err(Problem::new(ProblemCode::NotFound, what).into());
            }
            holds::end(batch, &name)
        })?;
        Ok(Told::new(format!("Closed {code}; its hold is ended."), json!({ "closed": code })))
    }

    fn case(&self, code: &str) -> Result<(Disclosure, Vec<Document>), AdminError> {
        let name = code.to_owned();
        let found = self.store.read_now(move |conn| {
            let Some(case) = disclosures::find(conn, &name)? else { return Ok(None) };
            let mut documents = Vec::new();
            for doc in &case.documents {
                documents.extend(picture::log::document(conn, *doc)?);
            }
            Ok(Some((case, documents)))
        })?;
        found.ok_or_else(|| not_found(format!("no case `{code}`")))
    }

    fn fields(&self, documents: &[Document]) -> Result<Vec<Field>, AdminError> {
        let configuration = self.place()?;
        let of = |document: &Document| {
            let fields = copy::fields(document, &configuration).into_iter();
            let id = document.id;
            fields.map(move |(name, text)| Field { document: id, name, text }).collect::<Vec<_>>()
        };
        Ok(documents.iter().flat_map(of).collect())
    }

    pub(super) fn mask_record(
        &self,
        code: String,
        (document, field, ground): (DocId, String, String),
        words: Option<&str>,
    ) -> Result<Told, AdminError> {
        let (case, documents) = self.case(&code)?;
        let fields = self.fields(&documents)?;
        refuse_unseen(&case, &fields)?;
        let found = fields.iter().find(|it| it.document == document && it.name == field);
        let missing = || not_found(format!("{document} has no field `{field}`"));
        let text = &found.ok_or_else(missing)?.text;
        let parts = match words {
            None => vec![None],
            Some(words) => places(text, words).into_iter().map(Some).collect(),
        };
        if parts.is_empty() {
            return Err(not_found("those words are not in it".to_owned()));
        }
        let of = hash(text);
        let masks: Vec<Mask> = parts
            .into_iter()
            .map(|part| {
                let (field, ground, of) = (field.clone(), ground.clone(), of.clone());
                Mask { document, field, part, ground, of }
            })
            .collect();
        let json = json!({ "masked": masks });
        let count = masks.len();
        self.store.write_now(move |batch| disclosures::mask(batch, &code, &masks))?;
        let told = format!("Masked {field} of {document} in {count} places: {ground}.");
        Ok(Told::new(told, json))
    }

    pub(super) fn unmask_record(
        &self,
        code: String,
        document: DocId,
        field: String,
    ) -> Result<Told, AdminError> {
        let told = format!("Nothing of {field} of {document} is masked.");
        let json = json!({ "unmasked": { "document": document, "field": field } });
        self.store.write_now(move |batch| disclosures::unmask(batch, &code, (document, &field)))?;
        Ok(Told::new(told, json))
    }

    pub(super) fn show_case(&self, code: Option<&str>) -> Result<Told, AdminError> {
        let Some(code) = code else {
            let codes = self.store.read_now(disclosures::codes)?;
            return Ok(Told::new(codes.join("\n"), json!(codes)));
        };
        let (case, documents) = self.case(code)?;
        let fields = self.fields(&documents)?;
        let stale = stale(&case, &fields);
        let (mut rows, mut told) = (Vec::new(), Vec::new());
        for Field { document, name, text } in &fields {
            let marks: Vec<_> =
                domain::privacy::check(text).iter().map(|it| it.kind.mark()).collect();
            let masked = copy::masked(text, &case.of(*document, name));
            let row = [document.to_string(), name.clone(), text.clone(), masked.clone()];
            rows.push([row.as_slice(), &[marks.join(" ")]].concat());
            told.push(json!({ "document": document, "field": name, "text": text,
                "shown": masked, "look": marks }));
        }
        let heading = ["document", "field", "text", "in the copy", "look again"];
        let mut words = format!("{}\n{}: {}", columns(&heading, &rows), case.code, case.request);
        for mask in &stale {
            words.push_str(&format!("\nMask again: {}", named(mask)));
        }
        let json = json!({ "case": case, "fields": told, "mask_again": stale });
        let (name, seen) = (case.code.clone(), seen(&fields));
        self.store.write_now(move |batch| disclosures::show(batch, &name, &seen))?;
        Ok(Told::new(words, json))
    }

    pub(super) fn decide(
        &self,
        (code, outcome, by): (&str, Outcome, &str),
        out: &Path,
    ) -> Result<Told, AdminError> {
        let (case, documents) = self.case(code)?;
        if outcome != Outcome::Refused {
            let fields = self.fields(&documents)?;
            refuse_unseen(&case, &fields)?;
            if let Some(mask) = stale(&case, &fields).first() {
                let what = format!("what was masked has changed, mask it again: {}", named(mask));
                return Err(bad(what));
            }
            if case.masks.is_empty() == (outcome == Outcome::Partly) {
                let what = "what is masked is decided as `partly`, and nothing else is";
                return Err(bad(what.to_owned()));
            }
        }
        let text = copy::write((&case, &self.place()?), &documents, (outcome, by, self.now()));
        let hash = hash(&text);
        // Written whole before it is decided, and in its place only after: a copy that nobody decided must
        // not lie about, and nothing is decided whose copy could not be written.
        let file = Draft::write(out, &text)?;
        let (code, by, noted) = (code.to_owned(), by.to_owned(), hash.clone());
        let name = code.clone();
        self.store.write_now(move |batch| {
            disclosures::decide(batch, (&code, outcome.as_str(), &by), &noted)
        })?;
        file.keep()?;
        let words = format!("{name} is decided; the copy is {}.", out.display());
        Ok(Told::new(
            words,
            json!({ "case": name, "outcome": outcome.as_str(), "copy": hash, "file": out }),
        ))
    }
}

/// A file for one person's eyes: readable by its owner only, and in its place when it is kept.
pub(super) struct Draft {
    file: NamedTempFile,
    path: PathBuf,
}

impl Draft {
    /// Write it beside its place, where nothing may lie yet.
    pub(super) fn write(path: &Path, text: &str) -> Result<Self, AdminError> {
        if path.exists() {
            let what = format!("{} is there already: nothing was written", path.display());
            return Err(StoreError::from(Problem::new(ProblemCode::AlreadyExists, what)).into());
        }
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        let mut file = NamedTempFile::new_in(folder.unwrap_or_else(|| Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Put it in its place.
    pub(super) fn keep(self) -> Result<(), AdminError> {
        self.file.persist_noclobber(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

fn bad(what: String) -> AdminError {
    StoreError::from(Problem::new(ProblemCode::BadValue, what)).into()
}

fn named(mask: &Mask) -> String {
    format!("{} of {} ({})", mask.field, mask.document, mask.ground)
}

/// BLAKE3 of a text, in hexadecimal.
fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// What a person sees of a case, by its hash: every field with its text.
fn seen(fields: &[Field]) -> Seen {
    let told: Vec<_> = fields.iter().map(|it| (it.document, &it.name, &it.text)).collect();
    Seen(hash(&json!(told).to_string()))
}

fn refuse_unseen(case: &Disclosure, fields: &[Field]) -> Result<(), AdminError> {
    if case.seen.as_ref() == Some(&seen(fields)) {
        return Ok(());
    }
    Err(bad(format!(
        "what the documents say is not what was shown last: `records show \"{}\"` first",
        case.code
    )))
}

/// Masks whose field is not what it was when it was masked.
fn stale<'a>(case: &'a Disclosure, fields: &[Field]) -> Vec<&'a Mask> {
    let holds = |mask: &&Mask| {
        let of = |it: &&Field| it.document == mask.document && it.name == mask.field;
        fields.iter().find(of).is_some_and(|it| hash(&it.text) == mask.of)
    };
    case.masks.iter().filter(|mask| !holds(mask)).collect()
}

/// Where words stand in a text, letters of any size, from which code point to which.
fn places(text: &str, words: &str) -> Vec<(usize, usize)> {
    let folded = |text: &str| -> Vec<char> {
        // One for one, so that places stay; what grows when it is made small is compared as it is.
        let small = |c: char| {
            let mut small = c.to_lowercase();
            small.next().filter(|_| small.next().is_none()).unwrap_or(c)
        };
        text.chars().map(small).collect()
    };
    let (text, words) = (folded(text), folded(words));
    if words.is_empty() {
        return Vec::new();
    }
    let all = text.windows(words.len()).enumerate();
    all.filter(|(_, at)| *at == words).map(|(from, _)| (from, from + words.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_masked_everywhere_they_stand_however_large_their_letters() {
        assert_eq!(places("Åsa Ek och åsa ek", "Åsa Ek"), [(0, 6), (11, 17)]);
        assert_eq!(places("aaa", "aa"), [(0, 2), (1, 3)], "none hides behind another");
        assert!(places("Åsa", "").is_empty() && places("Å", "Åsa").is_empty());
    }
}
