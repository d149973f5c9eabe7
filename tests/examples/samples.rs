//! Messages as they travel, one a file, to train the dictionary of `protocol::frame` with. From the root:
//! `cargo run -p tests --example samples -- FOLDER`, then `zstd --train FOLDER/* --maxdict=16384
//! --dictID=1000001 -o crates/protocol/dictionary/reports-1.zdict`. Another dictionary gets another id.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use client::http::Http;
use client::transport::{Address, Transport, TransportError};
use domain::catalogue::CategoryCode;
use domain::observation::{Amendment, ObservationDraft};
use domain::position::{Position, PositionSource};
use domain::review::Review;
use domain::role::Role;
use domain::text::{Name, Note};
use practice::town::Town;
use practice::year::{Settings, SyntheticReport, Year};
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken, TokenRequest};
use protocol::sync::{SyncRequest, SyncResponse};
use tests::chance::Chance;
use tests::phone::Phone;
use tests::server::{Fault, Server};

const REPORTS: usize = 700;
const REPORTERS: [&str; 4] = ["Vaktbolaget Norr", "Åbevakningen", "Lindbyhem", "Park och gata"];

/// The network, and a folder that gets a copy of what travels.
struct Copying {
    http: Http,
    folder: PathBuf,
    written: Mutex<(u32, Chance)>,
}

impl Copying {
    /// A question and its answer, with other keys, ids and hashes than in any other pair: a dictionary
    /// that knows one phone by heart would be of no use to the next.
    fn keep(&self, question: &SyncRequest, answer: &SyncResponse) -> Result<(), Fault> {
        let mut written = self.written.lock().map_err(|_| "somebody broke off")?;
        let mut known = BTreeMap::new();
        let texts = [serde_json::to_string(question)?, serde_json::to_string(answer)?];
        for (what, text) in ["question", "answer"].into_iter().zip(texts) {
            written.0 += 1;
            let file = self.folder.join(format!("{:05}-{what}.json", written.0));
            std::fs::write(file, disguised(&text, &mut known, &mut written.1))?;
        }
        Ok(())
    }
}

/// Every long word that nobody could guess, by another one of the same letters.
fn disguised(text: &str, known: &mut BTreeMap<String, String>, chance: &mut Chance) -> String {
    const LETTERS: &[u8] = b"0123456789abcdefABCDEFGHIJKLMNOPQRSTUVWXYZghijklmnopqrstuvwxyz-_";
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut words: Vec<&str> = text.split(|c| !is_of_word(c)).collect();
    words.retain(|word| word.len() >= 16 && word.bytes().any(|b| b.is_ascii_digit()));
    let mut disguised = text.to_owned();
    for word in words {
        let is_id = word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'));
        let of = match word {
            _ if word.bytes().all(|b| b.is_ascii_digit()) => 10,
            _ if is_id => 16,
            _ if word.bytes().any(|b| b.is_ascii_uppercase()) => 64,
            _ => continue,
        };
        let other = known.entry(word.to_owned()).or_insert_with(|| {
            let another = |(at, letter): (usize, char)| match letter {
                '-' if is_id => '-',
                // Ids begin with the time.
                same if is_id && word.contains('-') && at < 4 => same,
                _ => LETTERS.get(chance.index(of)).map_or('0', |letter| char::from(*letter)),
            };
            word.chars().enumerate().map(another).collect()
        });
        disguised = disguised.replace(word, other);
    }
    disguised
}

impl Transport for Copying {
    async fn enrol(
        &self,
        server: &str,
        request: &EnrolmentRequest,
    ) -> Result<Enrolled, TransportError> {
        self.http.enrol(server, request).await
    }

    async fn renew(
        &self,
        to: &Address,
        request: &TokenRequest,
    ) -> Result<ReadToken, TransportError> {
        self.http.renew(to, request).await
    }

    /// As both would travel if they were packed with the dictionary.
    async fn sync(
        &self,
        to: &Address,
        request: &SyncRequest,
    ) -> Result<SyncResponse, TransportError> {
        let answer = self.http.sync(to, request).await?;
        let question = SyncRequest { dictionary: None, ..request.clone() };
        let kept = self.keep(&question, &SyncResponse { dictionary: None, ..answer.clone() });
        kept.map_err(TransportError::Unreachable)?;
        Ok(answer)
    }
}

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("samples FOLDER");
        return Ok(());
    };
    std::fs::create_dir_all(&folder)?;
    let copying = copying(Path::new(&folder))?;
    let server = Server::start().await?;
    let mut phones = Vec::new();
    for organisation in REPORTERS {
        let phone = Phone::joined(&server, organisation, Role::Reporter).await?;
        phone.sync().await?;
        phones.push(phone);
    }
    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await?;
    let settings = Settings::new(1, REPORTS, "2026-11-22");
    let year = Year::new(&Town::new(practice::SEED), settings).ok_or("no such year")?;
    for (index, report) in year.enumerate() {
        let Some(phone) = phones.get(index % phones.len()) else { continue };
        let id = phone.client.record(&draft(&report)?)?.id;
        phone.client.sync(&copying).await?;
        if index % 3 == 0 {
            let severity = Some(report.severity.clamp(1, 4));
            let more = Amendment { severity, ..Amendment::default() };
            if phone.client.amend(id, &more).is_ok() {
                phone.client.sync(&copying).await?;
            }
        }
        if index % 4 == 0 {
            desk.client.sync(&copying).await?;
            desk.client.review(&[id], &Review::Approved)?;
            desk.client.sync(&copying).await?;
        }
    }
    Ok(())
}

fn copying(folder: &Path) -> Result<Copying, Fault> {
    let written = Mutex::new((0, Chance::new(1)));
    Ok(Copying { http: Http::new()?, folder: folder.to_owned(), written })
}

fn draft(report: &SyntheticReport) -> Result<ObservationDraft, Fault> {
    let mut draft = ObservationDraft::of(CategoryCode::new(&report.category)?);
    draft.attributes.note = Note::new(&report.text).ok();
    draft.attributes.place_name =
        report.place_name.as_deref().and_then(|name| Name::new(name).ok());
    if let (Some(lon), Some(lat)) = (report.lon, report.lat) {
        let position = Position::new(lon, lat, PositionSource::Gps)?;
        draft.attributes.position = Some(position.with_accuracy(report.accuracy_m.unwrap_or(8.0))?);
    }
    Ok(draft)
}
