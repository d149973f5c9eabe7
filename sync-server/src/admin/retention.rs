//! `retention …`: what is due by the municipality's rules, the run that erases it with a certificate, and
//! holds that keep what must not be erased.

use std::collections::BTreeMap;

use domain::id::{DeviceId, DocId};
use domain::text::Note;
use protocol::problem::{Problem, ProblemCode};
use serde_json::{Value, json};

use super::{Admin, AdminError, Told, columns, time};
use crate::applying::Applying;
use crate::config::Configuration;
use crate::current::Version;
use crate::store::audit::{self, Entry};
use crate::store::erase::{self, Erased};
use crate::store::retention::{self, Due};
use crate::store::{StoreError, holds};

/// What was erased, each with the rule that said so.
type Gone = Vec<(String, Erased)>;

/// Documents of one commit: others get between.
const AT_ONCE: usize = 100;

/// `retention …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum RetentionCommand {
    /// The rules in force.
    Rules,
    /// List what is due and what a hold keeps. Changes nothing.
    Plan,
    /// Erase for good what is due and not held, here and on every device, and write a certificate.
    Run,
    /// Keep documents from being erased until the hold is ended.
    Hold {
        /// A name for it, as the case's diary number.
        #[arg(long)]
        code: String,
        /// Why; goes on the record, so it must hold nothing of what is held.
        #[arg(long, value_parser = |text: &str| Note::new(text).map_err(|error| error.to_string()))]
        reason: Note,
        /// Hold everything there is.
        #[arg(long, conflicts_with = "documents")]
        everything: bool,
        /// The documents.
        #[arg(required_unless_present = "everything")]
        documents: Vec<DocId>,
    },
    /// End a hold.
    Release {
        /// Its name.
        code: String,
    },
    /// Every hold, the ended ones too.
    Holds,
    /// A certificate by its number; without one, all numbers.
    Certificate {
        /// The number.
        number: Option<i64>,
    },
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When a rule says no, or the database fails.
    pub fn retention(&self, command: RetentionCommand) -> Result<Told, AdminError> {
        match command {
            RetentionCommand::Rules => self.rules(),
            RetentionCommand::Plan => self.plan_retention(),
            RetentionCommand::Run => self.run_retention(),
            RetentionCommand::Hold { code, reason, documents, .. } => {
                self.hold(code, reason, documents)
            }
            RetentionCommand::Release { code } => {
                let name = code.clone();
                self.store.write_now(move |batch| holds::end(batch, &name))?;
                Ok(Told::new(format!("Ended {code}."), json!({ "ended": code })))
            }
            RetentionCommand::Holds => self.list_holds(),
            RetentionCommand::Certificate { number } => self.certificates(number),
        }
    }

    /// The configuration in force; files that were changed since say nothing yet.
    fn ruled_by(&self) -> Result<Configuration, AdminError> {
        let applying = Applying::new(&self.dir, &self.store);
        let version = Version::read(&applying.folder())?;
        let version = self.store.read_now(|conn| version.in_force(conn))?;
        if version.hash != applying.in_force()? {
            let what = "the configuration's files are not those in force: `config apply` first";
            return Err(StoreError::from(Problem::new(ProblemCode::BadValue, what)).into());
        }
        Ok(version.configuration)
    }

    fn rules(&self) -> Result<Told, AdminError> {
        let rules = self.ruled_by()?.retention;
        let rows: Vec<_> = rules
            .iter()
            .map(|it| {
                let kept =
                    it.months.map_or("for good".to_owned(), |months| format!("{months} months"));
                let which = if it.is_of_withdrawn { "withdrawn" } else { "" };
                let which = [it.categories.join(" "), which.to_owned()].join(" ").trim().to_owned();
                let record = it.record.as_str().to_owned();
                vec![it.code.clone(), record, which, kept, it.decision.clone()]
            })
            .collect();
        let words = columns(&["rule", "record", "which", "kept", "decision"], &rows);
        Ok(Told::new(words, json!(rules)))
    }

    fn due(&self, configuration: &Configuration) -> Result<Vec<Due>, AdminError> {
        let of = (configuration.municipality.zone.as_str(), self.now());
        Ok(self.store.read_now(|conn| retention::due(conn, &configuration.retention, of))?)
    }

    fn plan_retention(&self) -> Result<Told, AdminError> {
        let configuration = self.ruled_by()?;
        let due = self.due(&configuration)?;
        let of = (configuration.municipality.zone.as_str(), self.now());
        let unreadable = self
            .store
            .read_now(|conn| retention::due_unreadable(conn, &configuration.retention, of))?;
        let rows: Vec<_> = due
            .iter()
            .map(|it| {
                let (document, due_at) = (it.document.to_string(), time(Some(it.due_at)));
                let what = [it.kind.as_str(), &it.category].join(" ").trim().to_owned();
                vec![document, what, it.rule.clone(), due_at, it.holds.join(" ")]
            })
            .collect();
        let held = due.iter().filter(|it| !it.holds.is_empty()).count();
        let words = format!(
            "{}\n{} would be erased, {held} are due and held; {} that were set aside and cannot be read.",
            columns(&["document", "what", "rule", "due", "held by"], &rows),
            due.len() - held,
            unreadable.len()
        );
        Ok(Told::new(words, json!({ "dry_run": true, "due": due, "set_aside": unreadable })))
    }

    /// A certificate is begun before anything is erased and says what is planned, so that a run that is
    /// broken off leaves one too.
    fn run_retention(&self) -> Result<Told, AdminError> {
        let configuration = self.ruled_by()?;
        let (mut held, due): (Vec<_>, Vec<_>) =
            self.due(&configuration)?.into_iter().partition(|it| !it.holds.is_empty());
        let of = (configuration.municipality.zone.as_str(), self.now());
        let unreadable = self
            .store
            .read_now(|conn| retention::due_unreadable(conn, &configuration.retention, of))?;
        let unreadable: Vec<_> = unreadable.iter().map(|it| (it.device, it.number)).collect();
        if due.is_empty() && unreadable.is_empty() {
            let words = format!("Nothing was erased; {} are due and held.", held.len());
            return Ok(Told::new(words, json!({ "erased": [], "held": held })));
        }
        let documents: Vec<DocId> = due.iter().map(|it| it.document).collect();
        let handed_out = self.store.read_now(|conn| holds::handed_out(conn, &documents))?;
        let used = configuration.retention.iter();
        let used: Vec<_> =
            used.filter(|it| due.iter().any(|due| due.rule == it.code)).cloned().collect();
        let number = self
            .begin(json!({ "state": "begun", "at": self.now(), "planned": documents,
            "rules": used, "handed_out": handed_out }))?;
        let mut erased = Vec::new();
        let mut by_rule = BTreeMap::<String, u32>::new();
        for some in due.chunks(AT_ONCE) {
            let (done, kept) = self.erase_some(some.to_vec())?;
            for (rule, one) in done {
                *by_rule.entry(rule).or_default() += 1;
                erased.push(one);
            }
            held.extend(kept);
        }
        let set_aside = self.erase_unreadable(unreadable)?;
        let mut certificate = self.certificate((&erased, self.now()), &handed_out)?;
        certificate["state"] = json!("done");
        certificate["rules"] = json!(used);
        certificate["by_rule"] = json!(by_rule);
        certificate["held"] = json!(held);
        certificate["set_aside"] = json!(set_aside);
        let kept = certificate.clone();
        let count = erased.len();
        self.store.write_now(move |batch| {
            retention::complete(batch, number, &kept)?;
            let object = format!("certificate {number}: {count} documents");
            let entry = Entry { actor: "command line", action: "retention.run", object: &object };
            audit::write(batch, entry)
        })?;
        certificate["certificate"] = json!(number);
        let words = format!(
            "Certificate {number}: {count} documents erased, {} due and held; {} erased that were set aside \
             and could not be read.\n{}",
            held.len(),
            set_aside.len(),
            reach(&certificate)
        );
        Ok(Told::new(words, certificate))
    }

    fn begin(&self, certificate: Value) -> Result<i64, AdminError> {
        let number = self.store.write_now(move |batch| {
            let number = retention::certify(batch, &certificate)?;
            let object = format!("certificate {number}");
            let entry = Entry { actor: "command line", action: "retention.begin", object: &object };
            audit::write(batch, entry)?;
            Ok(number)
        })?;
        Ok(number)
    }

    /// Erase these in one commit. Returns what was, each with its rule, and what somebody has held since
    /// it was listed.
    fn erase_some(&self, some: Vec<Due>) -> Result<(Gone, Vec<Due>), AdminError> {
        Ok(self.store.write_now(move |batch| {
            let (mut done, mut kept) = (Vec::new(), Vec::new());
            for it in some {
                let holds = holds::of(batch.tx, it.document)?;
                if !holds.is_empty() {
                    kept.push(Due { holds, ..it });
                    continue;
                }
                let why = ("command line", it.rule.as_str());
                let erased = erase::document(batch, it.document, why)?;
                done.extend(erased.map(|erased| (it.rule, erased)));
            }
            Ok((done, kept))
        })?)
    }

    /// What cannot be read goes with the rest, unless everything is held.
    fn erase_unreadable(
        &self,
        all: Vec<(DeviceId, u64)>,
    ) -> Result<Vec<(DeviceId, u64)>, AdminError> {
        if all.is_empty() {
            return Ok(all);
        }
        Ok(self.store.write_now(move |batch| {
            if holds::list(batch.tx)?.iter().any(|it| it.is_all && it.ended_at.is_none()) {
                return Ok(Vec::new());
            }
            erase::unreadable(batch, &all, ("command line", "retention"))?;
            Ok(all)
        })?)
    }

    fn hold(&self, code: String, reason: Note, documents: Vec<DocId>) -> Result<Told, AdminError> {
        let held = if documents.is_empty() {
            "Everything".to_owned()
        } else {
            documents.len().to_string()
        };
        let json = json!({ "hold": code, "documents": documents });
        let name = code.clone();
        self.store
            .write_now(move |batch| holds::begin(batch, (&code, reason.as_str()), &documents))?;
        Ok(Told::new(format!("{held} held by {name}: not erased until it is released."), json))
    }

    fn list_holds(&self) -> Result<Told, AdminError> {
        let all = self.store.read_now(holds::list)?;
        let rows: Vec<_> = all
            .iter()
            .map(|it| {
                let what =
                    if it.is_all { "everything".to_owned() } else { it.documents.to_string() };
                let times = [time(Some(it.began_at)), time(it.ended_at)];
                let [began, ended] = times;
                vec![it.code.clone(), what, began, ended, it.reason.clone()]
            })
            .collect();
        Ok(Told::new(
            columns(&["hold", "documents", "began", "ended", "reason"], &rows),
            json!(all),
        ))
    }

    fn certificates(&self, number: Option<i64>) -> Result<Told, AdminError> {
        let Some(number) = number else {
            let all = self.store.read_now(retention::certificates)?;
            let lines = all.iter().map(|(number, at)| format!("{number}  {}", time(Some(*at))));
            return Ok(Told::new(lines.collect::<Vec<_>>().join("\n"), json!(all)));
        };
        let found = self.store.read_now(|conn| retention::certificate(conn, number))?;
        let json = found.ok_or_else(|| super::not_found(format!("no certificate {number}")))?;
        Ok(Told::new(format!("{json:#}"), json))
    }
}

/// In words: whom an erasure has not reached yet, and what it cannot reach.
pub(super) fn reach(certificate: &Value) -> String {
    let count = |key: &str| certificate[key].as_array().map_or(0, Vec::len);
    let clean = certificate["backups_clean_by"].as_i64().map(domain::clock::UtcMillis);
    let backups = match (count("still_in_backups"), clean) {
        (0, _) => "No backup holds it.".to_owned(),
        (held, Some(at)) => format!(
            "{held} backups still hold it, the last of them until {}; it is erased again when one is put back.",
            time(Some(at))
        ),
        (held, None) => format!(
            "{held} backups still hold it until newer ones take their place, which is not done by itself; it \
             is erased again when one is put back."
        ),
    };
    let handed = certificate["handed_out"].as_array().into_iter().flatten();
    let handed: Vec<_> = handed
        .map(|it| {
            let word = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
            format!("\n  {} to {}", word("what"), word("receiver"))
        })
        .collect();
    let beyond = if handed.is_empty() {
        "Nothing of it is noted as handed out.".to_owned()
    } else {
        format!("Handed out before, and out of reach:{}", handed.concat())
    };
    format!(
        "{} devices erase it at their next contact; `device list --json` tells which have (erased_through).\n\
         {backups}\n{beyond}",
        count("devices_pending")
    )
}
