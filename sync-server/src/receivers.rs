//! Handing measures to systems of others: each handover once, signed, tried again with growing pauses, and sent
//! again when somebody asks for it. The form is that of Standard Webhooks (`webhook-id`, `webhook-timestamp`,
//! `webhook-signature`); the answer is not read beyond its status, and no redirect is followed.

mod message;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::clock::UtcMillis;
use domain::id::{DocId, OpId};
use domain::measure::{Handed, HandoverWay, Receipt, receipt_field};
use domain::op::{Body, DocType};
use domain::role::Words;
use reqwest::{Client, StatusCode};
use serde_json::{Map, json};

use crate::app::App;
use crate::config::Receiver;
use crate::store::deliveries::{self, Delivery};
use crate::store::{StoreError, holds, ops};

pub use message::{Prepared, ping};

/// How often it looks whether something is to be sent.
const LOOK: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(200);
/// So many are on their way at a time.
const AT_ONCE: u32 = 8;
const MINUTE_MS: i64 = 60_000;
/// Pauses after each attempt that failed, minutes; after the last nothing more is tried: three days in all.
const PAUSES_MIN: [i64; 8] = [1, 5, 30, 120, 360, 720, 1_440, 1_440];

/// The secrets of all receivers: they follow from the server's own key, and a copy of the database has none.
pub struct Secrets([u8; 32]);

impl Secrets {
    /// Under a key that follows from the server's own.
    pub fn new(server_seed: &[u8; 32]) -> Self {
        Self(blake3::derive_key("lagesbild 2026 receivers v1", server_seed))
    }

    /// What is signed with for a receiver.
    pub fn bytes(&self, receiver: &Receiver) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher
            .update(&receiver.secret_number.to_le_bytes())
            .update(receiver.name.as_str().as_bytes());
        *hasher.finalize().as_bytes()
    }

    /// The same as a receiver is told it.
    pub fn words(&self, receiver: &Receiver) -> String {
        format!("whsec_{}", STANDARD.encode(self.bytes(receiver)))
    }
}

/// The way out.
pub struct Way(Client);

impl Way {
    /// # Errors
    /// When the machine's TLS cannot be set up.
    pub fn open() -> Result<Self, reqwest::Error> {
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(15))
            .user_agent(concat!("lagesbild/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self(http))
    }

    /// Send a message once.
    ///
    /// # Errors
    /// Why it was not taken, in words without any of the message's.
    pub async fn send(
        &self,
        receiver: &Receiver,
        (message, secrets): (&Prepared, &Secrets),
        now: UtcMillis,
    ) -> Result<(), NotTaken> {
        let seconds = now.0.div_euclid(1_000);
        let signature = message.signature(&secrets.bytes(receiver), seconds);
        let request = self
            .0
            .post(&receiver.url)
            .header("content-type", "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .body(message.body.clone());
        let answered = request.send().await.map_err(|error| NotTaken::of(&error))?;
        match answered.status() {
            status if status.is_success() => Ok(()),
            status => {
                Err(NotTaken { is_final: status == StatusCode::GONE, why: status.to_string() })
            }
        }
    }
}

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// Whether the receiver wants nothing more there.
    pub is_final: bool,
    /// In words.
    pub why: String,
}

impl NotTaken {
    /// The address is left out: it may hold a key.
    fn of(error: &reqwest::Error) -> Self {
        let why = match error {
            error if error.is_timeout() => "no answer in time",
            error if error.is_connect() => "not reached",
            _ => "the connection broke",
        };
        Self { is_final: false, why: why.to_owned() }
    }
}

/// Learn of new handovers and send what is due. Returns how many were tried.
///
/// # Errors
/// When the store fails.
pub async fn run_due(app: &App, way: &Way) -> Result<usize, StoreError> {
    learn(app).await?;
    deliver(app, way).await
}

async fn deliver(app: &App, way: &Way) -> Result<usize, StoreError> {
    let now = app.now();
    let due = app.store.read(move |conn| deliveries::due(conn, now, AT_ONCE)).await?;
    let tried = due.len();
    let attempts = due.into_iter().map(|delivery| attempt(app, way, delivery));
    for settled in futures_util::future::join_all(attempts).await {
        let delivery = settled?;
        app.store.write(move |batch| keep(batch, &delivery)).await?;
    }
    Ok(tried)
}

/// Handovers that nobody has begun to send.
async fn learn(app: &App) -> Result<(), StoreError> {
    let day = app.ground().day();
    let found = app.store.read(move |conn| {
        let mut found: Vec<(OpId, DocId, String)> = Vec::new();
        for it in picture::query::measures(conn, &Words::All, day)? {
            for handed in it.measure.handovers.iter().filter(|it| is_to_be_sent(it)) {
                if !deliveries::has(conn, handed.op)? {
                    found.push((handed.op, it.measure.id, handed.handover.to.as_str().to_owned()));
                }
            }
        }
        Ok(found)
    });
    let found = found.await?;
    if found.is_empty() {
        return Ok(());
    }
    let begin = move |batch: &mut crate::store::Batch<'_>| {
        found.iter().try_for_each(|(op, doc, to)| deliveries::begin(batch, (*op, *doc), to))
    };
    app.store.write(begin).await
}

fn is_to_be_sent(handed: &Handed) -> bool {
    handed.handover.way == HandoverWay::Webhook && handed.receipt.is_none()
}

/// Try one, and say how it stands then.
async fn attempt(app: &App, way: &Way, delivery: Delivery) -> Result<Delivery, StoreError> {
    let version = app.current.get();
    let known = version.configuration.receivers.iter();
    let Some(receiver) = known.into_iter().find(|it| it.name.as_str() == delivery.receiver) else {
        return Ok(ended(delivery, "no such receiver in the configuration"));
    };
    let (doc, op) = (delivery.measure, delivery.handover);
    let read = move |conn: &_| {
        let all = picture::query::measure(conn, &Words::All, doc)?;
        let released = picture::query::measure(conn, &Words::Released, doc)?;
        Ok((all, released))
    };
    let (Some(all), Some(released)) = app.store.read(read).await? else {
        return Ok(ended(delivery, "the measure is gone"));
    };
    let municipality = &version.configuration.municipality;
    let message = message::handover(municipality, (&released, op));
    let (Some(message), Some(whole)) = (message, message::handover(municipality, (&all, op)))
    else {
        return Ok(ended(delivery, "the handover is gone"));
    };
    let now = app.now();
    if message != whole {
        let next_at = Some(now.plus_ms(MINUTE_MS));
        let problem = Some("a reviewer has not looked at its words yet".to_owned());
        return Ok(Delivery { next_at, problem, ..delivery });
    }
    let sent = way.send(receiver, (&message, &app.secrets), now).await;
    let attempts = delivery.attempts + 1;
    Ok(match sent {
        Ok(()) => {
            Delivery { attempts, next_at: None, taken_at: Some(now), problem: None, ..delivery }
        }
        Err(NotTaken { is_final, why }) => {
            let pause = PAUSES_MIN.get(attempts as usize - 1).filter(|_| !is_final);
            let next_at = pause.map(|minutes| now.plus_ms(minutes * MINUTE_MS));
            Delivery { attempts, next_at, problem: Some(why), ..delivery }
        }
    })
}

fn ended(delivery: Delivery, why: &str) -> Delivery {
    Delivery { next_at: None, problem: Some(why.to_owned()), ..delivery }
}

/// How it stands; when it has ended, the measure tells it too.
fn keep(batch: &mut crate::store::Batch<'_>, delivery: &Delivery) -> Result<(), StoreError> {
    deliveries::put(batch, delivery)?;
    if delivery.next_at.is_some() {
        return Ok(());
    }
    let is_taken = delivery.taken_at.is_some();
    if is_taken {
        let what = ("measure handed over", delivery.receiver.as_str());
        holds::note_sent(batch, what, &[delivery.measure])?;
    } else {
        let problem = delivery.problem.as_deref().unwrap_or_default();
        tracing::warn!("a measure was not taken by {}: {problem}", delivery.receiver);
    }
    let receipt = Receipt { at: batch.now, is_taken, attempts: delivery.attempts };
    let fields = Map::from_iter([(receipt_field(delivery.handover), json!(receipt))]);
    ops::write_alone(batch, vec![Body::set(delivery.measure, DocType::Measure, fields)])
}

/// Look after it until the server stops.
pub async fn watch(app: &App, stop: &AtomicBool) {
    let way = match Way::open() {
        Ok(way) => way,
        Err(error) => {
            tracing::error!("nothing can be handed to other systems: {error}");
            return;
        }
    };
    let mut learned = None;
    loop {
        match look(app, &way, learned).await {
            Ok(head) => learned = Some(head),
            Err(error) => {
                tracing::error!("measures could not be handed to other systems: {error}");
            }
        }
        let mut waited = Duration::ZERO;
        while waited < LOOK {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            tokio::time::sleep(GLANCE).await;
            waited += GLANCE;
        }
    }
}

/// Learn if the log has gone on since, and send what is due. Returns how far the log had come.
async fn look(app: &App, way: &Way, learned: Option<u64>) -> Result<u64, StoreError> {
    let head = app.store.read(|conn| Ok(picture::log::head(conn)?.cast_unsigned())).await?;
    if learned != Some(head) {
        learn(app).await?;
    }
    deliver(app, way).await?;
    Ok(head)
}
