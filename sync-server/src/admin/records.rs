//! `records …`: what the system holds about somebody (*registerutdrag*), and handing out public records
//! (*utlämnande*) with masks, decision and copy.

mod case;
mod copy;

use std::path::{Path, PathBuf};

use domain::clock::UtcMillis;
use domain::id::{DocId, UserId};
use protocol::problem::{Problem, ProblemCode};
use serde_json::{Value, json};

use super::{Admin, AdminError, Told, columns, time};
use crate::config::{self, Configuration};
use crate::store::audit::{self, Entry};
use crate::store::configuration::begins_at;
use crate::store::records::{self, Found, Sought, Unreadable};
use crate::store::{Connection, StoreError, devices, holds, people};

pub use copy::Outcome;

/// `records …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum RecordsCommand {
    /// List documents, people and devices in which something stands, in any version.
    Find(Search),
    /// The same with everything that was said, as JSON in a file (*registerutdrag*). `erase` erases it.
    Extract {
        /// What to look for.
        #[command(flatten)]
        search: Search,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Begin an utlämnande: what is found is held from now on.
    Request {
        /// The diary number.
        #[arg(long)]
        code: String,
        /// What is asked for; not who asks.
        #[arg(long)]
        request: String,
        /// The law it rests on.
        #[arg(long, default_value = "tf", value_parser = ["tf", "2025:170"])]
        basis: String,
        /// What to look for.
        #[command(flatten)]
        search: Search,
    },
    /// Mask a field of a document, or these words everywhere they stand in it.
    Mask {
        /// The diary number.
        #[arg(long)]
        code: String,
        /// The document.
        #[arg(long)]
        document: DocId,
        /// The field, as `show` names it.
        #[arg(long)]
        field: String,
        /// Only these words.
        #[arg(long)]
        words: Option<String>,
        /// The paragraph it rests on.
        #[arg(long)]
        ground: String,
    },
    /// Take the masks of a field away.
    Unmask {
        /// The diary number.
        #[arg(long)]
        code: String,
        /// The document.
        #[arg(long)]
        document: DocId,
        /// The field, as `show` names it.
        #[arg(long)]
        field: String,
    },
    /// The case with its fields, what is masked of them, and where the check of free text would look again.
    /// What is decided is what was shown last.
    Show {
        /// The diary number; without it all numbers.
        code: Option<String>,
    },
    /// Decide, and write the copy with decision and appeal notice.
    Decide {
        /// The diary number.
        #[arg(long)]
        code: String,
        /// What is decided.
        #[arg(long, value_enum)]
        outcome: Outcome,
        /// The function that decides.
        #[arg(long)]
        by: String,
        /// Where the copy goes.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// End the hold of a decided case, once nobody can appeal any more.
    Close {
        /// The diary number.
        code: String,
    },
}

/// What to look for; everything that is given must fit.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Search {
    /// Any of these words or numbers.
    pub words: Vec<String>,
    /// Written by this person in a browser.
    #[arg(long)]
    pub user: Option<UserId>,
    /// Reports of this category or tile.
    #[arg(long)]
    pub category: Option<String>,
    /// Received from this day on.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<String>,
    /// Received until this day, the day included.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<String>,
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When a rule says no, a file cannot be written, or the database fails.
    pub fn records(&self, command: RecordsCommand) -> Result<Told, AdminError> {
        match command {
            RecordsCommand::Find(search) => self.find_records(&search),
            RecordsCommand::Extract { search, out } => self.extract(&search, &out),
            RecordsCommand::Request { code, request, basis, search } => {
                self.request(code, (request, basis), &search)
            }
            RecordsCommand::Mask { code, document, field, words, ground } => {
                self.mask_record(code, (document, field, ground), words.as_deref())
            }
            RecordsCommand::Unmask { code, document, field } => {
                self.unmask_record(code, document, field)
            }
            RecordsCommand::Show { code } => self.show_case(code.as_deref()),
            RecordsCommand::Decide { code, outcome, by, out } => {
                self.decide((&code, outcome, &by), &out)
            }
            RecordsCommand::Close { code } => self.close_case(&code),
        }
    }

    fn place(&self) -> Result<Configuration, AdminError> {
        Ok(config::read(&self.dir.join("config"))?)
    }

    fn sought(&self, search: &Search) -> Result<Sought, AdminError> {
        let zone = self.place()?.municipality.zone;
        let day = |day: &String, later| begins_at(&zone, day, later);
        let received = (search.from.is_some() || search.until.is_some()).then(|| {
            let from = search.from.as_ref().map_or(UtcMillis(i64::MIN), |from| day(from, 0));
            let until = search.until.as_ref().map_or(UtcMillis(i64::MAX), |until| day(until, 1));
            (from, until)
        });
        let nothing = search.words.is_empty() && search.user.is_none() && search.category.is_none();
        if nothing && received.is_none() {
            return Err(StoreError::from(Problem::new(
                ProblemCode::BadValue,
                "say what to look for",
            ))
            .into());
        }
        let words = search.words.clone();
        Ok(Sought { words, user: search.user, category: search.category.clone(), received })
    }

    /// Reading somebody's records leaves a row; the words that were looked for are not in it.
    fn found(&self, search: &Search, action: &'static str) -> Result<Vec<Found>, AdminError> {
        let sought = self.sought(search)?;
        let found = self.store.read_now(move |conn| records::find(conn, &sought))?;
        let object = format!("{} documents", found.len());
        self.store.write_now(move |batch| {
            audit::write(batch, Entry { actor: "command line", action, object: &object })
        })?;
        Ok(found)
    }

    /// People and devices whose names hold one of the words, or who are the person.
    fn accounts(&self, search: &Search) -> Result<Value, AdminError> {
        let words: Vec<_> = search.words.iter().map(|word| word.to_lowercase()).collect();
        let is_named = |name: &str| words.iter().any(|word| name.to_lowercase().contains(word));
        let (people, devices) =
            self.store.read_now(|conn| Ok((people::list(conn)?, devices::list(conn)?)))?;
        let people: Vec<_> = people
            .into_iter()
            .filter(|it| {
                let signs_in = it.sign_in_name.as_deref().is_some_and(is_named);
                is_named(&it.name) || signs_in || Some(it.id) == search.user
            })
            .map(|it| {
                json!({ "id": it.id, "name": it.name, "sign_in_name": it.sign_in_name,
                    "organisation": it.organisation, "role": it.role, "invited_at": it.invited_at,
                    "last_seen_at": it.last_seen_at, "revoked_at": it.revoked_at })
            })
            .collect();
        let devices: Vec<_> = devices.into_iter().filter(|it| is_named(&it.name)).collect();
        Ok(json!({ "people": people, "devices": devices }))
    }

    /// What was set aside, cannot be read and holds one of the words.
    fn unreadable(&self, search: &Search) -> Result<Vec<Unreadable>, AdminError> {
        if search.words.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.store.read_now(|conn| records::unreadable(conn, &search.words))?)
    }

    fn find_records(&self, search: &Search) -> Result<Told, AdminError> {
        let found = self.found(search, "records.find")?;
        let accounts = self.accounts(search)?;
        let set_aside = self.unreadable(search)?;
        let count = |of: &str| accounts[of].as_array().map_or(0, Vec::len);
        let aside: Vec<_> =
            set_aside.iter().map(|it| format!(" {}/{}", it.device, it.number)).collect();
        let words = format!(
            "{}\n{} documents, {} people who sign in, {} devices.\nSet aside and unreadable: {}{}",
            listed(&found),
            found.len(),
            count("people"),
            count("devices"),
            aside.len(),
            aside.concat()
        );
        let json =
            json!({ "documents": found, "accounts": accounts, "set_aside_unreadable": set_aside });
        Ok(Told::new(words, json))
    }

    fn extract(&self, search: &Search, out: &Path) -> Result<Told, AdminError> {
        let found = self.found(search, "records.extract")?;
        let documents: Vec<DocId> = found.iter().map(|it| it.document).collect();
        let said = self.store.read_now(|conn| {
            let mut said = Vec::new();
            for doc in &documents {
                said.push(json!({ "document": doc, "operations": operations(conn, *doc)? }));
            }
            Ok(said)
        })?;
        let user = search.user.map(|user| user.to_string());
        let mut done = Vec::new();
        self.store.read_now(|conn| {
            audit::rows(conn, 0, |row| {
                if user.as_ref() == Some(&row.actor) {
                    done.push(row);
                }
                Ok(())
            })
        })?;
        let accounts = self.accounts(search)?;
        let unreadable = self.unreadable(search)?;
        let unreadable: Vec<_> = unreadable
            .iter()
            .map(|it| json!({ "device": it.device, "number": it.number, "text": it.frozen.body }))
            .collect();
        let json = json!({ "made_at": self.now(), "documents": found, "said": said,
            "accounts": accounts, "record": done, "set_aside_unreadable": unreadable });
        let file = case::Draft::write(out, &format!("{json:#}\n"))?;
        if !documents.is_empty() {
            self.store.write_now(move |batch| {
                let what = ("register extract", "the one it is about");
                holds::note_handed_out(batch, what, &documents)
            })?;
        }
        file.keep()?;
        let words = format!("{}\n{} documents in {}.", listed(&found), found.len(), out.display());
        Ok(Told::new(words, json!({ "documents": found, "file": out })))
    }
}

/// Everything that was ever said of a document, set aside or not.
fn operations(conn: &Connection, doc: DocId) -> Result<Vec<Value>, StoreError> {
    let logged = picture::log::operations(conn, doc)?;
    let told = logged.iter().filter_map(|it| {
        let body: Value = serde_json::from_str(&it.frozen.body).ok()?;
        Some(json!({ "received_at": it.received_at, "author": it.author, "body": body }))
    });
    let mut told: Vec<_> = told.collect();
    for body in records::set_aside(conn, doc)? {
        told.push(json!({ "set_aside": true, "body": body }));
    }
    Ok(told)
}

fn listed(found: &[Found]) -> String {
    let rows: Vec<_> = found
        .iter()
        .map(|it| {
            let what = [it.kind.as_str(), &it.category].join(" ").trim().to_owned();
            let fields: Vec<_> = it.fields.iter().map(String::as_str).collect();
            let received = time(Some(it.received_at));
            vec![it.document.to_string(), what, received, fields.join(" ")]
        })
        .collect();
    columns(&["document", "what", "received", "in"], &rows)
}
