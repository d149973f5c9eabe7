//! `audit verify`, `audit list`, `audit export`: the record of who did and read what.

use std::io::Write;

use serde_json::json;

use super::{Admin, AdminError, Told, columns, time};
use crate::store::audit::{self, Row};

/// `audit …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum AuditCommand {
    /// Compute the chain anew; fails when a row was changed or taken out.
    Verify {
        /// A hash that was noted outside the server: fails when its row is gone.
        #[arg(long, value_name = "HASH")]
        holds: Option<String>,
    },
    /// The newest rows, oldest first.
    List {
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Every row as a line of JSON, with its hash.
    Export,
}

impl Admin {
    /// Do it; an export is written row by row.
    ///
    /// # Errors
    /// When the chain does not hold, the database fails or the output cannot be written.
    pub fn audit(
        &self,
        command: &AuditCommand,
        (as_json, to): (bool, &mut impl Write),
    ) -> Result<(), AdminError> {
        match command {
            AuditCommand::Verify { holds } => {
                Ok(self.verify_audit(holds.as_deref())?.write(as_json, to)?)
            }
            AuditCommand::List { limit } => Ok(self.list_audit(*limit)?.write(as_json, to)?),
            AuditCommand::Export => self.export_audit(to),
        }
    }

    fn verify_audit(&self, noted: Option<&str>) -> Result<Told, AdminError> {
        let (count, holds) = self.store.read_now(audit::verify)?;
        let has_noted = match noted {
            Some(hash) => self.store.read_now(|conn| audit::has(conn, hash))?,
            None => true,
        };
        if !holds || !has_noted {
            return Err(AdminError::AuditBroken(count));
        }
        let words = format!("The record holds: {count} rows.");
        Ok(Told::new(words, json!({ "rows": count, "holds": true })))
    }

    fn list_audit(&self, limit: u32) -> Result<Told, AdminError> {
        let mut found: Vec<Row> = Vec::new();
        self.store.read_now(|conn| {
            let after = audit::newest(conn)? - i64::from(limit);
            audit::rows(conn, after, |row| {
                found.push(row);
                Ok(())
            })
        })?;
        let rows: Vec<_> = found
            .iter()
            .map(|row| {
                let at = time(Some(domain::clock::UtcMillis(row.at)));
                let number = row.number.to_string();
                vec![number, at, row.actor.clone(), row.action.clone(), row.object.clone()]
            })
            .collect();
        let words = columns(&["number", "at", "actor", "action", "object"], &rows);
        Ok(Told::new(words, json!(found)))
    }

    fn export_audit(&self, to: &mut impl Write) -> Result<(), AdminError> {
        let entry =
            audit::Entry { actor: "command line", action: "audit.export", object: "all rows" };
        self.store.write_now(move |batch| audit::write(batch, entry))?;
        let mut rows: Vec<Row> = Vec::new();
        self.store.read_now(|conn| {
            audit::rows(conn, 0, |row| {
                rows.push(row);
                Ok(())
            })
        })?;
        for row in rows {
            serde_json::to_writer(&mut *to, &row).map_err(std::io::Error::from)?;
            writeln!(to)?;
        }
        Ok(())
    }
}
