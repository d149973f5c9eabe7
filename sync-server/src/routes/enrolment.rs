//! How a device joins, and how it gets a new read token.

use axum::Json;
use axum::extract::State;
use domain::id::DeviceId;
use domain::op::OpHash;
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken, TokenRequest};
use protocol::pkce;
use protocol::problem::{Problem, ProblemCode};

use crate::app::App;
use crate::error::ApiError;
use crate::exchange::Exchange;
use crate::payload::Payload;
use crate::secrets::Secret;
use crate::store::audit::{self, Entry};
use crate::store::invitations::{self, Used};
use crate::store::{
    Batch, Device, Invitation, Invited, Seen, StoreError, agreements, devices, members, meta,
};

/// Join with a one-time link.
#[utoipa::path(
    post, path = "/v1/enrolment", tag = "devices", request_body = EnrolmentRequest,
    responses(
        (status = 200, body = Enrolled),
        (status = 401, body = Problem, description = "The code is not known"),
        (status = 410, body = Problem, description = "The link has been used, or its time is over"),
    )
)]
pub(crate) async fn enrol(
    State(app): State<App>,
    payload: Payload,
) -> Result<Json<Enrolled>, ApiError> {
    let request: EnrolmentRequest = payload.read_credential()?;
    let server = app.clone();
    let enrolled = app.store.write(move |batch| join(&server, batch, (&request, None))).await?;
    Ok(Json(enrolled))
}

/// Join with a code: of a link, or with the verifier of the app that asked through a browser.
pub(crate) fn join(
    app: &App,
    batch: &mut Batch<'_>,
    (request, verifier): (&EnrolmentRequest, Option<&str>),
) -> Result<Enrolled, StoreError> {
    let code = Secret::presented(&request.code);
    match invitations::use_up(batch, &code)? {
        // What was listened to on the way is worth nothing, and does not spend the code of who asked.
        Used::Now(Invitation { invited, .. }) | Used::Before(_, invited)
            if !is_asked_for(&invited, verifier) =>
        {
            Err(Problem::new(ProblemCode::NoCredential, "this code is not known").into())
        }
        Used::Now(invitation) if !matches!(invitation.invited, Invited::Person { .. }) => {
            let device = make(batch, &invitation, request)?;
            invitations::made(batch, &code, device.id)?;
            let token = Secret::fresh(batch.seams)?;
            let expires_at = batch.now.plus_ms(app.settings.token_ms());
            devices::give_token(batch, device.id, (&token, expires_at))?;
            let token = ReadToken { token: token.expose().to_owned(), expires_at };
            enrolled(app, batch, (&device, token))
        }
        Used::Now(_) => Err(Problem::new(
            ProblemCode::NotAllowed,
            "this link is for a person: open it in a browser",
        )
        .into()),
        Used::Before(device, _) => again(app, batch, (device, request)),
    }
}

/// A link's code is used without a verifier, an app's with its own.
fn is_asked_for(invited: &Invited, verifier: Option<&str>) -> bool {
    match (invited, verifier) {
        (Invited::App { challenge, .. }, Some(verifier)) => pkce::holds(challenge, verifier),
        (Invited::App { .. }, None) | (Invited::Device | Invited::Person { .. }, Some(_)) => false,
        (Invited::Device | Invited::Person { .. }, None) => true,
    }
}

fn make(
    batch: &Batch<'_>,
    invitation: &Invitation,
    request: &EnrolmentRequest,
) -> Result<Device, StoreError> {
    let device = Device {
        id: DeviceId(batch.seams.uuid()?),
        public_key: request.public_key,
        organisation: invitation.organisation,
        role: invitation.role,
        name: invitation.name.clone(),
        have: 0,
        head_hash: OpHash::START,
        revoked_at: None,
        last_seen_at: None,
    };
    devices::insert(batch, &device)?;
    devices::seen(batch, device.id, &Seen { app: request.app.clone(), ..Seen::default() })?;
    let id = device.id.to_string();
    audit::write(batch, Entry { actor: &id, action: "device.enrol", object: &id })?;
    Ok(device)
}

/// The answer was lost and the same key asks again: it gets the same device, with a token that is
/// worth nothing, so that it has to show its key for a good one. A stolen request gains nothing.
fn again(
    app: &App,
    batch: &Batch<'_>,
    (device, request): (DeviceId, &EnrolmentRequest),
) -> Result<Enrolled, StoreError> {
    let device = devices::find(batch.tx, device)?
        .filter(|device| device.public_key == request.public_key && device.revoked_at.is_none())
        .ok_or_else(invitations::spent)?;
    let token = Secret::fresh(batch.seams)?.expose().to_owned();
    enrolled(app, batch, (&device, ReadToken { token, expires_at: batch.now }))
}

fn enrolled(
    app: &App,
    batch: &Batch<'_>,
    (device, token): (&Device, ReadToken),
) -> Result<Enrolled, StoreError> {
    let organisations = members::list(batch.tx)?;
    let organisation = organisations.into_iter().find(|member| member.id == device.organisation);
    app.current.refresh(batch.tx)?;
    let version = app.current.get();
    let ground = agreements::ground(batch.tx, device.organisation)?;
    let carried = version.carried(&ground, batch.now);
    Ok(Enrolled {
        handover_key: Some(app.packages.public()),
        server_key: Some(app.own.key.public()),
        device: device.id,
        name: device.name.clone(),
        organisation: device.organisation,
        organisation_name: organisation.map(|member| member.name).unwrap_or_default(),
        role: device.role,
        token,
        epoch: meta::epoch(batch.tx)?,
        configuration: carried,
        catalogue: version.configuration.catalogue.clone(),
        server_time: batch.now,
    })
}

/// A new read token for a signed nonce.
#[utoipa::path(
    post, path = "/v1/token", tag = "devices", request_body = TokenRequest,
    responses(
        (status = 200, body = ReadToken),
        (status = 401, body = Problem, description = "The nonce or the device is not known"),
        (status = 403, body = Problem, description = "The signature does not hold, or revoked"),
    )
)]
pub(crate) async fn token(
    State(app): State<App>,
    payload: Payload,
) -> Result<Json<ReadToken>, ApiError> {
    let request: TokenRequest = payload.read_credential()?;
    let server = app.clone();
    let renew = move |batch: &mut Batch<'_>| {
        let (nonces, recent) = (&server.nonces, server.store.recent());
        let exchange = Exchange { nonces, now: batch.now, recent };
        let expires_at = batch.now.plus_ms(server.settings.token_ms());
        let token = exchange.renew(batch, (&request, expires_at))?;
        let id = request.device.to_string();
        audit::write(batch, Entry { actor: &id, action: "device.token", object: &id })?;
        Ok::<_, StoreError>(token)
    };
    let token = app.store.write(renew).await?;
    Ok(Json(token))
}
