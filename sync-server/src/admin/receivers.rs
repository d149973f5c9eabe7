//! `receivers …`: systems of others that measures are handed to.

use domain::id::OpId;
use serde_json::json;

use super::{Admin, AdminError, Told, columns, not_found, time};
use crate::config::{self, Receiver};
use crate::keep;
use crate::receivers::{Secrets, Way, ping};
use crate::store::audit::{self, Entry};
use crate::store::deliveries::{self, Delivery};

/// `receivers …`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum ReceiverCommand {
    /// List the receivers of the configuration.
    List,
    /// Show the secret that a receiver checks signatures with; on the record.
    Secret {
        /// Its name.
        name: String,
    },
    /// Send it a signed message that says nothing.
    Try {
        /// Its name.
        name: String,
    },
    /// What was handed over and what is on its way, the newest first.
    Deliveries {
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Send again what has ended, taken or not, within a few seconds of a running server.
    Replay {
        /// One handover, by its id.
        #[arg(long, value_name = "ID", value_parser = handover, required_unless_present = "receiver")]
        handover: Option<OpId>,
        /// All of a receiver's.
        #[arg(long, value_name = "NAME")]
        receiver: Option<String>,
    },
}

fn handover(text: &str) -> Result<OpId, String> {
    serde_json::from_value(json!(text)).map_err(|_| "the id of a handover is expected".to_owned())
}

impl Admin {
    /// Do it.
    ///
    /// # Errors
    /// When there is no such receiver, it does not take the message, or folder or database fail.
    pub fn receivers(&self, command: ReceiverCommand) -> Result<Told, AdminError> {
        match command {
            ReceiverCommand::List => self.list_receivers(),
            ReceiverCommand::Secret { name } => self.secret(&name),
            ReceiverCommand::Try { name } => self.try_receiver(&name),
            ReceiverCommand::Deliveries { limit } => self.deliveries(limit),
            ReceiverCommand::Replay { handover, receiver } => {
                let receiver = receiver.as_deref().map(str::to_owned);
                let sent = self.store.write_now(move |batch| {
                    deliveries::replay(batch, (handover, receiver.as_deref()))
                })?;
                if sent == 0 {
                    return Err(not_found("nothing that has ended is named so".to_owned()));
                }
                Ok(Told::new(format!("{sent} will be sent again."), json!({ "again": sent })))
            }
        }
    }

    fn configured(&self) -> Result<Vec<Receiver>, AdminError> {
        Ok(config::read(&self.dir.join("config"))?.receivers)
    }

    fn receiver(&self, name: &str) -> Result<Receiver, AdminError> {
        let found = self.configured()?.into_iter().find(|it| it.name.as_str() == name);
        found.ok_or_else(|| not_found(format!("no receiver is called `{name}`")))
    }

    fn secrets(&self) -> Result<Secrets, AdminError> {
        Ok(Secrets::new(&keep::read_key(&self.dir)?))
    }

    fn list_receivers(&self) -> Result<Told, AdminError> {
        let all = self.configured()?;
        let row = |it: &Receiver| vec![it.name.as_str().to_owned(), it.url.clone()];
        let rows: Vec<_> = all.iter().map(row).collect();
        Ok(Told::new(columns(&["name", "address"], &rows), json!(all)))
    }

    fn secret(&self, name: &str) -> Result<Told, AdminError> {
        let receiver = self.receiver(name)?;
        let secret = self.secrets()?.words(&receiver);
        let object = name.to_owned();
        self.store.write_now(move |batch| {
            let entry = Entry { actor: "command line", action: "receiver.secret", object: &object };
            audit::write(batch, entry)
        })?;
        Ok(Told::new(secret.clone(), json!({ "receiver": name, "secret": secret })))
    }

    fn try_receiver(&self, name: &str) -> Result<Told, AdminError> {
        let (receiver, secrets, now) = (self.receiver(name)?, self.secrets()?, self.now());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let sent = runtime.block_on(async {
            let way = Way::open().map_err(std::io::Error::other)?;
            Ok::<_, std::io::Error>(way.send(&receiver, (&ping(now), &secrets), now).await)
        })?;
        match sent {
            Ok(()) => Ok(Told::new(format!("{name} took it."), json!({ "taken": true }))),
            Err(not) => {
                let words = format!("{name} did not take it: {}", not.why);
                Ok(Told::new(words, json!({ "taken": false, "problem": not.why })))
            }
        }
    }

    fn deliveries(&self, limit: u32) -> Result<Told, AdminError> {
        let found = self.store.read_now(|conn| deliveries::list(conn, limit))?;
        let rows: Vec<_> = found.iter().map(row).collect();
        let heading = ["handed over", "receiver", "attempts", "state", "id"];
        Ok(Told::new(columns(&heading, &rows), json!(found)))
    }
}

fn row(it: &Delivery) -> Vec<String> {
    let problem = it.problem.as_deref().unwrap_or_default();
    let state = match (it.taken_at, it.next_at) {
        (Some(at), _) => format!("taken {}", time(Some(at))),
        (None, Some(next)) if it.attempts == 0 && problem.is_empty() => {
            format!("due {}", time(Some(next)))
        }
        (None, Some(next)) => format!("{problem}; again {}", time(Some(next))),
        (None, None) => format!("given up: {problem}"),
    };
    let began = time(Some(it.began_at));
    vec![began, it.receiver.clone(), it.attempts.to_string(), state, it.handover.to_string()]
}
