//! A desk with the app gives access and takes it away: the real client signs over the real server's
//! nonce. Who may not, or repeats what was heard on the way, changes nothing.

use client::ClientError;
use client::http::Http;
use client::transport::{Steward as _, TransportError};
use domain::role::Role;
use protocol::access::InviteRequest;
use protocol::order::{Order, SignedOrder};
use protocol::problem::ProblemCode;
use protocol::run::DeviceKey;
use protocol::wipe::Wipe;
use tests::phone::Phone;
use tests::server::Server;

const NORR: &str = "Vaktbolaget Norr";
const OFFICE: &str = "Kommunledningskontoret";

fn code(error: &ClientError) -> Option<ProblemCode> {
    match error {
        ClientError::Transport(TransportError::Problem(problem)) => Some(problem.code),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_makes_a_link_and_revokes_what_joined_by_it() {
    let server = Server::start().await.unwrap();
    let http = Http::new().unwrap();
    let desk = Phone::joined(&server, OFFICE, Role::Coordinator).await.unwrap();
    let request = InviteRequest {
        organisation: NORR.to_owned(),
        role: Role::Reporter,
        name: "Telefon 4".to_owned(),
    };
    let made = desk.client.order(&Order::Invite(request), &http).await.unwrap();
    let link = made.invited.unwrap().link;
    assert!(link.contains("/anslut#"), "{link}");
    let phone = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    let device = phone.client.enrolment().unwrap().unwrap().device;
    let wipe = Some(Wipe::AfterDeposit);
    desk.client.order(&Order::Revoke { device, wipe }, &http).await.unwrap();
    let view = desk.client.access(&http).await.unwrap();
    let listed = view.devices.iter().find(|it| it.id == device).unwrap();
    assert!(listed.revoked_at.is_some() && listed.wipe == wipe && view.nonce.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_by_who_may_not_with_another_key_or_heard_before_changes_nothing() {
    let server = Server::start().await.unwrap();
    let http = Http::new().unwrap();
    let guard = Phone::joined(&server, NORR, Role::Reporter).await.unwrap();
    let own = guard.client.enrolment().unwrap().unwrap().device;
    let order = Order::Revoke { device: own, wipe: Some(Wipe::AtOnce) };
    let refused = guard.client.order(&order, &http).await.unwrap_err();
    assert_eq!(code(&refused), Some(ProblemCode::NotAllowed));

    let desk = Phone::joined(&server, OFFICE, Role::Coordinator).await.unwrap();
    let id = desk.client.enrolment().unwrap().unwrap().device;
    let nonce = || server.app.nonces.make(id, server.app.now());
    let asked = async |signed: &SignedOrder| match http.order(&server.address, signed).await {
        Ok(_) => None,
        Err(TransportError::Problem(problem)) => Some(problem.code),
        Err(error) => panic!("{error}"),
    };
    let forged =
        SignedOrder::sign(&DeviceKey::from_seed(&[9; 32]), (id, &nonce()), &order).unwrap();
    assert_eq!(asked(&forged).await, Some(ProblemCode::BadSignature));
    // A reporter's own key does not order, whatever nonce it holds.
    let guards = server.app.nonces.make(own, server.app.now());
    let unknown = SignedOrder { nonce: guards, ..forged };
    assert_eq!(asked(&unknown).await, Some(ProblemCode::BadSignature));
    let view = desk.client.access(&http).await.unwrap();
    assert!(view.devices.iter().all(|device| device.revoked_at.is_none()));
}
