//! *Veckans brief*: a guard reads without a network what was fixed and given to the own organisation, with its
//! date, and nothing of what was not.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on says so by falling"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use client::Client;
use client::http::Http;
use client::system::SystemRandom;
use domain::clock::UtcMillis;
use domain::edition::{EditionDraft, EditionKind, Period};
use domain::id::OrganisationId;
use domain::role::Role;
use domain::text::{Name, Prose};
use tests::clock::HandClock;
use tests::phone::Phone;
use tests::server::{Fault, Server};

const NORR: &str = "Vaktbolaget Norr";
const ALE: &str = "Åbevakningen";
const OFFICE: &str = "Kommunledningskontoret";
const QUARTER_MS: i64 = 15 * 60 * 1_000;

fn week() -> Period {
    Period {
        kind: EditionKind::Operative,
        from: "2026-11-16".parse().unwrap(),
        until: "2026-11-22".parse().unwrap(),
    }
}

/// Write the text, fix it, and give it to an organisation.
fn release(desk: &Phone, news: &str, to: OrganisationId) -> Result<(), Fault> {
    let texts = BTreeMap::from([
        ("news".to_owned(), Some(Prose::new(news)?)),
        ("questions".to_owned(), Some(Prose::new("Vem äger muren?")?)),
    ]);
    desk.client.write_edition(&EditionDraft {
        period: week(),
        texts,
        plan: None,
        because: None,
    })?;
    desk.client.fix_edition(week(), Name::new("Områdesgruppen")?)?;
    let id = week().document();
    let edition = desk.client.edition(id)?;
    let newest = edition.newest().map(|it| it.op).expect("it was fixed");
    desk.client.send_edition(id, newest, &[to])?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guard_reads_the_week_without_a_network_as_it_was_fixed_and_given() -> Result<(), Fault> {
    // Friday 2026-11-20.
    let clock = HandClock::at(UtcMillis(1_795_170_000_000));
    let server = Server::start_at(&clock).await?;
    let guard = Phone::joined_at(&server, &clock, (NORR, Role::Reporter)).await?;
    let other = Phone::joined_at(&server, &clock, (ALE, Role::Reporter)).await?;
    let desk = Phone::joined_at(&server, &clock, (OFFICE, Role::Coordinator)).await?;
    let http = Http::new()?;
    for n in 0..9 {
        other.report("vandalism.graffiti", (12.5335 + f64::from(n) * 1e-6, 57.93))?;
    }
    other.sync().await?;
    desk.sync().await?;
    let recipients = desk.client.editions()?.recipients;
    let norr = recipients.iter().find(|it| it.name == NORR).map(|it| it.organisation);
    let norr = norr.expect("the practice town has it");

    // Nothing is fixed, and the phone says so.
    assert!(!guard.client.fetch_briefing(&http).await?);
    assert_eq!(guard.client.briefing()?, None);

    release(&desk, "Klotter på nya ställen.", norr)?;
    desk.sync().await?;
    assert!(!guard.client.fetch_briefing(&http).await?, "asked again within a quarter of an hour");
    clock.move_by_ms(QUARTER_MS);
    assert!(guard.client.fetch_briefing(&http).await?);
    assert!(!other.client.fetch_briefing(&http).await?, "it was not given to them");
    assert_eq!(other.client.briefing()?, None);

    // A later text that nobody has fixed is nobody's.
    let texts = BTreeMap::from([("news".to_owned(), Some(Prose::new("Utkast.")?))]);
    let draft = EditionDraft { period: week(), texts, plan: None, because: None };
    desk.client.write_edition(&draft)?;
    desk.sync().await?;
    clock.move_by_ms(QUARTER_MS);
    assert!(!guard.client.fetch_briefing(&http).await?);

    // The server is gone, and the phone was switched off.
    let server = server.stop().await?;
    let folder = guard.into_folder()?;
    let again = || Client::open(folder.path(), Arc::new(clock.clone()), Arc::new(SystemRandom));
    let phone = again()?;
    clock.move_by_ms(QUARTER_MS);
    assert!(phone.fetch_briefing(&http).await.is_err());
    let first = phone.briefing()?.expect("it is carried");
    assert_eq!((first.number, first.by.as_str()), (1, "Områdesgruppen"));
    assert_eq!((first.from, first.until), (week().from, week().until));
    assert_eq!(first.fixed_at.0 / 1_000, 1_795_170_000);
    assert_eq!(first.texts["news"].as_str(), "Klotter på nya ställen.");
    assert!(!first.texts.contains_key("questions"), "that is the area group's");
    assert_eq!(first.events, Some(9));
    assert!(first.places.iter().all(|place| place.at.is_none()), "{:?}", first.places);

    // Another version takes its place with the next contact.
    let server = server.start_at(&clock).await?;
    release(&desk, "Lugnare än förra veckan.", norr)?;
    desk.sync().await?;
    assert!(phone.fetch_briefing(&http).await?);
    let second = phone.briefing()?.expect("it is carried");
    assert_eq!((second.number, second.texts["news"].as_str()), (2, "Lugnare än förra veckan."));
    drop(server);
    Ok(())
}
