//! A coordinator asks, the reporter answers without a network, and the answer comes to the desk.

use domain::review::Review;
use domain::role::Role;
use domain::text::Note;
use tests::phone::Phone;
use tests::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_written_offline_survives_a_restart_and_reaches_the_desk_once() {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    let id = guard.report("violence.brawl", (12.5335, 57.93)).unwrap();
    guard.sync().await.unwrap();
    desk.sync().await.unwrap();
    let question = Note::new("Var det vid norra eller södra entrén?").unwrap();
    desk.client.review(&[id], &Review::Asked { question: question.clone() }).unwrap();
    desk.sync().await.unwrap();
    guard.sync().await.unwrap();
    let asked = guard.client.report(id).unwrap().observation;
    assert!(asked.waits_for_answer());

    // No network: the answer is safe on the phone, and counts there at once.
    let server = server.stop().await.unwrap();
    let answer = Note::new("Södra, vid cykelstället.").unwrap();
    guard.client.answer(id, &answer).unwrap();
    guard.client.answer(id, &answer).unwrap();
    assert!(guard.sync().await.is_err());
    let guard = guard.restarted().unwrap();
    let waiting = guard.client.report(id).unwrap();
    assert_eq!((waiting.waiting, waiting.observation.waits_for_answer()), (1, false));

    let server = server.start().await.unwrap();
    assert_eq!(guard.sync().await.unwrap().sent, 1);
    desk.sync().await.unwrap();
    let seen = desk.client.observation(id).unwrap().observation;
    assert_eq!(seen.answers, [answer]);
    assert_eq!(seen.review, Review::Asked { question });
    assert!(seen.answered && seen.contested.is_empty());

    // A second question waits for an answer of its own.
    let again = Note::new("Hur många var de?").unwrap();
    desk.client.review(&[id], &Review::Asked { question: again }).unwrap();
    desk.sync().await.unwrap();
    guard.sync().await.unwrap();
    assert!(guard.client.report(id).unwrap().observation.waits_for_answer());
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answers_for_another() {
    let server = Server::start().await.unwrap();
    let guard = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let desk = Phone::joined(&server, "Kommunledningskontoret", Role::Coordinator).await.unwrap();
    let id = guard.report("fire", (12.5335, 57.93)).unwrap();
    guard.sync().await.unwrap();
    desk.sync().await.unwrap();
    let answer = Note::new("Södra.").unwrap();
    assert!(matches!(
        desk.client.answer(id, &answer),
        Err(client::ClientError::NotYours(other)) if other == id
    ));
}
